import { randomUUID } from 'node:crypto';
import type { JsonSchema } from '@valibot/to-json-schema';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call, Message } from '../../../src/protocol/index.js';
import { openMarket, type Market } from '../../support/broker/market.js';
import { describedApi } from '../../support/described-api.js';

const MADE = 7;

let market: Market;
let admin: string;
let reportId: string;
beforeAll(async () => {
  market = await openMarket();
  admin = await market.broker.token('admin-1', { role: 'admin' });
  for (let index = 0; index < MADE; index++) {
    const { body } = await market.post({ type: 'TEXT', text: `zebra ${index}` });
    await market.api('buyer', `/messages/${body.id}/star`, { method: 'PUT' });
    await market.openTalk({ id: `car-${index + 2}` });
    const bid = { amount: `${index + 1}`, currency: 'EUR' };
    const offer = await market.post({ type: 'BID', bid });
    await market.api('buyer', `/messages/${offer.body.id}/bid/withdraw`, { method: 'POST' });
    const call = await market.api<Call>('buyer', '/calls', {
      json: { conversationId: market.conversationId, calleeId: 'seller-42', type: 'VOICE' },
    });
    await market.api('buyer', `/calls/${call.body.id}/end`, { method: 'POST' });
    const json = { userId: 'seller-42', conversationId: market.conversationId, reason: 'spam' };
    reportId = (await market.api('buyer', '/reports', { json })).body.id;
  }
});
afterAll(() => market.close());

/** Every list of the API, by its path. A new one is a failing test. */
const LISTS: Record<string, { path: () => string; atLeast: number; isForAdmins?: true }> = {
  '/api/conversations': { path: () => '/conversations?', atLeast: MADE + 1 },
  '/api/conversations/{id}/messages': {
    path: () => `/conversations/${market.conversationId}/messages?`,
    atLeast: MADE * 3,
  },
  '/api/conversations/{id}/bids': {
    path: () => `/conversations/${market.conversationId}/bids?`,
    atLeast: MADE,
  },
  '/api/starred': { path: () => '/starred?', atLeast: MADE },
  '/api/search': { path: () => '/search?q=zebra&', atLeast: MADE },
  '/api/calls': { path: () => '/calls?', atLeast: MADE },
  '/api/reports': { path: () => '/reports?', atLeast: MADE, isForAdmins: true },
  '/api/reports/{id}/messages': {
    path: () => `/reports/${reportId}/messages?`,
    atLeast: MADE * 3,
    isForAdmins: true,
  },
};

/** It gets an entry by being looked at: see admins.test.ts. */
const GROWING = '/api/audit';

it('every list of the API is paged', async () => {
  const { paths, components } = await describedApi();
  const resolved = (schema: JsonSchema = {}): JsonSchema =>
    schema.$ref ? components.schemas[schema.$ref.split('/').at(-1)!]! : schema;
  const lists = Object.entries(paths).flatMap(([path, { get }]) => {
    const schema = get?.responses['200']?.content?.['application/json']?.schema;
    const { properties = {} } = resolved(schema);
    if (!('items' in properties)) return [];
    const names = get!.parameters!.filter((each) => each.in === 'query').map(({ name }) => name);
    expect(names, path).toEqual(expect.arrayContaining(['before', 'limit']));
    expect(properties, path).toHaveProperty('nextCursor');
    return [path];
  });
  expect(lists.sort()).toEqual([...Object.keys(LISTS), GROWING].sort());
});

it.each(Object.entries(LISTS))(
  '%s page by page has each item once, in order',
  async (_path, list) => {
    interface Page {
      items: Pick<Message, 'id'>[];
      nextCursor?: string;
    }
    const read = async (query: string) => {
      const token = list.isForAdmins ? admin : market.tokens.buyer;
      const { status, body } = await market.broker.api<Page>(`/api${list.path()}${query}`, {
        token,
      });
      expect(status).toBe(200);
      return body;
    };
    const whole = await read('limit=100');
    expect(whole.items.length).toBeGreaterThanOrEqual(list.atLeast);
    expect(whole.nextCursor).toBeUndefined();
    const paged: string[][] = [];
    let cursor: string | undefined = '';
    while (cursor !== undefined) {
      const page: Page = await read(`limit=3${cursor && `&before=${encodeURIComponent(cursor)}`}`);
      expect(page.items.length).toBeLessThanOrEqual(3);
      paged.push(page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    const isOldestFirst = list.path().includes('/bids');
    const ids = (isOldestFirst ? paged.reverse() : paged).flat();
    expect(ids).toEqual(whole.items.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  },
);

it('a cursor that is none is refused, and one of somebody else shows nothing of theirs', async () => {
  for (const { path } of Object.values(LISTS)) {
    const { status, body } = await market.api<{ items: unknown[] }>(
      'stranger',
      `${path()}before=${randomUUID()}`,
    );
    expect([200, 400, 404], path()).toContain(status);
    if (status === 200) expect(body.items).toEqual([]);
  }
});
