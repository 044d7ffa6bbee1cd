import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Message, type ConversationChanges } from '../../../src/protocol/index.js';
import { openMarket, type Market, type Person } from '../../support/broker/market.js';
import { startBroker } from '../../support/start-broker.js';

let market: Market;
beforeAll(async () => {
  market = await openMarket();
});
afterAll(() => market.close());

const LIKE = encodeURIComponent('👍');

/** Every change, as it is asked for by the one who may. */
const CHANGES = {
  edit: { by: 'buyer', method: 'PATCH', path: '', json: { text: 'new' } },
  react: { by: 'seller', method: 'PUT', path: `/reactions/${LIKE}` },
  unreact: { by: 'seller', method: 'DELETE', path: `/reactions/${LIKE}` },
  remove: { by: 'buyer', method: 'DELETE', path: '' },
} as const satisfies Record<string, { by: Person; method: string; path: string; json?: object }>;
type Change = keyof typeof CHANGES;

const change = (id: string, name: Change, by: Person = CHANGES[name].by) => {
  const { path, ...init } = CHANGES[name];
  return market.api(by, `/messages/${id}${path}`, init);
};
const say = async (text = 'hello') => (await market.post({ text })).body;

describe('a change', () => {
  it('answers the message and is told to every device of both, in order', async () => {
    const devices = [
      await market.device('buyer'),
      await market.device('buyer'),
      await market.device('seller'),
    ];
    const message = await say();
    const answers: Message[] = [];
    for (const name of Object.keys(CHANGES) as Change[]) {
      const { status, body } = await change(message.id, name);
      expect(status).toBe(200);
      answers.push(v.parse(Message, body));
    }
    expect(answers.map(({ rev }) => rev - message.rev)).toEqual([1, 2, 3, 4]);
    expect(answers.map(({ text, deletedAt }) => text ?? deletedAt)).toEqual([
      'new',
      'new',
      'new',
      expect.any(String),
    ]);
    for (const device of devices) {
      await device.next('message', (frame) => frame.message.deletedAt !== undefined);
      const told = device.all('message').map((frame) => frame.message);
      expect(told).toEqual([message, ...answers]);
      await device.close();
    }
  });

  it('asked for again changes nothing', async () => {
    const { id } = await say();
    for (const name of ['edit', 'react', 'unreact', 'remove'] as const) {
      const { body: first } = await change(id, name);
      expect(await change(id, name)).toMatchObject({ status: 200, body: first });
    }
  });

  it('is for its sender, or for the other side, as it may be', async () => {
    const { id } = await say();
    expect((await change(id, 'edit', 'seller')).status).toBe(403);
    expect((await change(id, 'remove', 'seller')).status).toBe(403);
    expect((await change(id, 'react', 'buyer')).status).toBe(200);
    await change(id, 'remove');
    for (const name of ['edit', 'react'] as const) {
      expect(await change(id, name)).toMatchObject({ status: 409, body: { code: 'not_editable' } });
    }
  });

  it('of what is not there, or of somebody else’s, is not found, on every route', async () => {
    const { body: bid } = await market.post({ type: 'BID', bid: { amount: '1', currency: 'EUR' } });
    const ask = async (id: string) => {
      const paths = [
        ...Object.values(CHANGES).map(({ path, ...init }) => [`/messages/${id}${path}`, init]),
        [`/messages/${id}/played`, { method: 'POST' }],
        [`/messages/${id}/bid/accept`, { method: 'POST' }],
        [`/messages/${id}/bid/decline`, { method: 'POST' }],
        [`/messages/${id}/bid/withdraw`, { method: 'POST' }],
      ] as const;
      const answers = paths.map(([path, init]) =>
        market.api('stranger', path as string, init as object),
      );
      return (await Promise.all(answers)).map(({ status, body }) => ({ status, body }));
    };
    const others = await ask(bid.id);
    expect(others.map(({ status }) => status)).toEqual(Array(8).fill(404));
    expect(others).toEqual(await ask(randomUUID()));
    expect(await ask('1')).toEqual(others);
    const { body } = await market.api('buyer', `/messages/${bid.id}/bid/withdraw`, {
      method: 'POST',
    });
    expect(body.bid?.status).toBe('withdrawn');
  });

  it('wants a token first, and the right method', async () => {
    const { id } = await say();
    for (const { method, path } of Object.values(CHANGES)) {
      const { status } = await market.broker.api(`/api/messages/${id}${path}`, { method });
      expect(status).toBe(401);
    }
    expect((await market.api('buyer', `/messages/${id}`)).status).toBe(405);
    const post = { method: 'POST' };
    expect((await market.api('buyer', `/messages/${id}/reactions/${LIKE}`, post)).status).toBe(405);
  });

  it('counts within the limit of messages', async () => {
    const broker = await startBroker({ RATE_LIMITS: 'on', RATE_LIMIT_MESSAGES: '3/1m' });
    const token = await broker.token('buyer-7');
    const json = { userId: 'seller-42' };
    const opened = await broker.api<{ id: string }>('/api/conversations', { token, json });
    const path = `/api/conversations/${opened.body.id}/messages`;
    const id = randomUUID();
    const asked = [
      await broker.api(path, { token, json: { id, text: 'one' } }),
      await broker.api(`/api/messages/${id}`, { token, method: 'PATCH', json: { text: 'two' } }),
      await broker.api(`/api/messages/${id}/reactions/${LIKE}`, { token, method: 'PUT' }),
      await broker.api(`/api/messages/${id}`, { token, method: 'DELETE' }),
    ];
    expect(asked.map(({ status }) => status)).toEqual([201, 200, 200, 429]);
    await broker.close();
  });
});

describe('an edit', () => {
  it.each([
    ['nothing', {}, 400, 'bad_request'],
    ['spaces', { text: ' \n ' }, 422, 'invalid_text'],
    ['8,193 bytes', { text: 'ü'.repeat(4_096) + 'x' }, 422, 'invalid_text'],
    ['half an emoji', { text: '\udc4d' }, 422, 'invalid_text'],
    ['a list', { text: ['x'] }, 400, 'bad_request'],
    ['null', { text: null }, 400, 'bad_request'],
    ['a bare text', 'x', 400, 'bad_request'],
  ])('to %s is refused and changes nothing', async (_name, json, status, code) => {
    const message = await say();
    const answer = await market.api('buyer', `/messages/${message.id}`, { method: 'PATCH', json });
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ code })]);
    const same = { method: 'PATCH', json: { text: 'hello' } };
    expect((await market.api('buyer', `/messages/${message.id}`, same)).body).toEqual(message);
  });

  it('to 8,192 bytes of anything is taken', async () => {
    const { id } = await say();
    const text = '('.repeat(8_192);
    const { body } = await market.api('buyer', `/messages/${id}`, {
      method: 'PATCH',
      json: { text },
    });
    expect(body.text).toBe(text);
  });
});

describe('a reaction', () => {
  it.each(['👍🏽', '🇺🇿', '👩‍🚀', '❤️', '1️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'])('may be %s', async (emoji) => {
    const { id } = await say();
    const path = `/messages/${id}/reactions/${encodeURIComponent(emoji)}`;
    const { body } = await market.api('seller', path, { method: 'PUT' });
    expect(body.reactions).toEqual([{ emoji, userIds: ['seller-42'] }]);
  });

  it.each([
    'x',
    '👍👍',
    'like',
    '1',
    '%20',
    '❤',
    '<b>',
    '%F0%9F',
    '%00',
    '🏴‍',
    '__proto__',
    `👍${'\u0301'.repeat(40)}`,
  ])('cannot be %j', async (text) => {
    const { id } = await say();
    const path = `/messages/${id}/reactions/${text.startsWith('%') ? text : encodeURIComponent(text)}`;
    for (const method of ['PUT', 'DELETE']) {
      const { status } = await market.api('seller', path, { method });
      expect([400, 404]).toContain(status);
    }
  });

  it('lands with 49 others at once', async () => {
    const messages = await Promise.all(Array.from({ length: 9 }, () => say()));
    const emojis = ['👍', '❤️', '😂'].map(encodeURIComponent);
    const put = { method: 'PUT' };
    const asked = messages.flatMap(({ id }) =>
      emojis.flatMap((emoji) => [
        market.api('buyer', `/messages/${id}/reactions/${emoji}`, put),
        market.api('seller', `/messages/${id}/reactions/${emoji}`, put),
      ]),
    );
    for (const { status } of await Promise.all(asked)) expect(status).toBe(200);
    const path = `/conversations/${market.conversationId}/messages?limit=9`;
    const { body } = await market.api<{ items: Message[] }>('buyer', path);
    for (const { reactions } of body.items) {
      expect(reactions.flatMap(({ userIds }) => userIds)).toHaveLength(6);
    }
  });
});

describe('a device that was away', () => {
  it('learns of 200 edits and 200 deletes and reactions by changes, and knows what others do', async () => {
    const conversationId = await market.openTalk({ id: 'van-2' });
    const at = { at: conversationId };
    const messages = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => (await market.post({ text: `${i}` }, at)).body),
    );
    const base = `/conversations/${conversationId}`;
    const { body: before } = await market.api<{ rev: number }>('seller', base);
    const there = await market.device('buyer');
    await Promise.all(messages.map(({ id }) => change(id, 'edit')));
    await Promise.all(messages.map(({ id }, i) => change(id, i % 2 ? 'remove' : 'react')));
    const last = before.rev + 400;
    await there.next('message', ({ message }) => message.rev === last);

    const known = new Map(messages.map((message) => [message.id, message]));
    let after = before.rev;
    for (let more = true; more;) {
      const path = `${base}/changes?after=${after}&limit=37`;
      const { body } = await market.api<ConversationChanges>('seller', path);
      for (const message of body.messages) known.set(message.id, message);
      ({ rev: after, more } = body);
    }
    expect(after).toBe(last);
    const heard = new Map(there.all('message').map(({ message }) => [message.id, message]));
    expect(sorted(heard)).toEqual(sorted(known));
    const pages = await Promise.all(
      [`?limit=100`, `?limit=100&before=101`].map((query) =>
        market.api<{ items: Message[] }>('buyer', `${base}/messages${query}`),
      ),
    );
    expect(pages.flatMap(({ body }) => body.items).reverse()).toEqual(sorted(known));
    await there.close();
  });

  const sorted = (known: ReadonlyMap<string, Message>) =>
    [...known.values()].sort((a, b) => a.seq - b.seq);
});
