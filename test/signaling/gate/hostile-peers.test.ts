import { afterEach, describe, expect, it, vi } from 'vitest';
import { CLOSE_CODES, LIMITS } from '../../../src/protocol/index.js';
import { accept, ring } from '../../support/broker/calls.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { startDomain, type TestDomain } from '../../support/broker/test-domain.js';
import {
  answer,
  candidate,
  dataOffer,
  offer,
  startGate,
  type TestGate,
  type TestPeer,
} from './harness.js';

/** The harness takes everybody at their word: the person of a peer is named after it. */
const CALLER = 'user-of-alpha';
const CALLEE = 'user-of-beta';
const VIDEO = { sdp: { type: 'offer', sdp: 'v=0\r\nm=audio 9 x 0\r\nm=video 9 x 1\r\n' } };

let domain: TestDomain | undefined;
let test: TestGate;
afterEach(async () => {
  await test.stop();
  await domain?.close();
  domain = undefined;
});

/** Two who connect, and somebody who may call nobody. */
async function meet(options: Parameters<typeof startGate>[0] = {}) {
  test = await startGate({
    authorizeOffer: ({ srcPeerId }) => srcPeerId !== 'mallory',
    authorizeData: ({ srcPeerId }) => srcPeerId !== 'mallory',
    ...options,
  });
  const [alpha, beta, mallory] = await Promise.all([
    test.join('alpha'),
    test.join('beta'),
    test.join('mallory'),
  ]);
  alpha.send(offer('beta'));
  await beta.next('OFFER');
  return { alpha, beta, mallory };
}

/** What the innocent began ends as it should, and nothing else came to them. */
async function expectUnharmed(alpha: TestPeer, beta: TestPeer): Promise<void> {
  beta.send(answer('alpha'));
  await alpha.next('ANSWER');
  alpha.send(candidate('beta'));
  await beta.next('CANDIDATE');
  beta.send(candidate('alpha'));
  await alpha.next('CANDIDATE');
  await Promise.all([alpha.settled(), beta.settled()]);
  expect([alpha.heard, beta.heard]).toEqual([[], []]);
}

describe('a session description', () => {
  const sized = (bytes: number) => ({ sdp: { type: 'offer', sdp: 'x'.repeat(bytes) } });

  it('may be at its limit', async () => {
    const { alpha, beta } = await meet();
    alpha.send(offer('beta', 'mc_2', sized(LIMITS.sdpBytes)));
    await beta.next('OFFER');
  });

  it.each([
    ['one byte more', LIMITS.sdpBytes + 1, 'an OFFER that is refused'],
    ['a frame more', LIMITS.frameBytes, CLOSE_CODES.frameTooLarge.code],
    ['10 MB', 10 * 1024 * 1024, 1009],
  ])('of %s reaches nobody', async (_name, bytes, outcome) => {
    const { alpha, beta, mallory } = await meet({ authorizeOffer: () => true });
    mallory.send(offer('beta', 'mc_2', sized(bytes)));
    if (typeof outcome === 'number') expect(await mallory.closed).toBe(outcome);
    else await mallory.next('EXPIRE');
    await expectUnharmed(alpha, beta);
    const closed = typeof outcome === 'number' ? { frameTooLarge: 1 } : {};
    expect(test.gate.counts().closed).toEqual(closed);
  });
});

describe('what a parser or an object might trip over', () => {
  const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', ' ', '\u0000', '\ud800'])(
    '(%j as a connection id) is an id like any other',
    async (connectionId) => {
      const { alpha, beta } = await meet();
      alpha.send(offer('beta', connectionId));
      expect(await beta.next('OFFER')).toMatchObject({ payload: { connectionId } });
      beta.send(answer('alpha', connectionId));
      expect(await alpha.next('ANSWER')).toMatchObject({ payload: { connectionId } });
      beta.send(answer('alpha', connectionId));
      alpha.send(candidate('beta', connectionId));
      expect(await beta.next('CANDIDATE')).toMatchObject({ payload: { connectionId } });
      beta.socket.close();
      await vi.waitUntil(() => test.gate.counts().links === 0);
    },
  );

  it('in metadata passes as it came, but not deeper than frames are', async () => {
    const { alpha, beta } = await meet();
    const text = JSON.stringify(offer('beta', 'mc_2', { metadata: 0 }));
    const strange = '{"__proto__":{"admin":true},"constructor":null,"s":"\\udc00\\u0000\u202e"}';
    alpha.send(text.replace('"metadata":0', `"metadata":${strange}`));
    const { payload } = await beta.next('OFFER');
    expect(payload?.['metadata']).toEqual(JSON.parse(strange));
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    alpha.send(offer('beta', 'mc_3', { metadata: nested(LIMITS.jsonDepth) }));
    expect(await alpha.next('ERROR')).toMatchObject({ payload: { msg: 'too_deep' } });
    alpha.send(text.replace('"metadata":0', `"metadata":${'['.repeat(60_000)}`));
    expect((await alpha.next('ERROR')).payload?.['msg']).toMatch(/too_deep|invalid_json/);
    await expectUnharmed(alpha, beta);
  });

  it('in a destination is nobody', async () => {
    const { alpha, beta } = await meet();
    for (const dst of ['constructor', 'toString', 'hasOwnProperty', 'valueOf']) {
      alpha.send(offer(dst, 'mc_2'));
      expect(await alpha.next('EXPIRE')).toMatchObject({ src: dst });
      alpha.send(candidate(dst));
      alpha.send({ type: 'LEAVE', dst });
    }
    for (const dst of ['__proto__', '', 'a b', 'beta\u0000', '\ud800', 'x'.repeat(129)]) {
      alpha.send(candidate(dst));
      expect(await alpha.next('ERROR')).toMatchObject({ payload: { msg: 'invalid_frame' } });
    }
    await expectUnharmed(alpha, beta);
  });

  it('as bytes that are no text ends the socket it came on', async () => {
    const { alpha, beta, mallory } = await meet();
    const { _socket: raw } = mallory.socket as unknown as { _socket: NodeJS.WritableStream };
    raw.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]));
    expect(await mallory.closed).toBe(1007);
    await expectUnharmed(alpha, beta);
  });
});

describe('a flood', () => {
  it.each([
    ['OFFERs', (i: number) => offer('beta', `mc_${i}`)],
    ['OFFERs of another serialization', (i: number) => dataOffer('beta', 'binary', `dc_${i}`)],
    ['OFFERs to an address', (i: number) => offer(`address-${i}`, `mc_${i}`)],
    ['ANSWERs', () => answer('beta')],
    ['candidates', () => candidate('beta')],
    ['candidates of other connections', (i: number) => candidate('beta', `mc_${i}`)],
    ['farewells', () => ({ type: 'LEAVE', dst: 'beta' })],
    ['unknown types', () => ({ type: 'APP', dst: 'beta', payload: {} })],
  ])('of %s ends the socket it comes from and reaches nobody', async (_name, frame) => {
    const { alpha, beta, mallory } = await meet({
      addresses: { isAddress: (dst) => dst.startsWith('address-'), dial: () => ({ leave() {} }) },
    });
    for (let i = 0; i < 2_000; i++) mallory.send(frame(i));
    expect(await mallory.closed).toBe(CLOSE_CODES.tooManyFrames.code);
    await expectUnharmed(alpha, beta);
    const { sockets, links, dials, closed } = test.gate.counts();
    expect({ sockets, links, dials, closed }).toEqual({
      sockets: 2,
      links: 1,
      dials: 0,
      closed: { tooManyFrames: 1 },
    });
  });

  it('of candidates inside one call is cut off at what a call can need', async () => {
    const limits = { frameBurst: 1e6, framesPerSecond: 1e6 };
    const { alpha, beta } = await meet({ limits });
    for (let i = 0; i < 1_000; i++) alpha.send(candidate('beta'));
    await alpha.settled();
    await beta.settled();
    expect(beta.heard).toHaveLength(512);
    expect(test.gate.counts().refused).toMatchObject({ too_many_candidates: 488 });
  });

  it('of OFFERs inside one call stays one connection', async () => {
    const limits = { frameBurst: 1e6, framesPerSecond: 1e6 };
    const { alpha, beta } = await meet({ limits });
    for (let i = 0; i < 100; i++) alpha.send(offer('beta'));
    for (let i = 0; i < 100; i++) await beta.next('OFFER');
    expect(test.gate.counts().links).toBe(1);
    await expectUnharmed(alpha, beta);
  });
});

describe('an OFFER for a call', () => {
  let caller: TestDevice;
  let callee: TestDevice;
  let conversationId: string;
  let alpha: TestPeer;
  let beta: TestPeer;
  let mallory: TestPeer;

  async function start(): Promise<void> {
    const calls = (domain = await startDomain({}));
    test = await startGate({
      authorizeOffer: (question) => calls.ringing.mayOffer(question),
      addresses: calls.addresses,
      limits: { refusalMs: 1 },
    });
    ({ id: conversationId } = await calls.introduce(CALLER, CALLEE));
    caller = await calls.connect(CALLER);
    callee = await calls.connect(CALLEE);
    [alpha, beta, mallory] = await Promise.all([
      test.join('alpha'),
      test.join('beta'),
      test.join('mallory'),
    ]);
  }
  async function expectRefused(from: TestPeer, frame: { dst: string }): Promise<void> {
    from.send(frame);
    expect(await from.next('EXPIRE')).toMatchObject({ src: frame.dst });
    for (const peer of [alpha, beta]) {
      await peer.settled();
      expect(peer.heard).toEqual([]);
    }
  }
  async function call(callType: 'VOICE' | 'VIDEO', peerId = 'beta'): Promise<string> {
    const callId = crypto.randomUUID();
    caller.send({ type: 'call_request', callId, conversationId, calleeId: CALLEE, callType });
    await callee.next('call_request');
    accept(callee, callId, peerId);
    await caller.next('call_accept');
    return callId;
  }

  it('that rings, that is over, or that is not theirs is refused', async () => {
    await start();
    await expectRefused(alpha, offer('beta'));
    const callId = ring(caller, conversationId, CALLEE);
    await callee.next('call_request');
    await expectRefused(alpha, offer('beta'));
    accept(callee, callId, 'beta');
    await caller.next('call_accept');
    await expectRefused(mallory, offer('beta', 'mc_m', { metadata: { callId } }));
    await expectRefused(beta, offer('alpha', 'mc_b', { metadata: { callId } }));
    alpha.send(offer('beta'));
    await beta.next('OFFER');
    await expectRefused(mallory, offer('beta', 'mc_1', { metadata: { callId } }));
    caller.send({ type: 'call_end', callId });
    await callee.next('call_end');
    await expectRefused(alpha, offer('beta', 'mc_2', { metadata: { callId } }));
  });

  it('by voice may not bring a picture, whoever asks, and the call goes on', async () => {
    await start();
    const callId = await call('VOICE');
    await expectRefused(alpha, offer('beta', 'mc_1', VIDEO));
    alpha.send(offer('beta'));
    await beta.next('OFFER');
    await expectRefused(alpha, offer('beta', 'mc_1', VIDEO));
    beta.send(answer('alpha'));
    await alpha.next('ANSWER');
    // Once they talk it is theirs to agree on; a page that was reloaded dials again with its picture.
    callee.send({ type: 'call_connected', callId });
    await caller.next('call_connected');
    alpha.send(offer('beta', 'mc_2', VIDEO));
    await beta.next('OFFER');
  });

  it('with a picture may bring one', async () => {
    await start();
    await call('VIDEO');
    alpha.send(offer('beta', 'mc_1', VIDEO));
    await beta.next('OFFER');
  });

  it('that another device has is refused, and so is an ANSWER from outside', async () => {
    await start();
    await call('VOICE', 'gamma');
    await expectRefused(alpha, offer('beta'));
    await expectRefused(mallory, answer('alpha'));
  });
});
