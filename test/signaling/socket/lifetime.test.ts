import { describe, expect, it } from 'vitest';
import { checkLife, SOCKET_TIMES, type Lifetime } from '../../../signaling/socket/lifetime.js';

const fresh: Lifetime = {
  openedAtMs: 0,
  greeted: true,
  heardAtMs: 0,
  pingedAtMs: 0,
  expiresAtMs: 3_600_000,
};

/** Lives through a socket by its own clock; returns when it was pinged and how it was closed. */
function live(life: Lifetime, hears: (nowMs: number) => boolean, untilMs: number) {
  const pings: number[] = [];
  const current = { ...life };
  let nowMs = 0;
  while (nowMs <= untilMs) {
    const step = checkLife(current, SOCKET_TIMES, nowMs);
    if ('close' in step) return { pings, closed: step.close, atMs: nowMs };
    if (step.ping) {
      pings.push(nowMs);
      current.pingedAtMs = nowMs;
      if (hears(nowMs)) current.heardAtMs = nowMs;
    }
    expect(step.nextInMs).toBeGreaterThan(0);
    nowMs += step.nextInMs;
  }
  return { pings };
}

describe('the life of a socket', () => {
  it('is pinged at every heartbeat and goes on for as long as it answers', () => {
    const { pings, closed } = live(fresh, () => true, 600_000);
    expect(closed).toBeUndefined();
    expect(pings.slice(0, 3)).toEqual([8_000, 16_000, 24_000]);
    expect(pings.length).toBe(75);
  });

  it('ends within 30 seconds of the last sign of life', () => {
    expect(live(fresh, () => false, 600_000)).toMatchObject({ closed: 'silent', atMs: 25_000 });
    const { atMs } = live(fresh, (nowMs) => nowMs <= 40_000, 600_000);
    expect(atMs).toBe(65_000);
  });

  it('ends when nobody says hello', () => {
    const { closed, atMs } = live({ ...fresh, greeted: false }, () => true, 600_000);
    expect([closed, atMs]).toEqual(['silent', 10_000]);
  });

  it('ends within a minute of its token, but leaves clocks some leeway', () => {
    const expiresAtMs = 100_000;
    const { closed, atMs } = live({ ...fresh, expiresAtMs }, () => true, 600_000);
    expect(closed).toBe('tokenExpired');
    expect(atMs! - expiresAtMs).toBeGreaterThan(0);
    expect(atMs! - expiresAtMs).toBeLessThanOrEqual(60_000);
  });
});
