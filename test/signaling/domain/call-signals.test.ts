import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BrokerFrame, CallSignal, CallSummary } from '../../../src/protocol/index.js';
import { accept, answeredCall, callFramesOf, ring } from '../../support/broker/calls.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';
import type { TestDevice } from '../../support/broker/test-device.js';

let domain: TestDomain;
let conversationId: string;
let caller: TestDevice;
let callee: TestDevice;

async function start(settings: Parameters<typeof startDomain>[0] = {}): Promise<void> {
  domain = await startDomain(settings);
  ({ id: conversationId } = await domain.introduce('caller', 'callee'));
  [caller, callee] = await Promise.all([domain.connect('caller'), domain.connect('callee')]);
}
beforeEach(() => start());
afterEach(() => domain.close());

/** Replaces the broker of `beforeEach`. */
async function restart(settings: Parameters<typeof startDomain>[0]): Promise<void> {
  await domain.close();
  await start(settings);
}

const signals = (callId: string): CallSignal[] => [
  { type: 'call_hold', callId },
  { type: 'call_resume', callId },
  { type: 'call_description', callId, round: 1, description: { type: 'offer', sdp: 'v=0' } },
  { type: 'call_candidate', callId, candidate: { candidate: 'candidate:1', sdpMid: '0' } },
  {
    type: 'call_media',
    callId,
    muted: true,
    cameraOff: false,
    picturePaused: true,
    screenMid: '2',
  },
  { type: 'call_ask', callId, wish: 'video' },
  { type: 'call_reply', callId, wish: 'recording', accepted: true },
];
const signalsHeardBy = (device: TestDevice): BrokerFrame[] => {
  const types = signals('').map(({ type }) => type as string);
  return device.heard.filter(({ type }) => types.includes(type));
};
const settle = (...devices: TestDevice[]) => Promise.all(devices.map((device) => device.settle()));

describe('a signal', () => {
  it('goes to the other device of the call, as it was said, in its order, and to nobody else', async () => {
    const others = await Promise.all([domain.connect('caller'), domain.connect('callee')]);
    const callId = await answeredCall(caller, callee, conversationId);
    for (const signal of signals(callId)) caller.send(signal);
    await callee.next('call_reply');
    for (const signal of signals(callId)) callee.send(signal);
    await caller.next('call_reply');
    await settle(caller, callee, ...others);
    expect(signalsHeardBy(callee)).toEqual(signals(callId));
    expect(signalsHeardBy(caller)).toEqual(signals(callId));
    for (const device of others) expect(signalsHeardBy(device)).toEqual([]);
  });

  it('from another device of either person is refused', async () => {
    const others = await Promise.all([domain.connect('caller'), domain.connect('callee')]);
    const callId = await answeredCall(caller, callee, conversationId);
    for (const device of others) {
      for (const signal of signals(callId)) {
        device.send(signal);
        expect(await device.next('error')).toMatchObject({
          code: 'call_already_answered',
          ref: callId,
        });
      }
    }
    await settle(caller, callee);
    expect([...signalsHeardBy(caller), ...signalsHeardBy(callee)]).toEqual([]);
  });

  it('is not passed before consent, nor after the end', async () => {
    const callId = ring(caller, conversationId);
    await callee.next('call_request');
    for (const device of [caller, callee]) {
      device.send(signals(callId)[2]!);
      expect(await device.next('error')).toMatchObject({ code: 'conflict', ref: callId });
    }
    accept(callee, callId);
    await caller.next('call_accept');
    caller.send({ type: 'call_end', callId });
    await callee.next('call_end');
    callee.send(signals(callId)[2]!);
    expect(await callee.next('error')).toMatchObject({ code: 'conflict', ref: callId });
    await settle(caller, callee);
    expect([...signalsHeardBy(caller), ...signalsHeardBy(callee)]).toEqual([]);
  });

  it('of a call of others is refused like one of no call', async () => {
    const stranger = await domain.connect('stranger');
    const callId = await answeredCall(caller, callee, conversationId);
    for (const id of [callId, randomUUID()]) {
      for (const signal of signals(id)) {
        stranger.send(signal);
        expect(await stranger.next('error')).toMatchObject({ code: 'not_found', ref: id });
      }
    }
    await settle(caller, callee);
    expect([...signalsHeardBy(caller), ...signalsHeardBy(callee)]).toEqual([]);
  });

  it('reaches every device of a side that named none', async () => {
    const laptop = await domain.connect('callee');
    const callId = ring(caller, conversationId);
    await callee.next('call_request');
    await domain.ringing.accept(actorOf('callee'), callId);
    await caller.next('call_accept');
    caller.send({ type: 'call_hold', callId });
    await Promise.all([callee.next('call_hold'), laptop.next('call_hold')]);
    laptop.send({ type: 'call_resume', callId });
    expect(await caller.next('call_resume')).toEqual({ type: 'call_resume', callId });
  });
});

describe('a device that says too much', () => {
  const limits = {
    messages: { points: 1_000, windowMs: 60_000 },
    calls: { points: 1_000, windowMs: 60_000 },
    conversations: { points: 1_000, windowMs: 60_000 },
    uploads: { points: 1_000, windowMs: 60_000 },
    uploadBytes: { points: 1_000, windowMs: 60_000 },
    frames: { points: 10_000, windowMs: 1_000 },
  };

  it.each([
    ['descriptions', 60, 2],
    ['candidates', 600, 3],
    ['asks', 10, 5],
    ['replies', 10, 6],
    ['states', 240, 4],
    ['holds', 240, 0],
    ['resumes', 240, 1],
  ] as const)('has its %s refused beyond %i a minute', async (_kind, points, index) => {
    await restart({ rateLimits: limits });
    const callId = await answeredCall(caller, callee, conversationId);
    const signal = signals(callId)[index]!;
    for (let i = 0; i <= points; i++) caller.send(signal);
    const refused = await caller.next('error');
    expect(refused).toMatchObject({ code: 'rate_limited', ref: callId });
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    await settle(caller, callee);
    expect(signalsHeardBy(callee)).toHaveLength(points);
    // The other side, and what else is said in the call, go on.
    callee.send(signal);
    expect(await caller.next(signal.type)).toEqual(signal);
    const other = signals(callId)[index === 2 ? 3 : 2]!;
    caller.send(other);
    expect(await callee.next(other.type)).toEqual(other);
    caller.send({ type: 'call_end', callId });
    expect(await callee.next('call_end')).toMatchObject({ reason: 'hangup' });
  });

  it.each([
    { type: 'call_rejoin', peerId: 'callee-2' },
    { type: 'call_quality', summary: { score: 4, worst: 2, callType: 'VIDEO' } },
  ] as const)('has its $type refused beyond 20 a minute, whatever others say', async (said) => {
    await restart({ rateLimits: limits });
    const laptop = await domain.connect('callee');
    const callId = await answeredCall(caller, callee, conversationId);
    const codes = async (device: TestDevice) => {
      for (let i = 0; i <= 20; i++) device.send({ ...said, callId });
      await device.settle();
      return device.all('error').map(({ code }) => code);
    };
    expect(await codes(laptop)).toEqual([
      ...Array.from({ length: 20 }, () => 'call_already_answered'),
      'rate_limited',
    ]);
    expect(await codes(callee)).toEqual(['rate_limited']);
  });

  it('may go on in its next call', async () => {
    await restart({ rateLimits: limits });
    for (let i = 0; i < 2; i++) {
      const callId = await answeredCall(caller, callee, conversationId);
      for (let j = 0; j < 10; j++) caller.send({ type: 'call_ask', callId, wish: 'video' });
      caller.send({ type: 'call_end', callId });
      await Promise.all([caller.next('call_end'), callee.next('call_end')]);
    }
    expect(callee.all('call_ask')).toHaveLength(20);
    expect(caller.all('error')).toEqual([]);
  });
});

describe('a device that was reloaded', () => {
  const offer = (srcPeerId: string, dstPeerId: string) => ({
    srcUserId: 'caller',
    srcPeerId,
    dstPeerId,
  });
  const dials = (src: string, dst: string) => domain.ringing.mayOffer(offer(src, dst));

  async function talk(): Promise<string> {
    const callId = ring(caller, conversationId);
    await callee.next('call_request');
    accept(callee, callId, 'callee-1');
    await Promise.all([caller.next('call_accept'), callee.next('call_accept')]);
    expect(dials('caller-1', 'callee-1')).toBe(true);
    return callId;
  }

  it('of the callee is dialled anew by the same caller’s peer, and no more at the old one', async () => {
    const callId = await talk();
    await callee.close();
    callee = await domain.dial('callee', { deviceId: callee.deviceId });
    expect((await callee.greet()).calls).toMatchObject([
      { call: { id: callId, status: 'ANSWERED' }, other: { id: 'caller' } },
    ]);
    callee.send({ type: 'call_rejoin', callId, peerId: 'callee-2' });
    expect(await caller.next('call_rejoin')).toEqual({
      type: 'call_rejoin',
      callId,
      peerId: 'callee-2',
    });
    expect(dials('caller-1', 'callee-1')).toBe(false);
    expect(dials('caller-2', 'callee-2')).toBe(false);
    expect(dials('caller-1', 'callee-2')).toBe(true);
  });

  it('of the caller hears whom to dial, and its former peer may not any more', async () => {
    const callId = await talk();
    await caller.close();
    caller = await domain.dial('caller', { deviceId: caller.deviceId });
    expect((await caller.greet()).calls).toMatchObject([
      { call: { id: callId }, from: { id: 'caller' }, other: { id: 'callee' } },
    ]);
    await caller.next('call_accept');
    caller.send({ type: 'call_rejoin', callId, peerId: 'caller-2' });
    expect(await caller.next('call_accept')).toMatchObject({
      call: { id: callId },
      deviceId: callee.deviceId,
      peerId: 'callee-1',
    });
    expect(await callee.next('call_rejoin')).toMatchObject({ callId, peerId: 'caller-2' });
    expect(dials('caller-1', 'callee-1')).toBe(false);
    expect(dials('caller-2', 'callee-1')).toBe(true);
  });

  it.each([['caller'], ['callee']] as const)(
    'on both sides, the %s first, may dial the new pair and only it',
    async (first) => {
      const callId = await talk();
      await Promise.all([caller.close(), callee.close()]);
      caller = await domain.connect('caller', { deviceId: caller.deviceId });
      callee = await domain.connect('callee', { deviceId: callee.deviceId });
      const devices = first === 'caller' ? [caller, callee] : [callee, caller];
      for (const device of devices) {
        const peerId = device === caller ? 'caller-2' : 'callee-2';
        device.send({ type: 'call_rejoin', callId, peerId });
        await device.settle();
      }
      await settle(caller, callee);
      const told = caller.heard.flatMap((frame) =>
        frame.type === 'call_accept' || frame.type === 'call_rejoin' ? [frame.peerId] : [],
      );
      expect(told.at(-1)).toBe('callee-2');
      expect(callee.all('call_rejoin').at(-1)).toMatchObject({ peerId: 'caller-2' });
      for (const [src, dst] of [
        ['caller-1', 'callee-1'],
        ['caller-1', 'callee-2'],
        ['caller-2', 'callee-1'],
      ] as const) {
        expect(dials(src, dst)).toBe(false);
      }
      expect(dials('caller-2', 'callee-2')).toBe(true);
    },
  );

  it('stays the one of its call when the broker restarts', async () => {
    const callId = await talk();
    caller.send({ type: 'call_rejoin', callId, peerId: 'caller-2' });
    await callee.next('call_rejoin');
    await domain.stop();
    domain = await startDomain({ databaseFile: domain.databaseFile });
    expect(dials('caller-1', 'callee-1')).toBe(false);
    expect(dials('caller-2', 'callee-1')).toBe(true);
  });

  it('names a peer of its own person, in a call of its own', async () => {
    await restart({ ownsPeer: (peerId, userId) => peerId.startsWith(userId) });
    const [laptop, stranger] = await Promise.all([
      domain.connect('callee'),
      domain.connect('stranger'),
    ]);
    const callId = await talk();
    const refusal = async (device: TestDevice, peerId: string, id = callId) => {
      device.send({ type: 'call_rejoin', callId: id, peerId });
      return (await device.next('error')).code;
    };
    expect(await refusal(callee, 'caller-1')).toBe('forbidden');
    expect(await refusal(laptop, 'callee-2')).toBe('call_already_answered');
    expect(await refusal(stranger, 'stranger-1')).toBe('not_found');
    expect(await refusal(stranger, 'stranger-1', randomUUID())).toBe('not_found');
    expect(dials('caller-1', 'callee-1')).toBe(true);
    caller.send({ type: 'call_end', callId });
    await callee.next('call_end');
    expect(await refusal(callee, 'callee-2')).toBe('conflict');
    await settle(caller, callee, laptop);
    expect([caller, laptop].flatMap(callFramesOf)).not.toContain('call_rejoin');
  });
});

describe('how a call went', () => {
  const summary = (score: CallSummary['score']): CallSummary => ({
    score,
    worst: 1,
    callType: 'VIDEO',
    relayed: true,
  });
  const say = async (device: TestDevice, callId: string, score: CallSummary['score']) => {
    device.send({ type: 'call_quality', callId, summary: summary(score) });
    await device.settle();
  };
  async function metadata(): Promise<unknown> {
    const { items } = await domain.ringing.list(actorOf('caller'), { limit: 1 });
    return items[0]!.metadata;
  }

  it('is kept for each side, the last word of it, beside why it ended', async () => {
    const callId = await answeredCall(caller, callee, conversationId);
    await say(caller, callId, 3);
    expect(await metadata()).toEqual({ quality: { caller: summary(3) } });
    await say(callee, callId, 2);
    callee.send({ type: 'call_end', callId });
    await caller.next('call_end');
    await say(caller, callId, 5);
    expect(await metadata()).toEqual({
      reason: 'hangup',
      quality: { caller: summary(5), callee: summary(2) },
    });
    await settle(caller, callee);
    expect(caller.all('call_end')).toHaveLength(1);
    expect(callee.all('call_end')).toHaveLength(1);
  });

  it('is heard until 60 s after the end, from the devices of the call', async () => {
    let nowMs = Date.now();
    await restart({ now: () => nowMs });
    const laptop = await domain.connect('callee');
    const callId = await answeredCall(caller, callee, conversationId);
    caller.send({ type: 'call_end', callId });
    await callee.next('call_end');
    nowMs += 60_000;
    await say(caller, callId, 4);
    await say(laptop, callId, 1);
    expect(await laptop.next('error')).toMatchObject({ code: 'call_already_answered' });
    nowMs += 1;
    await say(callee, callId, 1);
    expect(await callee.next('error')).toMatchObject({ code: 'conflict', ref: callId });
    expect(await metadata()).toEqual({ reason: 'hangup', quality: { caller: summary(4) } });
  });

  it('is not asked of a call that never was', async () => {
    const stranger = await domain.connect('stranger');
    const callId = ring(caller, conversationId);
    await callee.next('call_request');
    await say(caller, callId, 1);
    expect(await caller.next('error')).toMatchObject({ code: 'conflict' });
    await say(stranger, callId, 1);
    expect(await stranger.next('error')).toMatchObject({ code: 'not_found' });
    callee.send({ type: 'call_reject', callId });
    await caller.next('call_end');
    await say(caller, callId, 1);
    expect(await caller.next('error')).toMatchObject({ code: 'conflict' });
    expect(await metadata()).toEqual({ reason: 'declined' });
  });
});
