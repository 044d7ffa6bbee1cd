import { open, type FileHandle } from 'node:fs/promises';

/** Brings to the disk what was committed. */
export interface Flush {
  /** Resolves when it is there. Once this rejected, it rejects for good. */
  run(): Promise<void>;
  /** Why `run` rejected. */
  readonly failure: unknown;
  close(): Promise<void>;
}

/** For a database that is in no file. */
export const NO_FLUSH: Flush = { run: async () => {}, failure: undefined, close: async () => {} };

/**
 * Syncs the write-ahead log of a database off the event loop. SQLite would do the same inside COMMIT
 * (`synchronous = FULL`), where everybody waits for the disk.
 */
export class WalFlush implements Flush {
  readonly #path: string;
  #log: Promise<FileHandle> | undefined;
  /**
   * The kernel says once that it could not write, and forgets: a later sync would succeed, with a hole
   * in the log before what it brought to the disk.
   */
  failure: unknown;

  constructor(databaseFile: string) {
    this.#path = `${databaseFile}-wal`;
  }

  async run(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    try {
      // It is there from the first commit until the database is closed, and always the same file.
      this.#log ??= open(this.#path, 'r+');
      await (await this.#log).datasync();
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  async close(): Promise<void> {
    await (await this.#log?.catch(() => undefined))?.close();
  }
}
