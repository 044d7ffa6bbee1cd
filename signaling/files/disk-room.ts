import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BrokerError } from '../domain/broker-error.js';
import { isMissing } from './disk-errors.js';

/** Of a small disk no more than this is held back. */
const MOST_SHARE = 0.05;
/** Somebody has to make room. */
const AGAIN_MS = 60_000;

interface Space {
  readonly freeBytes: number;
  readonly allBytes: number;
}

/** Leaves room on the disk for the database, which writes where no file is taken any more. */
export class DiskRoom {
  readonly #folder: string;
  readonly #reserveBytes: number;
  readonly #measure: (folder: string) => Promise<Space>;

  constructor(folder: string, reserveBytes: number, measure = spaceOf) {
    this.#folder = folder;
    this.#reserveBytes = reserveBytes;
    this.#measure = measure;
  }

  /** Rejects with `unavailable` when these bytes would take of what is held back. */
  async require(bytes: number): Promise<void> {
    if (this.#reserveBytes === 0) return;
    const { freeBytes, allBytes } = await this.#measure(this.#folder);
    if (freeBytes - bytes >= Math.min(this.#reserveBytes, allBytes * MOST_SHARE)) return;
    throw new BrokerError('unavailable', {
      detail: 'There is no room for files at the moment. Messages still arrive; send it later.',
      retryAfterMs: AGAIN_MS,
    });
  }
}

/** Of the disk of a folder, or of where it will be. */
async function spaceOf(folder: string): Promise<Space> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { freeBytes: bavail * bsize, allBytes: blocks * bsize };
  } catch (error) {
    if (!isMissing(error) || dirname(folder) === folder) throw error;
    return spaceOf(dirname(folder));
  }
}
