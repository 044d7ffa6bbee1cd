import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PresenceDesk } from '../../../signaling/domain/presence.js';
import type { Blocks, PeopleStore, PersonRecord } from '../../../signaling/store/store.js';
import { RecordingOutlet } from '../../support/broker/recording-outlet.js';
import { createTestLog } from '../../support/broker/test-log.js';

const RELOAD_MS = 4_000;
const START_MS = Date.parse('2026-01-02T03:04:05.000Z');
const at = (seconds: number) => new Date(START_MS + seconds * 1000).toISOString();

let desk: PresenceDesk;
let outlet: RecordingOutlet;
let connected: boolean;
let blocked: Set<string>;
let seen: [string, string][];
let store: () => Promise<void>;

beforeEach(() => {
  vi.useFakeTimers({ now: START_MS });
  outlet = new RecordingOutlet();
  connected = false;
  blocked = new Set();
  seen = [];
  store = async () => {};
  const people: PeopleStore = {
    save: async () => {},
    findByAddress: async () => undefined,
    find: async (ids) => ids.map((id): PersonRecord => ({ id, kind: 'user', peerAddress: id })),
    async seen(id, atMs) {
      await store();
      seen.push([id, new Date(atMs).toISOString()]);
    },
  };
  const log = createTestLog();
  const isConnected = () => connected;
  const blocks = { of: async (): Promise<Blocks> => ({ blocked, blockedBy: new Set() }) };
  desk = new PresenceDesk({ people, blocks, outlet, isConnected, log, now: Date.now });
});
afterEach(async () => {
  await desk.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function come(): void {
  connected = true;
  desk.arrived('a');
}
function go(): void {
  connected = false;
  desk.left('a');
}
const told = () => outlet.framesOf('presence').map(({ presence }) => presence);
const online = { userId: 'a', online: true };
const away = (seconds: number) => ({ userId: 'a', online: false, lastSeenAt: at(seconds) });

describe('presence', () => {
  it('begins with the first socket and ends a moment after the last, as of the last', async () => {
    come();
    await vi.advanceTimersByTimeAsync(10_000);
    go();
    await vi.advanceTimersByTimeAsync(RELOAD_MS - 1);
    expect(told()).toEqual([online]);
    expect(desk.isOnline('a')).toBe(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(told()).toEqual([online, away(10)]);
    expect(seen).toEqual([['a', at(10)]]);
    expect(desk.isOnline('a')).toBe(false);
  });

  it('does not flicker over reloads', async () => {
    come();
    for (let i = 0; i < 5; i++) {
      go();
      await vi.advanceTimersByTimeAsync(RELOAD_MS - 1);
      come();
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told()).toEqual([online]);
    expect(seen).toEqual([]);
  });

  it('goes on while another socket is there', async () => {
    come();
    desk.left('a');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told()).toEqual([online]);
  });

  it('goes on when somebody returns while their absence is being stored', async () => {
    let stored = () => {};
    store = () => new Promise((resolve) => (stored = resolve));
    come();
    go();
    await vi.advanceTimersByTimeAsync(RELOAD_MS);
    come();
    stored();
    await vi.advanceTimersByTimeAsync(0);
    expect(told()).toEqual([online]);
    expect(desk.isOnline('a')).toBe(true);
    store = async () => {};
  });

  it('ends although it could not be stored', async () => {
    store = () => Promise.reject(new Error('disk full'));
    come();
    go();
    await vi.advanceTimersByTimeAsync(RELOAD_MS);
    expect(told()).toEqual([online, away(0)]);
  });

  it('is stored for everybody who is here when the broker stops', async () => {
    come();
    await vi.advanceTimersByTimeAsync(7_000);
    await Promise.all([desk.close(), desk.close()]);
    expect(seen).toEqual([['a', at(7)]]);
  });
});
