import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Blob, BlobStore, OpenBlob } from './blob-store.js';
import { isMissing } from './disk-errors.js';

const KEY = /^[0-9a-f]{64}$/;

/** Blobs in a folder, two levels deep, named by their hash and by nothing else. */
export class DiskBlobs implements BlobStore {
  readonly #folder: string;
  readonly #drafts: string;

  /** @param drafts a folder on the same disk for what is not whole yet */
  constructor(folder: string, drafts: string) {
    this.#folder = folder;
    this.#drafts = drafts;
  }

  async put(source: Readable): Promise<Blob> {
    await mkdir(this.#drafts, { recursive: true });
    const draft = join(this.#drafts, randomUUID());
    const hash = createHash('sha256');
    let size = 0;
    try {
      await pipeline(
        source,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            hash.update(chunk);
            size += chunk.length;
            yield chunk;
          }
        },
        createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }),
      );
      const key = hash.digest('hex');
      const path = this.#pathOf(key);
      await mkdir(dirname(path), { recursive: true });
      // Over the same bytes when they are there already, so that they count as new.
      await rename(draft, path);
      await syncFolder(dirname(path));
      return { key, size };
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async has(key: string): Promise<boolean> {
    return KEY.test(key) && (await writtenMs(this.#pathOf(key))) !== undefined;
  }

  async open(key: string): Promise<OpenBlob | undefined> {
    if (!KEY.test(key)) return undefined;
    try {
      const file = await open(this.#pathOf(key), 'r');
      const { size } = await file.stat();
      return {
        size,
        read: (range) => file.createReadStream({ ...range }),
        close: () => file.close(),
      };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    if (KEY.test(key)) await rm(this.#pathOf(key), { force: true });
  }

  async *keysBefore(atMs: number): AsyncIterable<string> {
    for await (const group of entriesOf(this.#folder)) {
      for await (const key of entriesOf(join(this.#folder, group))) {
        if (!KEY.test(key)) continue;
        const written = await writtenMs(this.#pathOf(key));
        if (written !== undefined && written < atMs) yield key;
      }
    }
  }

  #pathOf(key: string): string {
    return join(this.#folder, key.slice(0, 2), key);
  }
}

async function* entriesOf(folder: string): AsyncIterable<string> {
  try {
    for await (const entry of await opendir(folder)) yield entry.name;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function writtenMs(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** A name is as durable as its folder. Windows cannot open one, and has no need to. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
