import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CallLedger } from '../../../signaling/domain/call-ledger.js';
import { NO_METER } from '../../../signaling/domain/meter.js';
import type { PeopleDirectory } from '../../../signaling/domain/directory.js';
import type { CallRecord, CallStore, Store } from '../../../signaling/store/store.js';
import type { BrokerFrame, User } from '../../../src/protocol/index.js';
import { createTestLog } from '../../support/broker/test-log.js';

const AT = new Date().toISOString();
let ledger: CallLedger;
let told: string[];
/** Answer the questions who rings, which take as long as a test wants. */
let answers: ((user: User) => void)[];

beforeEach(() => {
  told = [];
  answers = [];
  const hear = (whom: string) => (frame: BrokerFrame) =>
    void ('call' in frame && frame.call && told.push(`${whom}: ${frame.type} ${frame.call.id}`));
  ledger = new CallLedger({
    store: { calls: { change } } as unknown as Store,
    outlet: {
      toUsers: (userIds, frame) => hear(userIds.join())(frame),
      toDevice: ({ deviceId }, frame) => hear(deviceId)(frame),
      toWatchers() {},
    },
    directory: {
      user: () => new Promise<User>((resolve) => answers.push(resolve)),
    } as unknown as PeopleDirectory,
    ringTimeoutMs: 45_000,
    log: createTestLog(),
    meter: NO_METER,
    now: Date.now,
  });
  ledger.open.take(callOf('talk', { status: 'ANSWERED', calleeDeviceId: 'phone' }));
  ledger.open.take(callOf('waiting', { callerId: 'second' }));
});
afterEach(() => ledger.watch.close());

function callOf(id: string, over: Partial<CallRecord> = {}): CallRecord {
  return {
    id,
    conversationId: 'conversation',
    callerId: 'caller',
    calleeId: 'callee',
    type: 'VOICE',
    status: 'RINGING',
    startedAt: null,
    endedAt: null,
    duration: null,
    missedReason: null,
    metadata: {},
    createdAt: AT,
    updatedAt: AT,
    endReason: null,
    connectedAt: null,
    callerDeviceId: null,
    calleeDeviceId: null,
    callerPeerId: null,
    calleePeerId: null,
    ...over,
  };
}

const change: CallStore['change'] = async (id, decide) => {
  const call = ledger.open.get(id);
  if (!call) return { refused: 'not_found' };
  const others = ledger.open.all().filter((other) => other.id !== id);
  const step = decide(call, others);
  if ('refused' in step) return step;
  return 'keep' in step
    ? { call, changed: false }
    : { call: { ...call, ...step.patch }, changed: true };
};
const hangUp = (id: string) => ledger.change(id, { type: 'end', by: 'caller', reason: 'hangup' });
const rings = () => told.filter((line) => line.includes('call_request'));
/** Says who it is that rings, and waits until that has had its effect. */
async function nameThem(): Promise<void> {
  for (const answer of answers) answer({ id: 'second', online: true });
  await turn();
}

describe('what waited for the end of a call', () => {
  it('rings on all devices then', async () => {
    await hangUp('talk');
    await nameThem();
    expect(rings()).toEqual(['callee: call_request waiting']);
  });

  it('does not when it is over itself by then', async () => {
    await hangUp('talk');
    await ledger.change('waiting', { type: 'end', by: 'second', reason: 'hangup' });
    await nameThem();
    expect(rings()).toEqual([]);
  });

  it('does not when it was taken by then', async () => {
    await hangUp('talk');
    await ledger.change('waiting', { type: 'accept', by: 'callee', deviceId: 'phone' });
    await nameThem();
    expect(rings()).toEqual([]);
  });

  it('waits on when another call was taken by then', async () => {
    ledger.open.take(
      callOf('own', { callerId: 'callee', callerDeviceId: 'laptop', calleeId: 'x' }),
    );
    await hangUp('talk');
    await ledger.change('own', { type: 'accept', by: 'x', deviceId: 'tablet' });
    await nameThem();
    expect(rings()).toEqual([]);
  });
});
