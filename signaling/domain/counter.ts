import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { BrokerError } from './broker-error.js';
import type { Rate } from './limits.js';

export interface Counter {
  /** Rejects with `rate_limited`, which says how long to wait. */
  take(key: string, cost?: number): Promise<void>;
  giveBack(key: string): Promise<unknown>;
}

/** What each key has taken of a rate. */
export function counter({ points, windowMs }: Rate): Counter {
  const limiter = new RateLimiterMemory({ points, duration: windowMs / 1000 });
  return {
    async take(key, cost = 1) {
      try {
        // A single one is never beyond what there is in all.
        await limiter.consume(key, Math.min(cost, points));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        throw new BrokerError('rate_limited', { retryAfterMs: refusal.msBeforeNext });
      }
    },
    giveBack: (key) => limiter.reward(key),
  };
}
