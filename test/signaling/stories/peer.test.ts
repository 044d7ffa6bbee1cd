import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLOSE_CODES, LIMITS, type Conversation } from '../../../src/protocol/index.js';
import { connectDevice } from '../../support/broker/connect-device.js';
import { connectPeer, issuePeerId, peerUrl } from '../../support/broker/connect-peer.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { openWatchedMarket, type WatchedMarket } from '../../support/broker/watched-market.js';
import { knock } from '../../support/knock.js';
import { answer, candidate, dataOffer, offer, type Frame, type TestPeer } from '../gate/harness.js';

const SELLER = 'seller-42';
const VIDEO = { sdp: { type: 'offer', sdp: 'v=0\r\nm=audio 9 x 0\r\nm=video 9 x 1\r\n' } };

/** Everybody here has a browser: our socket, and PeerJS's. */
interface Somebody {
  readonly token: string;
  readonly device: TestDevice;
  peer: TestPeer;
}

/** Somebody with a good token, PeerJS, and a call that the seller takes. They write their own frames. */
describe('a malicious peer', () => {
  let market: WatchedMarket;
  let mallory: Somebody;
  let seller: Somebody;
  let buyer: Somebody;
  let talkId: string;
  /** Between buyer and seller, from before the first try to after the last one. */
  let theirCall: string;
  let myCall: string;

  async function arrive(token: string): Promise<Somebody> {
    const device = await connectDevice(market.broker, token);
    return { token, device, peer: await connectPeer(market.broker, token) };
  }
  /** The same peer on another socket: nobody may try very much on one. */
  async function comeBack(): Promise<void> {
    const { token, peer } = mallory;
    mallory.peer = await connectPeer(market.broker, token, { peerId: peer.id });
    await peer.closed;
  }

  async function call(caller: Somebody, conversationId: string): Promise<string> {
    const callId = randomUUID();
    const request = { conversationId, calleeId: SELLER, callType: 'VOICE' } as const;
    caller.device.send({ type: 'call_request', callId, ...request });
    await seller.device.next('call_request', (frame) => frame.call.id === callId);
    return callId;
  }
  async function take(caller: Somebody, callId: string): Promise<void> {
    seller.device.send({ type: 'call_accept', callId, peerId: seller.peer.id });
    await caller.device.next('call_accept', (frame) => frame.call.id === callId);
  }

  /** PeerJS of the innocent has heard nothing but what they said to each other. */
  async function expectQuiet(): Promise<void> {
    for (const { peer } of [seller, buyer]) {
      await peer.settled();
      expect(peer.heard).toEqual([]);
    }
  }
  async function expectNobodyThere(frame: { dst: string }): Promise<void> {
    mallory.peer.send(frame);
    const expired = { type: 'EXPIRE', src: frame.dst, dst: mallory.peer.id };
    expect(await mallory.peer.next('EXPIRE')).toEqual(expired);
  }
  /** That nothing came of a frame is known once a later one was dealt with. */
  async function expectNoAnswer(frame: object | string): Promise<void> {
    mallory.peer.send(frame);
    await mallory.peer.settled();
    expect(mallory.peer.heard).toEqual([]);
  }

  beforeAll(async () => {
    market = await openWatchedMarket({ RATE_LIMITS: 'on' });
    const { tokens, broker } = market;
    [seller, buyer, mallory] = [
      await arrive(tokens.seller),
      await arrive(tokens.buyer),
      await arrive(tokens.stranger),
    ];
    const json = { userId: SELLER };
    const talk = await broker.api<Conversation>('/api/conversations', {
      token: mallory.token,
      json,
    });
    talkId = talk.body.id;
    theirCall = await call(buyer, market.conversationId);
    await take(buyer, theirCall);
    buyer.peer.send(offer(seller.peer.id, 'mc_theirs', { metadata: { callId: theirCall } }));
    expect(await seller.peer.next('OFFER')).toMatchObject({ src: buyer.peer.id });
  });
  beforeEach(comeBack);
  afterAll(() => market.close());

  it('comes under the id of another, with their own token and with none', async () => {
    const { broker } = market;
    const forged = `${mallory.peer.id.split('-')[0]}-${seller.peer.id.split('-')[1]}`;
    const tries = [
      [seller.peer.id, mallory.token],
      [seller.peer.id, ''],
      [forged, mallory.token],
      ['peerjs', mallory.token],
      ['', mallory.token],
    ] as const;
    for (const [id, token] of tries) {
      const { code } = await knock(peerUrl(broker, id, token));
      expect([id, code]).toEqual([id, CLOSE_CODES.unauthorized.code]);
    }
    const twice = await knock(
      `${peerUrl(broker, mallory.peer.id, mallory.token)}&id=${seller.peer.id}`,
    );
    expect(twice.code).toBe(CLOSE_CODES.badFrame.code);
    await expectQuiet();
  });

  it('dials whomever they have an id of, and cannot tell them from nobody', async () => {
    const nobody = await issuePeerId(market.broker, mallory.token);
    for (const dst of [seller.peer.id, buyer.peer.id, nobody, mallory.peer.id]) {
      await expectNobodyThere(offer(dst, 'mc_a', { metadata: { callId: theirCall } }));
      await expectNobodyThere(dataOffer(dst, 'raw'));
    }
    for (const serialization of ['binary', 'binary-utf8', 'json', '__proto__']) {
      await expectNobodyThere(dataOffer(seller.peer.id, serialization));
    }
    await expectQuiet();
  });

  it('takes part in the call of others: answers, candidates and farewells that are not theirs', async () => {
    for (const { peer } of [seller, buyer]) {
      await expectNobodyThere(answer(peer.id, 'mc_theirs'));
      await expectNoAnswer(candidate(peer.id, 'mc_theirs'));
      await expectNoAnswer({ type: 'LEAVE', dst: peer.id });
      await expectNoAnswer({ type: 'LEAVE', dst: peer.id, src: buyer.peer.id });
    }
    mallory.device.send({ type: 'call_end', callId: theirCall });
    mallory.device.send({
      type: 'call_accept',
      callId: theirCall,
      peerId: mallory.peer.id,
    });
    mallory.device.send({
      type: 'call_rejoin',
      callId: theirCall,
      peerId: mallory.peer.id,
    });
    await mallory.device.settle();
    const codes = mallory.device.all('error').map(({ code }) => code);
    expect(codes).toEqual(['not_found', 'not_found', 'not_found']);
    await expectQuiet();
  });

  it.each(['EXPIRE', 'OPEN', 'ID-TAKEN', 'INVALID-KEY', 'ERROR', 'APP', '__proto__', 'offer'])(
    'says %s, which is PeerServer’s to say or nobody’s',
    async (type) => {
      const [from, to] = [buyer.peer.id, seller.peer.id];
      await expectNoAnswer(`{"type":"${type}","src":"${from}","dst":"${to}","payload":{"msg":1}}`);
      await expectQuiet();
    },
  );

  it('asks for a direct link with somebody who never wrote to them', async () => {
    mallory.device.send({ type: 'link_request', conversationId: talkId, peerId: mallory.peer.id });
    await mallory.device.settle();
    await expectNobodyThere(dataOffer(seller.peer.id, 'raw', 'dc_1'));
    await seller.device.settle();
    expect(seller.device.all('link_request')).toEqual([]);
    await expectQuiet();
  });

  it('signals while it rings, before anybody has taken the call', async () => {
    myCall = await call(mallory, talkId);
    const metadata = { callId: myCall };
    await expectNobodyThere(offer(seller.peer.id, 'mc_mine', { metadata }));
    await expectNoAnswer(candidate(seller.peer.id, 'mc_mine'));
    await expectQuiet();
  });

  it('is talked with, and brings a picture that nobody agreed to, or comes as data', async () => {
    await take(mallory, myCall);
    await expectNobodyThere(offer(seller.peer.id, 'mc_mine', VIDEO));
    await expectNobodyThere(dataOffer(seller.peer.id, 'raw', 'mc_mine'));
    await expectNobodyThere(offer(buyer.peer.id, 'mc_mine'));
    await expectNobodyThere(offer(seller.peer.id, 'mc_theirs'));
    await expectQuiet();
    mallory.peer.send(offer(seller.peer.id, 'mc_mine', { metadata: { callId: myCall } }));
    expect(await seller.peer.next('OFFER')).toMatchObject({ src: mallory.peer.id });
  });

  it('dials from a second page what was taken for the first', async () => {
    const second = await connectPeer(market.broker, mallory.token);
    second.send(offer(seller.peer.id, 'mc_second'));
    expect(await second.next('EXPIRE')).toMatchObject({ src: seller.peer.id });
    second.socket.close();
    await second.closed;
    await expectQuiet();
  });

  it('writes another name under what they say, and it is their own that is heard', async () => {
    const said = JSON.stringify(candidate(seller.peer.id, 'mc_mine'));
    const theirs = JSON.stringify(buyer.peer.id);
    for (const forged of [
      said.replace('{', `{"src":${theirs},`),
      said.replace(/}$/, `,"src":${theirs}}`),
      said.replace(/}$/, `,"\\u0073rc":${theirs}}`),
      said.replace(/}$/, `,"__proto__":{"src":${theirs}}}`),
    ]) {
      mallory.peer.send(forged);
      const heard = await seller.peer.next('CANDIDATE');
      expect([heard.src, heard.dst]).toEqual([mallory.peer.id, seller.peer.id]);
    }
  });

  it('smuggles words past the broker in members that no page asked for', async () => {
    const words = 'words that no one moderates';
    const more = (frame: { payload: object }) => ({
      ...frame,
      text: words,
      payload: { ...frame.payload, text: words, label: words, [words]: { words } },
    });
    const { id } = seller.peer;
    const heard: Frame[] = [];
    mallory.peer.send(more(offer(id, 'mc_mine', { metadata: { callId: myCall } })));
    heard.push(await seller.peer.next('OFFER'));
    mallory.peer.send(more(candidate(id, 'mc_mine')));
    heard.push(await seller.peer.next('CANDIDATE'));
    expect(JSON.stringify(heard)).not.toContain('words');
    for (const much of [
      { ...candidate(id).payload, candidate: { candidate: 'x'.repeat(2_049) } },
      { ...candidate(id).payload, candidate: words },
    ]) {
      mallory.peer.send({ type: 'CANDIDATE', dst: id, payload: much });
      await mallory.peer.next('ERROR');
    }
    await expectQuiet();
  });

  it.each([
    ['64 KiB', LIMITS.frameBytes, CLOSE_CODES.frameTooLarge.code],
    ['10 MB', 10 * 1024 * 1024, 1009],
  ])('describes a session in %s', async (_size, bytes, code) => {
    const sdp = { sdp: { type: 'offer', sdp: 'x'.repeat(bytes) } };
    mallory.peer.send(offer(seller.peer.id, 'mc_mine', sdp));
    expect(await mallory.peer.closed).toBe(code);
    await expectQuiet();
  });

  it('writes what is no frame until they are shown the door', async () => {
    for (const text of ['{', 'null', '1', '[]', '{"type":null}', '['.repeat(60_000), '{}', '']) {
      mallory.peer.send(text);
    }
    expect(await mallory.peer.closed).toBe(CLOSE_CODES.badFrame.code);
    await expectQuiet();
  });

  it('says the same a thousand times', async () => {
    const { id } = seller.peer;
    mallory.peer.send(offer(id, 'mc_mine', { metadata: { callId: myCall } }));
    await seller.peer.next('OFFER');
    for (let i = 0; i < 1_000; i++) mallory.peer.send(candidate(id, 'mc_mine'));
    expect(await mallory.peer.closed).toBe(CLOSE_CODES.tooManyFrames.code);
    await seller.peer.settled();
    const flood = seller.peer.heard.splice(0);
    expect(flood.length).toBeLessThan(512);
    expect(new Set(flood.map(({ type, src }) => `${type} ${src}`))).toEqual(
      new Set([`CANDIDATE ${mallory.peer.id}`]),
    );
    await comeBack();
    // Behind so many of these the close frame may be lost.
    for (let i = 0; i < 1_000; i++) mallory.peer.socket.ping();
    await mallory.peer.closed;
    await expectQuiet();
  });

  it('plays it all again after the seller has hung up', async () => {
    const { id } = seller.peer;
    const metadata = { callId: myCall };
    mallory.peer.send(offer(id, 'mc_mine', { metadata }));
    await seller.peer.next('OFFER');
    seller.device.send({ type: 'call_end', callId: myCall });
    await mallory.device.next('call_end', (frame) => frame.call.id === myCall);
    await expectNobodyThere(offer(id, 'mc_mine', { metadata }));
    await expectNobodyThere(offer(id, 'mc_again', { metadata: { callId: theirCall } }));
    for (const each of ['mc_mine', 'mc_again']) await expectNoAnswer(candidate(id, each));
    await expectNobodyThere(answer(id, 'mc_mine'));
    const description = { type: 'offer', sdp: 'v=0' } as const;
    mallory.device.send({ type: 'call_description', callId: myCall, description, round: 1 });
    mallory.device.send({ type: 'call_accept', callId: myCall, peerId: mallory.peer.id });
    await mallory.device.settle();
    await seller.device.settle();
    expect(seller.device.all('call_description')).toEqual([]);
    await expectQuiet();
  });

  it('looks for PeerServer itself behind the gate', async () => {
    const paths = ['', '/', '/peers', '/peerjs/peers', '/peerjs/id', '/id'];
    for (const path of [...paths.map((each) => `/peerjs${each}`), '/peers', '/api/peers/all']) {
      for (const method of ['GET', 'POST']) {
        const { token } = mallory;
        const { status, text } = await market.broker.api(path, { method, token });
        expect([method, path, status]).toEqual([method, path, 404]);
        for (const { peer } of [seller, buyer]) expect(text).not.toContain(peer.id);
      }
    }
  });

  it('has cost nobody anything: the call of the others is what it was', async () => {
    seller.peer.send(answer(buyer.peer.id, 'mc_theirs'));
    expect(await buyer.peer.next('ANSWER')).toMatchObject({ src: seller.peer.id });
    buyer.peer.send(candidate(seller.peer.id, 'mc_theirs'));
    expect(await seller.peer.next('CANDIDATE')).toMatchObject({ src: buyer.peer.id });
    await expectQuiet();
    buyer.device.send({ type: 'call_end', callId: theirCall });
    await seller.device.next('call_end', (frame) => frame.call.id === theirCall);
    for (const { device } of [seller, buyer]) {
      expect(device.all('error')).toEqual([]);
      expect(device.all('call_end').map(({ call: { id } }) => id)).toContain(theirCall);
    }
  });

  it('leaves no socket, no link, and nothing in the log that is not to be there', async () => {
    for (const { peer, device } of [mallory, seller, buyer]) {
      peer.socket.close();
      await Promise.all([peer.closed, device.close()]);
    }
    const level = async (name: string) => {
      const { text } = await market.broker.api('/metrics');
      return new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1];
    };
    for (const name of ['deskbell_sockets', 'deskbell_peer_sockets', 'deskbell_peer_links']) {
      await expect.poll(() => level(name), { message: name }).toBe('0');
    }
    expect(market.failures()).toEqual([]);
    const logged = market.logged();
    expect(logged).toContain('offer refused');
    for (const secret of ['m=audio', 'candidate:1', 'no one moderates', mallory.token]) {
      expect(logged).not.toContain(secret);
    }
  });
});
