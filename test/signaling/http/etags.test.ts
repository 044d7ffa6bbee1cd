import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMarket, type Market } from '../../support/broker/market.js';
import { describedApi } from '../../support/described-api.js';

let market: Market;
let get: (path: string, tag?: string, method?: string) => ReturnType<Market['api']>;
beforeAll(async () => {
  market = await openMarket();
  get = (path, tag, method = 'GET') =>
    market.api('buyer', path, { method, ...(tag && { headers: { 'if-none-match': tag } }) });
  await market.post({ type: 'TEXT', text: 'Hello' });
});
afterAll(() => market.close());

/** Everything that a person reads as JSON, as the document has it. */
async function conditionalPaths(): Promise<string[]> {
  const { paths } = await describedApi();
  return Object.entries(paths)
    .filter(([, { get: operation }]) =>
      operation?.parameters?.some(({ name }) => name === 'If-None-Match'),
    )
    .map(([path]) => path.replace('/api', ''));
}

describe('an answer that a person reads', () => {
  it('carries an ETag, and is not sent again to whoever has it', async () => {
    const { conversationId } = market;
    const known: Record<string, string> = {
      '/conversations/{id}': conversationId,
      '/conversations/{id}/messages': conversationId,
      '/conversations/{id}/changes': conversationId,
      '/conversations/{id}/bids': conversationId,
      '/users/{id}': 'seller-42',
    };
    let looked = 0;
    for (const path of await conditionalPaths()) {
      const id = known[path];
      if (path.includes('{') && id === undefined) continue;
      const address = path.replace('{id}', id ?? '') + (path === '/search' ? '?q=hello' : '');
      const first = await get(address);
      const etag = first.headers.get('etag')!;
      expect([first.status, etag], path).toEqual([200, expect.stringMatching(/^"[\w-]{22}"$/)]);
      for (const tag of [etag, `W/${etag}`, `"x", ${etag}`]) {
        const again = await get(address, tag);
        expect([again.status, again.text, again.headers.get('etag')], path).toEqual([
          304,
          '',
          etag,
        ]);
        // Shared computers keep nothing of what was said.
        expect(again.headers.get('cache-control')).toBe('no-store');
      }
      expect((await get(address, '"x"')).text, path).toBe(first.text);
      expect((await get(address, etag, 'HEAD')).status, path).toBe(304);
      looked++;
    }
    expect(looked).toBeGreaterThan(8);
  });

  it('has another ETag as soon as it says something else', async () => {
    const path = `/conversations/${market.conversationId}/messages`;
    const before = (await get(path)).headers.get('etag')!;
    await market.post({ type: 'TEXT', text: 'And again' });
    const after = await get(path, before);
    expect(after.status).toBe(200);
    expect(after.headers.get('etag')).not.toBe(before);
  });

  it('is refused to others, whatever ETag they bring', async () => {
    const path = `/conversations/${market.conversationId}`;
    const etag = (await get(path)).headers.get('etag')!;
    for (const tag of [etag, '*']) {
      const answer = await market.api('stranger', path, { headers: { 'if-none-match': tag } });
      expect([answer.status, answer.headers.get('etag')]).toEqual([404, null]);
    }
  });

  it('shows its ETag to pages of other origins, which may ask with it', async () => {
    const headers = { origin: 'https://shop.example' };
    const answer = await market.api('buyer', '/me', { headers });
    expect(answer.headers.get('access-control-expose-headers')).toContain('etag');
    const asked = await fetch(`${market.broker.url}/api/me`, {
      method: 'OPTIONS',
      headers: {
        ...headers,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization,if-none-match',
      },
    });
    expect(asked.headers.get('access-control-allow-headers')).toContain('if-none-match');
  });

  it('is the only one with an ETag: what changes something has none', async () => {
    const { headers } = await market.post({ type: 'TEXT', text: 'No tag' });
    expect(headers.get('etag')).toBeNull();
  });
});
