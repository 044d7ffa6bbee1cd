import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CLOSE_CODES } from '../../../src/protocol/index.js';
import type {
  AddressBook,
  DialLine,
  DialQuestion,
} from '../../../signaling/domain/address-book.js';
import type { OfferQuestion, PeerGateOptions } from '../../../signaling/gate/index.js';
import {
  answer,
  candidate,
  dataOffer,
  offer,
  startGate,
  type Frame,
  type TestGate,
  type TestPeer,
} from './harness.js';

let test: TestGate;
afterEach(() => test.stop());

/** What an address is in these tests. */
const ADDRESS = 'address-of-callee';
const OTHER = 'address-of-other';

/** Remembers who was dialled; what becomes of it is for the test to say. */
class FakeBook implements AddressBook {
  readonly dials: { question: DialQuestion; line: DialLine; left: number }[] = [];
  #wake: (() => void) | undefined;

  isAddress(text: string): boolean {
    return text.startsWith('address-');
  }

  dial(question: DialQuestion, line: DialLine) {
    const dial = { question, line, left: 0 };
    this.dials.push(dial);
    this.#wake?.();
    return { leave: () => void dial.left++ };
  }

  async nth(count: number) {
    while (this.dials.length < count) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.dials[count - 1]!;
  }
}

async function meet(options: Partial<PeerGateOptions> = {}) {
  const book = new FakeBook();
  const { limits, ...rest } = options;
  test = await startGate({ addresses: book, limits: { refusalMs: 20, ...limits }, ...rest });
  const [caller, callee, other] = await Promise.all([
    test.join('caller'),
    test.join('callee'),
    test.join('other'),
  ]);
  return { book, caller, callee, other };
}

const ANSWERED = { callId: 'the-call', peerId: 'callee' };

async function expectNothingFor(to: TestPeer, ...from: TestPeer[]): Promise<void> {
  for (const peer of from) await peer.settled();
  await to.settled();
  expect(to.heard).toEqual([]);
}

/** The two frames by which PeerJS learns that a call it waits for comes to nothing. */
async function expectNo(caller: TestPeer, connectionId = 'mc_1'): Promise<void> {
  const no = await caller.next('ANSWER');
  expect(no).toMatchObject({ src: ADDRESS, payload: { type: 'media', connectionId } });
  expect(await caller.next('LEAVE')).toEqual({ type: 'LEAVE', src: ADDRESS, dst: 'caller' });
}

describe('an OFFER to an address', () => {
  it('is asked about with verified names, and with what it asks for', async () => {
    const { book, caller } = await meet();
    const sdp = (lines: string) => ({ sdp: { type: 'offer', sdp: `v=0\r\n${lines}` } });
    const audio = 'm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n';
    const video = 'm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=recvonly\r\n';
    for (const lines of [audio, audio + video, `${audio}a=m=video`, `${audio}\nm=video 9 x 1`]) {
      caller.send({ ...offer(ADDRESS, 'mc_1', sdp(lines)), src: 'other' });
    }
    await book.nth(4);
    expect(book.dials.map(({ question }) => question)).toEqual(
      ['VOICE', 'VIDEO', 'VOICE', 'VIDEO'].map((callType) => ({
        srcUserId: 'user-of-caller',
        srcPeerId: 'caller',
        src: { role: 'user' },
        address: ADDRESS,
        callType,
      })),
    );
  });

  it('reaches nobody before a device took the call, and then that device alone', async () => {
    const asked: OfferQuestion[] = [];
    const { book, caller, callee, other } = await meet({
      authorizeOffer: (question) => asked.push(question) > 0,
    });
    caller.send(offer(ADDRESS, 'mc_1', { metadata: { callId: 'of somebody else', secret: 1 } }));
    caller.send(candidate(ADDRESS));
    caller.send(candidate(ADDRESS));
    const { line } = await book.nth(1);
    await expectNothingFor(callee, caller);
    await expectNothingFor(other);
    expect(asked).toEqual([]);
    expect(test.gate.counts()).toMatchObject({ dials: 1, links: 0, delivered: 0 });

    expect(line.connect(ANSWERED)).toBe(true);
    const sent = offer('callee').payload;
    expect(await callee.next('OFFER')).toEqual({
      type: 'OFFER',
      src: 'caller',
      dst: 'callee',
      payload: { ...sent, metadata: { callId: 'the-call' } },
    });
    await callee.next('CANDIDATE');
    expect(await callee.next('CANDIDATE')).toMatchObject({ src: 'caller' });
    await expectNothingFor(other, caller);
    expect(asked).toEqual([
      {
        srcUserId: 'user-of-caller',
        srcPeerId: 'caller',
        dstPeerId: 'callee',
        callType: 'VOICE',
      },
    ]);
    expect(test.gate.counts()).toMatchObject({ dials: 0, links: 1, delivered: 3 });
  });

  it('is connected by the address on the side of its caller, both ways', async () => {
    const { book, caller, callee } = await meet();
    caller.send(offer(ADDRESS));
    (await book.nth(1)).line.connect(ANSWERED);
    await callee.next('OFFER');
    callee.send(answer('caller'));
    expect(await caller.next('ANSWER')).toMatchObject({ src: ADDRESS });
    callee.send(candidate('caller'));
    expect(await caller.next('CANDIDATE')).toMatchObject({ src: ADDRESS });
    caller.send(candidate(ADDRESS));
    expect(await callee.next('CANDIDATE')).toMatchObject({ src: 'caller' });
    callee.send({ type: 'LEAVE', dst: 'caller' });
    expect(await caller.next('LEAVE')).toMatchObject({ src: ADDRESS });
    caller.send({ type: 'LEAVE', dst: ADDRESS });
    expect(await callee.next('LEAVE')).toMatchObject({ src: 'caller' });
    expect(JSON.stringify(caller.heard)).not.toContain('callee');
  });

  it('goes to no device that may not be dialled, or is gone, and its caller is told', async () => {
    const { book, caller, other } = await meet({
      authorizeOffer: ({ dstPeerId }) => dstPeerId !== 'other' && dstPeerId !== 'caller',
    });
    for (const [i, peerId] of ['other', 'nobody'].entries()) {
      caller.send(offer(ADDRESS));
      const { line } = await book.nth(i + 1);
      expect(line.connect({ callId: 'the-call', peerId })).toBe(false);
      line.end();
      await expectNo(caller);
    }
    await expectNothingFor(other, caller);
    expect(test.gate.counts()).toMatchObject({ dials: 0, links: 0, delivered: 0 });
  });

  it('that is refused looks like any refusal, and is not refused at once', async () => {
    const refusalMs = 60;
    const { book, caller } = await meet({ limits: { refusalMs } });
    caller.send(offer(ADDRESS));
    const { line } = await book.nth(1);
    const startMs = performance.now();
    line.refuse();
    line.refuse();
    line.end();
    expect(line.connect(ANSWERED)).toBe(false);
    expect(test.gate.counts().dials).toBe(0);
    expect(await caller.next('EXPIRE')).toEqual({ type: 'EXPIRE', src: ADDRESS, dst: 'caller' });
    expect(performance.now() - startMs).toBeGreaterThan(refusalMs / 2);
    await caller.settled();
    expect(caller.heard).toEqual([]);
  });

  it('for data is refused like one to nobody, and rings nobody', async () => {
    const { book, caller } = await meet();
    caller.send(dataOffer(ADDRESS, 'raw'));
    await caller.next('EXPIRE');
    caller.send(dataOffer(ADDRESS, 'binary'));
    await caller.next('EXPIRE');
    expect(book.dials).toEqual([]);
  });

  it('costs as much as a refused one, whatever becomes of it', async () => {
    const nowMs = Date.now();
    const limits = { frameBurst: 35, refusedOfferCost: 10 };
    const { book, caller } = await meet({ now: () => nowMs, limits });
    for (let i = 0; i < 4; i++) caller.send(offer(ADDRESS, `mc_${i}`));
    expect(await caller.closed).toBe(CLOSE_CODES.tooManyFrames.code);
    expect(book.dials.map(({ left }) => left)).toEqual([1, 1, 1]);
    expect(test.gate.counts().dials).toBe(0);
  });
});

describe('a call to an address that rings', () => {
  it('and is over tells PeerJS in the two ways it knows', async () => {
    const { book, caller } = await meet();
    const sections = [
      'm=audio 9 UDP/TLS/RTP/SAVPF 111 63',
      'a=mid:zero',
      'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
      'a=mid:1',
    ];
    const sdp = `v=0\r\na=mid:none\r\n${sections.join('\r\n')}\r\n`;
    caller.send(offer(ADDRESS, 'mc_1', { sdp: { type: 'offer', sdp } }));
    (await book.nth(1)).line.end();
    const { payload } = await caller.next('ANSWER');
    expect((payload as { sdp: { sdp: string } }).sdp.sdp.split('\r\n')).toEqual([
      ...['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0'],
      ...['m=audio 0 UDP/TLS/RTP/SAVPF 111 63', 'c=IN IP4 0.0.0.0', 'a=inactive', 'a=mid:zero'],
      'm=application 0 UDP/DTLS/SCTP webrtc-datachannel',
      ...['c=IN IP4 0.0.0.0', 'a=inactive', 'a=mid:1', ''],
    ]);
    expect(await caller.next('LEAVE')).toMatchObject({ src: ADDRESS });
    expect(test.gate.counts().dials).toBe(0);
  });

  it('ends with the socket of its caller, who is told nothing later', async () => {
    const { book, caller } = await meet();
    caller.send(offer(ADDRESS));
    const dial = await book.nth(1);
    caller.socket.close();
    await vi.waitUntil(() => dial.left === 1);
    const again = await test.join('caller');
    expect(dial.line.connect(ANSWERED)).toBe(false);
    await again.settled();
    expect(again.heard).toEqual([]);
  });

  it('stays with a peer that changes to a new socket', async () => {
    const { book, caller, callee } = await meet();
    caller.send(offer(ADDRESS));
    const dial = await book.nth(1);
    const again = await test.join('caller');
    again.send(candidate(ADDRESS));
    await again.settled();
    expect(dial.left).toBe(0);
    expect(dial.line.connect(ANSWERED)).toBe(true);
    await callee.next('OFFER');
    await callee.next('CANDIDATE');
    callee.send(answer('caller'));
    await again.next('ANSWER');
    dial.line.end();
    await again.next('LEAVE');
  });

  it('ends when its caller says LEAVE', async () => {
    const { book, caller, other } = await meet();
    caller.send(offer(ADDRESS));
    const dial = await book.nth(1);
    other.send({ type: 'LEAVE', dst: ADDRESS });
    await other.settled();
    expect(dial.left).toBe(0);
    caller.send({ type: 'LEAVE', dst: ADDRESS });
    await expectNo(caller);
    expect(dial.left).toBe(1);
  });

  it('gives way to the next one, of which PeerJS keeps the connection', async () => {
    const { book, caller, callee } = await meet();
    caller.send(offer(ADDRESS, 'mc_1'));
    const first = await book.nth(1);
    caller.send(offer(ADDRESS, 'mc_2'));
    const second = await book.nth(2);
    expect([first.left, second.left]).toEqual([1, 0]);
    expect(await caller.next('ANSWER')).toMatchObject({ payload: { connectionId: 'mc_1' } });
    expect(first.line.connect(ANSWERED)).toBe(false);
    expect(second.line.connect(ANSWERED)).toBe(true);
    expect(await callee.next('OFFER')).toMatchObject({ payload: { connectionId: 'mc_2' } });
    callee.send(answer('caller', 'mc_2'));
    // No LEAVE in between: it would end all that PeerJS has with the address.
    expect(await caller.next('ANSWER')).toMatchObject({ payload: { connectionId: 'mc_2' } });
  });

  it('gives way to one to another address, and PeerJS lets go of the first', async () => {
    const { book, caller } = await meet();
    caller.send(offer(ADDRESS, 'mc_1'));
    await book.nth(1);
    caller.send(offer(OTHER, 'mc_1'));
    await expectNo(caller);
    expect((await book.nth(2)).question.address).toBe(OTHER);
    expect(test.gate.counts().dials).toBe(1);
  });

  it('keeps as much as a call needs, and nothing of other connections', async () => {
    const limits = { candidatesPerLink: 3 };
    const { book, caller, callee, other } = await meet({ limits });
    caller.send(candidate(ADDRESS));
    caller.send(offer(ADDRESS));
    const { line } = await book.nth(1);
    caller.send(candidate(ADDRESS, 'mc_2'));
    caller.send(candidate(ADDRESS, 'mc_1', 'data'));
    caller.send(candidate(OTHER));
    caller.send(answer(ADDRESS));
    await caller.next('EXPIRE');
    other.send(candidate(ADDRESS));
    await other.settled();
    for (let i = 0; i < 9; i++) caller.send(candidate(ADDRESS));
    await caller.settled();
    expect(test.gate.counts().refused).toMatchObject({ too_many_candidates: 6 });
    line.connect(ANSWERED);
    await callee.next('OFFER');
    for (let i = 0; i < 3; i++) await callee.next('CANDIDATE');
    await expectNothingFor(callee, caller);
  });

  it('keeps no more bytes than one may, and all together', async () => {
    const bytes = JSON.stringify(offer(ADDRESS)).length;
    const each = JSON.stringify(candidate(ADDRESS)).length;
    const limits = { dialBytes: bytes + 2 * each, parkedBytes: 2 * bytes + 3 * each };
    const { book, caller, callee, other } = await meet({ limits });
    for (const peer of [caller, other]) {
      const connectionId = peer === caller ? 'mc_1' : 'mc_2';
      peer.send(offer(ADDRESS, connectionId));
      for (let i = 0; i < 4; i++) peer.send(candidate(ADDRESS, connectionId));
      await peer.settled();
    }
    callee.send(offer(ADDRESS));
    await callee.next('EXPIRE');
    expect(book.dials).toHaveLength(2);
    for (const { line } of book.dials) line.connect(ANSWERED);
    const heard: Frame[] = [];
    for (let i = 0; i < 5; i++) heard.push(await callee.next(['OFFER', 'CANDIDATE']));
    expect(heard.map(({ type, src }) => `${type} ${src}`)).toEqual([
      ...['OFFER caller', 'CANDIDATE caller', 'CANDIDATE caller'],
      ...['OFFER other', 'CANDIDATE other'],
    ]);
    await callee.settled();
    expect(callee.heard).toEqual([]);
    // What was given back may be used again.
    callee.send(offer(ADDRESS));
    await book.nth(3);
  });
});

describe('a call to an address that was taken', () => {
  async function talk(options: Partial<PeerGateOptions> = {}) {
    const met = await meet(options);
    met.caller.send(offer(ADDRESS));
    const dial = await met.book.nth(1);
    dial.line.connect(ANSWERED);
    await met.callee.next('OFFER');
    met.callee.send(answer('caller'));
    await met.caller.next('ANSWER');
    return { ...met, dial };
  }

  it('and is over makes PeerJS let go, also long after its link', async () => {
    let nowMs = Date.now();
    const { dial, caller } = await talk({ now: () => nowMs, limits: { linkMs: 1_000 } });
    nowMs += 5_000;
    dial.line.end();
    dial.line.end();
    expect(await caller.next('LEAVE')).toEqual({ type: 'LEAVE', src: ADDRESS, dst: 'caller' });
    await caller.settled();
    expect(caller.heard).toEqual([]);
  });

  it('and was never answered by PeerJS ends like one that rings', async () => {
    const { book, caller, callee } = await meet();
    caller.send(offer(ADDRESS));
    const { line } = await book.nth(1);
    line.connect(ANSWERED);
    await callee.next('OFFER');
    line.end();
    await expectNo(caller);
  });

  it('goes on when its caller has no socket any more, and reaches the one they come back with', async () => {
    const { dial, caller } = await talk();
    caller.socket.close();
    await vi.waitUntil(() => dial.left === 1);
    const again = await test.join('caller');
    dial.line.end();
    await again.next('LEAVE');
  });

  it('is not harmed by another dial of its caller, nor by frames of a stranger', async () => {
    const { book, caller, callee, other } = await talk();
    caller.send(offer(ADDRESS, 'mc_1'));
    (await book.nth(2)).line.refuse();
    await caller.next('EXPIRE');
    other.send(candidate('callee'));
    other.send(candidate(ADDRESS));
    other.send({ type: 'LEAVE', dst: ADDRESS });
    other.send(answer('caller'));
    await other.next('EXPIRE');
    await expectNothingFor(callee, other);
    await expectNothingFor(caller);
    caller.send(candidate(ADDRESS));
    await callee.next('CANDIDATE');
    callee.send(candidate('caller'));
    await caller.next('CANDIDATE');
  });

  it('hears nothing of a caller who calls the device by a name it was never told', async () => {
    const { caller, callee } = await talk();
    caller.send(candidate('callee'));
    caller.send({ type: 'LEAVE', dst: 'callee' });
    await expectNothingFor(callee, caller);
  });

  it('is not refused later, when nobody waits for that any more', async () => {
    const { dial, caller } = await talk({ limits: { refusalMs: 1 } });
    dial.line.end();
    await caller.next('LEAVE');
    dial.line.refuse();
    await delay(5);
    await caller.settled();
    expect(caller.heard).toEqual([]);
  });
});
