import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS, Problem } from '../../../src/protocol/index.js';
import { sendRaw } from '../../support/raw-http.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

let broker: BrokerHandle;
let token: string;
beforeAll(async () => {
  broker = await startBroker();
  token = await broker.token('seller-42');
});
afterAll(() => broker.close());

const post = (body: BodyInit | undefined, type?: string, path = '/api/guests') =>
  broker.api(path, { method: 'POST', body, headers: type ? { 'content-type': type } : {} });

describe('a refusal', () => {
  it('is a problem document with a stable code', async () => {
    const { status, body, headers } = await broker.api('/api/nothing', { token });
    expect(status).toBe(404);
    expect(headers.get('content-type')).toContain('application/problem+json');
    expect(v.parse(Problem, body)).toEqual({
      type: 'urn:deskbell:problem:not_found',
      title: 'Not found',
      status: 404,
      code: 'not_found',
    });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(['/api', '/api/', '/api/me/x', '/apis/me', '/api/ME', '/.env', '/api/../.git/config'])(
    'for %s is 404',
    async (path) => {
      const { status, body } = await broker.api(path, { token });
      expect([status, body]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
    },
  );

  it.each([
    ['PUT', '/api/me', 'DELETE, GET, HEAD'],
    ['GET', '/api/guests', 'POST'],
    ['PUT', '/api/conversations', 'GET, HEAD, POST'],
    ['PATCH', '/api/calls/1/answer', 'POST'],
    ['POST', '/healthz', 'GET, HEAD'],
  ])('for %s %s is 405 and names what is allowed', async (method, path, allow) => {
    const unread = method === 'GET' ? undefined : '{';
    const { status, body, headers } = await broker.api(path, { method, body: unread });
    expect([status, body]).toEqual([405, expect.objectContaining({ code: 'method_not_allowed' })]);
    expect(headers.get('allow')?.split(', ').sort()).toEqual(allow.split(', ').sort());
  });

  it('tells nothing of the inside', async () => {
    const { text } = await post('{"name":', 'application/json');
    expect(text).not.toMatch(/fastify|node_modules|position|token|at /i);
  });
});

describe('a body', () => {
  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonx',
  ])('of type %s is refused', async (type) => {
    const { status, body } = await post('{}', type);
    expect([status, body]).toEqual([
      415,
      expect.objectContaining({ code: 'unsupported_media_type' }),
    ]);
  });

  it.each([
    '{',
    '{"name":"x"',
    'undefined',
    '{"name":NaN}',
    '{"a":1,}',
    "{'name':'x'}",
    '{"__proto__":{"name":"x"}}',
    '{"name":"x","__proto__":null}',
    '{"constructor":{"prototype":{"name":"x"}}}',
    '{"\\u005f_proto__":{"x":1}}',
    '['.repeat(100_000),
    '{"a":'.repeat(40_000),
  ])('that is no honest JSON is refused (%#)', async (text) => {
    const { status, body } = await post(text, 'application/json');
    expect([status, body]).toEqual([400, expect.objectContaining({ code: 'invalid_json' })]);
    expect(({} as { name?: string }).name).toBeUndefined();
  });

  it.each(['[]', '"x"', '1', 'true', '{"name":1}'])(
    'of the wrong shape is refused: %s',
    async (text) => {
      const { status, body } = await post(text, 'application/json');
      expect([status, body]).toEqual([400, expect.objectContaining({ code: 'bad_request' })]);
    },
  );

  it('that is not UTF-8 is refused', async () => {
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]]) {
      const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from(bytes), Buffer.from('"}')]);
      const { status } = await post(body, 'application/json');
      expect(status).toBe(400);
    }
  });

  it('is read up to 256 KiB and not a byte more', async () => {
    const ofBytes = (bytes: number) => `{"x":"${'x'.repeat(bytes - 8)}"}`;
    expect((await post(ofBytes(LIMITS.bodyBytes), 'application/json')).status).toBe(201);
    const { status, body } = await post(ofBytes(LIMITS.bodyBytes + 1), 'application/json');
    expect([status, body]).toEqual([413, expect.objectContaining({ code: 'body_too_large' })]);
  });

  it('is not read before the token is', async () => {
    const { status } = await post('{', 'application/json', '/api/conversations');
    expect(status).toBe(401);
  });

  it('may say its charset', async () => {
    expect((await post('{"name":"é"}', 'application/json; charset=utf-8')).status).toBe(201);
  });
});

describe('an address', () => {
  it.each([
    '/api/users/%E0%A4%A',
    '/api/users/%',
    '/api/users/%zz',
    '/api/users/%00',
    '/api/users/%C0%AF',
    `/api/users/${'x'.repeat(2000)}`,
    '/api/conversations/%2e%2e%2f',
    '/%E0%A4%A',
    '//evil.example/%2e%2e',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
  ])('that is bent is refused as a problem (%#)', async (path) => {
    const raw = await sendRaw(
      broker.url,
      `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1\.1 (400|404) /);
    expect(raw).toMatch(/content-type: application\/problem\+json/i);
    expect(raw).not.toContain('"dependencies"');
  });

  it.each([
    'GET / HTTP/9.9\r\n\r\n',
    'NONSENSE\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    'POST /api/guests HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST /api/guests HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
    Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]),
  ])('and a request that is no HTTP is refused as a problem, too (%#)', async (bytes) => {
    const [head = '', body = ''] = (await sendRaw(broker.url, bytes)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(head).toContain('content-type: application/problem+json');
    const status = String(bytes).includes('X: ') ? 431 : 400;
    expect(JSON.parse(body)).toMatchObject({ status, code: 'bad_request' });
    expect((await broker.api('/healthz')).status).toBe(200);
  });
});
