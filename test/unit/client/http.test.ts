import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { fetchText, parseAnswer } from '../../../src/client/http.js';
import { keyValueStorage } from '../../../src/client/storage.js';
import { createStore } from '../../../src/client/store.js';

const answering = (response: Response) => async () => response;
const ask = (response: Response) => fetchText(answering(response), 'https://x.example', {});

describe('an answer of the broker', () => {
  it('that refuses is an error with its code and its waiting time', async () => {
    const body = { type: 'about:blank', title: 'Slow down', status: 429, code: 'rate_limited' };
    const problem = Response.json({ ...body, retryAfterMs: 1_500 }, { status: 429 });
    await expect(ask(problem)).rejects.toMatchObject({
      code: 'rate_limited',
      retryable: true,
      retryAfterMs: 1_500,
    });
    const header = Response.json(body, { status: 429, headers: { 'retry-after': '3' } });
    await expect(ask(header)).rejects.toMatchObject({ retryAfterMs: 3_000 });
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [413, 'body_too_large'],
    [418, 'bad_request'],
    [500, 'internal'],
    [503, 'unavailable'],
  ])('with status %i and a proxy’s page is %s', async (status, code) => {
    await expect(ask(new Response('<html>', { status }))).rejects.toMatchObject({ code });
  });

  it('with a code of a newer broker is judged by its status', async () => {
    const body = { type: 'about:blank', title: '', status: 404, code: 'constructor' };
    await expect(ask(Response.json(body, { status: 404 }))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('of another shape is an error, not a guess', () => {
    const schema = v.object({ id: v.string() });
    expect(parseAnswer(schema, '{"id":"a"}')).toEqual({ id: 'a' });
    for (const text of ['', '{', 'null', '{"id":1}']) {
      expect(() => parseAnswer(schema, text)).toThrow(
        expect.objectContaining({ code: 'internal' }),
      );
    }
  });

  it('is not waited for after the caller gave up', async () => {
    const abort = new AbortController();
    const never = (_url: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
      });
    const asking = fetchText(
      never,
      'https://x.example',
      {},
      { signals: [undefined, abort.signal] },
    );
    abort.abort();
    await expect(asking).rejects.toMatchObject({ code: 'aborted', retryable: false });
  });
});

describe('a few strings', () => {
  it('last as long as the page where the browser refuses storage', () => {
    const storage = keyValueStorage(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    expect(storage.get('a')).toBeUndefined();
    storage.set('a', '1');
    expect(storage.get('a')).toBe('1');
  });
});

describe('a store', () => {
  it('tells of changes, of nothing else, and not after one stopped listening', () => {
    const store = createStore({ count: 0 });
    let told = 0;
    const stop = store.subscribe(() => told++);
    store.update((state) => state);
    store.update(({ count }) => ({ count: count + 1 }));
    stop();
    store.update(({ count }) => ({ count: count + 1 }));
    expect([told, store.get().count]).toEqual([1, 2]);
  });
});
