import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { isMissing } from './disk-errors.js';

/** More came than there was to come. */
export class TooManyBytes extends Error {
  override readonly name = 'TooManyBytes';
}

/** The sender stopped, or was stopped, before the end. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
}

/** Files that are not whole yet. What has come is the length of the file: a crash loses no count. */
export class Arrivals {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param id a UUID: never anything that people chose freely */
  pathOf(id: string): string {
    return join(this.#folder, id);
  }

  /** How many bytes have come. */
  async sizeOf(id: string): Promise<number> {
    try {
      return (await stat(this.pathOf(id))).size;
    } catch (error) {
      if (isMissing(error)) return 0;
      throw error;
    }
  }

  /**
   * Writes what comes, one piece after the other: the source waits for the disk. Rejects with
   * `BrokenOff`, and what came until then stays; or with `TooManyBytes` when there are more than
   * `most` in all, and none of these stay.
   */
  async append(id: string, source: Readable, offset: number, most: number): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const file = await open(this.pathOf(id), offset === 0 ? 'w' : 'r+', 0o600);
    let position = offset;
    try {
      // Not destroyed with the loop: its sender shall still read the refusal.
      for await (const chunk of source.iterator({ destroyOnReturn: false })) {
        if (position + (chunk as Buffer).length > most) {
          await file.truncate(offset);
          throw new TooManyBytes();
        }
        await writeWhole(file, chunk as Buffer, position);
        position += (chunk as Buffer).length;
      }
    } catch (error) {
      throw isOfSource(error, source) ? new BrokenOff('', { cause: error }) : error;
    } finally {
      await file.datasync().finally(() => file.close());
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /** Names of all that is here and was last written before then. */
  async untouchedSince(atMs: number): Promise<readonly string[]> {
    const found: string[] = [];
    try {
      for (const name of await readdir(this.#folder)) {
        if ((await stat(join(this.#folder, name))).mtimeMs < atMs) found.push(name);
      }
    } catch (error) {
      // The folder is not there yet, or a file has just been finished.
      if (!isMissing(error)) throw error;
    }
    return found;
  }
}

function isOfSource(error: unknown, source: Readable): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return source.errored === error || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ABORT_ERR';
}

async function writeWhole(
  file: Awaited<ReturnType<typeof open>>,
  chunk: Buffer,
  position: number,
): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}
