import type { Rate } from './limits.js';

/**
 * What all sockets of one network may say together, on both kinds of them. One window for everybody:
 * a frame costs a look into one map, and what is in it is gone with the window.
 */
export class FrameBudget {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #spent = new Map<string, number>();
  #startMs = -Infinity;

  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Takes one frame. How long to wait where there is none left, else 0. */
  take(network: string): number {
    const { points, windowMs } = this.#rate;
    const nowMs = this.#now();
    if (nowMs - this.#startMs >= windowMs) {
      this.#startMs = nowMs;
      this.#spent.clear();
    }
    const spent = (this.#spent.get(network) ?? 0) + 1;
    this.#spent.set(network, spent);
    return spent <= points ? 0 : this.#startMs + windowMs - nowMs;
  }
}
