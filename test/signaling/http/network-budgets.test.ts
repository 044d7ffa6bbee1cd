import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { CLOSE_CODES, type BrokerFrame } from '../../../src/protocol/index.js';
import { connectPeer } from '../../support/broker/connect-peer.js';
import { startBroker, type BrokerHandle, type Environment } from '../../support/start-broker.js';

const OFFICE = '203.0.113.7';
const HOME = '2001:db8:0:1::7';

let broker: BrokerHandle;
afterEach(() => broker.close());

async function start(env: Environment): Promise<void> {
  broker = await startBroker({ RATE_LIMITS: 'on', TRUSTED_PROXIES: '127.0.0.0/8', ...env });
}

/** Asks as this person from that address. */
async function ask(sub: string, path: string, json: object, from = OFFICE) {
  const token = await broker.token(sub);
  const headers = { 'x-forwarded-for': from };
  return broker.api<{ id: string }>(`/api${path}`, { token, json, headers });
}

async function talkOf(sub: string, from = HOME): Promise<string> {
  const { body } = await ask(sub, '/conversations', { userId: `friend-of-${sub}` }, from);
  return body.id;
}

/** What everybody may do twice from one address. */
const ACTS: Record<string, (sub: string, from?: string) => Promise<{ status: number }>> = {
  CONVERSATIONS: (sub, from) => ask(sub, '/conversations', { userId: randomUUID() }, from),
  MESSAGES: async (sub, from) => {
    const message = { id: randomUUID(), text: 'hello' };
    return ask(sub, `/conversations/${await talkOf(sub)}/messages`, message, from);
  },
  UPLOADS: async (sub, from) => {
    const upload = { id: randomUUID(), conversationId: await talkOf(sub), name: 'a', size: 1 };
    return ask(sub, '/uploads', upload, from);
  },
  CALLS: async (sub, from) => {
    const call = { conversationId: await talkOf(sub), calleeId: `friend-of-${sub}`, type: 'VOICE' };
    return ask(sub, '/calls', call, from);
  },
};

describe('the budget of an address', () => {
  it.each(Object.entries(ACTS))(
    'for %s is that of everybody behind it, and of nobody else',
    async (what, act) => {
      await start({ [`RATE_LIMIT_ADDRESS_${what}`]: '2/1m' });
      for (const sub of ['ann', 'ben']) expect((await act(sub)).status).toBeLessThan(300);
      const refused = (await act('cat')) as Awaited<ReturnType<typeof ask>>;
      expect([refused.status, refused.body]).toEqual([
        429,
        expect.objectContaining({ code: 'rate_limited', retryAfterMs: expect.any(Number) }),
      ]);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await act('cat', '198.51.100.1')).status).toBeLessThan(300);
    },
  );

  it('is not used up by one person who is over their own', async () => {
    await start({ RATE_LIMIT_ADDRESS_MESSAGES: '3/1m', RATE_LIMIT_MESSAGES: '1/1m' });
    const act = ACTS['MESSAGES']!;
    await act('ann');
    for (let i = 0; i < 5; i++) expect((await act('ann')).status).toBe(429);
    for (const sub of ['ben', 'cat']) expect((await act(sub)).status).toBeLessThan(300);
  });

  it('is not used up by the requests and sockets of one person that are refused', async () => {
    await start({ RATE_LIMIT_ADDRESS_REQUESTS: '6/1m', RATE_LIMIT_REQUESTS: '2/1m' });
    const me = async (sub: string) => {
      const headers = { 'x-forwarded-for': OFFICE };
      return (await broker.api('/api/me', { token: await broker.token(sub), headers })).status;
    };
    await me('ann');
    for (let i = 0; i < 5; i++) {
      await me('ann');
      const { closed } = await listen('ann', OFFICE);
      expect((await closed)[0]).toBe(CLOSE_CODES.tryAgainLater.code);
    }
    expect(await me('ann')).toBe(429);
    for (const sub of ['ben', 'cat']) expect(await me(sub)).toBe(200);
    await isOpen('dan');
  });

  it('for bytes of files is that of everybody behind it, and each has their own', async () => {
    await start({ RATE_LIMIT_UPLOAD_BYTES: '6/1h', RATE_LIMIT_ADDRESS_UPLOAD_BYTES: '10/1h' });
    const send = async (sub: string) => {
      const id = randomUUID();
      const upload = { id, conversationId: await talkOf(sub), name: 'a', size: 5 };
      await ask(sub, '/uploads', upload);
      const headers = {
        'x-forwarded-for': OFFICE,
        'content-type': 'application/octet-stream',
        'upload-offset': '0',
      };
      const token = await broker.token(sub);
      const init = { token, method: 'PATCH', headers, body: 'hello' };
      return (await broker.api(`/api/uploads/${id}`, init)).status;
    };
    expect(await send('ann')).toBe(200);
    expect(await send('ann')).toBe(429);
    expect(await send('ben')).toBe(200);
    expect(await send('cat')).toBe(429);
  });

  it('is not filled by sockets of one person who is told to go and stays', async () => {
    await start({ RATE_LIMIT_ADDRESS_SOCKETS: '3', RATE_LIMIT_SOCKETS: '1' });
    await listen('ann', OFFICE);
    const stubborn = [];
    for (let i = 0; i < 5; i++) stubborn.push(await knockAndStay('ann'));
    await isOpen('ben');
    for (const socket of stubborn) socket.destroy();
  });

  it('for frames is not used up by all the sockets of one person', async () => {
    await start({ RATE_LIMIT_ADDRESS_FRAMES: '100/1m', RATE_LIMIT_PERSON_FRAMES: '60/1m' });
    const [one, two] = [await listen('ann', OFFICE), await listen('ann', OFFICE)];
    const peer = await connectPeer(broker, await broker.token('ann'), { from: OFFICE });
    for (const { socket } of [one, two]) {
      for (let i = 0; i < 50; i++) socket.send('{"type":"pong"}');
    }
    const [code, frames] = await Promise.race([one.closed, two.closed]);
    expect(code).toBe(CLOSE_CODES.tooManyFrames.code);
    const told = frames.find(({ type }) => type === 'error');
    expect(told).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
    peer.send({ type: 'HEARTBEAT' });
    expect(await peer.closed).toBe(CLOSE_CODES.tooManyFrames.code);
    const ben = await connectPeer(broker, await broker.token('ben'), { from: OFFICE });
    for (let i = 0; i < 35; i++) ben.send({ type: 'HEARTBEAT' });
    await ben.settled();
  });

  it('for frames is that of all its sockets, and is told before they are closed', async () => {
    await start({ RATE_LIMIT_ADDRESS_FRAMES: '40/1m' });
    const [one, two] = [await listen('ann'), await listen('ben')];
    for (let i = 0; i < 25; i++) one.socket.send('{"type":"pong"}');
    for (let i = 0; i < 25; i++) two.socket.send('{"type":"pong"}');
    // One of the two was the one too many.
    const [code, frames] = await Promise.race([one.closed, two.closed]);
    expect(code).toBe(CLOSE_CODES.tooManyFrames.code);
    const told = frames.find(({ type }) => type === 'error');
    expect(told).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
    one.socket.terminate();
    two.socket.terminate();
  });

  it('for frames counts what PeerJS’s sockets say, and what they say alone', async () => {
    await start({ RATE_LIMIT_ADDRESS_FRAMES: '40/1m' });
    const join = async (sub: string, from: string) =>
      connectPeer(broker, await broker.token(sub), { from });
    const office = [await join('ann', OFFICE), await join('ben', OFFICE)] as const;
    const elsewhere = await join('cat', HOME);
    for (const peer of office) for (let i = 0; i < 41; i++) peer.send({ type: 'HEARTBEAT' });
    for (const peer of office) expect(await peer.closed).toBe(CLOSE_CODES.tooManyFrames.code);
    await elsewhere.settled();
    const app = await listen('dan', OFFICE);
    expect((await app.closed)[0]).toBe(CLOSE_CODES.tooManyFrames.code);
  });
});

/** This person’s socket from the office is let in, and stays. */
async function isOpen(sub: string): Promise<void> {
  const { socket } = await listen(sub, OFFICE);
  socket.ping();
  await once(socket, 'pong');
}

/** A socket of this person from the office that hears what it is told, and never says goodbye. */
async function knockAndStay(sub: string): Promise<Socket> {
  const { hostname, port } = new URL(broker.url);
  const socket = connect(Number(port), hostname);
  socket.write(
    `GET /api/messages/ws?token=${await broker.token(sub)} HTTP/1.1\r\nHost: ${hostname}\r\n` +
      `X-Forwarded-For: ${OFFICE}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  await once(socket, 'data');
  return socket;
}

async function listen(
  sub: string,
  from?: string,
): Promise<{ socket: WebSocket; closed: Promise<[number, BrokerFrame[]]> }> {
  const socket = await broker.socket(await broker.token(sub), from);
  const frames: BrokerFrame[] = [];
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString()) as BrokerFrame);
  });
  const closed = new Promise<[number, BrokerFrame[]]>((resolve) => {
    socket.once('close', (code) => resolve([code, frames]));
  });
  socket.send(JSON.stringify({ type: 'hello', deviceId: randomUUID() }));
  return { socket, closed };
}
