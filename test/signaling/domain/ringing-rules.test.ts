import { describe, expect, it } from 'vitest';
import {
  decideBegin,
  decideCall,
  type CallEvent,
} from '../../../signaling/domain/ringing-rules.js';
import type { CallRecord, CallStep } from '../../../signaling/store/store.js';
import { CallStatus } from '../../../src/protocol/index.js';

const START_MS = Date.parse('2026-01-02T03:04:05.000Z');
const at = (seconds: number) => new Date(START_MS + seconds * 1000).toISOString();

const ringing: CallRecord = {
  id: 'call',
  conversationId: 'talk',
  callerId: 'caller',
  calleeId: 'callee',
  type: 'VOICE',
  status: 'RINGING',
  startedAt: null,
  endedAt: null,
  duration: null,
  missedReason: null,
  metadata: {},
  createdAt: at(0),
  updatedAt: at(0),
  endReason: null,
  connectedAt: null,
  callerDeviceId: 'caller-phone',
  calleeDeviceId: null,
  callerPeerId: null,
  calleePeerId: null,
};
const answered: CallRecord = {
  ...ringing,
  status: 'ANSWERED',
  startedAt: at(5),
  calleeDeviceId: 'callee-phone',
  calleePeerId: 'peer-b',
};
const otherCall = (over: Partial<CallRecord>): CallRecord => ({
  ...answered,
  id: 'other',
  ...over,
});

const decide = (
  call: CallRecord,
  event: CallEvent,
  open: readonly CallRecord[] = [],
  seconds = 65,
) => decideCall(call, event, { nowMs: START_MS + seconds * 1000, open });

/** A step in one word: the code it is refused with, `keep`, `patch`, or the new status. */
function nameOf(call: CallRecord, step: CallStep): string {
  if ('refused' in step) return step.refused;
  if ('keep' in step) return 'keep';
  const { status } = step.patch;
  return status === undefined || status === call.status ? 'patch' : status;
}

function everyEvent(by: string, deviceId?: string): CallEvent[] {
  const who = { by, ...(deviceId !== undefined && { deviceId }) };
  return [
    { type: 'accept', ...who, peerId: 'peer-x' },
    { type: 'reject', by, reason: 'declined' },
    { type: 'reject', by, reason: 'busy' },
    { type: 'ringing', by },
    { type: 'connected', ...who },
    { type: 'end', ...who, reason: 'hangup' },
    { type: 'end', ...who, reason: 'failed' },
    { type: 'end', ...who, reason: 'lost' },
    { type: 'dial', by, peerId: 'peer-a' },
  ];
}
/** What is said of a call that goes on: never its end. */
function saidOf(by: string, deviceId?: string): CallEvent[] {
  const who = { by, ...(deviceId !== undefined && { deviceId }) };
  return [
    { type: 'rejoin', ...who, peerId: 'peer-n' },
    { type: 'rejoin', ...who, peerId: 'peer-n', foreign: true },
    { type: 'summary', ...who, summary: { score: 4, worst: 2, callType: 'VOICE' } },
  ];
}
const timed: CallEvent[] = [
  { type: 'ring_timeout' },
  { type: 'lost', sinceMs: START_MS + 40_000 },
  { type: 'taken', userIds: ['callee', 'somebody'] },
  { type: 'taken', userIds: ['caller', 'somebody'] },
];
const walk = (call: CallRecord, events: readonly CallEvent[]) =>
  events.map((event) => nameOf(call, decide(call, event)));

/** accept, declined, busy, ringing, connected, hangup, failed, lost, dial */
const table: [string, CallRecord, CallEvent[], string[]][] = [
  [
    'ringing, by the caller',
    ringing,
    everyEvent('caller', 'caller-phone'),
    // prettier-ignore
    ['forbidden', 'forbidden', 'forbidden', 'forbidden', 'conflict', 'MISSED', 'FAILED', 'MISSED', 'conflict'],
  ],
  [
    'ringing, by the callee',
    ringing,
    everyEvent('callee', 'callee-phone'),
    // prettier-ignore
    ['ANSWERED', 'DECLINED', 'BUSY', 'keep', 'conflict', 'DECLINED', 'FAILED', 'DECLINED', 'conflict'],
  ],
  [
    'answered, by the caller’s device',
    answered,
    everyEvent('caller', 'caller-phone'),
    // prettier-ignore
    ['forbidden', 'call_not_ringing', 'call_not_ringing', 'call_not_ringing', 'patch', 'ENDED', 'FAILED', 'ENDED', 'patch'],
  ],
  [
    'answered, by the callee’s device',
    answered,
    everyEvent('callee', 'callee-phone'),
    // prettier-ignore
    ['keep', 'call_not_ringing', 'call_not_ringing', 'call_not_ringing', 'patch', 'ENDED', 'FAILED', 'ENDED', 'forbidden'],
  ],
  [
    'answered, by another device of the callee',
    answered,
    everyEvent('callee', 'callee-laptop'),
    // prettier-ignore
    ['call_already_answered', 'call_not_ringing', 'call_not_ringing', 'call_not_ringing', 'call_already_answered', 'call_already_answered', 'call_already_answered', 'call_already_answered', 'forbidden'],
  ],
  [
    'answered, by the callee without a device',
    answered,
    everyEvent('callee'),
    // prettier-ignore
    ['call_already_answered', 'call_not_ringing', 'call_not_ringing', 'call_not_ringing', 'patch', 'ENDED', 'FAILED', 'ENDED', 'forbidden'],
  ],
  ['ringing, by itself', ringing, timed, ['MISSED', 'MISSED', 'keep', 'MISSED']],
  ['answered, by itself', answered, timed, ['keep', 'ENDED', 'keep', 'keep']],
];
/** rejoin, with a foreign peer, summary */
const saidTable: [string, CallRecord, CallEvent[], string[]][] = [
  [
    'ringing, by the caller',
    ringing,
    saidOf('caller', 'caller-phone'),
    ['conflict', 'conflict', 'conflict'],
  ],
  [
    'answered, by the caller’s device',
    answered,
    saidOf('caller', 'caller-phone'),
    ['patch', 'forbidden', 'patch'],
  ],
  [
    'answered, by the callee’s device',
    answered,
    saidOf('callee', 'callee-phone'),
    ['patch', 'forbidden', 'patch'],
  ],
  [
    'answered, by another device of the callee',
    answered,
    saidOf('callee', 'callee-laptop'),
    ['call_already_answered', 'call_already_answered', 'call_already_answered'],
  ],
  [
    'over for a while, by the caller’s device',
    { ...answered, status: 'ENDED', endedAt: at(5) },
    saidOf('caller', 'caller-phone'),
    ['conflict', 'conflict', 'patch'],
  ],
  [
    'over for longer, by the caller’s device',
    { ...answered, status: 'ENDED', endedAt: at(4.999) },
    saidOf('caller', 'caller-phone'),
    ['conflict', 'conflict', 'conflict'],
  ],
  [
    'never answered, by the caller’s device',
    { ...ringing, status: 'MISSED', endedAt: at(60) },
    saidOf('caller', 'caller-phone'),
    ['conflict', 'conflict', 'conflict'],
  ],
];
const over = CallStatus.options.filter((status) => status !== 'RINGING' && status !== 'ANSWERED');

describe('the rules of a call', () => {
  it.each([...table, ...saidTable])('%s', (_name, call, events, expected) => {
    expect(walk(call, events)).toEqual(expected);
  });

  it.each(over)('%s is for good', (status) => {
    const call = { ...answered, status };
    for (const by of ['caller', 'callee']) {
      // prettier-ignore
      expect(walk(call, everyEvent(by))).toEqual(
        ['call_not_ringing', 'call_not_ringing', 'call_not_ringing', 'call_not_ringing', 'conflict', 'keep', 'keep', 'keep', 'conflict'],
      );
    }
    expect(walk(call, timed)).toEqual(['keep', 'keep', 'keep', 'keep']);
  });

  it('knows no call for strangers, whatever they say and whatever its status', () => {
    for (const status of CallStatus.options) {
      for (const deviceId of [undefined, 'caller-phone', 'callee-phone']) {
        const events = [...everyEvent('stranger', deviceId), ...saidOf('stranger', deviceId)];
        const names = walk({ ...answered, status }, events);
        expect(new Set(names)).toEqual(new Set(['not_found']));
      }
    }
  });

  it('reaches every status, ends each with all that a record needs, and never leaves an end', () => {
    const events = [
      ...everyEvent('caller', 'caller-phone'),
      ...everyEvent('callee', 'callee-phone'),
      ...timed,
    ];
    const seen = new Map<string, CallRecord>();
    const queue: CallRecord[] = [ringing];
    for (let call = queue.shift(); call; call = queue.shift()) {
      const key = JSON.stringify({ ...call, updatedAt: '' });
      if (seen.has(key)) continue;
      seen.set(key, call);
      for (const event of events) {
        const step = decide(call, event);
        if (!('patch' in step)) continue;
        expect(over).not.toContain(call.status);
        const next: CallRecord = { ...call, ...step.patch };
        if (over.includes(next.status as (typeof over)[number])) checkEnd(call, next, step);
        queue.push(next);
      }
    }
    const statuses = new Set([...seen.values()].map(({ status }) => status));
    expect(statuses).toEqual(new Set(CallStatus.options));
  });

  function checkEnd(before: CallRecord, after: CallRecord, step: CallStep): void {
    expect(after.endReason).not.toBeNull();
    expect(after.endedAt).not.toBeNull();
    expect(after.duration === null).toBe(before.startedAt === null);
    expect(after.missedReason === null).toBe(after.status === 'ENDED');
    expect(step).toMatchObject({ entry: after.status === 'ENDED' ? 'CALL_ENDED' : 'CALL_MISSED' });
  }
});

describe('an accept', () => {
  it('records who took it, and begins the call', () => {
    const event = { type: 'accept', by: 'callee', deviceId: 'd', peerId: 'p' } as const;
    expect(decide(ringing, event)).toEqual({
      patch: {
        status: 'ANSWERED',
        startedAt: at(65),
        updatedAt: at(65),
        calleeDeviceId: 'd',
        calleePeerId: 'p',
      },
      entry: 'CALL_STARTED',
    });
  });

  it('is refused while either side is in another call', () => {
    const event = { type: 'accept', by: 'callee' } as const;
    const own = otherCall({ callerId: 'callee', calleeId: 'x' });
    const theirs = otherCall({ callerId: 'x', calleeId: 'caller' });
    expect(decide(ringing, event, [own])).toEqual({ refused: 'already_in_call' });
    expect(decide(ringing, event, [theirs])).toEqual({ refused: 'call_not_ringing' });
    const rings = otherCall({ callerId: 'x', calleeId: 'callee', status: 'RINGING' });
    expect(decide(ringing, event, [rings])).toMatchObject({ patch: { status: 'ANSWERED' } });
  });

  it('of a second call is for the device that is in the first, and there is no third', () => {
    const first = otherCall({ callerId: 'x', calleeId: 'callee', calleeDeviceId: 'phone' });
    const by = (deviceId: string | undefined, ...open: CallRecord[]) =>
      nameOf(ringing, decide(ringing, { type: 'accept', by: 'callee', deviceId }, open));
    expect(by('phone', first)).toBe('ANSWERED');
    expect(by('laptop', first)).toBe('already_in_call');
    expect(by(undefined, first)).toBe('already_in_call');
    const begun = { callerId: 'callee', calleeId: 'y', callerDeviceId: 'phone' };
    expect(by('phone', otherCall(begun))).toBe('ANSWERED');
    expect(by('phone', first, otherCall(begun))).toBe('already_in_call');
    const nowhere = otherCall({ callerId: 'x', calleeId: 'callee', calleeDeviceId: null });
    expect(by('phone', nowhere)).toBe('already_in_call');
    expect(by(undefined, nowhere)).toBe('ANSWERED');
  });
});

describe('a ring whose callee talks with somebody else now', () => {
  const taken = (...open: CallRecord[]) =>
    nameOf(ringing, decide(ringing, { type: 'taken', userIds: ['callee', 'x'] }, open));
  const talk = otherCall({ callerId: 'x', calleeId: 'callee' });
  const rival = (seconds: number) =>
    otherCall({ callerId: 'y', calleeId: 'callee', status: 'RINGING', createdAt: at(seconds) });

  it('waits, unless another waits for longer', () => {
    expect(taken(talk)).toBe('keep');
    expect(taken(talk, rival(1))).toBe('keep');
    expect(taken(talk, rival(-1))).toBe('BUSY');
  });
});

describe('the duration', () => {
  const hangup = { type: 'end', by: 'caller', reason: 'hangup' } as const;

  it('is counted in whole seconds from the answer', () => {
    expect(decide(answered, hangup, [], 65.9)).toMatchObject({ patch: { duration: 60 } });
  });

  it('is counted from when media was first told to flow', () => {
    const step = decide(answered, { type: 'connected', by: 'callee' }, [], 8);
    const connected = { ...answered, ...('patch' in step ? step.patch : {}) };
    expect(decide(connected, { type: 'connected', by: 'caller' }, [], 20)).toEqual({ keep: true });
    expect(decide(connected, hangup, [], 65)).toMatchObject({ patch: { duration: 57 } });
  });

  it('of a lost call ends when its device was last there, and is never negative', () => {
    const lost = (seconds: number) =>
      decide(answered, { type: 'lost', sinceMs: START_MS + seconds * 1000 });
    expect(lost(40)).toMatchObject({ patch: { duration: 35, endedAt: at(40) } });
    expect(lost(1)).toMatchObject({ patch: { duration: 0, endedAt: at(5) } });
  });
});

describe('what is said of a call', () => {
  it('stays beside what those who started it keep there, until its end and after', () => {
    const summary = { score: 4, worst: 2, callType: 'VOICE' } as const;
    const own = { ...answered, metadata: { order: 7, quality: { callee: summary } } };
    const step = decide(own, { type: 'summary', by: 'caller', summary });
    expect(step).toMatchObject({
      patch: { metadata: { order: 7, quality: { caller: summary, callee: summary } } },
    });
    const end = decide(own, { type: 'end', by: 'caller', reason: 'hangup' });
    expect(end).toMatchObject({
      patch: { metadata: { order: 7, reason: 'hangup', quality: { callee: summary } } },
    });
  });

  it('by a reloaded device is which peer to dial, and changes nothing when it is the same', () => {
    const rejoin = (call: CallRecord, by: string) =>
      decide(call, { type: 'rejoin', by, peerId: 'peer-n' });
    expect(rejoin(answered, 'caller')).toEqual({
      patch: { callerPeerId: 'peer-n', updatedAt: at(65) },
    });
    expect(rejoin(answered, 'callee')).toEqual({
      patch: { calleePeerId: 'peer-n', updatedAt: at(65) },
    });
    expect(rejoin({ ...answered, calleePeerId: 'peer-n' }, 'callee')).toEqual({ keep: true });
  });
});

describe('who may dial', () => {
  it('is the caller’s first peer and no other', () => {
    const dial = (peerId: string, call: CallRecord) =>
      decide(call, { type: 'dial', by: 'caller', peerId });
    expect(dial('peer-a', answered)).toEqual({ patch: { callerPeerId: 'peer-a' } });
    const dialled = { ...answered, callerPeerId: 'peer-a' };
    expect(dial('peer-a', dialled)).toEqual({ keep: true });
    expect(dial('peer-z', dialled)).toEqual({ refused: 'forbidden' });
  });
});

describe('a request', () => {
  const begin = (open: CallRecord[]) =>
    decideBegin({ callerId: 'caller', calleeId: 'callee' }, open);
  const glare = otherCall({ callerId: 'callee', calleeId: 'caller', status: 'RINGING' });

  it.each([
    ['rings when nobody is busy', [], { status: 'RINGING' }],
    [
      'rings somebody who is being rung',
      [otherCall({ callerId: 'x', status: 'RINGING' })],
      { status: 'RINGING' },
    ],
    [
      'rings somebody who rings another',
      [otherCall({ callerId: 'callee', calleeId: 'x', status: 'RINGING' })],
      { status: 'RINGING' },
    ],
    [
      'rings somebody who is in a call',
      [otherCall({ callerId: 'callee', calleeId: 'x' })],
      { status: 'RINGING' },
    ],
    [
      'is busy when the callee holds a second call',
      [otherCall({ callerId: 'callee', calleeId: 'x' }), otherCall({ callerId: 'y' })],
      { status: 'BUSY', entry: 'CALL_MISSED' },
    ],
    [
      'is busy when the callee is in a call and rung by another',
      [
        otherCall({ callerId: 'callee', calleeId: 'x' }),
        otherCall({ callerId: 'y', status: 'RINGING' }),
      ],
      { status: 'BUSY', entry: 'CALL_MISSED' },
    ],
    [
      'is busy when two others ring the callee',
      ['x', 'y'].map((callerId) => otherCall({ callerId, status: 'RINGING' })),
      { status: 'BUSY', entry: 'CALL_MISSED' },
    ],
    [
      'is refused while the caller is in a call',
      [otherCall({ callerId: 'x', calleeId: 'caller' })],
      { refused: 'already_in_call' },
    ],
    [
      'is refused while the two are in a call with each other',
      [otherCall({ callerId: 'callee', calleeId: 'caller' })],
      { refused: 'already_in_call' },
    ],
    [
      'is refused while the caller rings from elsewhere',
      [otherCall({ calleeId: 'x', status: 'RINGING' })],
      { refused: 'already_in_call' },
    ],
    [
      'yields to the earlier request of the other',
      [glare],
      { refused: 'already_in_call', because: glare },
    ],
  ])('%s', (_name, open, expected) => {
    expect(begin(open)).toEqual(expected);
  });
});
