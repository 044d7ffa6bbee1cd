import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accept, answeredCall, callFramesOf, ring } from '../../support/broker/calls.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';
import type { TestDevice } from '../../support/broker/test-device.js';

let domain: TestDomain;
/** Of `callee` with each. */
let talks: Record<'caller' | 'second' | 'third', string>;
let caller: TestDevice;
let second: TestDevice;
let third: TestDevice;
let phone: TestDevice;
let laptop: TestDevice;

beforeEach(() => start());
afterEach(() => domain.close());

async function start(settings: Parameters<typeof startDomain>[0] = {}): Promise<void> {
  domain = await startDomain(settings);
  const talkWith = async (userId: string) => (await domain.introduce(userId, 'callee')).id;
  talks = {
    caller: await talkWith('caller'),
    second: await talkWith('second'),
    third: await talkWith('third'),
  };
  [caller, second, third, phone, laptop] = await Promise.all([
    domain.connect('caller'),
    domain.connect('second'),
    domain.connect('third'),
    domain.connect('callee'),
    domain.connect('callee'),
  ]);
}

const idOf = (callId: string) => (frame: { call: { id: string } }) => frame.call.id === callId;
const settle = () =>
  Promise.all([caller, second, third, phone, laptop].map((device) => device.settle()));
async function statusOf(callId: string): Promise<string | undefined> {
  const { items } = await domain.ringing.list(actorOf('callee'), { limit: 50 });
  return items.find(({ id }) => id === callId)?.status;
}
/** Rings somebody who is in a call; resolves when the device of the call rings. */
async function ringInto(device: TestDevice, conversationId: string): Promise<string> {
  const callId = ring(device, conversationId);
  await phone.next('call_request', idOf(callId));
  return callId;
}

describe('a second caller', () => {
  it('rings the device that is in the call and no other', async () => {
    await answeredCall(caller, phone, talks.caller);
    const heard = callFramesOf(laptop).length;
    const waiting = await ringInto(second, talks.second);
    phone.send({ type: 'call_ringing', callId: waiting });
    expect(await second.next('call_ringing')).toMatchObject({ callId: waiting });
    await settle();
    expect(callFramesOf(laptop)).toHaveLength(heard);
    const again = await domain.dial('callee');
    expect((await again.greet()).calls).toEqual([]);
    const phoneAgain = await domain.dial('callee', { deviceId: phone.deviceId });
    expect((await phoneAgain.greet()).calls.map(({ call }) => call.status)).toEqual([
      'ANSWERED',
      'RINGING',
    ]);
  });

  it('is talked with on that device, and neither call ends the other', async () => {
    const first = await answeredCall(caller, phone, talks.caller);
    const waiting = await ringInto(second, talks.second);
    phone.send({ type: 'call_hold', callId: first });
    await caller.next('call_hold');
    accept(phone, waiting, 'phone-peer');
    await Promise.all([
      second.next('call_accept', idOf(waiting)),
      phone.next('call_accept', idOf(waiting)),
    ]);
    await settle();
    expect([await statusOf(first), await statusOf(waiting)]).toEqual(['ANSWERED', 'ANSWERED']);
    phone.send({ type: 'call_end', callId: waiting });
    await second.next('call_end', idOf(waiting));
    phone.send({ type: 'call_resume', callId: first });
    expect(await caller.next('call_resume')).toMatchObject({ callId: first });
    expect(caller.all('call_end')).toEqual([]);
  });

  it('goes on when the first hangs up', async () => {
    const first = await answeredCall(caller, phone, talks.caller);
    const waiting = await ringInto(second, talks.second);
    accept(phone, waiting);
    await second.next('call_accept');
    caller.send({ type: 'call_end', callId: first });
    await phone.next('call_end', idOf(first));
    second.send({ type: 'call_hold', callId: waiting });
    expect(await phone.next('call_hold')).toMatchObject({ callId: waiting });
    expect(second.all('call_end')).toEqual([]);
  });

  it('is not taken by another device, nor by REST', async () => {
    await answeredCall(caller, phone, talks.caller);
    const waiting = await ringInto(second, talks.second);
    accept(laptop, waiting);
    expect(await laptop.next('error')).toMatchObject({ code: 'already_in_call', ref: waiting });
    await expect(domain.ringing.accept(actorOf('callee'), waiting)).rejects.toMatchObject({
      code: 'already_in_call',
    });
    expect(await statusOf(waiting)).toBe('RINGING');
    phone.send({ type: 'call_reject', callId: waiting, reason: 'busy' });
    expect(await second.next('call_end')).toMatchObject({ reason: 'busy' });
  });

  it('waits for somebody who called as well', async () => {
    const { id: talk } = await domain.introduce('callee', 'caller');
    const first = ring(phone, talk, 'caller');
    await caller.next('call_request');
    accept(caller, first);
    await phone.next('call_accept', idOf(first));
    const waiting = await ringInto(second, talks.second);
    await settle();
    expect(laptop.all('call_request')).toEqual([]);
    accept(phone, waiting);
    await second.next('call_accept');
  });

  it('rings all devices again when the call they waited for is over', async () => {
    const first = await answeredCall(caller, phone, talks.caller);
    const waiting = await ringInto(second, talks.second);
    caller.send({ type: 'call_end', callId: first });
    expect(await laptop.next('call_request', idOf(waiting))).toMatchObject({
      from: { id: 'second' },
    });
    accept(laptop, waiting);
    expect(await second.next('call_accept')).toMatchObject({ deviceId: laptop.deviceId });
  });

  it('rings the others when the device in the call is lost', async () => {
    await domain.close();
    await start({ times: { calls: { lostMs: 40 } } });
    await answeredCall(caller, phone, talks.caller);
    const waiting = await ringInto(second, talks.second);
    phone.socket.terminate();
    expect(await caller.next('call_end')).toMatchObject({ reason: 'lost' });
    await laptop.next('call_request', idOf(waiting));
  });
});

describe('a third caller', () => {
  const busyAtOnce = async () => {
    const callId = ring(third, talks.third);
    expect(await third.next('call_end')).toMatchObject({
      reason: 'busy',
      call: { id: callId, status: 'BUSY', missedReason: 'busy', metadata: { reason: 'busy' } },
    });
    const { message } = await phone.next(
      'message',
      (frame) => frame.message.conversationId === talks.third,
    );
    expect(message).toMatchObject({ type: 'CALL_MISSED', call: { status: 'BUSY' } });
    await settle();
    for (const device of [phone, laptop]) {
      expect(device.all('call_request').map(({ call }) => call.id)).not.toContain(callId);
    }
  };

  it('is busy while the second rings', async () => {
    await answeredCall(caller, phone, talks.caller);
    await ringInto(second, talks.second);
    await busyAtOnce();
  });

  it('is busy while one of two calls is on hold', async () => {
    await answeredCall(caller, phone, talks.caller);
    accept(phone, await ringInto(second, talks.second));
    await second.next('call_accept');
    await busyAtOnce();
  });

  it('is busy while two others ring', async () => {
    await ringInto(caller, talks.caller);
    await ringInto(second, talks.second);
    await busyAtOnce();
  });

  it('waits once one of the two is over', async () => {
    const first = await answeredCall(caller, phone, talks.caller);
    accept(phone, await ringInto(second, talks.second));
    await second.next('call_accept');
    caller.send({ type: 'call_end', callId: first });
    await caller.next('call_end');
    await ringInto(third, talks.third);
  });
});

describe('two who ring at once', () => {
  it('one is answered, the other waits on that device and is silent on the rest', async () => {
    const [first, waiting] = [
      await ringInto(caller, talks.caller),
      await ringInto(second, talks.second),
    ];
    await laptop.next('call_request', idOf(waiting));
    accept(phone, first);
    expect(await laptop.next('call_end', idOf(waiting))).toMatchObject({
      reason: 'answered_elsewhere',
      call: { status: 'RINGING' },
    });
    await settle();
    expect(phone.all('call_end')).toEqual([]);
    expect(second.all('call_end')).toEqual([]);
    accept(phone, waiting);
    await second.next('call_accept');
  });

  it('of whom one is called back from elsewhere: no third call comes of it', async () => {
    // Two ring and one is rung: of three the answered one and the one that rings longer stay.
    await ringInto(caller, talks.caller);
    const late = await ringInto(second, talks.second);
    const { id: talk } = await domain.introduce('callee', 'third');
    const own = ring(phone, talk, 'third');
    await third.next('call_request');
    accept(third, own);
    await phone.next('call_accept');
    expect(await second.next('call_end')).toMatchObject({ reason: 'busy', call: { id: late } });
    await settle();
    expect(caller.all('call_end')).toEqual([]);
  });
});

describe('who is in two calls', () => {
  it('begins no other, and loses both with the device', async () => {
    await domain.close();
    await start({ times: { calls: { lostMs: 40 } } });
    await answeredCall(caller, phone, talks.caller);
    accept(phone, await ringInto(second, talks.second));
    await second.next('call_accept');
    for (const device of [phone, laptop]) {
      ring(device, talks.third, 'third');
      expect(await device.next('error')).toMatchObject({ code: 'already_in_call' });
    }
    phone.socket.terminate();
    expect(await caller.next('call_end')).toMatchObject({ reason: 'lost' });
    expect(await second.next('call_end')).toMatchObject({ reason: 'lost' });
  });
});
