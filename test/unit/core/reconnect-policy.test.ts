import { describe, expect, it } from 'vitest';
import { RECONNECT, reconnectAfter } from '../../../src/core/reconnect-policy.js';
import { CLOSE_CODES } from '../../../src/protocol/index.js';

const ABNORMAL = 1006;
const LATEST = 0.999_999;

describe('reconnecting', () => {
  it('comes quickly the first time', () => {
    expect(reconnectAfter(ABNORMAL, 0, LATEST).delayMs).toBeLessThanOrEqual(RECONNECT.firstMs);
  });

  it('doubles its reach each time up to thirty seconds, for ever', () => {
    const reach = [0, 1, 2, 3, 6, 7, 40, 5_000].map(
      (attempt) => reconnectAfter(ABNORMAL, attempt, LATEST).delayMs,
    );
    expect(reach).toEqual([400, 800, 1_600, 3_200, 25_600, 30_000, 30_000, 30_000]);
  });

  it('spreads over the whole reach', () => {
    expect(reconnectAfter(ABNORMAL, 3, 0).delayMs).toBe(0);
    expect(reconnectAfter(ABNORMAL, 3, 0.5).delayMs).toBe(1_600);
  });

  it('spreads ten thousand sockets of a restarted broker over seconds', () => {
    const delays = Array.from({ length: 10_000 }, (_, i) =>
      reconnectAfter(CLOSE_CODES.restart.code, 0, i / 10_000),
    ).map(({ delayMs }) => delayMs);
    const busiest = Math.max(
      ...[0, 1, 2, 3, 4].map(
        (second) => delays.filter((ms) => Math.floor(ms / 1_000) === second).length,
      ),
    );
    expect(busiest).toBeLessThanOrEqual(2_001);
    expect(Math.max(...delays)).toBeLessThanOrEqual(RECONNECT.spreadMs);
  });

  it.each([
    ['later', CLOSE_CODES.tooSlow.code],
    ['later', 4999],
    ['never', CLOSE_CODES.originNotAllowed.code],
  ] as const)('says %s for %i', (advice, code) => {
    expect(reconnectAfter(code, 0, 0.5).advice).toBe(advice);
  });

  it('takes a new token at once, but not twice at once', () => {
    const { code } = CLOSE_CODES.tokenExpired;
    expect(reconnectAfter(code, 0, 0.5)).toEqual({ advice: 'newToken', delayMs: 0 });
    expect(reconnectAfter(code, 1, 0.5).delayMs).toBeGreaterThan(0);
  });
});
