import { createHmac, randomUUID } from 'node:crypto';
import { base64url } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLOSE_CODES, SUBPROTOCOL } from '../../../src/protocol/index.js';
import { connectDevice } from '../../support/broker/connect-device.js';
import { openWatchedMarket, type WatchedMarket } from '../../support/broker/watched-market.js';
import { knock } from '../../support/knock.js';
import { sendRaw } from '../../support/raw-http.js';
import { createUploadClient } from '../../support/upload-client.js';

/** Whoever found the address of the broker, and has no token for it. */
describe('an outsider', () => {
  let market: WatchedMarket;
  let app: string;
  let conversationId: string;
  let messageId: string;
  let callId: string;
  let link: string;

  beforeAll(async () => {
    market = await openWatchedMarket({
      ALLOWED_ORIGINS: 'https://shop.example.com',
      RATE_LIMITS: 'on',
      RATE_LIMIT_ADDRESS_REQUESTS: '600/1m',
      TRUSTED_PROXIES: '127.0.0.1',
    });
    app = `${market.broker.url.replace('http', 'ws')}/api/messages/ws`;
    ({ conversationId } = market);
    messageId = (await market.post({ type: 'TEXT', text: 'the key is under the mat' })).body.id;
    const json = { conversationId, calleeId: 'seller-42', type: 'VOICE' };
    const seller = await market.device('seller');
    callId = (await market.api<{ id: string }>('buyer', '/calls', { json })).body.id;
    await seller.close();
    const uploads = await createUploadClient(market.broker);
    const { body } = await uploads.upload(Buffer.from('a plan of the house'), 'plan.txt');
    link = body.file!.url!;
    expect(callId).toMatch(/^[0-9a-f-]{36}$/);
  });
  afterAll(() => market.close());

  /** Another address for each attempt but one: limits are tried at the end. */
  let addresses = 0;
  const from = (address = `203.0.113.${++addresses % 250}`) => ({ 'x-forwarded-for': address });

  it('finds every door closed, and cannot tell what is behind it', async () => {
    const someone = ['seller-42', 'nobody-at-all'];
    const talk = [conversationId, randomUUID()];
    const message = [messageId, randomUUID()];
    const call = [callId, randomUUID()];
    const doors: [method: string, path: string, ids?: readonly string[]][] = [
      ['GET', '/api/me'],
      ['POST', '/api/peers'],
      ['GET', '/api/ice-servers'],
      ['GET', '/api/conversations'],
      ['POST', '/api/conversations'],
      ['GET', '/api/search?q=key'],
      ['GET', '/api/calls'],
      ['POST', '/api/calls'],
      ['GET', '/api/users/:id', someone],
      ['POST', '/api/users/:id/block', someone],
      ['GET', '/api/conversations/:id', talk],
      ['PATCH', '/api/conversations/:id', talk],
      ['GET', '/api/conversations/:id/messages', talk],
      ['POST', '/api/conversations/:id/messages', talk],
      ['GET', '/api/conversations/:id/changes', talk],
      ['POST', '/api/conversations/:id/read', talk],
      ['PATCH', '/api/messages/:id', message],
      ['DELETE', '/api/messages/:id', message],
      ['PUT', '/api/messages/:id/reactions/x', message],
      ['POST', '/api/calls/:id/answer', call],
      ['POST', '/api/calls/:id/end', call],
      ['POST', '/api/calls/:id/decline', call],
    ];
    const answers = new Set<string>();
    for (const [method, path, ids = ['']] of doors) {
      for (const id of ids) {
        const answer = await market.broker.api(path.replace(':id', id), {
          method,
          headers: from(),
        });
        answers.add(`${answer.status} ${answer.text}`);
      }
    }
    expect([...answers]).toEqual([expect.stringMatching(/^401 .*"code":"unauthorized"/)]);
  });

  it('makes tokens, and none of them is believed', async () => {
    const nowS = Math.floor(Date.now() / 1000);
    const encode = (part: object) => base64url.encode(JSON.stringify(part));
    const claims = { sub: 'seller-42', iat: nowS, exp: nowS + 3600 };
    const make = (header: object, key: string, hash = 'sha256', body: object = claims) => {
      const signed = `${encode(header)}.${encode(body)}`;
      return `${signed}.${createHmac(hash, key).update(signed).digest('base64url')}`;
    };
    const [head, body, signature] = market.tokens.buyer.split('.');
    const tokens = [
      make({ alg: 'HS256' }, ''),
      make({ alg: 'HS256' }, 'secret'),
      make({ alg: 'HS512' }, 'secret', 'sha512'),
      `${encode({ alg: 'none' })}.${encode(claims)}.`,
      `${encode({ alg: 'None', typ: 'JWT' })}.${encode(claims)}.${signature}`,
      `${encode({ alg: 'HS256', jwk: { kty: 'oct', k: 'AAAA' } })}.${encode(claims)}.${signature}`,
      `${encode({ alg: 'HS256', kid: '../../dev/null' })}.${encode(claims)}.${signature}`,
      // The signature of an honest one, under other claims.
      `${head}.${encode(claims)}.${signature}`,
      `${head}.${body}.${signature!.slice(0, -2)}`,
      `${head}.${body}.`,
      'Bearer',
      'x'.repeat(9000),
    ];
    for (const token of tokens) {
      const answer = await market.broker.api('/api/me', { token, headers: from() });
      expect([answer.status, token]).toEqual([401, token]);
    }
  });

  it('opens sockets, from nowhere and from the page of another site', async () => {
    const stolen = market.tokens.buyer;
    const cases: [string[], Record<string, string>, keyof typeof CLOSE_CODES][] = [
      [[SUBPROTOCOL], {}, 'unauthorized'],
      [[SUBPROTOCOL, 'a.b.c'], {}, 'unauthorized'],
      // Even with a token that a careless site let slip, a page elsewhere gets no further.
      [[SUBPROTOCOL, stolen], { origin: 'https://evil.example' }, 'originNotAllowed'],
      [
        [SUBPROTOCOL, stolen],
        { origin: 'https://shop.example.com.evil.example' },
        'originNotAllowed',
      ],
      [[SUBPROTOCOL, stolen], { origin: 'null' }, 'originNotAllowed'],
    ];
    for (const [protocols, headers, reason] of cases) {
      const heard = await knock(app, protocols, { headers: { ...headers, ...from() } });
      expect(heard).toMatchObject({ code: CLOSE_CODES[reason].code, reason });
    }
  });

  it('tries to signal to a seller as if it were a PeerJS server of anybody’s', async () => {
    const user = await market.api<{ peerAddress: string }>('buyer', '/users/seller-42');
    const peers = market.broker.url.replace('http', 'ws');
    for (const id of ['me', user.body.peerAddress, randomUUID()]) {
      for (const token of ['', 'random', 'x.y.z']) {
        const query = new URLSearchParams({ key: 'peerjs', id, token });
        const heard = await knock(`${peers}/peerjs?${query}`, [], { headers: from() });
        expect(heard.code).toBe(CLOSE_CODES.unauthorized.code);
      }
    }
  });

  it('guesses at files, and bends a link that was meant for another', async () => {
    const url = new URL(link, market.broker.url);
    const ask = async (change: (bent: URL) => void) => {
      const bent = new URL(url);
      change(bent);
      return (await fetch(bent, { headers: from() })).status;
    };
    expect(await ask(() => {})).toBe(200);
    const bends: ((bent: URL) => void)[] = [
      (bent) => (bent.search = ''),
      (bent) => (bent.pathname = bent.pathname.replace(/[^/]+$/, randomUUID())),
      (bent) => (bent.pathname += '/thumbnail'),
      (bent) => bent.searchParams.forEach((value, key) => bent.searchParams.set(key, `${value}0`)),
      ...[...url.searchParams.keys()].flatMap((key) => [
        (bent: URL) => bent.searchParams.set(key, '9999999999'),
        (bent: URL) => bent.searchParams.delete(key),
      ]),
    ];
    for (const bend of bends) expect(await ask(bend)).toBeGreaterThanOrEqual(400);
  });

  it.each([
    '/../package.json',
    '/../../etc/passwd',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/chunks/..%5c..%5cpackage.json',
    '/chunks/%252e%252e/package.json',
    '/.env',
    '/.git/config',
    '/package.json',
    '/data/secret',
    '/secret',
    '/deskbell.db',
    '/demo.css%00.js',
    '//etc/passwd',
  ])('asks the pages for %s', async (path) => {
    const request = `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 198.51.100.${++addresses}\r\nConnection: close\r\n\r\n`;
    const answer = await sendRaw(market.broker.url, request);
    expect(answer).toMatch(/^HTTP\/1\.1 (400|403|404) /);
    expect(answer).not.toMatch(/"name": "deskbell"|root:|SQLite/);
  });

  it('asks for what the owner alone should see', async () => {
    for (const path of ['/metrics', '/api/dev-token?sub=seller-42', '/api/admin', '/admin']) {
      const { status, text } = await market.broker.api(path, { headers: from() });
      expect([path, status]).toEqual([path, 404]);
      expect(text).not.toContain('seller-42');
    }
  });

  it('knocks ever faster, is told when to come again, and shuts out nobody else', async () => {
    const knocks = await Promise.all(
      Array.from({ length: 700 }, (_, i) =>
        // Whoever stands before the proxy can claim what they like on the left.
        market.broker.api('/api/me', { headers: from(`192.0.2.${i % 200}, 198.51.100.77`) }),
      ),
    );
    const refused = knocks.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(100);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    const closed = await knock(app, [SUBPROTOCOL], { headers: from('198.51.100.77') });
    expect(closed.frames).toEqual([expect.objectContaining({ code: 'rate_limited' })]);
    const honest = await market.broker.api('/api/me', {
      token: market.tokens.buyer,
      headers: from('198.51.100.78'),
    });
    expect(honest.status).toBe(200);
  });

  it('has changed nothing, and the log tells of them without telling secrets', async () => {
    const { body } = await market.api<{ items: { type: string; text?: string }[] }>(
      'seller',
      `/conversations/${conversationId}/messages`,
      { headers: from() },
    );
    const texts = body.items.filter(({ type }) => type === 'TEXT').map(({ text }) => text);
    expect(texts).toEqual(['the key is under the mat']);
    const device = await connectDevice(market.broker, market.tokens.seller);
    await device.close();
    expect(market.failures()).toEqual([]);
    const logged = market.logged();
    expect(logged).toContain('"code":"unauthorized"');
    for (const secret of [market.tokens.buyer, 'under the mat', 'plan of the house']) {
      expect(logged).not.toContain(secret);
    }
  });
});
