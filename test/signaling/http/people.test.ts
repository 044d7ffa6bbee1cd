import { decodeJwt } from 'jose';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PeerId, User } from '../../../src/protocol/index.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

let broker: BrokerHandle;
let token: string;
beforeAll(async () => {
  broker = await startBroker();
  token = await broker.token('seller-42', 'Blue Door Motors');
});
afterAll(() => broker.close());

describe('GET /api/me', () => {
  it('answers who the token says one is', async () => {
    const { status, body, headers } = await broker.api('/api/me', { token });
    expect(status).toBe(200);
    expect(v.parse(User, body)).toMatchObject({ id: 'seller-42', name: 'Blue Door Motors' });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('takes the token from the address too', async () => {
    expect((await broker.api(`/api/me?token=${token}`)).status).toBe(200);
  });

  it.each([
    ['no token', {}],
    ['an empty one', { headers: { authorization: 'Bearer ' } }],
    ['another scheme', { headers: { authorization: 'Basic c2VsbGVyLTQyOg==' } }],
    ['nonsense', { token: 'nonsense' }],
  ])('refuses %s', async (_name, init) => {
    const { status, body, headers } = await broker.api('/api/me', init);
    expect(status).toBe(401);
    expect(body).toMatchObject({ code: 'unauthorized', status: 401 });
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it('says of an expired token that it expired', async () => {
    const expired = await broker.token('seller-42', { ttlSeconds: -120 });
    const { status, body } = await broker.api('/api/me', { token: expired });
    expect([status, body]).toEqual([401, expect.objectContaining({ code: 'token_expired' })]);
  });

  it('follows a name that changed in the token', async () => {
    await broker.api('/api/me', { token: await broker.token('renamed', 'Before') });
    const after = await broker.api('/api/me', { token: await broker.token('renamed', 'After') });
    expect(after.body).toMatchObject({ name: 'After' });
  });
});

describe('GET /api/users/:id', () => {
  it('answers people the broker has met', async () => {
    await broker.api('/api/me', { token });
    const asker = await broker.token('buyer-7');
    const { status, body } = await broker.api('/api/users/seller-42', { token: asker });
    expect(status).toBe(200);
    expect(v.parse(User, body)).toMatchObject({ id: 'seller-42', name: 'Blue Door Motors' });
  });

  it('finds ids of any printable text', async () => {
    const id = 'مرحبا/ñ?#%20💬';
    await broker.api('/api/me', { token: await broker.token(id) });
    const { status, body } = await broker.api(`/api/users/${encodeURIComponent(id)}`, { token });
    expect([status, body]).toEqual([200, expect.objectContaining({ id })]);
  });

  it('does not find anybody else', async () => {
    for (const id of ['nobody', '__proto__', 'x'.repeat(129), '%00', 'a%0Ab', '%ED%A0%80x']) {
      const { status } = await broker.api(`/api/users/${id}`, { token });
      expect([400, 404]).toContain(status);
    }
  });

  it('wants a token', async () => {
    expect((await broker.api('/api/users/seller-42')).status).toBe(401);
  });
});

describe('POST /api/guests', () => {
  interface Guest {
    userId: string;
    token: string;
  }

  it('makes a new person with a token of a day', async () => {
    const { status, body } = await broker.api<Guest>('/api/guests', {
      json: { name: ' Visitor ' },
    });
    expect(status).toBe(201);
    const claims = decodeJwt(body.token);
    expect(claims).toMatchObject({ sub: body.userId, role: 'guest', name: 'Visitor' });
    expect(claims.exp! - claims.iat!).toBe(86_400);
    const me = await broker.api('/api/me', { token: body.token });
    expect(me.body).toMatchObject({ id: body.userId, name: 'Visitor' });
  });

  it('needs no name and no body, and never makes the same one twice', async () => {
    const [a, b] = await Promise.all([
      broker.api<Guest>('/api/guests', { method: 'POST' }),
      broker.api<Guest>('/api/guests', { json: {} }),
    ]);
    expect([a.status, b.status]).toEqual([201, 201]);
    expect(a.body.userId).not.toBe(b.body.userId);
  });

  it('shows of a name what can be seen', async () => {
    const { body } = await broker.api<Guest>('/api/guests', {
      json: { name: '\u202eBlue\u200b Door\u009b' },
    });
    const me = await broker.api('/api/me', { token: body.token });
    expect(me.body).toMatchObject({ name: 'Blue Door' });
    expect(decodeJwt(body.token)).toMatchObject({ name: 'Blue Door' });
  });

  it.each(['', '   ', 'x'.repeat(129), '\u001b[2J', '\u200b\u2066', 42, ['x'], { toString: 'x' }])(
    'refuses the name %j',
    async (name) => {
      const { status, body } = await broker.api('/api/guests', { json: { name } });
      expect([status, body]).toEqual([400, expect.objectContaining({ code: 'bad_request' })]);
    },
  );

  it('lets nobody choose who they are', async () => {
    const { body } = await broker.api<Guest>('/api/guests', {
      json: { userId: 'seller-42', sub: 'seller-42', role: 'service' },
    });
    expect(decodeJwt(body.token)).toMatchObject({ sub: body.userId, role: 'guest' });
    expect(body.userId).toMatch(/^guest-[0-9a-f-]{36}$/);
  });

  const DAY_SECONDS = 86_400;

  it('knows a guest again who was away for less than 30 days', async () => {
    const former = await broker.token('guest-of-spring', {
      role: 'guest',
      name: 'Visitor',
      ttlSeconds: -29 * DAY_SECONDS,
    });
    const { status, body } = await broker.api<Guest>('/api/guests', { token: former, json: {} });
    expect([status, body.userId]).toEqual([201, 'guest-of-spring']);
    expect(decodeJwt(body.token)).toMatchObject({ sub: 'guest-of-spring', role: 'guest' });
    expect((await broker.api('/api/me', { token: body.token })).body).toMatchObject({
      id: 'guest-of-spring',
      name: 'Visitor',
    });
    expect((await broker.api('/api/me', { token: former })).status).toBe(401);
  });

  it.each([
    ['was away for longer', { role: 'guest', ttlSeconds: -31 * DAY_SECONDS }],
    ['was never a guest', { role: 'user', ttlSeconds: -60 }],
    ['is a user now', { role: 'user', ttlSeconds: 60 }],
  ] as const)('makes a new person of one who %s', async (_what, claims) => {
    const token = await broker.token('somebody', claims);
    const { status, body } = await broker.api<Guest>('/api/guests', { token, json: {} });
    expect(status).toBe(201);
    expect(body.userId).toMatch(/^guest-/);
  });

  it('makes a new person of one whose token is forged', async () => {
    const former = await broker.token('guest-of-spring', { role: 'guest' });
    const [head, claims] = former.split('.');
    const { body } = await broker.api<Guest>('/api/guests', {
      token: `${head}.${claims}.${'A'.repeat(43)}`,
      json: {},
    });
    expect(body.userId).not.toBe('guest-of-spring');
  });
});

describe('POST /api/peers', () => {
  it('issues ids in the grammar of PeerJS, each time another', async () => {
    const issue = () => broker.api<{ peerId: string }>('/api/peers', { token, method: 'POST' });
    const [a, b] = await Promise.all([issue(), issue()]);
    expect([a.status, v.is(PeerId, a.body.peerId)]).toEqual([201, true]);
    expect(a.body.peerId).not.toBe(b.body.peerId);
  });

  it('wants a token', async () => {
    expect((await broker.api('/api/peers', { method: 'POST' })).status).toBe(401);
  });
});
