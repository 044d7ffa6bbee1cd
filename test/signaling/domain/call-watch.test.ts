import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CALL_TIMES, CallWatch } from '../../../signaling/domain/call-watch.js';
import type { CallRecord } from '../../../signaling/store/store.js';
import { TIMES } from '../../../src/protocol/index.js';

const RING_MS = 45_000;
let watch: CallWatch;
let told: string[];
let failures: number;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-01-02T03:04:05.000Z') });
  told = [];
  failures = 0;
  watch = new CallWatch({
    times: CALL_TIMES,
    now: Date.now,
    ringTimeoutMs: RING_MS,
    onRingTimeout: (id) => tell(`${id} timed out`),
    onLost: (id, sinceMs) => tell(`${id} lost for ${(Date.now() - sinceMs) / 1000} s`),
    onError: () => {},
  });
});
afterEach(() => {
  watch.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

async function tell(line: string): Promise<void> {
  if (failures-- > 0) throw new Error('disk full');
  told.push(line);
}
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const seconds = (count: number) => after(count * 1000);

function callOf(status: CallRecord['status'], over: Partial<CallRecord> = {}): CallRecord {
  const at = new Date().toISOString();
  return {
    id: 'call',
    conversationId: 'talk',
    callerId: 'caller',
    calleeId: 'callee',
    type: 'VOICE',
    status,
    startedAt: null,
    endedAt: null,
    duration: null,
    missedReason: null,
    metadata: {},
    createdAt: at,
    updatedAt: at,
    endReason: null,
    connectedAt: null,
    callerDeviceId: 'phone',
    calleeDeviceId: status === 'RINGING' ? null : 'laptop',
    callerPeerId: null,
    calleePeerId: null,
    ...over,
  };
}
function presence(
  side: 'caller' | 'callee',
  present: boolean,
  calls: CallRecord[],
  silent = false,
  deviceId = side === 'caller' ? 'phone' : 'laptop',
): void {
  watch.devicePresence({ userId: side, deviceId, present, silent }, calls);
}
function bothPresent(calls: CallRecord[] = []): void {
  presence('caller', true, calls);
  presence('callee', true, calls);
}

describe('a call that rings', () => {
  it('times out when its time is up, and not before', async () => {
    bothPresent();
    watch.follow(callOf('RINGING'));
    await after(RING_MS - 1);
    expect(told).toEqual([]);
    await after(1);
    expect(told).toEqual(['call timed out']);
  });

  it('keeps its remaining time over a restart, and none when that was longer ago', async () => {
    const createdAt = new Date(Date.now() - 40_000).toISOString();
    bothPresent();
    watch.follow(callOf('RINGING', { createdAt }));
    watch.follow(
      callOf('RINGING', { id: 'old', createdAt: new Date(Date.now() - 50_000).toISOString() }),
    );
    await after(0);
    expect(told).toEqual(['old timed out']);
    await seconds(5);
    expect(told).toEqual(['old timed out', 'call timed out']);
  });

  it.each(['ANSWERED', 'MISSED', 'DECLINED'] as const)('does not once it is %s', async (status) => {
    bothPresent();
    watch.follow(callOf('RINGING'));
    await seconds(44);
    watch.follow(callOf(status));
    await seconds(100);
    expect(told).toEqual([]);
  });

  it('is lost with its caller’s device, not with those of the callee', async () => {
    const call = callOf('RINGING');
    bothPresent();
    watch.follow(call);
    presence('callee', false, [call]);
    await seconds(26);
    expect(told).toEqual([]);
    presence('caller', false, [call]);
    await seconds(10);
    presence('caller', true, [call]);
    await seconds(8);
    expect(told).toEqual([]);
  });

  it('is tried to be ended again when that could not be stored', async () => {
    bothPresent();
    watch.follow(callOf('RINGING'));
    failures = 2;
    await after(RING_MS);
    expect(told).toEqual([]);
    await after(2 * CALL_TIMES.retryMs);
    expect(told).toEqual(['call timed out']);
  });
});

describe('an answered call', () => {
  it.each(['caller', 'callee'] as const)('is lost 15 s after the %s went away', async (side) => {
    const call = callOf('ANSWERED');
    bothPresent();
    watch.follow(call);
    await seconds(600);
    presence(side, false, [call]);
    await seconds(14);
    expect(told).toEqual([]);
    await seconds(1);
    expect(told).toEqual(['call lost for 15 s']);
  });

  it('goes on when the device comes back in time', async () => {
    const call = callOf('ANSWERED');
    bothPresent();
    watch.follow(call);
    for (let i = 0; i < 5; i++) {
      presence('callee', false, [call]);
      await seconds(14);
      presence('callee', true, [call]);
    }
    await seconds(100);
    expect(told).toEqual([]);
  });

  it('is not kept by another device of the same person', async () => {
    const call = callOf('ANSWERED');
    bothPresent();
    watch.follow(call);
    presence('callee', true, [call], false, 'tablet');
    presence('callee', false, [call]);
    await seconds(15);
    expect(told).toHaveLength(1);
  });

  it('is kept for a minute of outage when its device only fell silent', async () => {
    const call = callOf('ANSWERED');
    bothPresent();
    watch.follow(call);
    // Its last word came just after a ping, its path was cut just before the next.
    const cutForMs = TIMES.brokerSilenceMs - TIMES.heartbeatMs;
    presence('callee', false, [call], true);
    await after(60_000 - cutForMs - 1);
    expect(told).toEqual([]);
    await after(1);
    expect(told).toEqual(['call lost for 43 s']);
  });

  it('does not mend by falling silent what was closed', async () => {
    const call = callOf('ANSWERED');
    bothPresent();
    watch.follow(call);
    presence('callee', false, [call]);
    await seconds(5);
    presence('callee', false, [call], true);
    await seconds(10);
    expect(told).toHaveLength(1);
  });

  it('whose device was gone before the answer was stored is lost as well', async () => {
    presence('caller', true, []);
    watch.follow(callOf('ANSWERED'));
    await seconds(15);
    expect(told).toHaveLength(1);
  });

  it('answered without a device is kept by any device of its person', async () => {
    const call = callOf('ANSWERED', { calleeDeviceId: null });
    bothPresent();
    watch.follow(call);
    presence('callee', true, [call], false, 'tablet');
    presence('callee', false, [call]);
    await seconds(100);
    expect(told).toEqual([]);
    presence('callee', false, [call], false, 'tablet');
    await seconds(15);
    expect(told).toHaveLength(1);
  });

  it('that outlived the broker has 60 s to find both its devices', async () => {
    const [kept, left] = [callOf('ANSWERED'), callOf('ANSWERED', { id: 'left', callerId: 'x' })];
    for (const call of [kept, left]) watch.expect(call);
    await seconds(50);
    bothPresent([kept, left]);
    await seconds(9);
    expect(told).toEqual([]);
    await seconds(1);
    expect(told).toEqual(['left lost for 60 s']);
  });

  it('has no clock any more once it is over', () => {
    watch.expect(callOf('ANSWERED'));
    watch.follow(callOf('ENDED', { endReason: 'hangup' }));
    expect(vi.getTimerCount()).toBe(0);
  });
});
