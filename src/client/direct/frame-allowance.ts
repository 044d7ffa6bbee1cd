/** How many frames somebody may still say: a bucket that fills again with time. */
export class FrameAllowance {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #atMs = 0;

  constructor({ burst, perSecond }: { burst: number; perSecond: number }) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
  }

  /** @returns false when there were too many */
  take(nowMs: number): boolean {
    const refill = Math.max(0, ((nowMs - this.#atMs) / 1_000) * this.#perSecond);
    this.#left = Math.min(this.#burst, this.#left + refill);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
