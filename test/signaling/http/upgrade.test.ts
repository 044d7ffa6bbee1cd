import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE_CODES, SUBPROTOCOL } from '../../../src/protocol/index.js';
import { connectPeer } from '../../support/broker/connect-peer.js';
import { knock } from '../../support/knock.js';
import { sendRaw } from '../../support/raw-http.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

const SITE = 'https://shop.example.com';

let broker: BrokerHandle;
let token: string;
let app: string;
beforeAll(async () => {
  broker = await startBroker({ ALLOWED_ORIGINS: SITE });
  token = await broker.token('seller-42', 'Blue Door Motors');
  app = `${broker.url.replace('http', 'ws')}/api/messages/ws`;
});
afterAll(() => broker.close());

const opened: WebSocket[] = [];
afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});

function open(address: string, protocols: string[] = [], headers = {}): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, protocols, { headers });
    opened.push(socket);
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.once('open', () => resolve(socket));
  });
}

/** Resolves once the broker has taken the socket's word that it is a device. */
async function hello(socket: WebSocket): Promise<unknown> {
  const answer = new Promise<Buffer>((resolve) => socket.once('message', resolve));
  socket.send(JSON.stringify({ type: 'hello', deviceId: '018f4e3a-0000-7000-8000-000000000001' }));
  return JSON.parse((await answer).toString());
}

describe('the app socket takes the token', () => {
  it('from the header', async () => {
    const socket = await open(app, [], { authorization: `Bearer ${token}` });
    expect(await hello(socket)).toMatchObject({ type: 'welcome', user: { id: 'seller-42' } });
  });

  it('from the address', async () => {
    const socket = await open(`${app}?token=${token}`, [SUBPROTOCOL]);
    expect(socket.protocol).toBe(SUBPROTOCOL);
    expect(await hello(socket)).toMatchObject({ type: 'welcome' });
  });

  it('from the subprotocols, and does not send it back', async () => {
    for (const carried of [token, `bearer.${token}`]) {
      const socket = await open(app, [carried, SUBPROTOCOL]);
      expect(socket.protocol).toBe(SUBPROTOCOL);
    }
  });

  it('from subprotocols that name no version, with the answer browsers insist on', async () => {
    const socket = await open(app, [token]);
    expect(socket.protocol).toBe(token);
  });
});

describe('the app socket refuses, so that a browser can tell why,', () => {
  const refused = (reason: keyof typeof CLOSE_CODES, code: string) => ({
    code: CLOSE_CODES[reason].code,
    reason,
    frames: [{ type: 'error', code }],
  });

  it('nobody in particular', async () => {
    expect(await knock(app)).toMatchObject(refused('unauthorized', 'unauthorized'));
    expect(await knock(`${app}?token=`)).toMatchObject(refused('unauthorized', 'unauthorized'));
    expect(await knock(`${app}?token=a.b.c`)).toMatchObject(
      refused('unauthorized', 'unauthorized'),
    );
  });

  it('an expired token', async () => {
    const expired = await broker.token('seller-42', { ttlSeconds: -120 });
    expect(await knock(app, [SUBPROTOCOL, expired])).toMatchObject(
      refused('tokenExpired', 'token_expired'),
    );
  });

  it('two different tokens', async () => {
    const other = await broker.token('buyer-7');
    expect(await knock(`${app}?token=${token}`, [SUBPROTOCOL, other])).toMatchObject(
      refused('unauthorized', 'unauthorized'),
    );
  });

  it('a repeated parameter', async () => {
    for (const query of [`token=${token}&token=${token}`, `token=${token}&x=1&%78=2`]) {
      expect(await knock(`${app}?${query}`)).toMatchObject(refused('badFrame', 'bad_request'));
    }
  });

  it('a version it does not speak', async () => {
    expect(await knock(app, ['deskbell.v2', token])).toMatchObject({
      code: CLOSE_CODES.versionNotSupported.code,
      protocol: 'deskbell.v2',
    });
    expect((await open(app, ['deskbell.v2', SUBPROTOCOL, token])).protocol).toBe(SUBPROTOCOL);
  });

  it.each([
    'null',
    'http://shop.example.com',
    'https://shop.example.com:8443',
    'https://shop.example.com.evil.example',
    'https://evilshop.example.com',
    'chrome-extension://shop.example.com',
  ])('pages of %s', async (origin) => {
    expect(await knock(app, [SUBPROTOCOL, token], { headers: { origin } })).toMatchObject(
      refused('originNotAllowed', 'origin_not_allowed'),
    );
  });

  it('not its own pages, nor those of the site', async () => {
    for (const origin of [SITE, broker.url]) await open(app, [token], { origin });
  });
});

describe('any other upgrade', () => {
  it.each([
    '/',
    '/api/messages/ws/',
    '/api/messages/wsx',
    '/peerjs/',
    '/peerjs/id',
    '/API/messages/ws',
    '//peerjs',
    '/constructor',
    '/%70eerjs',
  ])('of %s is 404', async (path) => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(broker.url + path, {
        headers: { connection: 'Upgrade', upgrade: 'websocket' },
      });
      request.on('response', (response) => resolve(response.statusCode));
      request.on('error', reject);
      request.end();
    });
    expect(status).toBe(404);
  });

  it('that is no honest handshake is 4xx', async () => {
    const line = `GET /api/messages/ws?token=${token} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n`;
    for (const rest of [
      'Upgrade: h2c\r\n\r\n',
      'Upgrade: websocket\r\n\r\n',
      'Upgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n\r\n',
      'Upgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 99\r\n\r\n',
    ]) {
      expect(await sendRaw(broker.url, line + rest)).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
    expect((await broker.api('/healthz')).status).toBe(200);
  });
});

describe('the peer socket', () => {
  const peer = (query: Record<string, string>) =>
    `${broker.url.replace('http', 'ws')}/peerjs?${new URLSearchParams(query)}`;
  const issue = async (of = token) =>
    (await broker.api<{ peerId: string }>('/api/peers', { method: 'POST', token: of })).body.peerId;
  const refused = {
    code: CLOSE_CODES.unauthorized.code,
    frames: [{ type: 'ERROR', payload: { msg: 'unauthorized' } }],
  };

  it('opens for an id with the token of its person', async () => {
    const socket = new WebSocket(peer({ key: 'peerjs', id: await issue(), token }));
    opened.push(socket);
    const frame = await new Promise<Buffer>((resolve) => socket.once('message', resolve));
    expect(JSON.parse(frame.toString())).toEqual({ type: 'OPEN' });
  });

  it('refuses anybody else’s id, one made up, and none', async () => {
    const id = await issue(await broker.token('buyer-7'));
    expect(await knock(peer({ key: 'peerjs', id, token }))).toMatchObject(refused);
    expect(await knock(peer({ key: 'peerjs', id: 'seller-42', token }))).toMatchObject(refused);
    expect(await knock(peer({ key: 'peerjs', token }))).toMatchObject(refused);
  });

  it('refuses another key and no token', async () => {
    const id = await issue();
    expect(await knock(peer({ key: 'other', id, token }))).toMatchObject(refused);
    expect(await knock(peer({ key: 'peerjs', id }))).toMatchObject(refused);
  });

  it('refuses a second id behind the first', async () => {
    const [mine, theirs] = [await issue(), await issue(await broker.token('buyer-7'))];
    const address = peer({ key: 'peerjs', id: mine, token });
    expect(await knock(`${address}&id=${theirs}`)).toMatchObject({
      code: CLOSE_CODES.badFrame.code,
    });
  });
});

describe('sockets are limited', () => {
  it('per person', async () => {
    const limited = await startBroker({ RATE_LIMITS: 'on', RATE_LIMIT_SOCKETS: '2' });
    const mine = await limited.token('a');
    const address = `${limited.url.replace('http', 'ws')}/api/messages/ws`;
    const first = await open(address, [mine]);
    await open(address, [mine]);
    expect(await knock(address, [mine])).toMatchObject({
      code: CLOSE_CODES.tryAgainLater.code,
      frames: [{ type: 'error', code: 'rate_limited', retryAfterMs: 30_000 }],
    });
    await open(address, [await limited.token('b')]);
    const closed = new Promise((resolve) => first.once('close', resolve));
    first.close();
    await closed;
    await open(address, [mine]);
    await limited.close();
  });

  it('per address', async () => {
    const limited = await startBroker({ RATE_LIMITS: 'on', RATE_LIMIT_ADDRESS_SOCKETS: '1' });
    const address = `${limited.url.replace('http', 'ws')}/api/messages/ws`;
    await open(address, [await limited.token('a')]);
    expect(await knock(address, [await limited.token('b')])).toMatchObject({
      code: CLOSE_CODES.tryAgainLater.code,
    });
    await limited.close();
  });
});

describe('a frame in more pieces than anybody makes', () => {
  it.each(['app', 'PeerJS'])('ends its socket: %s', async (kind) => {
    const peer = async () => (await connectPeer(broker, token)).socket;
    const socket = kind === 'app' ? await open(app, [token]) : await peer();
    opened.push(socket);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    for (let i = 0; i < 40; i++) socket.send('x', { fin: false });
    expect(await closed).toBe(1008);
  });
});

describe('secrets in rotation', () => {
  it('let in tokens of each, on sockets and requests', async () => {
    const [older, newer] = [
      'the older secret with 32 bytes or more',
      'the newer secret with 32 bytes or more',
    ];
    const before = await startBroker({ AUTH_SECRET: older });
    const signedBefore = await before.token('a');
    await before.close();
    const after = await startBroker({ AUTH_SECRET: `${newer},${older}` });
    expect((await after.api('/api/me', { token: signedBefore })).status).toBe(200);
    await open(`${after.url.replace('http', 'ws')}/api/messages/ws`, [signedBefore]);
    expect((await after.api('/api/me', { token: await after.token('a') })).status).toBe(200);
    await after.close();
  });
});
