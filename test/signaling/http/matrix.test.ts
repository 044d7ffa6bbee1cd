import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../../src/protocol/index.js';
import { connectDevice } from '../../support/broker/connect-device.js';
import { FRAME_PROBES } from '../../support/broker/frame-probes.js';
import { openMarket, type Market } from '../../support/broker/market.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { describedRoutes } from '../../support/described-api.js';
import { createUploadClient } from '../../support/upload-client.js';

/** What those two have with each other. */
type Kind = 'conversation' | 'message' | 'bid' | 'call' | 'file' | 'upload' | 'person';

/** Routes that name something: what, and with what body. A new route is a failing test. */
const NAMING: Record<string, { kind: Kind; json?: object }> = {
  'GET /api/conversations/:id': { kind: 'conversation' },
  'PATCH /api/conversations/:id': { kind: 'conversation', json: { archived: true } },
  'GET /api/conversations/:id/messages': { kind: 'conversation' },
  'POST /api/conversations/:id/messages': { kind: 'conversation', json: { text: 'me too' } },
  'GET /api/conversations/:id/changes': { kind: 'conversation' },
  'POST /api/conversations/:id/read': { kind: 'conversation', json: { seq: 1 } },
  'GET /api/conversations/:id/bids': { kind: 'conversation' },
  'PATCH /api/messages/:id': { kind: 'message', json: { text: 'another text' } },
  'DELETE /api/messages/:id': { kind: 'message' },
  'PUT /api/messages/:id/reactions/:emoji': { kind: 'message' },
  'DELETE /api/messages/:id/reactions/:emoji': { kind: 'message' },
  'PUT /api/messages/:id/star': { kind: 'message' },
  'DELETE /api/messages/:id/star': { kind: 'message' },
  'POST /api/messages/:id/played': { kind: 'message' },
  'POST /api/messages/:id/bid/accept': { kind: 'bid' },
  'POST /api/messages/:id/bid/decline': { kind: 'bid' },
  'POST /api/messages/:id/bid/withdraw': { kind: 'bid' },
  'POST /api/calls/:id/answer': { kind: 'call' },
  'POST /api/calls/:id/decline': { kind: 'call' },
  'POST /api/calls/:id/end': { kind: 'call' },
  'GET /api/files/:id': { kind: 'file' },
  'GET /api/files/:id/thumbnail': { kind: 'file' },
  'GET /api/files/:id/link': { kind: 'file' },
  'POST /api/files/:id/copy': { kind: 'file' },
  'GET /api/uploads/:id': { kind: 'upload' },
  'PATCH /api/uploads/:id': { kind: 'upload' },
  'DELETE /api/uploads/:id': { kind: 'upload' },
};

/** Routes of one's own things, or for anybody: what is said there is looked at for others' words. */
const OWN: Record<string, object | undefined> = {
  'GET /api/me': undefined,
  'GET /api/me/export': undefined,
  'GET /api/me/export.zip': undefined,
  'DELETE /api/me': undefined,
  'POST /api/me/guests': { token: 'no.guest.token' },
  'POST /api/peers': {},
  'GET /api/users/:id': undefined,
  'POST /api/users/:id/block': {},
  'DELETE /api/users/:id/block': undefined,
  'GET /api/conversations': undefined,
  'POST /api/conversations': { userId: 'somebody-new' },
  'GET /api/search': undefined,
  'GET /api/starred': undefined,
  'GET /api/calls': undefined,
  'POST /api/calls': {},
  'POST /api/reports': {},
  'POST /api/uploads': {},
  'POST /api/messages/upload': {},
  'POST /api/messages/upload-voice': {},
  'GET /api/ice-servers': undefined,
};

/** Routes for admins: to others there is no such thing, whatever they name. */
const ADMINS: Record<string, object | undefined> = {
  'GET /api/reports': undefined,
  'GET /api/reports/:id': undefined,
  'GET /api/reports/:id/messages': undefined,
  'PATCH /api/reports/:id': { state: 'resolved' },
  'GET /api/audit': undefined,
};

/** They look at no token, or are not for people. */
const OPEN = [
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /api/openapi.json',
  'GET /api/asyncapi.json',
  'GET /api/docs',
  'GET /api/dev-token',
  'POST /api/guests',
];

const OUTSIDERS = ['stranger', 'guest', 'blocked', 'service', 'admin'] as const;
type Outsider = (typeof OUTSIDERS)[number];
const SECRET_TEXT = 'zebra under the mat';

let market: Market;
let tokens: Record<Outsider | 'expired', string>;
let theirs: Record<Kind, string>;
let reportId: string;

beforeAll(async () => {
  market = await openMarket();
  const { broker, conversationId } = market;
  const guest = await broker.api<{ token: string }>('/api/guests', { json: {} });
  tokens = {
    stranger: market.tokens.stranger,
    guest: guest.body.token,
    blocked: await broker.token('blocked-1'),
    service: await broker.token('service-1', { role: 'service' }),
    admin: await broker.token('admin-1', { role: 'admin' }),
    expired: await broker.token('buyer-7', { ttlSeconds: -120 }),
  };
  await broker.api('/api/me', { token: tokens.blocked });
  await market.api('seller', '/users/blocked-1/block', { method: 'POST' });
  const uploads = await createUploadClient(broker);
  const message = await market.post({ type: 'TEXT', text: SECRET_TEXT });
  const bid = await market.post({ type: 'BID', bid: { amount: '8500', currency: 'EUR' } });
  const call = await market.api('buyer', '/calls', {
    json: { conversationId, calleeId: 'seller-42', type: 'VOICE' },
  });
  const file = await uploads.upload(Buffer.from(SECRET_TEXT), 'secret.txt');
  const upload = await uploads.begin();
  theirs = {
    conversation: conversationId,
    message: message.body.id,
    bid: bid.body.id,
    call: call.body.id,
    file: file.body.id,
    upload: upload.body.id,
    person: 'seller-42',
  };
  const about = { userId: 'seller-42', conversationId, reason: 'spam' };
  reportId = (await market.api<{ id: string }>('buyer', '/reports', { json: about })).body.id;
  for (const id of Object.values(theirs)) expect(id).toBeTypeOf('string');
});
afterAll(() => market.close());

function asked(route: string, id: string, json?: object) {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern.replace(':id', id).replace(':emoji', '%F0%9F%91%8D');
  const needsBody = json ?? (method === 'PATCH' || pattern.endsWith('/copy') ? {} : undefined);
  const isUpload = method === 'PATCH' && pattern.startsWith('/api/uploads');
  const init = isUpload
    ? {
        headers: { 'content-type': 'application/octet-stream', 'upload-offset': '0' },
        body: 'x',
      }
    : needsBody && { json: bodyOf(route, needsBody) };
  return { path, init: { method, ...init } };
}

const bodyOf = (route: string, json: object): object => {
  if (route === 'POST /api/conversations/:id/messages') return { id: randomUUID(), ...json };
  if (route === 'POST /api/files/:id/copy') return { conversationId: theirs.conversation };
  return json;
};

const routes = await describedRoutes();

it('knows every route', () => {
  const known = [...Object.keys(NAMING), ...Object.keys(OWN), ...Object.keys(ADMINS), ...OPEN];
  expect([...routes].sort()).toEqual(known.sort());
});

describe.each(OUTSIDERS)('%s', (who) => {
  it.each(Object.entries(NAMING))(
    'asking %s is told what is told of nothing at all',
    async (route, { kind, json }) => {
      const token = tokens[who];
      const ask = async (id: string) => {
        const { path, init } = asked(route, id, json);
        const { status, text } = await market.broker.api(path, { token, ...init });
        return { status, text };
      };
      const [real, absent] = [await ask(theirs[kind]), await ask(randomUUID())];
      expect(real).toEqual(absent);
      expect(real.status).toBe(404);
    },
  );

  it.each(Object.entries(OWN))('asking %s reads nothing of theirs', async (route, json) => {
    const { path, init } = asked(route, 'buyer-7', json);
    const query = path === '/api/search' ? '?q=zebra' : '';
    const { text } = await market.broker.api(`${path}${query}`, { token: tokens[who], ...init });
    const ids = Object.entries(theirs).filter(([kind]) => kind !== 'person');
    for (const secret of [SECRET_TEXT, ...ids.map(([, id]) => id)])
      expect(text).not.toContain(secret);
  });
});

describe('a route for admins', () => {
  const ask = async (route: string, who: Outsider | 'buyer', id: string) => {
    const { path, init } = asked(route, id, ADMINS[route]);
    const token = who === 'buyer' ? market.tokens.buyer : tokens[who];
    const { status, text } = await market.broker.api(path, { token, ...init });
    return { status, text };
  };
  const others = [...OUTSIDERS.filter((who) => who !== 'admin'), 'buyer'] as const;

  it.each(Object.keys(ADMINS).flatMap((route) => others.map((who) => [route, who] as const)))(
    '%s is not there for %s',
    async (route, who) => {
      const nothing = await market.broker.api('/api/nothing', { token: tokens.stranger });
      const { status, text } = nothing;
      expect(await ask(route, who, reportId)).toEqual({ status, text });
    },
  );

  it.each(Object.keys(ADMINS))('%s is there for an admin', async (route) => {
    expect((await ask(route, 'admin', reportId)).status).toBe(200);
    if (route.includes(':id')) expect((await ask(route, 'admin', randomUUID())).status).toBe(404);
  });
});

describe.each(['expired', 'nobody'] as const)('%s', (who) => {
  const token = () => (who === 'expired' ? tokens.expired : '');

  it.each([...Object.keys(NAMING), ...Object.keys(OWN), ...Object.keys(ADMINS)])(
    'asking %s is not let in',
    async (route) => {
      const { path, init } = asked(
        route,
        theirs[NAMING[route]?.kind ?? 'person'],
        route.startsWith('GET') ? undefined : {},
      );
      const { status, body } = await market.broker.api<{ code: string }>(path, {
        ...(token() && { token: token() }),
        ...init,
      });
      // A file without a signed link is looked for by nobody.
      expect([401, 404]).toContain(status);
      expect(['unauthorized', 'token_expired', 'not_found']).toContain(body.code);
      if (status === 404) expect(route).toMatch(/^GET \/api\/files\/:id/);
    },
  );
});

describe.each(OUTSIDERS)('%s, on a socket,', (who) => {
  let device: TestDevice;
  beforeAll(async () => {
    device = await connectDevice(market.broker, tokens[who]);
  });
  afterAll(() => device.close());

  it.each(Object.entries(FRAME_PROBES))(
    'saying %s is told what is told of nothing at all',
    async (_type, probe) => {
      const say = async (conversationId: string, callId: string) => {
        device.send(probe({ conversationId, callId }));
        const { code } = await device.next('error');
        return code;
      };
      const real = await say(theirs.conversation, theirs.call);
      const absent = await say(randomUUID(), randomUUID());
      expect([real, absent]).toEqual(['not_found', 'not_found']);
    },
  );
});

it('all of that has changed nothing', async () => {
  const { body } = await market.api<{ items: Message[] }>(
    'seller',
    `/conversations/${theirs.conversation}/messages`,
  );
  const message = body.items.find(({ id }) => id === theirs.message);
  expect(message).toMatchObject({ text: SECRET_TEXT, reactions: [] });
  expect(message).not.toHaveProperty('deletedAt');
  const { body: calls } = await market.api<{ items: { id: string; status: string }[] }>(
    'buyer',
    '/calls',
  );
  expect(calls.items.find(({ id }) => id === theirs.call)?.status).toBe('RINGING');
});
