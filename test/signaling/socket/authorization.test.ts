import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BrokerFrame, ClientFrameInput } from '../../../src/protocol/index.js';
import { FRAME_PROBES, type Target } from '../../support/broker/frame-probes.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { startDomain, type TestDomain } from '../../support/broker/test-domain.js';

let domain: TestDomain;
let people: TestDevice[];
let stranger: TestDevice;
let target: Target;
beforeEach(async () => {
  domain = await startDomain();
  const { id: conversationId } = await domain.introduce('a', 'b');
  const [a, b] = await Promise.all([domain.connect('a'), domain.connect('b')]);
  people = [a, b];
  stranger = await domain.connect('stranger');
  target = { conversationId, callId: randomUUID() };
  a.send({ type: 'message_send', conversationId, message: { id: randomUUID(), text: 'hi' } });
  a.send({
    type: 'call_request',
    callId: target.callId,
    conversationId,
    calleeId: 'b',
    callType: 'VOICE',
  });
  await b.next('call_request');
});
afterEach(() => domain.close());

/** Pings come by the clock. */
const heardBy = (device: TestDevice) => device.heard.filter(({ type }) => type !== 'ping').length;

async function refusalOf(frame: ClientFrameInput): Promise<Partial<BrokerFrame>> {
  stranger.send(frame);
  const { type, code, retryAfterMs } = await stranger.next('error');
  return { type, code, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

describe('a stranger', () => {
  it.each(Object.entries(FRAME_PROBES))(
    'sending %s is refused as if what it names did not exist, and nobody notices',
    async (_type, probe) => {
      await Promise.all(people.map((device) => device.settle()));
      const heard = people.map(heardBy);
      const theirs = await refusalOf(probe(target));
      const absent = await refusalOf(probe({ conversationId: randomUUID(), callId: randomUUID() }));
      expect(theirs).toEqual({ type: 'error', code: 'not_found' });
      expect(absent).toEqual(theirs);
      await Promise.all(people.map((device) => device.settle()));
      expect(people.map(heardBy)).toEqual(heard.map((count) => count + 1));
    },
  );

  it.each(Object.entries(FRAME_PROBES).filter(([type]) => type.startsWith('call_')))(
    'sending %s is refused the same once the call was answered, and once it is over',
    async (_type, probe) => {
      const [a, b] = people as [TestDevice, TestDevice];
      b.send({ type: 'call_accept', callId: target.callId, peerId: 'peer' });
      await a.next('call_accept');
      expect(await refusalOf(probe(target))).toEqual({ type: 'error', code: 'not_found' });
      a.send({ type: 'call_end', callId: target.callId });
      await b.next('call_end');
      expect(await refusalOf(probe(target))).toEqual({ type: 'error', code: 'not_found' });
    },
  );
});

describe('a participant', () => {
  it('cannot call oneself, nor somebody who is not in the conversation', async () => {
    const [, b] = people as [TestDevice, TestDevice];
    const callId = randomUUID();
    const request = {
      type: 'call_request',
      callId,
      conversationId: target.conversationId,
      callType: 'VOICE',
    } as const;
    b.send({ ...request, calleeId: 'b' });
    expect(await b.next('error')).toEqual({
      type: 'error',
      code: 'cannot_message_self',
      ref: callId,
    });
    b.send({ ...request, calleeId: 'stranger' });
    expect(await b.next('error')).toEqual({ type: 'error', code: 'not_found', ref: callId });
  });

  it('cannot answer or reject their own call', async () => {
    const [a] = people as [TestDevice];
    const { callId } = target;
    a.send({ type: 'call_accept', callId, peerId: 'peer' });
    a.send({ type: 'call_reject', callId });
    a.send({ type: 'call_ringing', callId });
    for (let i = 0; i < 3; i++) {
      expect(await a.next('error')).toEqual({ type: 'error', code: 'forbidden', ref: callId });
    }
  });

  it('is told by a code what no longer makes sense', async () => {
    const [a, b] = people as [TestDevice, TestDevice];
    const { callId, conversationId } = target;
    a.send({ type: 'call_end', callId });
    await b.next('call_end');
    b.send({ type: 'call_accept', callId, peerId: 'peer' });
    expect(await b.next('error')).toMatchObject({ code: 'call_not_ringing', ref: callId });
    b.send({ type: 'call_end', callId });
    expect(await b.next('call_end')).toMatchObject({ reason: 'cancelled' });
    b.send({ type: 'receipt', conversationId, state: 'read', seq: 99 });
    expect(await b.next('error')).toMatchObject({ code: 'cursor_ahead', ref: conversationId });
  });
});
