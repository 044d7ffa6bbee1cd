import { describe, expect, it } from 'vitest';
import { createApiClient, type ApiClientOptions } from '../../../src/api/index.js';
import { ROUTES } from '../../../src/api/routes.js';
import type { Input } from '../../../src/api/ask.js';
import { describedApi } from '../../support/described-api.js';

interface Asked {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
}

const json = (body: unknown, init: ResponseInit = {}) =>
  new Response(JSON.stringify(body), { ...init, headers: { 'content-type': 'application/json' } });

/** A client whose requests are looked at and answered here. */
function clientWith(
  answer: (signal: AbortSignal) => Response | Promise<Response>,
  options: Partial<ApiClientOptions> = {},
) {
  const asked: Asked[] = [];
  const api = createApiClient({
    baseUrl: 'https://chat.example.com/',
    token: 'a.b.c',
    fetch: async (url, { method = '', headers, body, signal } = {}) => {
      asked.push({ url: new URL(String(url)), method, headers: new Headers(headers), body });
      return answer(signal!);
    },
    ...options,
  });
  return { api, asked };
}

const code = (expected: string) =>
  expect.objectContaining({ name: 'DeskbellError', code: expected });

describe('a client of the API', () => {
  it('asks each operation at its method and address, with what it was given', async () => {
    const { api, asked } = clientWith(() => json({}));
    const { paths } = await describedApi();
    for (const [id, { method, path }] of Object.entries(ROUTES)) {
      const { parameters = [], requestBody } = paths[path]![method.toLowerCase()]!;
      const at = (place: string) => parameters.filter((each) => each.in === place);
      const given = (place: string, value: string) =>
        Object.fromEntries(at(place).map(({ name }) => [name, value]));
      const input = {
        params: given('path', 'a/b ?'),
        query: given('query', '1&2'),
        headers: given('header', '7'),
        ...(requestBody && { body: { text: 'Hello' } }),
      };
      await (api as unknown as Record<string, (given: Input) => Promise<unknown>>)[id]!(input);
      const { url, headers, body, ...request } = asked.at(-1)!;
      expect(request.method, id).toBe(method);
      expect(url.origin).toBe('https://chat.example.com');
      expect(url.pathname, id).toBe(path.replaceAll(/\{\w+\}/g, 'a%2Fb%20%3F'));
      expect([...url.searchParams], id).toEqual(Object.entries(input.query));
      for (const { name } of at('header')) expect(headers.get(name), id).toBe('7');
      expect(headers.get('authorization')).toBe('Bearer a.b.c');
      expect(body === undefined, id).toBe(requestBody === undefined);
    }
    expect(asked.length).toBeGreaterThan(40);
  });

  it('answers what the broker answers, nothing for nothing, and the response where it is no JSON', async () => {
    expect(await clientWith(() => json({ id: 'a' })).api.getMe()).toEqual({ id: 'a' });
    const nothing = clientWith(() => new Response(null, { status: 204 }));
    expect(await nothing.api.addStar({ params: { id: 'x' } })).toBeUndefined();
    const bytes = clientWith(() => new Response('bytes'));
    const answer = await bytes.api.getFile({ params: { id: 'x' } });
    expect(await answer.text()).toBe('bytes');
  });

  it('sends JSON as JSON, bytes as bytes, and a form with its file last', async () => {
    const { api, asked } = clientWith(() => json({}));
    await api.markRead({ params: { id: 'x' }, body: { seq: 3 } });
    expect([asked[0]!.body, asked[0]!.headers.get('content-type')]).toEqual([
      '{"seq":3}',
      'application/json',
    ]);
    const body = new Uint8Array([1, 2, 3]);
    await api.sendUpload({ params: { id: 'x' }, headers: { 'Upload-Offset': 0 }, body });
    expect(asked[1]!.body).toBe(body);
    expect(asked[1]!.headers.get('content-type')).toBe('application/octet-stream');
    const file = new File(['x'], 'note.webm');
    await api.sendVoice({ body: { file, conversationId: 'c', duration: 2.5, waveform: [1, 31] } });
    expect([...(asked[2]!.body as FormData)]).toEqual([
      ['conversationId', 'c'],
      ['duration', '2.5'],
      ['waveform', '[1,31]'],
      ['file', expect.objectContaining({ name: 'note.webm' })],
    ]);
    // What the form is bounded by, only `fetch` knows.
    expect(asked[2]!.headers.get('content-type')).toBeNull();
  });

  it('asks for the token each time, and sends none when there is none', async () => {
    let count = 0;
    const { api, asked } = clientWith(() => json({}), { getToken: async () => `t${++count}` });
    await api.getMe();
    await api.getMe();
    expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual([
      'Bearer t1',
      'Bearer t2',
    ]);
    const open = clientWith(() => json({}), { getToken: () => undefined });
    await open.api.createGuest();
    expect(open.asked[0]!.headers.has('authorization')).toBe(false);
  });

  it('rejects with the code of a refusal, and when to come again', async () => {
    const problem = {
      type: 'x',
      title: 'x',
      status: 429,
      code: 'rate_limited',
      retryAfterMs: 1500,
    };
    const { api } = clientWith(() => json(problem, { status: 429 }));
    await expect(api.getMe()).rejects.toMatchObject({
      code: 'rate_limited',
      retryable: true,
      retryAfterMs: 1500,
    });
    const raw = clientWith(() => new Response('<h1>no</h1>', { status: 404 }));
    await expect(raw.api.getFile({ params: { id: 'x' } })).rejects.toEqual(code('not_found'));
  });

  it('tells a proxy’s page, an outage, an end and a time-out apart', async () => {
    await expect(clientWith(() => new Response('<h1>')).api.getMe()).rejects.toEqual(
      code('internal'),
    );
    const away = clientWith(() => Promise.reject(new TypeError('fetch failed')));
    await expect(away.api.getMe()).rejects.toEqual(code('network'));
    const never = (signal: AbortSignal) =>
      new Promise<Response>((_, reject) => {
        if (signal.aborted) reject(signal.reason);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    await expect(clientWith(never, { timeoutMs: 5 }).api.getMe()).rejects.toEqual(code('timeout'));
    const abort = new AbortController();
    const asking = clientWith(never).api.getMe({ signal: abort.signal });
    abort.abort();
    await expect(asking).rejects.toEqual(code('aborted'));
    const { api, asked } = clientWith(() => json({}));
    await expect(api.getMe({ signal: abort.signal })).rejects.toEqual(code('aborted'));
    expect(asked).toEqual([]);
  });

  it.each(['', '.', '..'])('asks for nothing else when an id is %j', async (id) => {
    const { api, asked } = clientWith(() => json({}));
    await expect(api.getConversation({ params: { id } })).rejects.toEqual(code('bad_request'));
    expect(asked).toEqual([]);
  });
});
