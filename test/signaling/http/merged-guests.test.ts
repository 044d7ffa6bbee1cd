import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Conversation, Message } from '../../../src/protocol/index.js';
import { connectDevice } from '../../support/broker/connect-device.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

let broker: BrokerHandle;
beforeAll(async () => {
  broker = await startBroker();
});
afterAll(() => broker.close());

interface Guest {
  readonly userId: string;
  readonly token: string;
}
const newGuest = async () => (await broker.api<Guest>('/api/guests', { json: {} })).body;
const newMember = (name = `member-${randomUUID()}`) => broker.token(name, 'Mia Member');

async function open(token: string, userId: string, listing?: { id: string }): Promise<string> {
  const { body } = await broker.api<Conversation>('/api/conversations', {
    token,
    json: { userId, listing },
  });
  return body.id;
}

async function say(token: string, conversationId: string, text: string): Promise<Message> {
  const json = { id: randomUUID(), type: 'TEXT', text };
  const path = `/api/conversations/${conversationId}/messages`;
  return (await broker.api<Message>(path, { token, json })).body;
}

async function textsOf(token: string, conversationId: string): Promise<string[]> {
  const path = `/api/conversations/${conversationId}/messages`;
  const { body } = await broker.api<{ items: Message[] }>(path, { token });
  return body.items.map(({ text }) => text ?? '').reverse();
}

const listOf = async (token: string) =>
  (await broker.api<{ items: Conversation[] }>('/api/conversations', { token })).body.items;

const merge = (token: string, guestToken: string) =>
  broker.api<{ code?: string; guestId?: string; joined?: object[] }>('/api/me/guests', {
    token,
    json: { token: guestToken },
  });

/** Somebody to talk to, who was here. */
async function newSeller() {
  const id = `seller-${randomUUID()}`;
  const token = await broker.token(id, 'Blue Door Motors');
  await broker.api('/api/me', { token });
  return { id, token };
}

describe('a guest who signs in', () => {
  it('finds their conversation as a member, and the seller has one conversation, with the member', async () => {
    const [guest, seller, member] = [await newGuest(), await newSeller(), await newMember('mia')];
    const id = await open(guest.token, seller.id, { id: 'car-1' });
    await say(guest.token, id, 'Is it still for sale?');
    const device = await connectDevice(broker, seller.token);
    const answer = await merge(member, guest.token);
    expect(answer).toMatchObject({ status: 200, body: { guestId: guest.userId, joined: [] } });

    const { conversation } = await device.next('conversation');
    expect(conversation.participants.map((person) => person.id).sort()).toEqual(
      ['mia', seller.id].sort(),
    );
    expect(await listOf(member)).toMatchObject([{ id, lastMessage: { senderId: 'mia' } }]);
    expect(await textsOf(member, id)).toEqual(['Is it still for sale?']);
    expect(await listOf(seller.token)).toHaveLength(1);
    await say(seller.token, id, 'It is.');
    expect(await textsOf(member, id)).toEqual(['Is it still for sale?', 'It is.']);
    await device.close();
  });

  it('who had asked the same as a member goes on in that conversation, and all are told', async () => {
    const [guest, seller, member] = [await newGuest(), await newSeller(), await newMember()];
    const intoId = await open(member, seller.id);
    await say(member, intoId, 'as a member');
    const id = await open(guest.token, seller.id);
    await say(guest.token, id, 'as a guest');
    const devices = [
      await connectDevice(broker, seller.token),
      await connectDevice(broker, member),
    ];
    expect((await merge(member, guest.token)).body.joined).toEqual([{ id, intoId }]);
    for (const device of devices) {
      const gone = await device.next('conversation_gone');
      expect(gone).toMatchObject({ conversationId: id, intoId });
      const { conversation } = await device.next('conversation');
      expect(conversation).toMatchObject({ id: intoId, lastSeq: 2 });
      await device.close();
    }
    expect(await textsOf(seller.token, intoId)).toEqual(['as a member', 'as a guest']);
    expect(await listOf(seller.token)).toHaveLength(1);
    const { status } = await broker.api(`/api/conversations/${id}`, { token: seller.token });
    expect(status).toBe(404);
  });

  it('ends the call they were in, for both sides and under the name both know', async () => {
    const [guest, seller, member] = [await newGuest(), await newSeller(), await newMember()];
    const id = await open(guest.token, seller.id);
    const device = await connectDevice(broker, seller.token);
    const json = { conversationId: id, calleeId: seller.id, type: 'VOICE' };
    await broker.api('/api/calls', { token: guest.token, json });
    await device.next('call_request');
    await merge(member, guest.token);
    expect((await device.next('call_end')).call).toMatchObject({ callerId: guest.userId });
    const calls = await broker.api<{ items: object[] }>('/api/calls', { token: member });
    expect(calls.body.items).toMatchObject([{ status: 'MISSED', calleeId: seller.id }]);
    await device.close();
  });

  it('may do so again: nothing changes, and the answer is the same', async () => {
    const [guest, seller, member] = [await newGuest(), await newSeller(), await newMember()];
    const id = await open(guest.token, seller.id);
    await say(guest.token, id, 'hello');
    const first = await merge(member, guest.token);
    const before = await listOf(member);
    const again = await merge(member, guest.token);
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(await listOf(member)).toEqual(before);
  });

  it('long after the token ran out is still who they were', async () => {
    const [guest, seller, member] = [await newGuest(), await newSeller(), await newMember()];
    const id = await open(guest.token, seller.id);
    await say(guest.token, id, 'hello');
    const former = await broker.token(guest.userId, { role: 'guest', ttlSeconds: -20 * 86_400 });
    expect((await merge(member, former)).status).toBe(200);
    expect(await textsOf(member, id)).toEqual(['hello']);
  });
});

describe('a guest who has signed in is nobody any more:', () => {
  let guest: Guest;
  let seller: { id: string; token: string };
  let id: string;
  let closes: { code: number }[];

  beforeAll(async () => {
    [guest, seller] = [await newGuest(), await newSeller()];
    id = await open(guest.token, seller.id);
    await say(guest.token, id, 'hello');
    const device = await connectDevice(broker, guest.token);
    const peer = await broker.api<{ peerId: string }>('/api/peers', {
      token: guest.token,
      json: {},
    });
    const query = `key=peerjs&id=${peer.body.peerId}&token=${guest.token}`;
    const socket = new WebSocket(`${broker.url.replace('http', 'ws')}/peerjs?${query}`);
    await new Promise((resolve) => socket.once('message', resolve));
    const closed = new Promise<{ code: number }>((resolve) =>
      socket.once('close', (code) => resolve({ code })),
    );
    await merge(await newMember(), guest.token);
    closes = await Promise.all([device.closed, closed]);
  });

  it('what they had open is closed, the peer socket too', () => {
    expect(closes.map(({ code }) => code)).toEqual([4401, 4401]);
  });

  it.each([
    ['GET', '/api/me', undefined],
    ['GET', '/api/conversations', undefined],
    ['POST', '/api/conversations', { userId: 'seller' }],
    ['POST', '/api/peers', {}],
  ])('their token opens nothing at %s %s', async (method, path, json) => {
    const answer = await broker.api<{ code: string }>(path, {
      method,
      token: guest.token,
      ...(json && { json }),
    });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized']);
  });

  it('nor a socket', async () => {
    const socket = await broker.socket(guest.token);
    const [code] = await new Promise<unknown[]>((resolve) =>
      socket.once('close', (...said) => resolve(said)),
    );
    expect(code).toBe(4401);
  });

  it('with their token a visitor becomes another guest, who has nothing', async () => {
    const { body } = await broker.api<Guest>('/api/guests', { token: guest.token, json: {} });
    expect(body.userId).not.toBe(guest.userId);
    expect(await listOf(body.token)).toEqual([]);
  });

  it('nobody begins to talk to them', async () => {
    const answer = await broker.api<{ code: string }>('/api/conversations', {
      token: await newMember(),
      json: { userId: guest.userId },
    });
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });
});

describe('refused is', () => {
  const SECRET = 'what only the guest has said';

  /** Whoever asks is told of nothing, and everything is as it was. */
  async function expectRefusal(
    member: string,
    guestToken: string,
    [status, code]: [number, string],
  ): Promise<void> {
    const answer = await merge(member, guestToken);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.text).not.toContain(SECRET);
  }

  it.each([
    ['a member’s', () => newMember()],
    ['a service’s', () => broker.token('bot', { role: 'service' })],
    ['one that says nothing', async () => 'x'],
    ['one with a broken signature', async () => `${(await newGuest()).token.slice(0, -4)}AAAA`],
  ])('%s token in the place of a guest’s, as one that nobody has', async (_name, tokenOf) => {
    await expectRefusal(await newMember(), await tokenOf(), [404, 'not_found']);
  });

  it.each([
    ['a guest', async () => (await newGuest()).token],
    ['a service', () => broker.token('bot', { role: 'service' })],
  ])('%s who would take a guest over', async (_name, callerOf) => {
    const [guest, seller] = [await newGuest(), await newSeller()];
    const id = await open(guest.token, seller.id);
    await say(guest.token, id, SECRET);
    await expectRefusal(await callerOf(), guest.token, [403, 'forbidden']);
    expect(await textsOf(guest.token, id)).toEqual([SECRET]);
  });

  it('a member who comes after another with the same token', async () => {
    const [guest, seller] = [await newGuest(), await newSeller()];
    const id = await open(guest.token, seller.id);
    await say(guest.token, id, SECRET);
    const [first, second] = [await newMember(), await newMember()];
    await merge(first, guest.token);
    await expectRefusal(second, guest.token, [404, 'not_found']);
    expect(await listOf(second)).toEqual([]);
    expect(await textsOf(first, id)).toEqual([SECRET]);
  });

  it('a guest’s token that came by way of the address: proof is in the body', async () => {
    const guest = await newGuest();
    const { status } = await broker.api(`/api/me/guests?guest=${guest.token}`, {
      token: await newMember(),
      json: {},
    });
    expect(status).toBe(400);
  });
});

it('of members who ask at the same time one is the guest, whole', async () => {
  const [guest, seller] = [await newGuest(), await newSeller()];
  const id = await open(guest.token, seller.id);
  await say(guest.token, id, 'hello');
  const members = await Promise.all(Array.from({ length: 5 }, () => newMember()));
  const answers = await Promise.all(members.map((member) => merge(member, guest.token)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404, 404]);
  const lists = await Promise.all(members.map(listOf));
  expect(lists.filter((list) => list.length > 0)).toHaveLength(1);
});
