import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BidWatch } from '../../../signaling/domain/bid-watch.js';
import type { Message } from '../../../src/protocol/index.js';
import { createTestLog } from '../../support/broker/test-log.js';

const HOUR_MS = 3_600_000;
/** Open offers by when they end. */
let open: Map<string, number>;
let expired: string[];
let log: ReturnType<typeof createTestLog>;
let watch: BidWatch;
let isBroken: boolean;
let shiftMs: number;
/** Happens between the store's reading and its answer. */
let whileAsked: () => void;

const now = () => Date.now() + shiftMs;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  open = new Map();
  expired = [];
  isBroken = false;
  shiftMs = 0;
  whileAsked = () => {};
  log = createTestLog();
  watch = new BidWatch({
    bids: {
      due: async (nowMs, limit) => {
        if (isBroken) throw new Error('database away');
        return [...open]
          .filter(([, endsMs]) => endsMs <= nowMs)
          .map(([id]) => id)
          .slice(0, limit);
      },
      nextDueMs: async () => {
        const nextMs = open.size ? Math.min(...open.values()) : undefined;
        whileAsked();
        return nextMs;
      },
    },
    expire: async (id) => {
      expired.push(id);
      open.delete(id);
    },
    now,
    log,
  });
});
afterEach(async () => {
  await watch.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function add(id: string, inMs: number): void {
  open.set(id, now() + inMs);
  const bid = { amount: '1', currency: 'EUR', status: 'open' } as const;
  const message = { id, bid: { ...bid, expiresAt: new Date(now() + inMs).toISOString() } };
  watch.follow(message as Message);
}

describe('the clock of offers', () => {
  it('ends each when its time is over, in one timer', async () => {
    add('late', 30 * 24 * HOUR_MS);
    add('soon', 61_000);
    add('next', 90_000);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(60_999);
    expect(expired).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(expired).toEqual(['soon']);
    await vi.advanceTimersByTimeAsync(29_000);
    expect(expired).toEqual(['soon', 'next']);
    await vi.advanceTimersByTimeAsync(30 * 24 * HOUR_MS);
    expect(expired).toEqual(['soon', 'next', 'late']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends at its start what ended while the broker was away, however many', async () => {
    for (let i = 0; i < 250; i++) open.set(`old-${i}`, now() - 1);
    open.set('still open', now() + 5_000);
    await watch.sweep();
    expect(expired).toHaveLength(250);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(expired.at(-1)).toBe('still open');
  });

  it('follows a clock that is set', async () => {
    add('tomorrow', 24 * HOUR_MS);
    shiftMs = 24 * HOUR_MS;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(expired).toEqual(['tomorrow']);
  });

  it('tries again when the database does not answer, and says so', async () => {
    add('one', 1_000);
    isBroken = true;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(log.lines).toMatchObject([{ level: 'error', message: 'offers not ended' }]);
    isBroken = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(expired).toEqual(['one']);
  });

  it('loses none that is opened while it looks', async () => {
    open.set('old', now() - 1);
    whileAsked = () => add('newer', 2_000);
    const swept = watch.sweep();
    add('new', 1_000);
    await swept;
    whileAsked = () => {};
    await vi.advanceTimersByTimeAsync(2_000);
    expect(expired).toEqual(['old', 'new', 'newer']);
  });

  it('loses none that is opened while the store says that there is none', async () => {
    whileAsked = () => add('one', 1_000);
    await watch.sweep();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(expired).toEqual(['one']);
  });

  it('stops when it is closed, twice', async () => {
    add('one', 1_000);
    await Promise.all([watch.close(), watch.close()]);
    await vi.advanceTimersByTimeAsync(HOUR_MS);
    expect(expired).toEqual([]);
  });
});
