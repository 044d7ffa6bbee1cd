import { retryAdvice, type RetryAdvice } from '../protocol/index.js';

/** What to do about a socket that is gone. */
export interface ReconnectStep {
  readonly advice: RetryAdvice;
  /** Wait this long before dialling again. */
  readonly delayMs: number;
}

export const RECONNECT = {
  /** The first try comes within this time: most losses are a moment's. */
  firstMs: 400,
  capMs: 30_000,
  /** A planned restart drops everybody at once: spread them. */
  spreadMs: 5_000,
} as const;

const PLANNED_RESTART: readonly number[] = [1001, 1012, 1013];

/**
 * Exponential back-off with full jitter.
 * @param attempt tries since the socket last worked, from 0
 * @param random uniform in [0, 1)
 */
export function reconnectAfter(closeCode: number, attempt: number, random: number): ReconnectStep {
  const advice = retryAdvice(closeCode);
  if (attempt === 0 && advice === 'newToken') return { advice, delayMs: 0 };
  const base = PLANNED_RESTART.includes(closeCode) ? RECONNECT.spreadMs : RECONNECT.firstMs;
  const ceilingMs = Math.min(RECONNECT.capMs, base * 2 ** Math.min(attempt, 16));
  return { advice, delayMs: Math.round(ceilingMs * random) };
}
