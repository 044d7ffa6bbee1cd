import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OfferQuestion, PeerGateOptions } from '../../../signaling/gate/index.js';
import {
  answer,
  candidate,
  dataOffer,
  offer,
  startGate,
  type TestGate,
  type TestPeer,
} from './harness.js';

let test: TestGate;
afterEach(() => test.stop());

/** Everybody may call everybody but `hermit`. */
const toAllButHermit = ({ dstPeerId }: OfferQuestion) => dstPeerId !== 'hermit';

async function meet(options: Partial<PeerGateOptions> = {}) {
  test = await startGate({ authorizeOffer: toAllButHermit, ...options });
  return {
    caller: await test.join('caller'),
    callee: await test.join('callee'),
    hermit: await test.join('hermit'),
  };
}

/** That nothing of what `from` sent so far reached `to`. */
async function expectNothingFor(to: TestPeer, from: TestPeer): Promise<void> {
  await from.settled();
  await to.settled();
  expect(to.heard).toEqual([]);
}

describe('an OFFER', () => {
  it('is asked about with verified names only', async () => {
    const questions: OfferQuestion[] = [];
    const { caller, callee } = await meet({
      authorizeOffer: (question) => questions.push(question) > 0,
    });
    caller.send({ ...offer('callee'), src: 'hermit' });
    await callee.next('OFFER');
    expect(questions).toEqual([
      {
        srcUserId: 'user-of-caller',
        srcPeerId: 'caller',
        dstPeerId: 'callee',
        callType: 'VOICE',
      },
    ]);
  });

  it('that is not allowed is answered like one to somebody absent, and reaches nobody', async () => {
    const { caller, hermit } = await meet();
    caller.send(offer('hermit'));
    expect(await caller.next('EXPIRE')).toEqual({ type: 'EXPIRE', src: 'hermit', dst: 'caller' });
    caller.send(offer('nobody'));
    expect(await caller.next('EXPIRE')).toEqual({ type: 'EXPIRE', src: 'nobody', dst: 'caller' });
    await expectNothingFor(hermit, caller);
    expect(test.gate.counts()).toMatchObject({
      links: 0,
      refused: { offer_not_allowed: 1, peer_absent: 1 },
    });
  });

  it('for data is refused unless somebody allows it', async () => {
    const { caller, callee } = await meet();
    caller.send(dataOffer('callee', 'raw'));
    await caller.next('EXPIRE');
    await expectNothingFor(callee, caller);
  });

  it.each(['binary', 'binary-utf8', 'json', 'default', 'constructor', '__proto__', 'Raw', ''])(
    'with the serialization %j never reaches a page',
    async (serialization) => {
      const { caller, callee } = await meet({ authorizeData: () => true });
      caller.send(dataOffer('callee', serialization));
      expect(await caller.next('EXPIRE')).toMatchObject({ src: 'callee' });
      await expectNothingFor(callee, caller);
    },
  );

  it('of another shape, type or size never reaches a page, and its caller is told', async () => {
    const { caller, callee } = await meet({ authorizeData: () => true });
    const bad = [
      offer('callee', 'mc_1', { type: 'screen' }),
      offer('callee', ''),
      offer('callee', 'c'.repeat(129)),
      offer('callee', 'mc_1', { sdp: { type: 'answer', sdp: 'v=0' } }),
      offer('callee', 'mc_1', { sdp: { type: 'offer', sdp: 'x'.repeat(48 * 1024 + 1) } }),
      offer('callee', 'mc_1', { sdp: 'v=0' }),
      { type: 'OFFER', dst: 'callee' },
    ];
    for (const frame of bad) {
      caller.send(frame);
      await caller.next('EXPIRE');
    }
    await expectNothingFor(callee, caller);
  });

  it('is refused when the one who decides fails', async () => {
    const { caller, callee } = await meet({
      authorizeOffer: () => {
        throw new Error('database away');
      },
    });
    caller.send(offer('callee'));
    await caller.next('EXPIRE');
    await expectNothingFor(callee, caller);
    expect(test.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});

describe('frames that follow an OFFER', () => {
  it('are dropped without one', async () => {
    const { caller, callee, hermit } = await meet();
    for (const frame of [
      candidate('callee'),
      { type: 'LEAVE', dst: 'callee' },
      { type: 'EXPIRE', dst: 'callee' },
      { type: 'OPEN', dst: 'callee' },
      { type: 'ERROR', dst: 'callee', payload: { msg: 'bye' } },
      { type: 'APP', dst: 'callee', payload: {} },
    ]) {
      hermit.send(frame);
    }
    hermit.send(answer('callee'));
    expect(await hermit.next('EXPIRE')).toMatchObject({ src: 'callee' });
    await expectNothingFor(callee, hermit);
    await expectNothingFor(caller, hermit);
  });

  it('pass only between its two ends', async () => {
    const { caller, callee, hermit } = await meet();
    caller.send(offer('callee'));
    await callee.next('OFFER');
    hermit.send(answer('caller'));
    await hermit.next('EXPIRE');
    hermit.send(candidate('caller'));
    hermit.send({ type: 'LEAVE', dst: 'caller' });
    callee.send(candidate('hermit'));
    await expectNothingFor(caller, hermit);
    await expectNothingFor(hermit, callee);
  });

  it('pass only for its connection and its kind', async () => {
    const { caller, callee } = await meet();
    caller.send(offer('callee'));
    await callee.next('OFFER');
    callee.send(candidate('caller', 'mc_2'));
    callee.send(candidate('caller', 'mc_1', 'data'));
    for (const foreign of [answer('caller', 'mc_2'), answer('caller', 'mc_1', 'data')]) {
      callee.send(foreign);
      await callee.next('EXPIRE');
    }
    await expectNothingFor(caller, callee);
  });

  it('let the one who was called answer, once', async () => {
    const { caller, callee } = await meet();
    caller.send(offer('callee'));
    await callee.next('OFFER');
    caller.send(answer('callee'));
    await caller.next('EXPIRE');
    await expectNothingFor(callee, caller);
    callee.send(answer('caller'));
    await caller.next('ANSWER');
    callee.send(answer('caller'));
    await expectNothingFor(caller, callee);
    caller.send(offer('callee'));
    await callee.next('OFFER');
    callee.send(answer('caller'));
    await caller.next('ANSWER');
  });

  it('are as many candidates as one connection can need', async () => {
    const { caller, callee } = await meet({ limits: { candidatesPerLink: 3 } });
    caller.send(offer('callee'));
    await callee.next('OFFER');
    for (let i = 0; i < 5; i++) caller.send(candidate('callee'));
    await caller.settled();
    for (let i = 0; i < 3; i++) await callee.next('CANDIDATE');
    await expectNothingFor(callee, caller);
  });
});

describe('a link', () => {
  it('goes when either end leaves', async () => {
    const { caller, callee } = await meet();
    caller.send(offer('callee'));
    await callee.next('OFFER');
    expect(test.gate.counts().links).toBe(1);
    caller.socket.close();
    await vi.waitUntil(() => test.gate.counts().sockets === 2);
    const again = await test.join('caller');
    expect(test.gate.counts().links).toBe(0);
    callee.send(answer('caller'));
    await callee.next('EXPIRE');
    await expectNothingFor(again, callee);
  });

  it('of a call goes when the two are parted, and a direct one of theirs goes on', async () => {
    const { caller, callee, hermit } = await meet({ authorizeData: () => true });
    caller.send(offer('callee'));
    await callee.next('OFFER');
    caller.send(dataOffer('callee', 'raw'));
    await callee.next('OFFER');
    hermit.send(offer('callee', 'mc_other'));
    await callee.next('OFFER');
    for (const [a, b] of [
      ['caller', 'callee'],
      ['nobody', 'callee'],
      ['caller', 'callee'],
    ] as const) {
      test.gate.part(a, b);
    }
    expect(test.gate.counts().links).toBe(2);
    caller.send(candidate('callee'));
    callee.send(answer('caller'));
    await callee.next('EXPIRE');
    await expectNothingFor(callee, caller);
    await expectNothingFor(caller, callee);
    caller.send(candidate('callee', 'dc_1', 'data'));
    await callee.next('CANDIDATE');
    hermit.send(candidate('callee', 'mc_other'));
    await callee.next('CANDIDATE');
  });

  it('stays while a peer changes to a new socket', async () => {
    const { caller, callee } = await meet();
    caller.send(offer('callee'));
    await callee.next('OFFER');
    const again = await test.join('caller');
    callee.send(answer('caller'));
    await again.next('ANSWER');
    again.send(candidate('callee'));
    await callee.next('CANDIDATE');
  });

  it('ends with its time, counted anew from the ANSWER', async () => {
    let nowMs = Date.now();
    const { caller, callee } = await meet({ now: () => nowMs, limits: { linkMs: 10_000 } });
    caller.send(offer('callee'));
    await callee.next('OFFER');
    nowMs += 9_999;
    callee.send(answer('caller'));
    await caller.next('ANSWER');
    nowMs += 9_999;
    caller.send(candidate('callee'));
    await callee.next('CANDIDATE');
    nowMs += 1;
    caller.send(candidate('callee'));
    await expectNothingFor(callee, caller);
  });

  it('takes no memory after its time', async () => {
    let nowMs = Date.now();
    const limits = { linkMs: 10_000, stepMs: 5, roundMs: 10 };
    const { caller, callee } = await meet({ now: () => nowMs, limits });
    caller.send(offer('callee'));
    await callee.next('OFFER');
    nowMs += 10_000;
    await vi.waitUntil(() => test.gate.counts().links === 0);
  });

  it('gives its place to a newer one at a peer whom many call', async () => {
    const { callee } = await meet({ limits: { linksPerPeer: 2 } });
    for (const id of ['a', 'b', 'c', 'd']) {
      const peer = await test.join(id);
      peer.send(offer('callee', `mc_${id}`));
      await callee.next('OFFER');
    }
    expect(test.gate.counts().links).toBe(2);
  });

  it('gives its place to a newer one when a peer has too many', async () => {
    const { caller, callee } = await meet({ limits: { linksPerPeer: 4 } });
    for (let i = 0; i < 10; i++) {
      caller.send(offer('callee', `mc_${i}`));
      await callee.next('OFFER');
    }
    expect(test.gate.counts().links).toBe(4);
    callee.send(candidate('caller', 'mc_9'));
    await caller.next('CANDIDATE');
    callee.send(candidate('caller', 'mc_0'));
    await expectNothingFor(caller, callee);
  });

  it('cannot be taken over by a third peer with the same connection id', async () => {
    const { caller, callee } = await meet();
    caller.send(offer('callee'));
    await callee.next('OFFER');
    const third = await test.join('third');
    third.send(offer('callee'));
    await third.next('EXPIRE');
    callee.send(answer('caller'));
    await caller.next('ANSWER');
  });
});
