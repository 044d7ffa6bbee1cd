import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Conversation, Message } from '../../../src/protocol/index.js';
import { ring } from '../../support/broker/calls.js';
import { connectDevice } from '../../support/broker/connect-device.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { openWatchedMarket, type WatchedMarket } from '../../support/broker/watched-market.js';
import type { ApiInit } from '../../support/start-broker.js';

const MOST_BYTES = 8192;

/** A visitor like any other, with a token of their own and a conversation with the seller. */
describe('a malicious guest', () => {
  let market: WatchedMarket;
  let token: string;
  let myId: string;
  let talkId: string;
  let device: TestDevice;
  let theirs: { conversation: string; message: string; call: string };

  const ask = <Body = { code?: string }>(path: string, init: ApiInit = {}) =>
    market.broker.api<Body>(`/api${path}`, { token, ...init });
  const say = (json: object) => ask<Message>(`/conversations/${talkId}/messages`, { json });

  beforeAll(async () => {
    market = await openWatchedMarket({
      RATE_LIMITS: 'on',
      RATE_LIMIT_MESSAGES: '40/1m',
      RATE_LIMIT_CALLS: '3/1m',
      RATE_LIMIT_CONVERSATIONS: '3/1h',
      RATE_LIMIT_GUESTS: '5/1m',
    });
    const guest = await market.broker.api<{ token: string; userId: string }>('/api/guests', {
      json: { name: 'A visitor' },
    });
    ({ token, userId: myId } = guest.body);
    talkId = (await ask<Conversation>('/conversations', { json: { userId: 'seller-42' } })).body.id;
    device = await connectDevice(market.broker, token);
    const seller = await market.device('seller');
    const json = {
      conversationId: market.conversationId,
      calleeId: 'seller-42',
      type: 'VOICE',
    };
    theirs = {
      conversation: market.conversationId,
      message: (await market.post({ type: 'TEXT', text: 'between the two of us' })).body.id,
      call: (await market.api<{ id: string }>('buyer', '/calls', { json })).body.id,
    };
    await market.api('buyer', `/calls/${theirs.call}/end`, { json: {} });
    await seller.close();
    for (const id of Object.values(theirs)) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });
  afterAll(async () => {
    await device.close();
    await market.close();
  });

  it('looks at what others have, and it is as if it were not there', async () => {
    const tries: [method: string, path: (id: string) => string, id: string, json?: object][] = [
      ['GET', (id) => `/conversations/${id}`, theirs.conversation],
      ['PATCH', (id) => `/conversations/${id}`, theirs.conversation, { muted: true }],
      ['GET', (id) => `/conversations/${id}/messages`, theirs.conversation],
      ['GET', (id) => `/conversations/${id}/changes?after=0`, theirs.conversation],
      ['POST', (id) => `/conversations/${id}/read`, theirs.conversation, { seq: 1 }],
      [
        'POST',
        (id) => `/conversations/${id}/messages`,
        theirs.conversation,
        { id: randomUUID(), type: 'TEXT', text: 'me too' },
      ],
      ['GET', (id) => `/calls?conversationId=${id}`, theirs.conversation],
      ['PATCH', (id) => `/messages/${id}`, theirs.message, { text: 'another text' }],
      ['DELETE', (id) => `/messages/${id}`, theirs.message],
      ['PUT', (id) => `/messages/${id}/reactions/%F0%9F%91%8D`, theirs.message],
      ['POST', (id) => `/calls/${id}/answer`, theirs.call, {}],
      ['POST', (id) => `/calls/${id}/end`, theirs.call, {}],
      ['POST', (id) => `/calls/${id}/decline`, theirs.call, {}],
    ];
    for (const [method, path, id, json] of tries) {
      const init = json ? { method, json } : { method };
      const real = await ask(path(id), init);
      const absent = await ask(path(randomUUID()), init);
      expect([path(':id'), real.status, real.text]).toEqual([
        path(':id'),
        absent.status,
        absent.text,
      ]);
      expect([path(':id'), real.status]).toEqual([path(':id'), 404]);
    }
    const found = await ask<{ items: unknown[] }>('/search?q=between');
    expect(JSON.stringify(found.body)).not.toContain('two of us');
  });

  it('hears nothing of others on the socket either, whatever it says', async () => {
    const conversationId = theirs.conversation;
    device.send({ type: 'typing', conversationId, active: true });
    device.send({ type: 'receipt', conversationId, state: 'read', seq: 1 });
    device.send({ type: 'call_end', callId: theirs.call });
    device.send({ type: 'call_hold', callId: theirs.call });
    device.send({
      type: 'message_send',
      conversationId,
      message: { id: randomUUID(), type: 'TEXT', text: 'hello?' },
    });
    await device.settle();
    const codes = device.all('error').map(({ code }) => code);
    expect(codes.filter((code) => code !== 'not_found')).toEqual([]);
    expect(codes.length).toBeGreaterThanOrEqual(4);
    await market.post({ type: 'TEXT', text: 'still between us' });
    await device.settle();
    expect(JSON.stringify(device.heard)).not.toContain('between us');
  });

  it('speaks in the name of others, and every word is still its own', async () => {
    const { status, body } = await say({
      id: randomUUID(),
      type: 'TEXT',
      text: 'I am the seller',
      senderId: 'seller-42',
      seq: 1_000_000,
      createdAt: '1999-01-01T00:00:00.000Z',
      deletedAt: null,
    });
    expect(status).toBe(201);
    expect(body.senderId).toBe(myId);
    expect(body.seq).toBeLessThan(100);
    expect(body.createdAt > '2000').toBe(true);
    for (const type of ['CALL', 'CALL_MISSED', 'SYSTEM']) {
      expect((await say({ id: randomUUID(), type, text: 'x', call: {} })).status).toBe(400);
    }
  });

  it('takes the id of a message that another wrote, and changes nothing', async () => {
    const { status } = await say({ id: theirs.message, type: 'TEXT', text: 'overwritten' });
    expect(status).toBeGreaterThanOrEqual(400);
    const { body } = await market.api<{ items: Message[] }>(
      'buyer',
      `/conversations/${theirs.conversation}/messages`,
    );
    const theirMessage = body.items.find(({ id }) => id === theirs.message);
    expect(theirMessage).toMatchObject({ text: 'between the two of us', senderId: 'buyer-7' });
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '[click](javascript:alert(1))',
    '\u001b[2J\u001b[31mroot#',
    '{{constructor.constructor("return process")()}}',
    "'; DROP TABLE messages; --",
    '((((('.repeat(1600),
    `a${'\u0301'.repeat(2000)}`,
  ])('writes what could be more than text (%#), and it stays text or is refused', async (text) => {
    const { status, body } = await say({ id: randomUUID(), type: 'TEXT', text });
    if (status === 201) expect(body.text).toBe(text);
    else expect([status, body]).toEqual([400, expect.objectContaining({ code: 'invalid_text' })]);
  });

  it('writes more than anybody may', async () => {
    const long = await say({ id: randomUUID(), type: 'TEXT', text: 'x'.repeat(MOST_BYTES + 1) });
    expect(long.status).toBe(422);
    const huge = await say({ id: randomUUID(), type: 'TEXT', text: 'x'.repeat(300_000) });
    expect(huge.status).toBe(413);
    const outcomes: number[] = [];
    for (let i = 0; i < 60; i++) {
      outcomes.push((await say({ id: randomUUID(), type: 'TEXT', text: String(i) })).status);
    }
    expect(outcomes.at(-1)).toBe(429);
    // Somebody else in the same office writes on.
    expect((await market.post({ type: 'TEXT', text: 'fine' })).status).toBe(201);
  });

  it('rings until nobody wants to hear it any more', async () => {
    const seller = await market.device('seller');
    for (let i = 0; i < 4; i++) {
      const callId = ring(device, talkId, 'seller-42');
      if (i === 3) break;
      await seller.next('call_request', ({ call }) => call.id === callId);
      seller.send({ type: 'call_reject', callId, reason: 'declined' });
      await device.next('call_end', ({ call }) => call.id === callId);
    }
    expect(await device.next('error', ({ code }) => code === 'rate_limited')).toMatchObject({
      retryAfterMs: expect.any(Number),
    });
    await seller.close();
  });

  it('asks to signal to the seller’s browser without a call', async () => {
    const { body } = await ask<{ peerId: string }>('/peers', { json: {} });
    const peers = market.broker.url.replace('http', 'ws');
    const query = new URLSearchParams({ key: 'peerjs', id: body.peerId, token });
    const socket = new WebSocket(`${peers}/peerjs?${query}`);
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    await once(socket, 'open');
    const seller = await market.api<{ peerId: string }>('seller', '/peers', { json: {} });
    socket.send(
      JSON.stringify({
        type: 'OFFER',
        dst: seller.body.peerId,
        payload: { sdp: { type: 'offer', sdp: 'v=0' }, type: 'media', connectionId: 'mc_1' },
      }),
    );
    await expect.poll(() => heard.join()).toContain('EXPIRE');
    socket.close();
    await once(socket, 'close');
  });

  it('becomes many, opens many conversations, and is held by where it comes from', async () => {
    const made: number[] = [];
    for (let i = 0; i < 6; i++) {
      made.push((await market.broker.api('/api/guests', { json: {} })).status);
    }
    expect(made.at(-1)).toBe(429);
    const begun: number[] = [];
    for (let i = 0; i < 4; i++) {
      const json = { userId: 'seller-42', listing: { id: `car-${i}`, title: 'A car' } };
      begun.push((await ask('/conversations', { json })).status);
    }
    expect(begun.at(-1)).toBe(429);
  });

  it('is blocked, and can neither write, nor ring, nor see who is there', async () => {
    const seller = await market.device('seller');
    const answer = await market.api('seller', `/users/${myId}/block`, { method: 'POST', json: {} });
    expect(answer.status).toBeLessThan(300);
    const { body } = await ask<{ online: boolean; lastSeenAt?: string }>('/users/seller-42');
    expect([body.online, body.lastSeenAt]).toEqual([false, undefined]);
    const callId = ring(device, talkId, 'seller-42');
    await device.next('error', ({ ref }) => ref === callId);
    await seller.settle();
    expect(seller.all('call_request').filter(({ call }) => call.id === callId)).toEqual([]);
    await seller.close();
  });

  it('has cost the broker nothing', () => {
    expect(market.failures()).toEqual([]);
    expect(market.logged()).not.toContain('between the two of us');
  });
});
