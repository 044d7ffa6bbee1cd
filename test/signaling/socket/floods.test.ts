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

describe('floods', () => {
  const rate = (points: number) => ({ points, windowMs: 60_000 });
  const rateLimits = {
    messages: rate(5),
    calls: rate(2),
    conversations: rate(3),
    uploads: rate(3),
    uploadBytes: rate(3),
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
    const [slow, quick] = await Promise.all([domain.connect('b'), domain.connect('b')]);
    slow.socket.pause();
    // As long as a text may be, and six times that in a frame: what the system keeps for a socket is
    // full sooner. It is given up to 40 MB.
    const text = '\u0001'.repeat(LIMITS.textBytes);
    let count = 0;
    const sayMore = async () => {
      const drafts = Array.from({ length: 20 }, () => draft(text));
      await Promise.all(drafts.map((each) => domain.messages.send(actorOf('a'), id, each)));
      count += drafts.length;
      await quick.next('message', ({ message }) => message.seq === count);
    };
    while (domain.hub.size === 2 && count < 800) await sayMore();
    expect(domain.hub.size).toBe(1);
    await sayMore();
    const closed = domain.log.filter(({ message }) => message === 'socket closed');
    expect(closed).toMatchObject([{ details: { userId: 'b', reason: 'tooSlow' } }]);
    slow.socket.resume();
    await slow.closed;
    const heard = slow.all('message').map(({ message }) => message.seq);
    expect(heard).toEqual(heard.map((_, index) => index + 1));
    const known = heard.length;
    expect(known).toBeLessThan(count);
    const { receipts, messages } = await domain.delivery.changes(actorOf('b'), id, {
      after: known,
      limit: count,
    });
    expect(receipts).toEqual([]);
    expect(messages).toHaveLength(count - known);
  });
});

function draft(text: unknown = 'hello') {
  return {
    id: randomUUID(),
    type: 'TEXT',
    text: typeof text === 'string' ? text : 'hello',
  } as const;
}
