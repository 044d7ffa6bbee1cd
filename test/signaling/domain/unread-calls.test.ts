import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answeredCall, ring } from '../../support/broker/calls.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

let domain: TestDomain;
let conversationId: string;
let caller: TestDevice;
let phone: TestDevice;
let laptop: TestDevice;

beforeEach(async () => {
  domain = await startDomain({ ringTimeoutMs: 300 });
  ({ id: conversationId } = await domain.introduce('caller', 'callee'));
  [caller, phone, laptop] = await Promise.all([
    domain.connect('caller'),
    domain.connect('callee'),
    domain.connect('callee'),
  ]);
});
afterEach(() => domain.close());

/** For the caller and the callee, each on whichever device. */
async function unread(): Promise<number[]> {
  const views = ['caller', 'callee'].map((id) =>
    domain.delivery.conversation(actorOf(id), conversationId),
  );
  return (await Promise.all(views)).map(({ unreadCount }) => unreadCount);
}
async function ringing(): Promise<string> {
  const callId = ring(caller, conversationId);
  await Promise.all([phone.next('call_request'), laptop.next('call_request')]);
  return callId;
}
/** All devices have heard of the end, and of the line that tells of it. */
async function over(type: string): Promise<void> {
  for (const device of [caller, phone, laptop]) {
    await device.next('call_end');
    await device.next('message', ({ message }) => message.type === type);
  }
}

describe('the line of a call', () => {
  it.each(['call_reject', 'call_end'] as const)(
    'that one device turned down with %s is unread for nobody, on none of their devices',
    async (type) => {
      const callId = await ringing();
      phone.send({ type, callId });
      await over('CALL_MISSED');
      expect(await unread()).toEqual([0, 0]);
    },
  );

  it('that was taken is unread for nobody', async () => {
    const callId = await answeredCall(caller, phone, conversationId);
    phone.send({ type: 'call_end', callId });
    await phone.next('message', ({ message }) => message.type === 'CALL_ENDED');
    expect(await unread()).toEqual([0, 0]);
  });

  it.each([
    ['nobody answered', () => undefined],
    ['the caller gave up', (callId: string) => caller.send({ type: 'call_end', callId })],
    ['was busy', (callId: string) => phone.send({ type: 'call_reject', callId, reason: 'busy' })],
  ] as const)('that %s is unread for the callee until one device reads it', async (_name, act) => {
    act(await ringing());
    await over('CALL_MISSED');
    expect(await unread()).toEqual([0, 1]);
    laptop.send({ type: 'receipt', conversationId, state: 'read', seq: 1 });
    await phone.next('receipt');
    expect(await unread()).toEqual([0, 0]);
  });

  it('turned down leaves what was written before it unread', async () => {
    const draft = { id: crypto.randomUUID(), type: 'TEXT', text: 'hello?' } as const;
    await domain.messages.send(actorOf('caller'), conversationId, draft);
    phone.send({ type: 'call_reject', callId: await ringing() });
    await over('CALL_MISSED');
    expect(await unread()).toEqual([0, 1]);
  });
});
