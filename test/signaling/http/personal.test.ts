import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Conversation, Message, Problem } from '../../../src/protocol/index.js';
import { startBroker, type ApiInit, type BrokerHandle } from '../../support/start-broker.js';

let broker: BrokerHandle;
let buyer: string;
let seller: string;
let stranger: string;
let conversation: Conversation;
let message: Message;

beforeAll(async () => {
  broker = await startBroker();
  [buyer, seller, stranger] = await Promise.all([
    broker.token('buyer-7'),
    broker.token('seller-42'),
    broker.token('stranger'),
  ]);
  await broker.api('/api/me', { token: seller });
});
afterAll(() => broker.close());

beforeEach(async () => {
  const opened = await broker.api<Conversation>('/api/conversations', {
    token: buyer,
    json: { userId: 'seller-42', listing: { id: randomUUID() } },
  });
  conversation = opened.body;
  const sent = await broker.api<Message>(`/api/conversations/${conversation.id}/messages`, {
    token: seller,
    json: { id: randomUUID(), text: 'the lighthouse is sold' },
  });
  message = sent.body;
});

const call = <Body = unknown>(method: string, path: string, init: ApiInit = {}) =>
  broker.api<Body>(path, { method, ...init });

describe('the routes for oneself', () => {
  it('archive and mute a conversation and answer it', async () => {
    const { status, body } = await call<Conversation>(
      'PATCH',
      `/api/conversations/${conversation.id}`,
      { token: buyer, json: { archived: true, mutedUntil: '2999-01-01T00:00:00Z' } },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: conversation.id,
      archived: true,
      mutedUntil: '2999-01-01T00:00:00.000Z',
      viewRev: 1,
    });
  });

  it.each([{ archived: 'yes' }, { mutedUntil: 5 }, { mutedUntil: 'tomorrow' }, []])(
    'refuse to arrange %j',
    async (json) => {
      const path = `/api/conversations/${conversation.id}`;
      const { status } = await call('PATCH', path, { token: buyer, json });
      expect(status).toBe(400);
    },
  );

  it('star a message, list it, and take the star away', async () => {
    const path = `/api/messages/${message.id}/star`;
    const starred = `/api/starred?conversationId=${conversation.id}`;
    expect(await call('PUT', path, { token: buyer })).toMatchObject({ status: 204, text: '' });
    expect(await broker.api(starred, { token: buyer })).toMatchObject({
      status: 200,
      body: { items: [{ id: message.id }] },
    });
    expect(await call('DELETE', path, { token: buyer })).toMatchObject({ status: 204 });
    expect(await broker.api(starred, { token: buyer })).toMatchObject({ body: { items: [] } });
  });

  it('find a message', async () => {
    const { status, body } = await broker.api<{ items: Message[] }>(
      `/api/search?q=LIGHT&conversationId=${conversation.id}`,
      { token: buyer },
    );
    expect(status).toBe(200);
    expect(body.items.map(({ id }) => id)).toEqual([message.id]);
  });

  it.each(['"*', 'NEAR(', ':', '…', 'سيارة', '🚗', 'a'.repeat(256)])(
    'do not fail when one looks for hostile words (%#)',
    async (q) => {
      const path = `/api/search?q=${encodeURIComponent(q)}`;
      expect(await broker.api(path, { token: buyer })).toMatchObject({ status: 200 });
    },
  );

  it.each(['', '?q=', '?q=%20%20', `?q=${'a'.repeat(257)}`, `?q=${'a'.repeat(8_192)}`, '?q=%00'])(
    'refuse to search for no words or too many (%#)',
    async (query) => {
      expect((await broker.api(`/api/search${query}`, { token: buyer })).status).toBe(400);
    },
  );

  it('block and unblock somebody, who then may not and may write', async () => {
    const write = () =>
      broker.api<Problem>(`/api/conversations/${conversation.id}/messages`, {
        token: seller,
        json: { id: randomUUID(), text: 'one more thing' },
      });
    const path = '/api/users/seller-42/block';
    expect((await call('POST', path, { token: buyer })).status).toBe(204);
    expect((await call('POST', path, { token: buyer })).status).toBe(204);
    expect(await write()).toMatchObject({ status: 403, body: { code: 'blocked' } });
    expect((await call('DELETE', path, { token: buyer })).status).toBe(204);
    expect((await write()).status).toBe(201);
  });

  it('take a report', async () => {
    const json = { userId: 'seller-42', messageId: message.id, reason: 'scam', text: 'not real' };
    const { status, body } = await broker.api('/api/reports', { token: buyer, json });
    expect(status).toBe(201);
    expect(body).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
  });

  it.each([
    { userId: 'seller-42' },
    { userId: 'seller-42', reason: 'boredom' },
    { userId: '', reason: 'spam' },
  ])('refuse the report %j', async (json) => {
    expect((await broker.api('/api/reports', { token: buyer, json })).status).toBe(400);
  });

  it('refuse a report of more than 4 KiB', async () => {
    const json = { userId: 'seller-42', reason: 'spam', text: 'x'.repeat(4 * 1024 + 1) };
    expect(await broker.api('/api/reports', { token: buyer, json })).toMatchObject({
      status: 422,
      body: { code: 'invalid_text' },
    });
  });
});

describe('reports', () => {
  it('are so many an hour', async () => {
    const limited = await startBroker({ RATE_LIMITS: 'on' });
    const [a, b] = [await limited.token('a'), await limited.token('b')];
    await limited.api('/api/me', { token: b });
    await limited.api('/api/conversations', { token: a, json: { userId: 'b' } });
    const report = () =>
      limited.api('/api/reports', { token: a, json: { userId: 'b', reason: 'spam' } });
    const answers = await Promise.all(Array.from({ length: 21 }, report));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 201), 429]);
    await limited.close();
  });
});

interface Target {
  readonly conversationId: string;
  readonly messageId: string;
}
type Probe = (target: Target) => [method: string, path: string, json?: unknown];

/** One for every route of this kind that names something. */
const probes: Readonly<Record<string, Probe>> = {
  'PATCH /api/conversations/:id': ({ conversationId }) => [
    'PATCH',
    `/api/conversations/${conversationId}`,
    { archived: true },
  ],
  'PUT /api/messages/:id/star': ({ messageId }) => ['PUT', `/api/messages/${messageId}/star`],
  'DELETE /api/messages/:id/star': ({ messageId }) => ['DELETE', `/api/messages/${messageId}/star`],
  'GET /api/starred': ({ conversationId }) => [
    'GET',
    `/api/starred?conversationId=${conversationId}`,
  ],
  'GET /api/search': ({ conversationId }) => [
    'GET',
    `/api/search?q=lighthouse&conversationId=${conversationId}`,
  ],
  'POST /api/reports of a conversation': ({ conversationId }) => [
    'POST',
    '/api/reports',
    { userId: 'seller-42', conversationId, reason: 'spam' },
  ],
  'POST /api/reports of a message': ({ messageId }) => [
    'POST',
    '/api/reports',
    { userId: 'seller-42', messageId, reason: 'spam' },
  ],
};

describe('a stranger', () => {
  it.each(Object.entries(probes))(
    'is answered by %s as if what it names did not exist',
    async (_route, probe) => {
      const ask = async (target: Target) => {
        const [method, path, json] = probe(target);
        const { status, body } = await call<Problem>(method, path, {
          token: stranger,
          ...(json !== undefined && { json }),
        });
        return { status, body };
      };
      const theirs = await ask({ conversationId: conversation.id, messageId: message.id });
      const absent = await ask({ conversationId: randomUUID(), messageId: randomUUID() });
      expect(theirs).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(theirs).toEqual(absent);
    },
  );

  it('finds and lists nothing of others', async () => {
    for (const path of ['/api/search?q=lighthouse', '/api/starred']) {
      expect((await broker.api(path, { token: stranger })).body).toEqual({ items: [] });
    }
  });

  it.each(Object.entries(probes))('without a token is refused by %s', async (_route, probe) => {
    const [method, path, json] = probe({
      conversationId: conversation.id,
      messageId: message.id,
    });
    const { status } = await call(method, path, json === undefined ? {} : { json });
    expect(status).toBe(401);
  });
});
