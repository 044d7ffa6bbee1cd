import { Chore } from '../domain/chore.js';
import type { Log } from '../domain/types.js';
import type { Store } from '../store/store.js';
import type { Arrivals } from './arrivals.js';
import type { BlobStore } from './blob-store.js';
import type { FileDesk } from './file-desk.js';
import type { UploadDesk } from './upload-desk.js';

const DAY_MS = 24 * 3600 * 1000;
const GROUP = 200;

export interface FileCleanerOptions {
  readonly store: Pick<Store, 'files'>;
  readonly blobs: BlobStore;
  readonly arrivals: Arrivals;
  readonly files: FileDesk;
  readonly uploads: UploadDesk;
  readonly log: Log;
  readonly now: () => number;
}

/** Takes away what nobody came back for within a day. */
export class FileCleaner {
  readonly #options: FileCleanerOptions;
  readonly #chore: Chore;

  constructor(options: FileCleanerOptions) {
    this.#options = options;
    this.#chore = new Chore('old files were not removed', options.log);
  }

  /** Every hour from now on. What a crash left without a row is looked for once, now. */
  start(): void {
    this.#chore.start(
      () => this.clean(),
      async () => {
        await this.clean();
        await this.sweepBlobs();
      },
    );
  }

  /** Unfinished uploads, and files that no message names. */
  async clean(): Promise<void> {
    const { store, arrivals, files, uploads, now } = this.#options;
    const before = now() - DAY_MS;
    await this.#inGroups(
      () => store.files.staleUploads(before, GROUP),
      (id) => uploads.drop(id),
    );
    await this.#inGroups(
      () => store.files.unnamed(before, GROUP),
      (id) => files.discard(id),
    );
    for (const id of await arrivals.untouchedSince(before)) await arrivals.remove(id);
  }

  /** Blobs without a file: whoever put them died before they wrote it down. */
  async sweepBlobs(): Promise<void> {
    const { blobs, files, now } = this.#options;
    let group: string[] = [];
    for await (const key of blobs.keysBefore(now() - DAY_MS)) {
      if (this.#chore.isClosed) return;
      group.push(key);
      if (group.length < GROUP) continue;
      await files.sweep(group);
      group = [];
    }
    if (group.length > 0) await files.sweep(group);
  }

  /** Waits for what is running. Idempotent. */
  close(): Promise<void> {
    return this.#chore.close();
  }

  async #inGroups(
    find: () => Promise<readonly string[]>,
    remove: (id: string) => Promise<void>,
  ): Promise<void> {
    for (;;) {
      const ids = await find();
      for (const id of ids) {
        if (this.#chore.isClosed) return;
        await remove(id);
      }
      if (ids.length < GROUP) return;
    }
  }
}
