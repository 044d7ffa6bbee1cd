import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fc from 'fast-check';
import { exportSPKI, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../../signaling/http/reference/openapi.js';
import type { Call, Conversation, Message } from '../../../src/protocol/index.js';
import { isErrorCode } from '../../../src/protocol/index.js';
import { connectDevice } from '../../support/broker/connect-device.js';
import { hostileFrames } from '../../support/broker/hostile-frames.js';
import { checkAnswer } from '../../support/check-answer.js';
import { describedApi } from '../../support/described-api.js';
import { MOST_GROWTH_BYTES } from '../../support/held-bytes.js';
import {
  eachOf,
  KeepAliveClient,
  type RawAnswer,
} from '../../support/hostile/keep-alive-client.js';
import { encoded, hostileRequests } from '../../support/hostile/requests.js';
import { hostileTokens, type HostileToken } from '../../support/hostile/tokens.js';
import { spawnWatched, type WatchedBroker } from '../../support/hostile/watched-broker.js';
import { Issuer, makeKey } from '../../support/issuer.js';
import { createUploadClient } from '../../support/upload-client.js';

const BODIES = 10_000;
const TOKENS = 5_000;
const FRAMES = 10_000;
const SEED = 20_260_102;
const AT_ONCE = 16;

const SECRET = 'a secret for tests and for nothing else';
const AUDIENCE = 'chat';
const ISSUER = 'https://accounts.example.com';

let issuer: Issuer;
let elsewhere: Issuer;
let broker: WatchedBroker;
let client: KeepAliveClient;
beforeAll(async () => {
  [issuer, elsewhere] = await Promise.all([Issuer.start(), Issuer.start()]);
  broker = await spawnWatched({ AUTH_SECRET: SECRET, AUTH_JWKS_URL: issuer.url });
  client = new KeepAliveClient(broker.url, AT_ONCE);
});
afterAll(async () => {
  client.close();
  await Promise.all([broker.close(), issuer.close(), elsewhere.close()]);
});

/** What is alive after the rest must be what was alive after the first, as often as one likes. */
async function expectNoGrowth(
  first: () => Promise<void>,
  rest: () => Promise<void>,
): Promise<void> {
  await first();
  const before = await broker.memory();
  await rest();
  const after = await broker.memory();
  expect(after.heldBytes - before.heldBytes).toBeLessThan(MOST_GROWTH_BYTES);
  await broker.expectUnharmed();
}

/** Two people with something of every kind. */
async function furnish() {
  const uploads = await createUploadClient(broker);
  const { token, otherToken, conversationId } = uploads;
  const post = (json: object) =>
    broker.api<Message>(`/api/conversations/${conversationId}/messages`, {
      token,
      json: { id: randomUUID(), ...json },
    });
  const messages: string[] = [];
  for (let i = 0; i < 20; i++) messages.push((await post({ text: `message ${i}` })).body.id);
  const listing = { id: 'car-1', title: 'A blue car' };
  const market = await broker.api<Conversation>('/api/conversations', {
    token,
    json: { userId: 'seller-42', listing },
  });
  const bid = await broker.api<Message>(`/api/conversations/${market.body.id}/messages`, {
    token,
    json: { id: randomUUID(), type: 'BID', bid: { amount: '1', currency: 'EUR' } },
  });
  const call = await broker.api<Call>('/api/calls', {
    token: otherToken,
    json: { conversationId, calleeId: 'buyer-7', type: 'VOICE' },
  });
  const files = [
    await uploads.upload(Buffer.from('some text'), 'notes.txt'),
    await uploads.begin({ size: 5 }),
  ];
  const conversations = [conversationId, market.body.id];
  const people = ['seller-42', 'buyer-7', 'nobody'];
  const known = {
    conversations,
    conversationId: conversations,
    messages: [...messages, bid.body.id],
    messageId: messages,
    replyTo: messages,
    calls: [call.body.id],
    files: files.map(({ body }) => body.id),
    fileId: files.map(({ body }) => body.id),
    uploads: files.map(({ body }) => body.id),
    users: people,
    userId: people,
    calleeId: people,
    emoji: ['👍', '👩‍👩‍👧', 'x'],
  };
  return { token, known };
}

/** Below 500, and a refusal by a code that its route is described with. */
async function check(question: { method: string; path: string }, answer: RawAnswer): Promise<void> {
  const { status, text, headers } = answer;
  const said = `${question.method} ${question.path} answered ${status} ${text.slice(0, 300)}`;
  expect(status, said).toBeLessThan(500);
  const isBare = status === 304 || status === 416;
  if (status >= 400 && !isBare) {
    expect(headers['content-type'], said).toMatch(/^application\/problem\+json/);
    expect(isErrorCode((JSON.parse(text) as { code: unknown }).code), said).toBe(true);
  }
  if (status >= 400 && new URL(question.path, broker.url).pathname !== question.path.split('?')[0])
    return;
  await checkAnswer(
    question,
    { status, headers: new Headers({ 'content-type': headers['content-type'] ?? '' }) },
    text,
  );
}

describe('a broker that is sent what nobody should send', () => {
  it(`answers ${BODIES.toLocaleString('en')} bodies, paths and queries`, async () => {
    const { token, known } = await furnish();
    // Whoever takes themselves away can ask nothing more.
    const isAsked = ({ operationId }: Operation) => operationId !== 'deleteMe';
    const requests = fc.sample(hostileRequests(await describedApi(), known, isAsked), {
      numRuns: BODIES,
      seed: SEED,
    });
    const outcomes = new Map<number, number>();
    let cut = 0;
    const ask = async (some: typeof requests) =>
      eachOf(some, AT_ONCE, async ({ as, headers, ...request }) => {
        const answer = await client.ask({
          ...request,
          headers: { ...headers, ...(as === 'person' && { authorization: `Bearer ${token}` }) },
        });
        if (!answer) return void cut++;
        outcomes.set(answer.status, (outcomes.get(answer.status) ?? 0) + 1);
        await check(request, answer);
      });
    await expectNoGrowth(
      () => ask(requests.slice(0, BODIES / 10)),
      () => ask(requests.slice(BODIES / 10)),
    );
    // Otherwise they would all have been stopped at the same place.
    for (const status of [200, 201, 204, 400, 401, 403, 404, 409, 415, 422]) {
      expect(outcomes.get(status), String(status)).toBeGreaterThan(20);
    }
    expect(outcomes.get(413)).toBeGreaterThan(0);
    expect(cut).toBeLessThan(BODIES / 50);
  }, 240_000);

  it(`lets nobody in by ${TOKENS.toLocaleString('en')} tokens that are wrong`, async () => {
    const key = await makeKey('RS256', 'one');
    issuer.keys = [key.published];
    const nowS = Math.floor(Date.now() / 1000);
    const good = [
      await broker.token('somebody'),
      await broker.token('somebody-else', { role: 'guest' }),
      await key.sign({ sub: 'somebody', iat: nowS, exp: nowS + 3600 }),
      await key.sign({ sub: 'somebody-else', iat: nowS, exp: nowS + 3600 }),
    ];
    const publicKey = await exportSPKI(
      (await importJWK(key.published, 'RS256', { extractable: true })) as CryptoKey,
    );
    const makers = {
      secret: SECRET,
      audience: AUDIENCE,
      issuer: ISSUER,
      publicKey,
      good,
      elsewhere: elsewhere.url,
    };
    const tokens = fc.sample(hostileTokens(makers), { numRuns: TOKENS, seed: SEED });
    for (const token of good) expect((await broker.api('/api/me', { token })).status).toBe(200);
    const askedBefore = issuer.asked;
    let admitted = 0;
    let refused = 0;
    const show = async (some: readonly HostileToken[]) =>
      eachOf(some, AT_ONCE, async (hostile, index) => {
        const answer = (await client.ask(carried(hostile.token, index)))!;
        const { status, text } = answer;
        const body = JSON.parse(text || '{}') as { code?: string; id?: string };
        if (status === 200) {
          admitted++;
          expect(mayPass(hostile.signed), hostile.token).toBe(true);
          expect(body.id).toBe(hostile.signed!['sub']);
        } else {
          refused++;
          expect([400, 401, 431], hostile.token).toContain(status);
          expect(['unauthorized', 'token_expired', 'bad_request']).toContain(body.code);
        }
      });
    await expectNoGrowth(
      () => show(tokens.slice(0, TOKENS / 10)),
      () => show(tokens.slice(TOKENS / 10)),
    );
    expect(admitted).toBeGreaterThan(50);
    expect(refused).toBeGreaterThan(TOKENS * 0.8);
    // Whatever a token names, keys come from one place only, and not for every token.
    expect(elsewhere.asked).toBe(0);
    expect(issuer.asked - askedBefore).toBeLessThan(5);
  }, 240_000);

  it(`goes on after ${FRAMES.toLocaleString('en')} frames from many sockets`, async () => {
    const { token, known } = await furnish();
    const honest = await connectDevice(broker, token);
    const ids = {
      conversationIds: known.conversations,
      callIds: known.calls,
      messageId: known.messages[0]!,
      userId: 'seller-42',
    };
    const frames = fc.sample(hostileFrames(ids), { numRuns: FRAMES, seed: SEED });
    const say = async (some: typeof frames) => {
      let device = await broker.socket(token);
      for (const [index, frame] of some.entries()) {
        if (device.readyState !== device.OPEN) device = await broker.socket(token);
        device.send(frame);
        if (index % 20 === 0) await honest.settle();
      }
      device.close();
      await Promise.all([honest.settle(), once(device, 'close')]);
    };
    await expectNoGrowth(
      () => say(frames.slice(0, FRAMES / 10)),
      () => say(frames.slice(FRAMES / 10)),
    );
    await honest.close();
  }, 240_000);
});

/** By the header, the address, or the subprotocols of a socket's handshake. */
function carried(token: string, index: number) {
  const request = { method: 'GET', path: '/api/me', headers: {} };
  if (index % 3 === 0) return { ...request, path: `/api/me?token=${encoded(token)}` };
  return {
    ...request,
    headers: { authorization: `Bearer ${token.replaceAll(/[^\t\x20-\x7e]/g, '?')}` },
  };
}

/** What a token of ours must say, in other words than the broker's. */
function mayPass(claims: Readonly<Record<string, unknown>> | undefined): boolean {
  if (!claims) return false;
  const { sub, exp, iat, nbf, role } = claims;
  const now = Date.now() / 1000;
  const isTime = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
  return (
    typeof sub === 'string' &&
    sub.length >= 1 &&
    sub.length <= 128 &&
    isTime(exp) &&
    (exp as number) > now - 62 &&
    (exp as number) - (iat === undefined ? now : (iat as number)) <= 86_402 &&
    (iat === undefined || (isTime(iat) && (iat as number) < now + 62)) &&
    (nbf === undefined || (isTime(nbf) && (nbf as number) < now + 62)) &&
    (role === undefined || ['user', 'guest', 'service', 'admin'].includes(role as string))
  );
}
