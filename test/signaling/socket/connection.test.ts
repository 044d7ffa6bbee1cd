import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { CLOSE_CODES, LIMITS } from '../../../src/protocol/index.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

let domain: TestDomain;
async function start(...settings: Parameters<typeof startDomain>): Promise<TestDomain> {
  return (domain = await startDomain(...settings));
}
afterEach(() => domain.close());
const codeOf = (name: keyof typeof CLOSE_CODES) => CLOSE_CODES[name].code;

describe('an app socket', () => {
  it('is welcomed by name, with the time and its device', async () => {
    await start();
    const device = await domain.dial('buyer-7');
    expect(await device.greet()).toMatchObject({
      user: { id: 'buyer-7', name: 'Name of buyer-7', online: true },
      deviceId: device.deviceId,
      calls: [],
    });
    expect(device.heard[0]!.type).toBe('welcome');
  });

  it('hears what happens while it is being welcomed, after the welcome', async () => {
    await start();
    const { id } = await domain.introduce('a', 'b');
    for (let i = 0; i < 20; i++) {
      const device = await domain.dial('b');
      const sent = domain.delivery.send(actorOf('a'), id, draft());
      device.send({ type: 'hello', deviceId: device.deviceId });
      const [{ message }] = await Promise.all([sent, device.next('welcome')]);
      await device.settle();
      expect(device.heard[0]!.type).toBe('welcome');
      const heard = device.all('message').some((frame) => frame.message.id === message.id);
      const known = await domain.delivery.conversation(actorOf('b'), id);
      expect(heard || known.lastSeq >= message.seq).toBe(true);
      await device.close();
    }
  });

  it('is refused everything before hello, without being closed', async () => {
    await start();
    const device = await domain.dial('a');
    device.send({ type: 'typing', conversationId: randomUUID(), active: true });
    expect(await device.next('error')).toMatchObject({ code: 'unauthorized' });
    await device.greet();
  });

  it('is closed when it does not say hello', async () => {
    await start({ times: { sockets: { helloMs: 30 } } });
    const device = await domain.dial('a');
    expect((await device.closed).code).toBe(codeOf('silent'));
  });

  it('is kept while it answers pings and closed when it does not', async () => {
    await start({ times: { sockets: { heartbeatMs: 20, silenceMs: 90 } } });
    const [alive, dead] = await Promise.all([
      domain.connect('a'),
      domain.connect('b', { answersPings: false }),
    ]);
    expect((await dead.closed).code).toBe(codeOf('silent'));
    for (let i = 0; i < 8; i++) await alive.next('ping');
    await alive.settle();
    expect(domain.hub.size).toBe(1);
  });

  it('is closed when its token has run out', async () => {
    await start({ times: { sockets: { expiryGraceMs: 20 } } });
    const device = await domain.connect('a', { expiresAt: Date.now() / 1000 + 0.1 });
    expect((await device.closed).code).toBe(codeOf('tokenExpired'));
  });

  it('is replaced by a newer one of the same device, which alone is heard', async () => {
    await start();
    const { id } = await domain.introduce('a', 'b');
    const deviceId = randomUUID();
    const old = await domain.connect('b', { deviceId });
    const young = await domain.connect('b', { deviceId });
    expect((await old.closed).code).toBe(codeOf('replaced'));
    const { message } = await domain.delivery.send(actorOf('a'), id, draft());
    expect((await young.next('message')).message).toEqual(message);
    expect(await domain.presence.of('b')).toMatchObject({ online: true });
  });

  it('is not taken for that of another person with the same device id', async () => {
    await start();
    const { id } = await domain.introduce('a', 'b');
    const deviceId = randomUUID();
    const [a, b] = [
      await domain.connect('a', { deviceId }),
      await domain.connect('b', { deviceId }),
    ];
    a.send({ type: 'message_send', conversationId: id, message: draft() });
    expect((await b.next('message')).message).toEqual((await a.next('message_ack')).message);
  });

  it('says hello once', async () => {
    await start();
    const device = await domain.connect('a');
    device.send({ type: 'hello', deviceId: randomUUID() });
    expect(await device.next('error')).toMatchObject({ code: 'conflict' });
  });
});

describe('bad frames', () => {
  it.each([
    ['half an object', '{', 'invalid_json'],
    ['null', 'null', 'invalid_frame'],
    ['a number', '1', 'invalid_frame'],
    ['a list', '[]', 'invalid_frame'],
    ['no type', '{"type":null}', 'invalid_frame'],
    ['wrong members', '{"type":"typing","conversationId":"x","active":true}', 'invalid_frame'],
    ['deep nesting', '['.repeat(60_000), 'too_deep'],
    ['bytes instead of text', Buffer.from('{"type":"pong"}'), 'invalid_frame'],
  ])('with %s are answered by a code', async (_name, frame, code) => {
    await start();
    const device = await domain.connect('a');
    device.socket.send(frame);
    expect(await device.next('error')).toEqual({ type: 'error', code });
    const bad = domain.log.filter(({ message }) => message === 'bad frame');
    expect(bad).toEqual([{ level: 'info', message: 'bad frame', details: { userId: 'a', code } }]);
  });

  it('name the message or call they were about', async () => {
    await start();
    const device = await domain.connect('a');
    const ref = randomUUID();
    device.socket.send(JSON.stringify({ type: 'call_accept', callId: ref }));
    expect(await device.next('error')).toMatchObject({ code: 'invalid_frame', ref });
  });

  it('of unknown types are ignored, however many', async () => {
    await start();
    const device = await domain.connect('a');
    for (const type of ['constructor', '__proto__', 'toString', 'from_the_future']) {
      for (let i = 0; i < 50; i++) device.socket.send(`{"type":"${type}"}`);
    }
    await device.settle();
    expect(device.all('error')).toEqual([]);
  });

  it('are forgiven twenty times', async () => {
    await start();
    const device = await domain.connect('a');
    for (let i = 0; i < 20; i++) device.socket.send('{');
    await device.settle();
    device.socket.send('{');
    expect((await device.closed).code).toBe(codeOf('badFrame'));
    expect(device.all('error')).toHaveLength(21);
  });

  it('are taken at the limit of size and refused one byte above it', async () => {
    await start();
    const device = await domain.connect('a');
    const padded = (bytes: number) => {
      const frame = (pad: string) => `{"type":"pong","pad":"${pad}"}`;
      return frame('x'.repeat(bytes - frame('').length));
    };
    device.socket.send(padded(LIMITS.frameBytes));
    await device.settle();
    expect(device.all('error')).toEqual([]);
    device.socket.send(padded(LIMITS.frameBytes + 1));
    expect(await device.next('error')).toMatchObject({ code: 'frame_too_large' });
    expect((await device.closed).code).toBe(codeOf('frameTooLarge'));
  });

  it('that break the WebSocket protocol end their socket only', async () => {
    await start();
    const other = await domain.connect('b');
    const reservedOpcode = Buffer.from([0x83, 0x80, 0, 0, 0, 0]);
    const unmasked = Buffer.from([0x81, 0x02, 0x7b, 0x7d]);
    const notUtf8 = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff]);
    for (const bytes of [reservedOpcode, unmasked, notUtf8]) {
      const device = await domain.connect('a');
      device.socket.once('close', () => {});
      rawSocketOf(device.socket).write(bytes);
      await device.closed;
    }
    const huge = await domain.connect('a');
    huge.socket.send('x'.repeat(1024 * 1024));
    expect([1009, codeOf('frameTooLarge')]).toContain((await huge.closed).code);
    await other.settle();
    expect(domain.hub.size).toBe(1);
  });
});

describe('floods', () => {
  const rate = (points: number) => ({ points, windowMs: 60_000 });
  const rateLimits = {
    messages: rate(5),
    calls: rate(2),
    conversations: rate(3),
    frames: rate(200),
  };

  it('of frames close the socket', async () => {
    await start({ rateLimits });
    const device = await domain.connect('a');
    for (let i = 0; i < 300; i++) device.send({ type: 'pong' });
    expect((await device.closed).code).toBe(codeOf('tooManyFrames'));
  });

  it('of pings close the socket', async () => {
    await start({ rateLimits });
    const [device, other] = await Promise.all([domain.connect('a'), domain.connect('b')]);
    for (let i = 0; i < 10_000; i++) device.socket.ping();
    // The close frame may be lost behind the flood; the broker knows why it closed.
    await device.closed;
    expect(domain.log).toMatchObject([{ details: { userId: 'a', reason: 'tooManyFrames' } }]);
    await other.settle();
  });

  it('of messages are refused with the time to wait, and leave others alone', async () => {
    await start({ rateLimits });
    const { id: conversationId } = await domain.introduce('a', 'b');
    const [a, b] = await Promise.all([domain.connect('a'), domain.connect('b')]);
    const drafts = Array.from({ length: 6 }, draft);
    for (const message of drafts) a.send({ type: 'message_send', conversationId, message });
    const error = await a.next('error');
    expect(error).toMatchObject({ code: 'rate_limited', ref: drafts[5]!.id });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(error.retryAfterMs).toBeLessThanOrEqual(60_000);
    b.send({ type: 'message_send', conversationId, message: draft() });
    expect((await b.next('message_ack')).message.seq).toBe(6);
  });

  it('of calls and conversations are refused', async () => {
    await start({ rateLimits });
    const { id: conversationId } = await domain.introduce('a', 'b');
    const call = () =>
      domain.ringing.start(actorOf('a'), { conversationId, calleeId: 'b', type: 'VOICE' });
    await call();
    await call();
    await expect(call()).rejects.toMatchObject({ code: 'rate_limited' });
    const open = (userId: string) => domain.delivery.openConversation(actorOf('a'), { userId });
    await open('c');
    await open('d');
    await expect(open('e')).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(open('b')).resolves.toMatchObject({ created: false });
  });

  it('of typing are quietly thinned', async () => {
    await start({ rateLimits });
    const { id: conversationId } = await domain.introduce('a', 'b');
    const [a, b] = await Promise.all([domain.connect('a'), domain.connect('b')]);
    for (let i = 0; i < 50; i++) a.send({ type: 'typing', conversationId, active: true });
    await a.settle();
    await b.settle();
    expect(b.all('typing')).toHaveLength(10);
    expect(a.all('error')).toEqual([]);
  });
});

describe('a slow reader', () => {
  it('is closed, loses nothing on return, and slows nobody down', async () => {
    await start();
    const { id } = await domain.introduce('a', 'b');
    const deviceId = randomUUID();
    const [slow, quick] = await Promise.all([
      domain.connect('b', { deviceId }),
      domain.connect('b'),
    ]);
    slow.socket.pause();
    const text = 'x'.repeat(8_000);
    const count = 3_000;
    for (let sent = 0; sent < count; sent += 100) {
      await Promise.all(
        Array.from({ length: 100 }, () => domain.delivery.send(actorOf('a'), id, draft(text))),
      );
    }
    await quick.next('message', ({ message }) => message.seq === count);
    expect(domain.hub.size).toBe(1);
    const closed = domain.log.filter(({ message }) => message === 'socket closed');
    expect(closed).toMatchObject([{ details: { userId: 'b', reason: 'tooSlow' } }]);
    slow.socket.resume();
    await slow.closed;
    const known = Math.max(0, ...slow.all('message').map(({ message }) => message.seq));
    expect(known).toBeLessThan(count);
    const { receipts, messages } = await domain.delivery.changes(actorOf('b'), id, {
      after: known,
      limit: count,
    });
    expect(receipts).toEqual([]);
    expect(messages).toHaveLength(count - known);
  });
});

describe('a planned stop', () => {
  it('closes every socket with “restart”, after what was begun is stored and acknowledged', async () => {
    await start();
    const { id: conversationId } = await domain.introduce('a', 'b');
    const [a, b] = await Promise.all([domain.connect('a'), domain.connect('b')]);
    await a.settle();
    const writes = Array.from({ length: 50 }, () => {
      const message = draft();
      a.send({ type: 'message_send', conversationId, message });
      return message;
    });
    await a.next('message_ack');
    await domain.stop();
    expect((await a.closed).code).toBe(codeOf('restart'));
    expect((await b.closed).code).toBe(codeOf('restart'));
    const again = await startDomain({ databaseFile: domain.databaseFile });
    const { items } = await again.delivery.messages(actorOf('b'), conversationId, { limit: 100 });
    const acked = a.all('message_ack').map(({ message }) => message);
    expect(items.reverse().slice(0, acked.length)).toEqual(acked);
    expect(items.length).toBeLessThanOrEqual(writes.length);
    expect(items.length).toBe(acked.length);
    expect(await again.presence.of('a')).toMatchObject({
      online: false,
      lastSeenAt: expect.any(String) as string,
    });
    await again.stop();
  });

  it('refuses sockets that come later', async () => {
    await start();
    const device = await domain.dial('a');
    const closing = domain.hub.close();
    const late = await domain.dial('b');
    expect((await late.closed).code).toBe(codeOf('restart'));
    await Promise.all([closing, device.closed]);
  });
});

describe('the log', () => {
  it('never holds what people write', async () => {
    await start();
    const { id: conversationId } = await domain.introduce('a', 'b');
    const device = await domain.connect('a');
    const secret = 'the-treasure-is-under-the-tree';
    device.send({ type: 'message_send', conversationId, message: draft(secret) });
    device.send({ type: 'message_send', conversationId: randomUUID(), message: draft(secret) });
    device.socket.send(`{"type":"message_send","message":{"text":"${secret}"}}`);
    device.socket.send(secret);
    await device.settle();
    expect(domain.log.length).toBeGreaterThan(2);
    expect(JSON.stringify(domain.log)).not.toContain(secret);
  });
});

function draft(text: unknown = 'hello') {
  return {
    id: randomUUID(),
    type: 'TEXT',
    text: typeof text === 'string' ? text : 'hello',
  } as const;
}

/** What lies under a client's WebSocket, to write what no client would. */
function rawSocketOf(socket: object): { write(bytes: Buffer): void } {
  return (socket as { _socket: { write(bytes: Buffer): void } })._socket;
}
