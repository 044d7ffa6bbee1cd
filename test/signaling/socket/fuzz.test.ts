import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLOSE_CODES, isErrorCode } from '../../../src/protocol/index.js';
import { clientFrames } from '../../../src/protocol/client-frames.js';
import { brokerFrames } from '../../../src/protocol/broker-frames.js';
import { decodeFrame } from '../../../src/protocol/codec.js';
import { answeredCall, callFramesOf } from '../../support/broker/calls.js';
import { FakeWebSocket } from '../../support/broker/fake-web-socket.js';
import { hostileFrames, type KnownIds } from '../../support/broker/hostile-frames.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';
import { heldBytes, MOST_GROWTH_BYTES } from '../../support/held-bytes.js';

const FRAMES = 100_000;
const SEED = 20_260_102;
const CLOSES = new Set<number | undefined>(Object.values(CLOSE_CODES).map(({ code }) => code));

/** What calls are made of, from the ring to the word on how they went. */
const CALL_FRAMES = [
  ...(['call_ringing', 'call_accept', 'call_reject', 'call_connected', 'call_end'] as const),
  ...(['call_rejoin', 'call_quality', 'call_hold', 'call_resume', 'call_description'] as const),
  ...(['call_candidate', 'call_media', 'call_ask', 'call_reply'] as const),
];
/** Those that the other device hears as they were said. */
const SIGNALS = CALL_FRAMES.slice(7);

let domain: TestDomain;
let known: KnownIds;
/** Of `a` and `b`, whose log is looked at; of `b` and `c`, who are both hostile; of two innocents. */
let talks: Record<'ab' | 'bc' | 'innocent', string>;
let innocents: [TestDevice, TestDevice];
let innocentCall: string;
beforeEach(async () => {
  domain = await startDomain();
  talks = {
    ab: (await domain.introduce('a', 'b')).id,
    bc: (await domain.introduce('c', 'b')).id,
    innocent: (await domain.introduce('caller', 'callee')).id,
  };
  innocents = [await domain.connect('caller'), await domain.connect('callee')];
  innocentCall = await answeredCall(...innocents, talks.innocent);
  const messageId = randomUUID();
  const draft = { id: messageId, type: 'TEXT', text: 'hello' } as const;
  await domain.messages.send(actorOf('a'), talks.ab, draft);
  known = {
    conversationIds: [talks.ab, talks.bc],
    callIds: [innocentCall],
    messageId,
    userId: 'b',
  };
});
afterEach(() => domain.close());

/** A call that rings the hostile, and one that two of them are in. */
async function call(): Promise<KnownIds> {
  // One whose device was cut off would keep out others for as long as it may come back.
  for (const userId of ['a', 'b', 'c']) await domain.ringing.endAll(actorOf(userId));
  const start = async (callerId: string, conversationId: string) => {
    const request = { conversationId, calleeId: 'b', type: 'VOICE' } as const;
    return domain.ringing.start(actorOf(callerId), request).then(
      ({ id }) => id,
      () => undefined,
    );
  };
  const talk = await start('c', talks.bc);
  if (talk !== undefined) await domain.ringing.accept(actorOf('b'), talk).catch(() => undefined);
  const rings = await start('a', talks.ab);
  const open = await domain.store.calls.open(['b']);
  const ids = [talk, rings, ...open.map(({ id }) => id)].filter((id) => id !== undefined);
  return { ...known, callIds: [...new Set([...known.callIds, ...ids])] };
}

/** What is said in the call of the innocent is heard there, and nothing else ever was. */
async function expectUnharmed(): Promise<void> {
  const [caller, callee] = innocents;
  const before = callFramesOf(callee);
  caller.send({ type: 'call_hold', callId: innocentCall });
  await callee.next('call_hold');
  callee.send({ type: 'call_end', callId: innocentCall });
  await caller.next('call_end');
  expect(before).toEqual(['call_request', 'call_accept']);
  expect(callFramesOf(caller)).toEqual(['call_started', 'call_accept', 'call_end']);
}

/** Greeted, and replaced by another when the broker has had enough of it. */
function dialFake(userId: string): FakeWebSocket {
  const socket = new FakeWebSocket();
  domain.hub.accept(socket.asWebSocket(), actorOf(userId));
  socket.receive(JSON.stringify({ type: 'hello', deviceId: randomUUID() }));
  return socket;
}

/** The type of a frame that can be read and is about a call that there is. */
function aboutCalls(frame: string | Buffer, { callIds }: KnownIds): string[] {
  const decoded = decodeFrame(clientFrames, String(frame));
  if (decoded.kind !== 'frame' || !('callId' in decoded.frame)) return [];
  return callIds.includes(decoded.frame.callId) ? [decoded.frame.type] : [];
}

/** How many frames of each type went out to the hostile. */
const passed = new Map<string, number>();
/** Whatever came in, what goes out is ours. */
function check(socket: FakeWebSocket): void {
  for (const text of socket.sent) {
    const decoded = decodeFrame(brokerFrames, text);
    if (decoded.kind !== 'frame') throw new Error(`the broker said ${text.slice(0, 200)}`);
    const { type } = decoded.frame;
    passed.set(type, (passed.get(type) ?? 0) + 1);
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
    const valid = new Map<string, number>();
    let heldBefore = 0;
    for (let batch = 0; batch < FRAMES / 1_000; batch++) {
      if (batch === 10) heldBefore = heldBytes();
      const ids = await call();
      const frames = fc.sample(hostileFrames(ids), { numRuns: 1_000, seed: SEED + batch });
      for (const type of frames.flatMap((frame) => aboutCalls(frame, ids))) {
        valid.set(type, (valid.get(type) ?? 0) + 1);
      }
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
    expect(heldBytes() - heldBefore).toBeLessThan(MOST_GROWTH_BYTES);
    for (const type of CALL_FRAMES) expect(valid.get(type), type).toBeGreaterThan(1_000);
    for (const type of SIGNALS) expect(passed.get(type), type).toBeGreaterThan(1_000);
    const handled = domain.log.filter(({ message }) => message === 'frame refused');
    expect(handled.length).toBeGreaterThan(10_000);
    expect(sent).toBe(FRAMES);
    expect(closed).toBeGreaterThan(1_000);
    expect(domain.log.filter(({ level }) => level === 'error')).toEqual([]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const { items } = await domain.delivery.messages(actorOf('a'), talks.ab, { limit: 100 });
    const seqs = items.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => seqs[0]! - index));
    await expectUnharmed();
  }, 240_000);

  it('does so through the network as well', async () => {
    const honest = await domain.connect('b');
    const frames = fc.sample(hostileFrames(await call()), { numRuns: 3_000, seed: SEED });
    let device = await domain.connect('stranger');
    for (const [index, frame] of frames.entries()) {
      if (device.socket.readyState !== device.socket.OPEN)
        device = await domain.connect('stranger');
      device.socket.send(frame);
      if (index % 10 === 0) await honest.settle();
    }
    await honest.settle();
    expect(domain.log.filter(({ level }) => level === 'error')).toEqual([]);
    await expectUnharmed();
  }, 60_000);
});
