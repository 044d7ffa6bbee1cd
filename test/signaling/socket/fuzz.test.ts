import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLOSE_CODES, isErrorCode } from '../../../src/protocol/index.js';
import { brokerFrames } from '../../../src/protocol/broker-frames.js';
import { decodeFrame } from '../../../src/protocol/codec.js';
import { FakeWebSocket } from '../../support/broker/fake-web-socket.js';
import { hostileFrames, type KnownIds } from '../../support/broker/hostile-frames.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

const FRAMES = 100_000;
const SEED = 20_260_102;
const CLOSES = new Set<number | undefined>(Object.values(CLOSE_CODES).map(({ code }) => code));

let domain: TestDomain;
let known: KnownIds;
beforeEach(async () => {
  domain = await startDomain();
  const { id: conversationId } = await domain.introduce('a', 'b');
  const messageId = randomUUID();
  const draft = { id: messageId, type: 'TEXT', text: 'hello' } as const;
  await domain.messages.send(actorOf('a'), conversationId, draft);
  const { id: callId } = await domain.ringing.start(actorOf('a'), {
    conversationId,
    calleeId: 'b',
    type: 'VOICE',
  });
  known = { conversationId, callId, messageId, userId: 'b' };
});
afterEach(() => domain.close());

/** Greeted, and replaced by another when the broker has had enough of it. */
function dialFake(userId: string): FakeWebSocket {
  const socket = new FakeWebSocket();
  domain.hub.accept(socket.asWebSocket(), actorOf(userId));
  socket.receive(JSON.stringify({ type: 'hello', deviceId: randomUUID() }));
  return socket;
}

/** Whatever came in, what goes out is ours. */
function check(socket: FakeWebSocket): void {
  for (const text of socket.sent) {
    const decoded = decodeFrame(brokerFrames, text);
    if (decoded.kind !== 'frame') throw new Error(`the broker said ${text.slice(0, 200)}`);
    if (decoded.frame.type === 'error') expect(isErrorCode(decoded.frame.code)).toBe(true);
  }
  if (socket.closeCode !== undefined) expect(CLOSES).toContain(socket.closeCode);
}

describe('the app socket', () => {
  it(`takes ${FRAMES.toLocaleString('en')} hostile frames and goes on serving others`, async () => {
    const honest = await domain.connect('b');
    // Many at once, so that each has time to be answered between two of its frames.
    const sockets = Array.from({ length: 40 }, (_, index) => dialFake(index % 2 ? 'b' : 'c'));
    let sent = 0;
    let closed = 0;
    for (let batch = 0; batch < FRAMES / 1_000; batch++) {
      const frames = fc.sample(hostileFrames(known), { numRuns: 1_000, seed: SEED + batch });
      for (const frame of frames) {
        const index = sent++ % sockets.length;
        if (sockets[index]!.readyState !== sockets[index]!.OPEN) {
          check(sockets[index]!);
          closed++;
          sockets[index] = dialFake(index % 2 ? 'b' : 'c');
        }
        sockets[index]!.receive(frame);
        if (index === 0) await turn();
      }
      await honest.settle();
    }
    sockets.forEach(check);
    const handled = domain.log.filter(({ message }) => message === 'frame refused');
    expect(handled.length).toBeGreaterThan(10_000);
    expect(sent).toBe(FRAMES);
    expect(closed).toBeGreaterThan(1_000);
    expect(domain.log.filter(({ level }) => level === 'error')).toEqual([]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const { items } = await domain.delivery.messages(actorOf('a'), known.conversationId, {
      limit: 100,
    });
    const seqs = items.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! - index));
  }, 120_000);

  it('does so through the network as well', async () => {
    const honest = await domain.connect('b');
    const frames = fc.sample(hostileFrames(known), { numRuns: 3_000, seed: SEED });
    let device = await domain.connect('stranger');
    for (const [index, frame] of frames.entries()) {
      if (device.socket.readyState !== device.socket.OPEN)
        device = await domain.connect('stranger');
      device.socket.send(frame);
      if (index % 10 === 0) await honest.settle();
    }
    await honest.settle();
    expect(domain.log.filter(({ level }) => level === 'error')).toEqual([]);
  }, 60_000);
});
