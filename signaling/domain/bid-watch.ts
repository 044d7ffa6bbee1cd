import type { Message } from '../../src/protocol/index.js';
import type { BidStore } from '../store/store.js';
import type { Log } from './types.js';

const BID_TIMES = {
  /** Looks at the clock at least this often: it may be set, and a machine may sleep. */
  lookMs: 60_000,
  /** An end that could not be stored is tried again. */
  retryMs: 5_000,
} as const;

export type BidTimes = { readonly [K in keyof typeof BID_TIMES]: number };

/** Offers ended between two looks at the timer. */
const BATCH = 100;

export interface BidWatchOptions {
  readonly bids: Pick<BidStore, 'due' | 'nextDueMs'>;
  /** Ends an offer whose time is over and tells of it. */
  readonly expire: (id: string) => Promise<void>;
  readonly now: () => number;
  readonly log: Log;
  readonly times?: Partial<BidTimes>;
}

/**
 * The clock of open offers: one timer, for the next that ends. What is due is read from the store, so
 * that a broker that was away ends what ended meanwhile.
 */
export class BidWatch {
  readonly #options: BidWatchOptions;
  readonly #times: BidTimes;
  #nextMs = Infinity;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;
  #closed = false;

  constructor(options: BidWatchOptions) {
    this.#options = options;
    this.#times = { ...BID_TIMES, ...options.times };
  }

  /** Ends what is over and waits for the next. Resolves when that is done; never rejects. */
  sweep(): Promise<void> {
    return (this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
      this.#arm();
    }));
  }

  /** An offer was opened. */
  follow({ bid }: Message): void {
    if (bid?.status !== 'open') return;
    this.#nextMs = Math.min(this.#nextMs, Date.parse(bid.expiresAt));
    if (!this.#sweeping) this.#arm();
  }

  /** Resolves when nothing is being written any more. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const { bids, expire, now, log } = this.#options;
    this.#nextMs = Infinity;
    try {
      let ids: readonly string[];
      do {
        ids = await bids.due(now(), BATCH);
        await Promise.all(ids.map(expire));
      } while (ids.length === BATCH && !this.#closed);
      const dueMs = await bids.nextDueMs();
      // Only now: an offer may have been opened while the store was asked.
      this.#nextMs = Math.min(this.#nextMs, dueMs ?? Infinity);
    } catch (error) {
      if (this.#closed) return;
      log.error({ err: error }, 'offers not ended');
      this.#nextMs = now() + this.#times.retryMs;
    }
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#closed || this.#nextMs === Infinity) return;
    const waitMs = Math.max(0, this.#nextMs - this.#options.now());
    this.#timer = setTimeout(() => this.#look(), Math.min(waitMs, this.#times.lookMs));
  }

  #look(): void {
    if (this.#options.now() >= this.#nextMs) void this.sweep();
    else this.#arm();
  }
}
