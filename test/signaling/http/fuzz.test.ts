import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isErrorCode } from '../../../src/protocol/index.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

let broker: BrokerHandle;
let token: string;
let conversationId: string;
let callId: string;
const messageId = randomUUID();
beforeAll(async () => {
  broker = await startBroker();
  token = await broker.token('buyer-7');
  const seller = await broker.token('seller-42');
  await broker.api('/api/me', { token: seller });
  const { body } = await broker.api<{ id: string }>('/api/conversations', {
    token,
    json: { userId: 'seller-42', listing: { id: 'car-1' } },
  });
  conversationId = body.id;
  const json = { id: messageId, type: 'BID', bid: { amount: '1', currency: 'EUR' } };
  await broker.api(`/api/conversations/${conversationId}/messages`, { token, json });
  const call = await broker.api<{ id: string }>('/api/calls', {
    token: seller,
    json: { conversationId, calleeId: 'buyer-7', type: 'VOICE' },
  });
  callId = call.body.id;
});
afterAll(() => broker.close());

const names =
  'id text userId listing seq name type calleeId media location bid replyTo forwarded archived mutedUntil reason __proto__'.split(
    ' ',
  );
const value = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('2026-99-99T99:99:99Z', 'spam', true),
  fc.constantFrom('seller-42', 'buyer-7', 'VOICE', 'BID', 'LOCATION', 1, -1, 1e308, '', null),
  fc.constantFrom({ latitude: 1, longitude: 1 }, { amount: '1', currency: 'EUR' }),
  fc.record({ name: fc.string(), mimeType: fc.string(), size: fc.double() }),
  fc.uuid(),
);
const body = fc.oneof(
  fc.dictionary(fc.constantFrom(...names, 'conversationId', 'constructor'), value),
  fc.jsonValue(),
);
const target = () =>
  fc.constantFrom(
    '/api/guests',
    '/api/peers',
    '/api/conversations',
    `/api/conversations/${conversationId}/messages`,
    `/api/conversations/${conversationId}/read`,
    '/api/calls',
    `/api/calls/${callId}/answer`,
    `/api/calls/${callId}/end`,
    `/api/calls/${callId}/decline`,
    `/api/messages/${messageId}`,
    `/api/messages/${messageId}/played`,
    `/api/conversations/${conversationId}`,
    '/api/reports',
    '/api/users/seller-42/block',
    `/api/messages/${messageId}/bid/accept`,
    `/api/messages/${messageId}/bid/withdraw`,
  );
/** Those that are not for a route are refused as such. */
const method = fc.constantFrom('POST', 'POST', 'POST', 'PATCH', 'DELETE');

function check(status: number, answer: unknown): void {
  expect(status).toBeLessThan(500);
  if (status >= 400) expect(isErrorCode((answer as { code: unknown }).code)).toBe(true);
}

it('Any body to any route gets an answer below 500, and a refusal a known code', async () => {
  await fc.assert(
    fc.asyncProperty(target(), method, body, async (path, name, json) => {
      const answer = await broker.api(path, { token, json, method: name });
      check(answer.status, answer.body);
    }),
    { numRuns: 3000 },
  );
  expect((await broker.api('/readyz')).status).toBe(200);
}, 120_000);

it('So do any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(target(), fc.uint8Array({ maxLength: 200 }), async (path, bytes) => {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', token, headers, body: Buffer.from(bytes) };
      const answer = await broker.api(path, init);
      check(answer.status, answer.body);
    }),
    { numRuns: 500 },
  );
}, 60_000);

it('So do any ids and queries', async () => {
  const segment = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }).map((text) => {
      try {
        return encodeURIComponent(text);
      } catch {
        return '%ED%A0%80';
      }
    }),
    fc.stringMatching(/^[A-Za-z0-9%._~-]{1,40}$/),
  );
  const names = fc.constantFrom(
    ...['limit', 'before', 'after', 'conversationId', 'userId', 'token', 'q'],
  );
  const query = fc
    .array(fc.tuple(names, segment), { maxLength: 4 })
    .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));
  const path = fc.oneof(
    segment.map((id) => `/api/users/${id}`),
    segment.map((id) => `/api/conversations/${id}/messages`),
    segment.map((id) => `/api/conversations/${id}/bids`),
    fc.constantFrom('/api/search', '/api/starred'),
    fc.constantFrom('/api/conversations', '/api/calls', `/api/conversations/${conversationId}`),
    fc
      .constantFrom('messages', 'changes')
      .map((of) => `/api/conversations/${conversationId}/${of}`),
  );
  await fc.assert(
    fc.asyncProperty(path, query, async (address, search) => {
      const answer = await broker.api(`${address}?${search}`, { token });
      check(answer.status, answer.body);
    }),
    { numRuns: 1500 },
  );
}, 60_000);

it('No token that was tampered with is let in, in 1,000 ways', async () => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  const changedClaim = fc.tuple(fc.constantFrom('sub', 'exp', 'role', 'name', 'aud'), value);
  const tampered = fc.oneof(
    changedClaim.map(([name, claim]) =>
      [header, encode({ ...claims, [name]: claim }), signature].join('.'),
    ),
    fc
      .tuple(fc.constantFrom('none', 'None', 'HS384', 'RS256', ''), fc.boolean())
      .map(([alg, signed]) => [encode({ alg }), payload, signed ? signature : ''].join('.')),
    fc
      .tuple(fc.nat(token.length - 2), fc.constantFrom(...'aZ09_-.'))
      .map(([at, letter]) => token.slice(0, at) + letter + token.slice(at + 1)),
    fc.stringMatching(/^[A-Za-z0-9_-]{0,30}(\.[A-Za-z0-9_-]{0,30}){0,4}$/),
  );
  await fc.assert(
    fc.asyncProperty(tampered, async (text) => {
      fc.pre(text !== token && text !== '');
      const answer = await broker.api('/api/me', { token: text });
      expect([answer.status, (answer.body as { code: string }).code]).toEqual([
        401,
        'unauthorized',
      ]);
    }),
    { numRuns: 1000 },
  );
}, 60_000);
