import { join } from 'node:path';
import { ARRIVING, BLOBS } from '../data-folder.js';
import type { DomainLimits } from '../domain/limits.js';
import type { Log } from '../domain/types.js';
import type { Store } from '../store/store.js';
import { Arrivals } from './arrivals.js';
import type { BlobStore } from './blob-store.js';
import { DiskBlobs } from './disk-blobs.js';
import { DiskRoom } from './disk-room.js';
import { FileCleaner } from './file-cleaner.js';
import { FileDesk } from './file-desk.js';
import { FileLinks } from './file-links.js';
import { UploadDesk } from './upload-desk.js';

export interface FileSettings {
  /** Everything is kept below it; made when the first file comes. */
  readonly folder: string;
  readonly maxBytes: number;
  /** What is left free on the disk of the folder; 0: nothing. */
  readonly reserveBytes: number;
  /** Newest first. */
  readonly secrets: readonly string[];
  readonly publicUrl?: string;
}

export interface FilesOptions extends FileSettings {
  readonly store: Pick<Store, 'files' | 'conversations' | 'blocks'>;
  readonly limits: Pick<DomainLimits, 'takeUpload' | 'takeUploadBytes'>;
  readonly log: Log;
  readonly now: () => number;
}

/** Everything about files, composed. */
export interface Files {
  readonly desk: FileDesk;
  readonly uploads: UploadDesk;
  readonly links: FileLinks;
  readonly blobs: BlobStore;
  readonly cleaner: FileCleaner;
  /** Cuts off who is sending; they go on later. Idempotent. */
  close(): Promise<void>;
}

export function createFiles(options: FilesOptions): Files {
  const { folder, store, limits, log, now, maxBytes } = options;
  const arriving = join(folder, ARRIVING);
  const blobs = new DiskBlobs(join(folder, BLOBS), arriving);
  const arrivals = new Arrivals(arriving);
  const links = new FileLinks(options);
  const desk = new FileDesk({ store, blobs, arrivals, now });
  const room = new DiskRoom(folder, options.reserveBytes);
  const uploads = new UploadDesk({
    store,
    arrivals,
    files: desk,
    links,
    limits,
    room,
    maxBytes,
    now,
  });
  const cleaner = new FileCleaner({ store, blobs, arrivals, files: desk, uploads, log, now });
  return {
    desk,
    uploads,
    links,
    blobs,
    cleaner,
    async close() {
      await Promise.all([uploads.close(), cleaner.close()]);
    },
  };
}
