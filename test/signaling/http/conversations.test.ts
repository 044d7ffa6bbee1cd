import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Conversation,
  ConversationChanges,
  Message,
  responses,
  type Message as MessageType,
} from '../../../src/protocol/index.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

let broker: BrokerHandle;
let buyer: string;
let seller: string;
let stranger: string;
let conversationId: string;
let path: string;

beforeAll(async () => {
  broker = await startBroker();
  [buyer, seller, stranger] = await Promise.all([
    broker.token('buyer-7', 'Buyer'),
    broker.token('seller-42', 'Blue Door Motors'),
    broker.token('stranger-1'),
  ]);
  await broker.api('/api/me', { token: seller });
  await broker.api('/api/me', { token: stranger });
  const { body } = await broker.api<{ id: string }>('/api/conversations', {
    token: buyer,
    json: { userId: 'seller-42', listing: { id: 'car-1', title: 'A blue car' } },
  });
  conversationId = body.id;
  path = `/api/conversations/${conversationId}`;
});
afterAll(() => broker.close());

const post = (text: string, id: string = randomUUID(), token = buyer) =>
  broker.api<MessageType>(`${path}/messages`, { token, json: { id, text } });

describe('POST /api/conversations', () => {
  it('answers the same conversation when asked again, by either side', async () => {
    const first = await broker.api('/api/conversations', {
      token: buyer,
      json: { userId: 'seller-42', listing: { id: 'car-1' } },
    });
    const fromThere = await broker.api('/api/conversations', {
      token: seller,
      json: { userId: 'buyer-7', listing: { id: 'car-1' } },
    });
    expect(first.status).toBe(200);
    expect(v.parse(Conversation, first.body).id).toBe(conversationId);
    expect(v.parse(Conversation, fromThere.body).id).toBe(conversationId);
  });

  it('answers 201 for a new one', async () => {
    const { status, body } = await broker.api('/api/conversations', {
      token: stranger,
      json: { userId: 'seller-42' },
    });
    expect([status, v.parse(Conversation, body).unreadCount]).toEqual([201, 0]);
  });

  it.each([
    ['oneself', { userId: 'buyer-7' }, 422],
    ['nobody named', {}, 400],
    ['an id as an object', { userId: { $ne: null } }, 400],
    ['an id as a list', { userId: ['seller-42'] }, 400],
    ['a listing that runs', { userId: 'seller-42', listing: { id: '1', url: 'data:,x' } }, 400],
    ['a list', [], 400],
    ['a text', 'seller-42', 400],
    ['null', null, 400],
  ])('refuses %s', async (_name, json, status) => {
    const answer = await broker.api('/api/conversations', { token: buyer, json });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('messages', () => {
  it('are answered with 201 first and 200 again, stored once, whatever they say then', async () => {
    const id = randomUUID();
    const first = await post('Is it still there?', id);
    const again = await post('Something else', id.toUpperCase());
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(v.parse(Message, first.body)).toMatchObject({
      id,
      conversationId,
      senderId: 'buyer-7',
      type: 'TEXT',
      text: 'Is it still there?',
    });
    expect(again.body).toEqual(first.body);
  });

  it('are one row when posted 50 times at once', async () => {
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 50 }, () => post('Once', id)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.seq)).size).toBe(1);
    const { body } = await broker.api(`${path}/messages?limit=100`, { token: seller });
    const { items } = v.parse(responses.messages, body);
    expect(items.filter((message) => message.id === id)).toHaveLength(1);
  });

  it('come newest first, page by page, without a gap', async () => {
    for (let i = 0; i < 5; i++) await post(`Number ${i}`);
    const seqs: number[] = [];
    let before: string | undefined;
    do {
      const query = `limit=2${before ? `&before=${before}` : ''}`;
      const { body } = await broker.api(`${path}/messages?${query}`, { token: seller });
      const { items, nextCursor } = v.parse(responses.messages, body);
      seqs.push(...items.map(({ seq }) => seq));
      before = nextCursor;
    } while (before);
    expect(seqs).toEqual(Array.from({ length: seqs[0]! }, (_, i) => seqs[0]! - i));
  });

  it('are text and stay text', async () => {
    const text = '<img src=x onerror=alert(1)> \u202e [a](javascript:x) 👩‍👩‍👧 ' + 'é'.repeat(10);
    const { body } = await post(text);
    expect(body.text).toBe(text);
  });

  it.each([
    ['8,192 bytes', 'x'.repeat(8192), 201, undefined],
    ['8,193 bytes', 'x'.repeat(8193), 422, 'invalid_text'],
    ['8,193 bytes in fewer characters', 'é'.repeat(4096) + 'x', 422, 'invalid_text'],
    ['only spaces', ' \n\t\u00a0', 422, 'invalid_text'],
    ['nothing', '', 422, 'invalid_text'],
    ['NUL', 'a\0b', 422, 'invalid_text'],
    ['a lone surrogate', 'a\ud800b', 422, 'invalid_text'],
  ])('of %s answer as they should', async (_name, text, status, code) => {
    const answer = await post(text);
    expect(answer.status).toBe(status);
    if (code) expect(answer.body).toMatchObject({ code });
  });

  it.each([
    ['no id', { text: 'x' }],
    ['an id that is none', { id: 'x', text: 'x' }],
    ['an id as an object', { id: {}, text: 'x' }],
    ['an id as a list', { id: [randomUUID()], text: 'x' }],
    ['text as an object', { id: randomUUID(), text: { length: 1 } }],
    ['no text', { id: randomUUID() }],
    ['a type that only the broker makes', { id: randomUUID(), type: 'CALL_ENDED', text: 'x' }],
  ])('with %s are refused', async (_name, json) => {
    const { status, body } = await broker.api(`${path}/messages`, { token: buyer, json });
    expect([status, body]).toEqual([400, expect.objectContaining({ code: 'bad_request' })]);
  });

  it('are sent as oneself only', async () => {
    const { body } = await broker.api<MessageType>(`${path}/messages`, {
      token: buyer,
      json: { id: randomUUID(), text: 'Hello', senderId: 'seller-42', seq: 1, createdAt: 'x' },
    });
    expect(body).toMatchObject({ senderId: 'buyer-7' });
    expect(body.seq).toBeGreaterThan(1);
  });

  it.each(['limit=-1', 'limit=0', 'limit=101', 'limit=1e9', 'limit=NaN', 'limit=1&limit=2'])(
    'are not listed with %s',
    async (query) => {
      const { status, body } = await broker.api(`${path}/messages?${query}`, { token: buyer });
      expect([status, body]).toEqual([400, expect.objectContaining({ code: 'bad_request' })]);
    },
  );

  it.each(['before=x', 'before=-1', 'after=1.5', 'before=%00', 'after=%E0%A4%A', 'limit=%FF'])(
    'are not listed with %s',
    async (query) => {
      expect((await broker.api(`${path}/messages?${query}`, { token: buyer })).status).toBe(400);
    },
  );
});

describe('GET /api/conversations/:id/changes', () => {
  it('tells everything after a rev, and that there is no more', async () => {
    const sent = await post('What changed?');
    const { body } = await broker.api(`${path}/changes?after=${sent.body.rev - 1}`, {
      token: seller,
    });
    const changes = v.parse(ConversationChanges, body);
    expect(changes.messages.map(({ id }) => id)).toContain(sent.body.id);
    expect(changes.more).toBe(false);
    const none = await broker.api(`${path}/changes?after=${changes.rev}`, { token: seller });
    expect(none.body).toMatchObject({ messages: [], more: false, rev: changes.rev });
  });

  it('says so when asked for the future', async () => {
    const { status, body } = await broker.api(`${path}/changes?after=999999`, { token: seller });
    expect([status, body]).toEqual([422, expect.objectContaining({ code: 'cursor_ahead' })]);
  });
});

describe('POST /api/conversations/:id/read', () => {
  it('clears what is unread', async () => {
    const sent = await post('Read me');
    const before = await broker.api<{ unreadCount: number }>(path, { token: seller });
    expect(before.body.unreadCount).toBeGreaterThan(0);
    const { status, body } = await broker.api(`${path}/read`, {
      token: seller,
      json: { seq: sent.body.seq },
    });
    expect([status, body]).toEqual([
      200,
      { userId: 'seller-42', deliveredSeq: sent.body.seq, readSeq: sent.body.seq },
    ]);
    const after = await broker.api(path, { token: seller });
    expect(after.body).toMatchObject({ unreadCount: 0 });
  });

  it.each([{}, { seq: -1 }, { seq: 1.5 }, { seq: '1' }, { seq: null }, { seq: 1e308 }])(
    'refuses %j',
    async (json) => {
      expect((await broker.api(`${path}/read`, { token: seller, json })).status).toBe(400);
    },
  );
});

describe('GET /api/conversations', () => {
  it('lists one’s own, the latest first', async () => {
    await post('The latest');
    const { body } = await broker.api('/api/conversations', { token: seller });
    const { items } = v.parse(responses.conversations, body);
    expect(items[0]).toMatchObject({ id: conversationId, lastMessage: { text: 'The latest' } });
    const times = items.map(({ updatedAt }) => updatedAt);
    expect(times).toEqual([...times].sort().reverse());
  });
});

describe('somebody else’s conversation', () => {
  it('is answered exactly like one that does not exist, on every route', async () => {
    const ask = async (id: string, token: string) => {
      const base = `/api/conversations/${id}`;
      const message = { id: randomUUID(), text: 'x' };
      const answers = await Promise.all([
        broker.api(base, { token }),
        broker.api(`${base}/messages`, { token }),
        broker.api(`${base}/changes`, { token }),
        broker.api(`${base}/messages`, { token, json: message }),
        broker.api(`${base}/read`, { token, json: { seq: 1 } }),
        broker.api('/api/calls', {
          token,
          json: { conversationId: id, calleeId: 'seller-42', type: 'VOICE' },
        }),
      ]);
      return answers.map(({ status, body }) => ({ status, body }));
    };
    const others = await ask(conversationId, stranger);
    const absent = await ask(randomUUID(), stranger);
    expect(others.map(({ status }) => status)).toEqual(Array(6).fill(404));
    expect(others).toEqual(absent);
  });

  it('is not found by an id that is none', async () => {
    for (const id of ['1', 'null', '%00', '..%2f..', "'%20OR%201=1", '[object%20Object]']) {
      const { status } = await broker.api(`/api/conversations/${id}/messages`, { token: buyer });
      expect(status).toBe(404);
    }
  });

  it('wants a token first', async () => {
    const { status } = await broker.api(`${path}/messages`);
    expect(status).toBe(401);
  });
});
