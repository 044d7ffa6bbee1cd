import { describe, expect, it } from 'vitest';
import { OpenCalls } from '../../../signaling/domain/open-calls.js';
import type { CallRecord } from '../../../signaling/store/store.js';

const at = '2026-01-02T03:04:05.000Z';
const call: CallRecord = {
  id: 'call',
  conversationId: 'talk',
  callerId: 'caller',
  calleeId: 'callee',
  type: 'VOICE',
  status: 'ANSWERED',
  startedAt: at,
  endedAt: null,
  duration: null,
  missedReason: null,
  metadata: {},
  createdAt: at,
  updatedAt: at,
  endReason: null,
  connectedAt: null,
  callerDeviceId: 'phone',
  calleeDeviceId: 'laptop',
  callerPeerId: null,
  calleePeerId: 'peer-b',
};

describe('OpenCalls', () => {
  it('remembers who dialled over a commit that did not know of it yet', () => {
    const calls = new OpenCalls();
    calls.take({ ...call, callerPeerId: 'peer-a' });
    calls.take({ ...call, connectedAt: at });
    expect(calls.answeredAt('peer-b', 'caller')).toEqual({
      ...call,
      connectedAt: at,
      callerPeerId: 'peer-a',
    });
  });

  it('forgets a call that is over', () => {
    const calls = new OpenCalls();
    calls.take(call);
    calls.take({ ...call, status: 'ENDED', endReason: 'hangup' });
    expect(calls.all()).toEqual([]);
  });

  it('finds an answered call by both its ends only', () => {
    const calls = new OpenCalls();
    calls.take({ ...call, status: 'RINGING' });
    expect(calls.answeredAt('peer-b', 'caller')).toBeUndefined();
    expect(calls.ringing(['x', 'callee'])).toHaveLength(1);
    calls.take(call);
    expect(calls.answeredAt('peer-b', 'caller')).toEqual(call);
    expect(calls.answeredAt('peer-b', 'callee')).toBeUndefined();
    expect(calls.answeredAt('peer-c', 'caller')).toBeUndefined();
    expect(calls.ringing(['x', 'callee'])).toEqual([]);
  });

  it('knows the calls of a device, and of no device', () => {
    const calls = new OpenCalls();
    calls.take(call);
    calls.take({ ...call, id: 'rest', callerDeviceId: null });
    const actor = { userId: 'caller', role: 'user', expiresAt: 0 } as const;
    const ids = (found: CallRecord[]) => found.map(({ id }) => id);
    expect(ids(calls.begunBy({ ...actor, deviceId: 'phone' }))).toEqual(['call']);
    expect(ids(calls.begunBy(actor))).toEqual(['rest']);
    expect(ids(calls.begunBy({ ...actor, deviceId: 'laptop' }))).toEqual([]);
  });
});
