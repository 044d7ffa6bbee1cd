import { BrokerError } from '../domain/broker-error.js';
import { isOfDisk } from '../domain/disk-error.js';
import type { Log } from '../domain/types.js';

/** A disk that is full does not get empty at once. */
const AGAIN_MS = 30_000;
/** Small writes may pass between large ones that do not: nobody reads the same line every second. */
const SAY_MS = 60_000;

/** Whether the disk took the last write. */
export class WriteHealth {
  readonly #log: Pick<Log, 'error' | 'info'> | undefined;
  #trouble: unknown;
  #saidAtMs = -Infinity;

  constructor(log?: Pick<Log, 'error' | 'info'>) {
    this.#log = log;
  }

  /** Why the last write failed, if its disk was to blame. */
  get trouble(): unknown {
    return this.#trouble;
  }

  /** Passes on what a write gives; rejects with `unavailable` where the disk does not take it. */
  async watch<T>(write: Promise<T>): Promise<T> {
    try {
      const value = await write;
      if (this.#trouble !== undefined) this.#log?.info({}, 'the database can be written to again');
      this.#trouble = undefined;
      return value;
    } catch (error) {
      if (!isOfDisk(error)) throw error;
      this.#trouble = error;
      this.#say(error);
      throw new BrokerError('unavailable', { retryAfterMs: AGAIN_MS, cause: error });
    }
  }

  #say(error: unknown): void {
    const nowMs = performance.now();
    if (nowMs - this.#saidAtMs < SAY_MS) return;
    this.#saidAtMs = nowMs;
    this.#log?.error({ err: error }, 'the database cannot be written to: is its disk full?');
  }
}
