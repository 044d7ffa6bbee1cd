import { expect } from '@open-wc/testing';
import type { CallPhase } from '../../src/core/call-state.js';
import type { Surroundings } from '../../src/client/surroundings.js';
import type { Session, SessionOptions, SessionState } from '../../src/client/types.js';
import { BROKER, FakeBroker } from '../support/fake-broker.js';
import { FakeLinks, type FakeLink } from '../support/fake-links.js';
import { memoryStorage, sessionOf, stateOf } from '../support/sessions.js';

const BUYER = 'buyer-7';
const SELLER = 'seller-42';
const THIRD = 'buyer-8';

let broker: FakeBroker;
let links: FakeLinks;
let sessions: Session[];
let tracks: MediaStreamTrack[];
let roomId: string;

function open(userId: string, surroundings: Partial<Surroundings> = {}): Session {
  const devices: Surroundings['devices'] = {
    async getUserMedia(constraints) {
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    },
    enumerateDevices: () => navigator.mediaDevices.enumerateDevices(),
  };
  const options: Partial<SessionOptions> = {};
  const world = { devices, makeLink: links.make, ...surroundings };
  const session = sessionOf(broker, userId, world, options);
  sessions.push(session);
  return session;
}

const inPhase = (session: Session, phase: CallPhase): Promise<SessionState> =>
  stateOf(session, ({ call }) => call.phase === phase);
const holdOf = ({ call }: SessionState) => ('hold' in call ? call.hold : undefined);

async function connectBoth(
  type: 'VOICE' | 'VIDEO' = 'VOICE',
  surroundings: Partial<Surroundings> = {},
) {
  const buyer = open(BUYER, surroundings);
  const seller = open(SELLER);
  await Promise.all([buyer.connect(), seller.connect()]);
  await buyer.calls.startCall(roomId, { id: SELLER }, type);
  await inPhase(seller, 'incoming');
  await seller.calls.answerCall();
  await Promise.all([inPhase(buyer, 'active'), inPhase(seller, 'active')]);
  const [buyerLink, sellerLink] = [...links.open] as [FakeLink, FakeLink];
  return { buyer, seller, buyerLink, sellerLink };
}

/** Both have said what they send: what a running call needs is here. */
const talking = (...both: Session[]) =>
  Promise.all(both.map((each) => stateOf(each, ({ media }) => media.remoteMuted !== undefined)));

beforeEach(() => {
  broker = new FakeBroker();
  links = new FakeLinks();
  sessions = [];
  tracks = [];
  roomId = broker.open(BUYER, SELLER).id;
});

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  expect(
    tracks.every(({ readyState }) => readyState === 'ended'),
    'every track stopped',
  ).to.equal(true);
  expect(links.open.size, 'every link closed').to.equal(0);
  expect(broker.sockets.size, 'every socket closed').to.equal(0);
});

describe('a call on hold', () => {
  it('is told to the other side, and silent in both directions until it is resumed', async () => {
    const { buyer, seller, buyerLink, sellerLink } = await connectBoth();
    await talking(buyer, seller);
    await buyer.calls.holdCall();
    await stateOf(seller, (state) => holdOf(state) === 'theirs');
    expect(holdOf(buyer.getState())).to.equal('own');
    for (const link of [buyerLink, sellerLink]) {
      expect(link.replaced.at(-1)).to.deep.equal({ kind: 'audio', track: null });
    }
    await buyer.calls.resumeCall();
    await stateOf(seller, (state) => holdOf(state) === undefined);
    for (const link of [buyerLink, sellerLink]) {
      expect(link.replaced.at(-1)?.track?.readyState).to.equal('live');
    }
  });

  it('is held without the broker', async () => {
    const { buyer, seller } = await connectBoth();
    await talking(buyer, seller);
    broker.refuseWith = 1006;
    broker.dropAll();
    await stateOf(buyer, ({ connection }) => connection === 'reconnecting');
    await buyer.calls.holdCall();
    await stateOf(seller, (state) => holdOf(state) === 'theirs');
    await seller.calls.endCall();
    await inPhase(buyer, 'ended');
  });
});

describe('a second call', () => {
  async function ringThird(type: 'VOICE' | 'VIDEO' = 'VOICE') {
    const both = await connectBoth();
    await talking(both.buyer, both.seller);
    const third = open(THIRD);
    await third.connect();
    const room = broker.open(THIRD, SELLER);
    await third.calls.startCall(room.id, { id: SELLER }, type);
    const { otherCall } = await stateOf(both.seller, (state) => state.otherCall !== undefined);
    if (otherCall?.phase !== 'incoming') throw new Error('no second call');
    return { ...both, third, callId: otherCall.callId };
  }

  it('rings beside the first, and can be rejected', async () => {
    const { seller, third, callId } = await ringThird();
    expect(seller.getState().call.phase).to.equal('active');
    await seller.calls.declineCall(callId);
    const { call } = await inPhase(third, 'ended');
    expect(call).to.have.property('reason', 'declined');
    await stateOf(seller, ({ otherCall }) => otherCall === undefined);
    expect(seller.getState().call.phase).to.equal('active');
  });

  it('can be rejected by messaging, which has the same verbs', async () => {
    const { seller, third, callId } = await ringThird();
    await seller.messaging.declineCall(callId);
    await inPhase(third, 'ended');
    await stateOf(seller, ({ otherCall }) => otherCall === undefined);
    expect(seller.getState().call.phase).to.equal('active');
  });

  it('is taken while the first waits on hold, and gives way to it at its end', async () => {
    const { buyer, seller, third, callId } = await ringThird();
    await seller.calls.answerCall(callId);
    await inPhase(third, 'active');
    await stateOf(buyer, (state) => holdOf(state) === 'theirs');
    const during = await stateOf(seller, ({ call }) => call.phase === 'active');
    expect(during.call).to.have.nested.property('peer.id', THIRD);
    expect(during.otherCall).to.include({ phase: 'active', hold: 'own' });
    await seller.calls.endCall();
    await inPhase(third, 'ended');
    await stateOf(buyer, (state) => holdOf(state) === undefined);
    expect(seller.getState().call).to.have.nested.property('peer.id', BUYER);
    expect(seller.getState()).not.to.have.property('otherCall');
  });

  it('is swapped with the first', async () => {
    const { buyer, seller, third, callId } = await ringThird();
    await seller.calls.answerCall(callId);
    await talking(third);
    await seller.calls.swapCalls();
    await stateOf(third, (state) => holdOf(state) === 'theirs');
    await stateOf(buyer, (state) => holdOf(state) === undefined);
    expect(seller.getState().call).to.have.nested.property('peer.id', BUYER);
  });

  it('goes on when the one on hold is hung up, and keeps its devices', async () => {
    const { buyer, seller, third, callId } = await ringThird('VIDEO');
    await seller.calls.answerCall(callId);
    await Promise.all([inPhase(third, 'active'), inPhase(seller, 'active')]);
    await buyer.calls.endCall();
    await stateOf(seller, ({ otherCall }) => otherCall === undefined);
    expect(seller.getState().call).to.include({ phase: 'active' });
    const own = seller.calls.getLocalMediaStream()?.getTracks() ?? [];
    expect(own.map(({ readyState }) => readyState)).to.deep.equal(['live', 'live']);
  });

  it('is cancelled by its caller without touching the first', async () => {
    const { seller, third } = await ringThird();
    await third.calls.endCall();
    await stateOf(seller, ({ otherCall }) => otherCall === undefined);
    expect(seller.getState().call.phase).to.equal('active');
  });
});

describe('a page that is reloaded in a call', () => {
  for (const who of ['the caller', 'the callee'] as const) {
    it(`of ${who} is back in it without a new ring, as muted as before`, async () => {
      const tabStorage = memoryStorage();
      const caller = open(BUYER, who === 'the caller' ? { tabStorage } : {});
      const callee = open(SELLER, who === 'the callee' ? { tabStorage } : {});
      await Promise.all([caller.connect(), callee.connect()]);
      await caller.calls.startCall(roomId, { id: SELLER }, 'VOICE');
      await inPhase(callee, 'incoming');
      await callee.calls.answerCall();
      await Promise.all([inPhase(caller, 'active'), inPhase(callee, 'active')]);
      await talking(caller, callee);
      const [leaving, staying] = who === 'the caller' ? [caller, callee] : [callee, caller];
      leaving.calls.toggleMute();
      await stateOf(staying, ({ media }) => media.remoteMuted === true);

      const left = tabStorage.keys().map((key) => [key, tabStorage.get(key) ?? ''] as const);
      // A page that goes away says nothing: what it had is closed by the browser.
      broker.isSilent = true;
      links.isFlowing = false;
      await leaving.close();
      broker.isSilent = false;
      links.isFlowing = true;
      for (const [key, value] of left) tabStorage.set(key, value);
      await inPhase(staying, 'reconnecting');

      const again = open(who === 'the caller' ? BUYER : SELLER, { tabStorage });
      const rings: Event[] = [];
      again.addEventListener('call-incoming', (event) => rings.push(event));
      await again.connect();
      await Promise.all([inPhase(again, 'active'), inPhase(staying, 'active')]);
      expect(again.getState().media.muted).to.equal(true);
      expect(again.getState().call).to.have.nested.property(
        'peer.id',
        who === 'the caller' ? SELLER : BUYER,
      );
      expect(rings).to.deep.equal([]);
      await again.calls.endCall();
      await inPhase(staying, 'ended');
      expect(tabStorage.get(`deskbell:call:${BROKER}`)).to.equal(undefined);
    });
  }
});

describe('a picture in a voice call', () => {
  it('comes with the other side’s consent, and only from the one who asked', async () => {
    const { buyer, seller, buyerLink, sellerLink } = await connectBoth();
    await talking(buyer, seller);
    await buyer.calls.askFor('video');
    const { media } = await stateOf(seller, (state) => state.media.wish !== undefined);
    expect(media.wish).to.deep.equal({ wish: 'video', by: 'theirs' });
    expect(buyer.getState().media.wish).to.deep.equal({ wish: 'video', by: 'own' });
    await seller.calls.reply(true);
    await stateOf(buyer, ({ media: { cameraOff } }) => !cameraOff);
    for (const session of [buyer, seller]) {
      expect(session.getState().call).to.have.property('type', 'VIDEO');
      expect(session.getState().media.wish).to.equal(undefined);
    }
    expect([buyerLink.pictures.length, sellerLink.pictures.length]).to.deep.equal([1, 0]);
  });

  it('does not come without it', async () => {
    const { buyer, seller, buyerLink } = await connectBoth();
    await talking(buyer, seller);
    await buyer.calls.askFor('video');
    await stateOf(seller, ({ media }) => media.wish !== undefined);
    await seller.calls.reply(false);
    await stateOf(buyer, ({ media }) => media.wish === undefined);
    expect(buyer.getState().call).to.have.property('type', 'VOICE');
    expect(buyerLink.pictures).to.deep.equal([]);
  });
});
