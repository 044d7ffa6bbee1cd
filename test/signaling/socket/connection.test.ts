import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { CLOSE_CODES } from '../../../src/protocol/index.js';
import { accept, ring } from '../../support/broker/calls.js';
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
      const sent = domain.messages.send(actorOf('a'), id, draft());
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
    await start({ times: { sockets: { heartbeatMs: 50, silenceMs: 600 } } });
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
    const device = await domain.dial('a', { expiresAt: Date.now() / 1000 + 0.1 });
    expect((await device.closed).code).toBe(codeOf('tokenExpired'));
  });

  it('is replaced by a newer one of the same device, which alone is heard', async () => {
    await start();
    const { id } = await domain.introduce('a', 'b');
    const deviceId = randomUUID();
    const old = await domain.connect('b', { deviceId });
    const young = await domain.connect('b', { deviceId });
    expect((await old.closed).code).toBe(codeOf('replaced'));
    const { message } = await domain.messages.send(actorOf('a'), id, draft());
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
    const callId = ring(a, id, 'b');
    await b.next('call_request');
    accept(b, callId);
    await a.next('call_accept');
    b.send({ type: 'call_hold', callId });
    await a.next('call_hold');
    a.send({ type: 'call_end', callId });
    expect(await b.next('call_end')).toMatchObject({ reason: 'hangup' });
    expect([...a.all('error'), ...b.all('call_hold'), ...b.all('error')]).toEqual([]);
  });

  it('says hello once', async () => {
    await start();
    const device = await domain.connect('a');
    device.send({ type: 'hello', deviceId: randomUUID() });
    expect(await device.next('error')).toMatchObject({ code: 'conflict' });
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
