import type { Payer, Rate } from './limits.js';

export interface FrameRates {
  readonly person?: Rate | undefined;
  readonly network?: Rate | undefined;
}

/** What one person, and all of one network together, may say on all their sockets of both kinds. */
export class FrameBudget {
  readonly #persons: Spending | undefined;
  readonly #networks: Spending | undefined;
  readonly #now: () => number;

  constructor({ person, network }: FrameRates, now: () => number = () => performance.now()) {
    this.#persons = person && new Spending(person);
    this.#networks = network && new Spending(network);
    this.#now = now;
  }

  /**
   * Takes one frame, the person's first: whoever has used up their own takes nothing from their
   * neighbours. How long to wait where there is none left, else 0.
   */
  take({ userId, network }: Payer): number {
    const nowMs = this.#now();
    const waitMs = this.#persons?.take(userId, nowMs) ?? 0;
    if (waitMs > 0 || network === undefined) return waitMs;
    return this.#networks?.take(network, nowMs) ?? 0;
  }
}

/** One window for everybody: a frame costs a look into one map, and what is in it is gone with the window. */
class Spending {
  readonly #rate: Rate;
  readonly #spent = new Map<string, number>();
  #startMs = -Infinity;

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  take(key: string, nowMs: number): number {
    const { points, windowMs } = this.#rate;
    if (nowMs - this.#startMs >= windowMs) {
      this.#startMs = nowMs;
      this.#spent.clear();
    }
    const spent = (this.#spent.get(key) ?? 0) + 1;
    this.#spent.set(key, spent);
    return spent <= points ? 0 : this.#startMs + windowMs - nowMs;
  }
}
