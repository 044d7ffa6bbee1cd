import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestDevice } from '../../support/broker/test-device.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';
import {
  answer,
  candidate,
  dataOffer,
  startGate,
  type TestGate,
  type TestPeer,
} from './harness.js';

/** The harness takes everybody at their word: the person of a peer is named after it. */
const userOf = (peerId: string) => `user-of-${peerId}`;
const A = 'alpha';
const B = 'beta';
const a = actorOf(userOf(A));
const b = actorOf(userOf(B));

let domain: TestDomain;
let gate: TestGate;
let nowMs: number;
let id: string;
let asker: TestDevice;
let accepter: TestDevice;
let alpha: TestPeer;
let beta: TestPeer;
let third: TestPeer;

beforeEach(async () => {
  nowMs = Date.now();
  domain = await startDomain({
    now: () => nowMs,
    ownsPeer: (peerId, userId) => userOf(peerId.split('_')[0]!) === userId,
  });
  gate = await startGate({
    authorizeOffer: () => false,
    authorizeData: (question) => domain.directLinks.mayOffer(question),
    limits: { frameBurst: 1_000 },
  });
  ({ id } = await domain.introduce(a.userId, b.userId));
  asker = await domain.connect(a.userId);
  accepter = await domain.connect(b.userId);
  [alpha, beta, third] = await Promise.all([gate.join(A), gate.join(B), gate.join('gamma')]);
});
afterEach(async () => {
  await gate.stop();
  await domain.close();
});

const say = (actor = a) =>
  domain.messages.send(actor, id, { id: randomUUID(), type: 'TEXT', text: 'hello' });
const bothWrite = async () => void (await Promise.all([say(a), say(b)]));

function ask(peerId = A): void {
  asker.send({ type: 'link_request', conversationId: id, peerId });
}
function accept(peerId = B, deviceId = asker.deviceId): void {
  accepter.send({ type: 'link_accept', conversationId: id, deviceId, peerId });
}
async function permit(): Promise<void> {
  ask();
  await accepter.next('link_request');
  accept();
  await asker.next('link_accept');
}
async function expectPassed(from: TestPeer, to: TestPeer, connectionId?: string): Promise<void> {
  from.send(dataOffer(to.id, 'raw', connectionId));
  expect(await to.next('OFFER')).toMatchObject({ src: from.id });
}
async function expectRefused(
  from: TestPeer,
  to: TestPeer,
  offer: object = dataOffer(to.id, 'raw', randomUUID()),
): Promise<void> {
  from.send(offer);
  expect(await from.next('EXPIRE')).toMatchObject({ src: to.id });
  await to.settled();
  expect(to.heard).toEqual([]);
}

describe('a direct link', () => {
  it('is asked of every device of the other side, and the one that asked is told whom to dial', async () => {
    await bothWrite();
    const second = await domain.connect(b.userId);
    ask();
    for (const device of [accepter, second]) {
      expect(await device.next('link_request')).toEqual({
        type: 'link_request',
        conversationId: id,
        userId: a.userId,
        deviceId: asker.deviceId,
        peerId: A,
      });
    }
    accept();
    expect(await asker.next('link_accept')).toEqual({
      type: 'link_accept',
      conversationId: id,
      userId: b.userId,
      deviceId: accepter.deviceId,
      peerId: B,
    });
    expect(second.all('link_accept')).toEqual([]);
  });

  it('passes exactly once, with what belongs to it', async () => {
    await bothWrite();
    await permit();
    await expectPassed(alpha, beta, 'dc_1');
    beta.send(answer(A, 'dc_1', 'data'));
    await alpha.next('ANSWER');
    alpha.send(candidate(B, 'dc_1', 'data'));
    await beta.next('CANDIDATE');
    await expectRefused(alpha, beta);
    await expectRefused(alpha, beta, dataOffer(B, 'raw', 'dc_1'));
  });

  it('passes once more after it was asked for and accepted once more', async () => {
    await bothWrite();
    await permit();
    await expectPassed(alpha, beta, 'dc_1');
    await permit();
    await expectPassed(alpha, beta, 'dc_2');
  });

  it('is refused in the other direction until that was accepted too', async () => {
    await bothWrite();
    await permit();
    await expectRefused(beta, alpha);
    accepter.send({ type: 'link_request', conversationId: id, peerId: B });
    await asker.next('link_request');
    asker.send({
      type: 'link_accept',
      conversationId: id,
      deviceId: accepter.deviceId,
      peerId: A,
    });
    await accepter.next('link_accept');
    await expectPassed(beta, alpha, 'dc_b');
    await expectPassed(alpha, beta, 'dc_a');
  });

  it('is refused to anybody else, and from anybody else', async () => {
    await bothWrite();
    await permit();
    await expectRefused(third, beta);
    await expectRefused(alpha, third);
    await expectPassed(alpha, beta);
  });

  it('is refused before it was accepted', async () => {
    await bothWrite();
    ask();
    await accepter.next('link_request');
    await expectRefused(alpha, beta);
  });

  it.each(['binary', 'binary-utf8', 'json', 'default'])(
    'of the serialization %s is refused, and that costs the permit nothing',
    async (serialization) => {
      await bothWrite();
      await permit();
      await expectRefused(alpha, beta, dataOffer(B, serialization, 'dc_0'));
      await expectPassed(alpha, beta);
    },
  );

  it('may be dialled for a minute', async () => {
    await bothWrite();
    await permit();
    nowMs += 60_000;
    await expectRefused(alpha, beta);
    await permit();
    nowMs += 59_999;
    await expectPassed(alpha, beta);
  });

  it('may be accepted for a minute', async () => {
    await bothWrite();
    ask();
    await accepter.next('link_request');
    nowMs += 60_000;
    accept();
    expect(await accepter.next('error')).toMatchObject({ code: 'not_found', ref: id });
  });

  it('is refused after a block, whichever side blocks, and whatever was permitted', async () => {
    await bothWrite();
    await permit();
    await domain.blocks.block(b, a.userId);
    await expectRefused(alpha, beta);
    ask();
    expect(await asker.next('error')).toMatchObject({ code: 'blocked' });
    await domain.blocks.unblock(b, a.userId);
    ask();
    await accepter.next('link_request');
    await domain.blocks.block(a, b.userId);
    accept();
    expect(await accepter.next('error')).toMatchObject({ code: 'blocked' });
    await domain.blocks.unblock(a, b.userId);
    accept();
    expect(await accepter.next('error')).toMatchObject({ code: 'not_found' });
    await expectRefused(alpha, beta);
  });

  it('names only own peers', async () => {
    await bothWrite();
    ask(B);
    expect(await asker.next('error')).toMatchObject({ code: 'forbidden', ref: id });
    ask();
    await accepter.next('link_request');
    accept('gamma');
    expect(await accepter.next('error')).toMatchObject({ code: 'forbidden' });
    await expectRefused(alpha, third);
  });

  it('cannot be accepted by the one who asked, nor for a device that did not ask', async () => {
    await bothWrite();
    ask();
    await accepter.next('link_request');
    const { deviceId } = asker;
    asker.send({ type: 'link_accept', conversationId: id, deviceId, peerId: A });
    expect(await asker.next('error')).toMatchObject({ code: 'not_found' });
    accept(B, randomUUID());
    expect(await accepter.next('error')).toMatchObject({ code: 'not_found' });
  });

  it('holds eight permits of two people at most; the oldest give way', async () => {
    await bothWrite();
    const peers: TestPeer[] = [];
    for (let i = 0; i < 9; i++) {
      peers.push(await gate.join(`${B}_${i}`));
      ask();
      await accepter.next('link_request');
      accept(peers[i]!.id);
      await asker.next('link_accept');
    }
    await expectRefused(alpha, peers[0]!);
    for (const [i, peer] of peers.slice(1).entries()) await expectPassed(alpha, peer, `dc_${i}`);
  });
});

describe('consent', () => {
  const refusal = async () => {
    ask();
    return (await asker.next('error')).code;
  };

  it('is not there before both have written', async () => {
    expect(await refusal()).toBe('link_not_allowed');
    await say(a);
    await say(a);
    expect(await refusal()).toBe('link_not_allowed');
    await expectRefused(alpha, beta);
    await say(b);
    await permit();
    await expectPassed(alpha, beta);
  });

  it('is not given by a call that was missed, and is by one that was answered', async () => {
    const call = (callId: string) =>
      domain.ringing.start(a, { callId, conversationId: id, calleeId: b.userId, type: 'VOICE' });
    const missed = randomUUID();
    await call(missed);
    await domain.ringing.reject(b, missed, 'declined');
    await say(b);
    expect(await refusal()).toBe('link_not_allowed');
    const answered = randomUUID();
    await call(answered);
    await domain.ringing.accept(b, answered, B);
    await domain.ringing.end(b, answered, 'hangup');
    await permit();
  });

  it('outlives what was written, and a restart', async () => {
    const { message } = await say(a);
    await say(b);
    await domain.messages.remove(a, message.id);
    await permit();
    await domain.stop();
    const again = await startDomain({ databaseFile: domain.databaseFile });
    const device = await again.connect(a.userId);
    device.send({ type: 'link_request', conversationId: id, peerId: A });
    await device.settle();
    expect(device.all('error')).toEqual([]);
    await again.close();
  });

  it('is nothing that a stranger learns of', async () => {
    await bothWrite();
    const stranger = await domain.connect(userOf('gamma'));
    for (const conversationId of [id, randomUUID()]) {
      stranger.send({ type: 'link_request', conversationId, peerId: 'gamma' });
      expect(await stranger.next('error')).toMatchObject({ code: 'not_found' });
    }
  });
});
