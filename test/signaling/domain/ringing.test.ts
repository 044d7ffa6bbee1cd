import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accept, answeredCall, callFramesOf, ring } from '../../support/broker/calls.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

let domain: TestDomain;
let conversationId: string;
const page = { limit: 50 };

async function start(settings: Parameters<typeof startDomain>[0] = {}): Promise<void> {
  domain = await startDomain(settings);
  ({ id: conversationId } = await domain.introduce('caller', 'callee'));
}
beforeEach(() => start());
afterEach(() => domain.close());

/** Replaces the broker of `beforeEach`. */
async function restart(settings: Parameters<typeof startDomain>[0]): Promise<void> {
  await domain.close();
  await start(settings);
}

async function record(callId: string) {
  const { items } = await domain.ringing.list(actorOf('caller'), page);
  return items.find(({ id }) => id === callId);
}
async function entries() {
  const { items } = await domain.delivery.messages(actorOf('callee'), conversationId, page);
  return items.map(({ type, call }) => `${type} ${call?.status}`).reverse();
}
describe('a call', () => {
  it('rings every device of the callee and none of the caller', async () => {
    const [caller, own, phone, laptop] = await Promise.all([
      domain.connect('caller'),
      domain.connect('caller'),
      domain.connect('callee'),
      domain.connect('callee'),
    ]);
    const callId = ring(caller, conversationId);
    const started = await caller.next('call_started');
    expect(started.call).toMatchObject({
      id: callId,
      conversationId,
      callerId: 'caller',
      calleeId: 'callee',
      type: 'VIDEO',
      status: 'RINGING',
      startedAt: null,
      endedAt: null,
      duration: null,
    });
    for (const device of [phone, laptop]) {
      const { call, from } = await device.next('call_request');
      expect(call).toEqual(started.call);
      expect(from).toMatchObject({ id: 'caller', name: 'Name of caller', online: true });
    }
    phone.send({ type: 'call_ringing', callId });
    expect(await caller.next('call_ringing')).toEqual({ type: 'call_ringing', callId });
    await own.settle();
    expect(callFramesOf(own)).toEqual([]);
    expect(callFramesOf(caller)).toEqual(['call_started', 'call_ringing']);
  });

  it('is answered, connected and hung up, and the conversation tells of it', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = ring(caller, conversationId);
    await callee.next('call_request');
    accept(callee, callId, 'peer-of-callee');
    const accepted = await caller.next('call_accept');
    expect(accepted).toMatchObject({
      call: { status: 'ANSWERED' },
      deviceId: callee.deviceId,
      peerId: 'peer-of-callee',
    });
    expect(await callee.next('call_accept')).toEqual(accepted);
    callee.send({ type: 'call_connected', callId });
    expect(await caller.next('call_connected')).toEqual({ type: 'call_connected', callId });
    caller.send({ type: 'call_end', callId });
    const ended = await callee.next('call_end');
    expect(ended).toMatchObject({ reason: 'hangup', call: { status: 'ENDED', duration: 0 } });
    expect(await record(callId)).toEqual(ended.call);
    expect(await entries()).toEqual(['CALL_STARTED ANSWERED', 'CALL_ENDED ENDED']);
    const messages = [await callee.next('message'), await callee.next('message')];
    expect(messages.map(({ message }) => message.seq)).toEqual([1, 2]);
  });

  it('never tells devices or peer ids to those who only read of it', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = await answeredCall(caller, callee, conversationId);
    expect(JSON.stringify(await record(callId))).not.toMatch(/peer|device/i);
  });

  it('asked for again under the same id stays one call', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = randomUUID();
    const request = {
      type: 'call_request',
      callId,
      conversationId,
      calleeId: 'callee',
      callType: 'VOICE',
    } as const;
    for (let i = 0; i < 3; i++) caller.send(request);
    for (let i = 0; i < 3; i++) {
      expect((await caller.next('call_started')).call.id).toBe(callId);
    }
    await callee.settle();
    expect(callee.all('call_request')).toHaveLength(1);
    callee.send({ type: 'call_reject', callId });
    await caller.next('call_end');
    caller.send(request);
    expect(await caller.next('call_end')).toMatchObject({ reason: 'declined' });
  });

  it('answered is told again to the device that asks or accepts again', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = await answeredCall(caller, callee, conversationId);
    caller.send({
      type: 'call_request',
      callId,
      conversationId,
      calleeId: 'callee',
      callType: 'VIDEO',
    });
    const peerId = `peer-${callee.deviceId}`;
    expect(await caller.next('call_accept')).toMatchObject({ call: { id: callId }, peerId });
    accept(callee, callId, 'peer-another');
    expect(await callee.next('call_accept')).toMatchObject({ call: { id: callId }, peerId });
    await Promise.all([caller.settle(), callee.settle()]);
    expect([caller, callee].map((device) => device.all('call_accept').length)).toEqual([2, 2]);
    expect(await entries()).toEqual(['CALL_STARTED ANSWERED']);
  });

  it.each([
    ['declined', 'DECLINED'],
    ['busy', 'BUSY'],
  ] as const)('rejected as %s ends on all devices of both', async (reason, status) => {
    const [caller, phone, laptop] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
      domain.connect('callee'),
    ]);
    const callId = ring(caller, conversationId);
    await phone.next('call_request');
    phone.send({ type: 'call_reject', callId, reason });
    for (const device of [caller, laptop]) {
      expect(await device.next('call_end')).toMatchObject({ reason, call: { id: callId, status } });
    }
    expect(await entries()).toEqual([`CALL_MISSED ${status}`]);
  });

  it('ended by its caller while it rings is missed', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = ring(caller, conversationId);
    caller.send({ type: 'call_end', callId });
    expect(await callee.next('call_end')).toMatchObject({
      reason: 'cancelled',
      call: { status: 'MISSED', missedReason: 'cancelled' },
    });
  });

  it('that failed is recorded as failed', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = await answeredCall(caller, callee, conversationId);
    callee.send({ type: 'call_end', callId, reason: 'failed' });
    expect(await caller.next('call_end')).toMatchObject({
      reason: 'failed',
      call: { status: 'FAILED', missedReason: 'failed' },
    });
    expect(await entries()).toEqual(['CALL_STARTED ANSWERED', 'CALL_MISSED FAILED']);
  });

  it('nobody answers is missed when its time is up', async () => {
    await restart({ ringTimeoutMs: 60 });
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const callId = ring(caller, conversationId);
    for (const device of [caller, callee]) {
      expect(await device.next('call_end')).toMatchObject({
        reason: 'no_answer',
        call: { id: callId, status: 'MISSED', missedReason: 'no_answer' },
      });
    }
    expect(await entries()).toEqual(['CALL_MISSED MISSED']);
  });
});

describe('several devices', () => {
  it('accepting at once: one wins, the others stop and are told', async () => {
    const caller = await domain.connect('caller');
    const devices = await Promise.all([1, 2, 3].map(() => domain.connect('callee')));
    const callId = ring(caller, conversationId);
    await Promise.all(devices.map((device) => device.next('call_request')));
    for (const device of devices) accept(device, callId);
    const { deviceId, peerId } = await caller.next('call_accept');
    expect(peerId).toBe(`peer-${deviceId}`);
    for (const device of devices) {
      if (device.deviceId === deviceId) {
        await device.next('call_accept');
        continue;
      }
      expect(await device.next('call_end')).toMatchObject({ reason: 'answered_elsewhere' });
      expect(await device.next('error')).toMatchObject({
        code: 'call_already_answered',
        ref: callId,
      });
    }
    await Promise.all([caller, ...devices].map((device) => device.settle()));
    const accepts = devices.flatMap((device) => device.all('call_accept'));
    expect([accepts.length, caller.all('call_accept').length]).toEqual([1, 1]);
    expect(await entries()).toEqual(['CALL_STARTED ANSWERED']);
  });

  it('that did not take the call cannot end it', async () => {
    const [caller, phone, laptop] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
      domain.connect('callee'),
    ]);
    const callId = await answeredCall(caller, phone, conversationId);
    laptop.send({ type: 'call_end', callId });
    laptop.send({ type: 'call_reject', callId });
    expect(await laptop.next('error')).toMatchObject({ code: 'call_already_answered' });
    expect(await laptop.next('error')).toMatchObject({ code: 'call_not_ringing' });
    expect(await record(callId)).toMatchObject({ status: 'ANSWERED' });
  });
});

describe('busy people', () => {
  it('cannot call others', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    await answeredCall(caller, callee, conversationId);
    const { id: talk } = await domain.introduce('callee', 'third');
    const callId = ring(callee, talk, 'third');
    expect(await callee.next('error')).toMatchObject({ code: 'already_in_call', ref: callId });
  });

  it('stop ringing others once they talk', async () => {
    const [caller, callee, third] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
      domain.connect('third'),
    ]);
    const { id: talk } = await domain.introduce('callee', 'third');
    const callId = ring(callee, talk, 'third');
    await third.next('call_request');
    await answeredCall(caller, callee, conversationId);
    expect(await third.next('call_end')).toMatchObject({
      reason: 'cancelled',
      call: { id: callId, status: 'MISSED' },
    });
  });

  it('are free again after the call', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    for (let i = 0; i < 3; i++) {
      const callId = await answeredCall(caller, callee, conversationId);
      caller.send({ type: 'call_end', callId });
      await Promise.all([caller.next('call_end'), callee.next('call_end')]);
    }
    expect(await entries()).toHaveLength(6);
  });
});

describe('both call each other', () => {
  it('leaves the earlier call and rings the later caller with it', async () => {
    const [a, b] = await Promise.all([domain.connect('caller'), domain.connect('callee')]);
    const first = ring(a, conversationId, 'callee');
    const second = ring(b, conversationId, 'caller');
    const refused = await Promise.race([a.next('error'), b.next('error')]);
    expect(refused.code).toBe('already_in_call');
    const stays = refused.ref === second ? first : second;
    const [winner, loser] = stays === first ? [a, b] : [b, a];
    // As any callee, and once more where its own call has come to nothing.
    for (let i = 0; i < 2; i++) expect((await loser.next('call_request')).call.id).toBe(stays);
    await winner.settle();
    expect(winner.all('call_request')).toEqual([]);
    accept(loser, stays);
    await Promise.all([winner.next('call_accept'), loser.next('call_accept')]);
    const { items } = await domain.ringing.list(actorOf('caller'), page);
    expect(items.map(({ id, status }) => [id, status])).toEqual([[stays, 'ANSWERED']]);
    expect(await entries()).toEqual(['CALL_STARTED ANSWERED']);
  });
});

describe('a device that asks anew', () => {
  it('gives up what it asked before', async () => {
    const [caller, callee] = await Promise.all([
      domain.connect('caller'),
      domain.connect('callee'),
    ]);
    const first = ring(caller, conversationId);
    await callee.next('call_request');
    const second = ring(caller, conversationId);
    expect(await callee.next('call_end')).toMatchObject({
      reason: 'cancelled',
      call: { id: first },
    });
    expect((await callee.next('call_request')).call.id).toBe(second);
  });
});
