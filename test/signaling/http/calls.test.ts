import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Call as CallRecord } from '../../../src/protocol/index.js';
import { Call } from '../../../src/protocol/call-record.js';
import { moreResponses } from '../../../src/protocol/rest-more.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

let broker: BrokerHandle;
let caller: string;
let callee: string;
let stranger: string;
let conversationId: string;

beforeEach(async () => {
  broker = await startBroker();
  [caller, callee, stranger] = await Promise.all([
    broker.token('buyer-7', 'Buyer'),
    broker.token('seller-42', 'Blue Door Motors'),
    broker.token('stranger-1'),
  ]);
  await broker.api('/api/me', { token: callee });
  const { body } = await broker.api<{ id: string }>('/api/conversations', {
    token: caller,
    json: { userId: 'seller-42' },
  });
  conversationId = body.id;
});
afterEach(() => broker.close());

const start = (token = caller, calleeId = 'seller-42') =>
  broker.api<CallRecord>('/api/calls', {
    token,
    json: { conversationId, calleeId, type: 'VIDEO' },
  });
const act = (id: string, verb: 'answer' | 'end' | 'decline', token: string) =>
  broker.api<CallRecord>(`/api/calls/${id}/${verb}`, { token, method: 'POST' });

describe('a call over HTTP', () => {
  it('is recorded from ringing to its end', async () => {
    const started = await start();
    expect(started.status).toBe(201);
    expect(v.parse(Call, started.body)).toMatchObject({
      callerId: 'buyer-7',
      calleeId: 'seller-42',
      type: 'VIDEO',
      status: 'RINGING',
    });
    const { id } = started.body;
    expect((await act(id, 'answer', callee)).body).toMatchObject({ id, status: 'ANSWERED' });
    const ended = await act(id, 'end', caller);
    expect(v.parse(Call, ended.body)).toMatchObject({ id, status: 'ENDED' });
    expect(ended.body.duration).toBeGreaterThanOrEqual(0);
  });

  it('can be declined', async () => {
    const { body } = await start();
    expect((await act(body.id, 'decline', callee)).body).toMatchObject({ status: 'DECLINED' });
    const late = await act(body.id, 'answer', callee);
    expect([late.status, late.body]).toEqual([
      409,
      expect.objectContaining({ code: 'call_not_ringing' }),
    ]);
  });

  it('is answered once', async () => {
    const { body } = await start();
    const answers = await Promise.all([
      act(body.id, 'answer', callee),
      act(body.id, 'answer', callee),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('is not the caller’s to answer or decline', async () => {
    const { body } = await start();
    for (const verb of ['answer', 'decline'] as const) {
      const { status } = await act(body.id, verb, caller);
      expect([403, 404, 409]).toContain(status);
    }
    const { body: calls } = await broker.api('/api/calls', { token: caller });
    expect(calls).toMatchObject({ items: [{ id: body.id, status: 'RINGING' }] });
  });

  it('is not found by a stranger, as if it were absent', async () => {
    const { body } = await start();
    for (const verb of ['answer', 'decline', 'end'] as const) {
      const others = await act(body.id, verb, stranger);
      const absent = await act(randomUUID(), verb, stranger);
      expect([others.status, others.body]).toEqual([404, absent.body]);
    }
    const { body: calls } = await broker.api('/api/calls', { token: stranger });
    expect(calls).toEqual({ items: [] });
    const filtered = await broker.api(`/api/calls?conversationId=${conversationId}`, {
      token: stranger,
    });
    expect([404, 200]).toContain(filtered.status);
    if (filtered.status === 200) expect(filtered.body).toEqual({ items: [] });
  });

  it('cannot be made to oneself or to somebody outside the conversation', async () => {
    expect((await start(caller, 'buyer-7')).status).toBeGreaterThanOrEqual(400);
    expect((await start(caller, 'stranger-1')).status).toBeGreaterThanOrEqual(400);
  });

  it('wants a token', async () => {
    expect((await broker.api('/api/calls')).status).toBe(401);
    expect((await broker.api('/api/calls', { json: {} })).status).toBe(401);
  });
});

describe('GET /api/calls', () => {
  it('lists them newest first, page by page', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      const { body } = await start();
      ids.unshift(body.id);
      await act(body.id, 'end', caller);
    }
    const first = await broker.api(`/api/calls?conversationId=${conversationId}&limit=2`, {
      token: callee,
    });
    const page = v.parse(moreResponses.calls, first.body);
    expect(page.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await broker.api(`/api/calls?limit=2&before=${page.nextCursor}`, {
      token: callee,
    });
    const rest = v.parse(moreResponses.calls, second.body);
    expect(rest.items.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(rest.nextCursor).toBeUndefined();
  });

  it('tells both sides the same of a call, with why it came to nothing', async () => {
    const { body } = await start();
    await act(body.id, 'decline', callee);
    const pages = await Promise.all(
      [caller, callee].map((token) => broker.api('/api/calls', { token })),
    );
    expect(pages[0]!.body).toEqual(pages[1]!.body);
    expect(pages[0]!.body).toMatchObject({
      items: [
        {
          id: body.id,
          status: 'DECLINED',
          missedReason: 'declined',
          duration: null,
          metadata: { reason: 'declined' },
        },
      ],
    });
  });

  it('lists those with one person, whichever of the two called', async () => {
    await broker.api('/api/me', { token: stranger });
    const { body: other } = await broker.api<{ id: string }>('/api/conversations', {
      token: stranger,
      json: { userId: 'buyer-7' },
    });
    const ids: string[] = [];
    for (const [token, calleeId] of [
      [caller, 'seller-42'],
      [callee, 'buyer-7'],
    ] as const) {
      const { body } = await start(token, calleeId);
      ids.unshift(body.id);
      await act(body.id, 'end', token);
    }
    const { body: third } = await broker.api<CallRecord>('/api/calls', {
      token: stranger,
      json: { conversationId: other.id, calleeId: 'buyer-7', type: 'VOICE' },
    });
    const listed = async (token: string, query: string) => {
      const { body } = await broker.api(`/api/calls?${query}`, { token });
      return v.parse(moreResponses.calls, body).items.map(({ id }) => id);
    };
    expect(await listed(caller, '')).toEqual([third.id, ...ids]);
    expect(await listed(caller, 'userId=seller-42')).toEqual(ids);
    expect(await listed(caller, 'userId=stranger-1')).toEqual([third.id]);
    expect(await listed(caller, `userId=stranger-1&conversationId=${conversationId}`)).toEqual([]);
    expect(await listed(caller, 'userId=nobody-there')).toEqual([]);
    expect(await listed(caller, 'userId=buyer-7')).toEqual([]);
    // What two others said to each other is not to be had by naming one of them.
    expect(await listed(stranger, 'userId=seller-42')).toEqual([]);
  });

  it('gives at most a hundred at once, and none for a cursor or conversation of others', async () => {
    const { body } = await start();
    await act(body.id, 'end', caller);
    const full = await broker.api('/api/calls?limit=100', { token: caller });
    expect([full.status, full.body]).toEqual([200, { items: [expect.anything()] }]);
    for (const query of [
      `before=${body.id}`,
      `before=${randomUUID()}`,
      `conversationId=${conversationId}`,
      `conversationId=${randomUUID()}`,
    ]) {
      const { status, body: problem } = await broker.api(`/api/calls?${query}`, {
        token: stranger,
      });
      expect([status, problem], query).toEqual([
        404,
        expect.objectContaining({ code: 'not_found' }),
      ]);
    }
  });

  it.each([
    'limit=101',
    'limit=0',
    'userId=',
    'userId=%00',
    `userId=${'x'.repeat(129)}`,
    'limit=-1',
    'limit=1e9',
    'conversationId=1',
    'before=__proto__',
    'limit=1&limit=1',
  ])('refuses %s', async (query) => {
    const { status, body } = await broker.api(`/api/calls?${query}`, { token: caller });
    expect([status, body]).toEqual([400, expect.objectContaining({ code: 'bad_request' })]);
  });
});

describe('POST /api/calls', () => {
  it.each([
    {},
    { conversationId: 'x', calleeId: 'seller-42', type: 'VIDEO' },
    { conversationId: randomUUID(), calleeId: ['seller-42'], type: 'VIDEO' },
    { conversationId: randomUUID(), calleeId: 'seller-42', type: 'video' },
    { conversationId: randomUUID(), calleeId: 'seller-42', type: { toString: 1 } },
  ])('refuses %j', async (json) => {
    const { status, body } = await broker.api('/api/calls', { token: caller, json });
    expect([status, body]).toEqual([400, expect.objectContaining({ code: 'bad_request' })]);
  });
});
