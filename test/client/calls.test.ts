import { expect } from '@open-wc/testing';
import type { CallFactDetail } from '../../src/core/call-events.js';
import type { CallPhase } from '../../src/core/call-state.js';
import { DeskbellError } from '../../src/core/errors.js';
import type { Devices } from '../../src/client/media.js';
import type { Surroundings } from '../../src/client/surroundings.js';
import type { Tones } from '../../src/client/tones.js';
import type { Session, SessionState } from '../../src/client/types.js';
import { FakeBroker } from '../support/fake-broker.js';
import { FakeLinks } from '../support/fake-links.js';
import { nextEvent, sessionOf, stateOf } from '../support/sessions.js';

const BUYER = 'buyer-7';
const SELLER = 'seller-42';

let broker: FakeBroker;
let links: FakeLinks;
let sessions: Session[];
let tracks: MediaStreamTrack[];
let roomId: string;

/** The browser's devices, with every track they ever gave written down. */
function devices(refuse?: () => Error): Devices {
  return {
    async getUserMedia(constraints) {
      if (refuse) throw refuse();
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      tracks.push(...stream.getTracks());
      return stream;
    },
    enumerateDevices: () => navigator.mediaDevices.enumerateDevices(),
  };
}

function open(userId: string, surroundings: Partial<Surroundings> = {}): Session {
  const session = sessionOf(broker, userId, {
    devices: devices(),
    makeLink: links.make,
    ...surroundings,
  });
  sessions.push(session);
  return session;
}

async function openBoth(): Promise<{ buyer: Session; seller: Session }> {
  const [buyer, seller] = [open(BUYER), open(SELLER)];
  await Promise.all([buyer.connect(), seller.connect()]);
  return { buyer, seller };
}

const inPhase = (session: Session, phase: CallPhase): Promise<SessionState> =>
  stateOf(session, ({ call }) => call.phase === phase);

async function connectBoth(type: 'VOICE' | 'VIDEO' = 'VIDEO') {
  const { buyer, seller } = await openBoth();
  await buyer.calls.startCall(roomId, { id: SELLER }, type);
  await inPhase(seller, 'incoming');
  await seller.calls.answerCall();
  await Promise.all([inPhase(buyer, 'active'), inPhase(seller, 'active')]);
  return { buyer, seller };
}

/** Every fact of a call, as `name outcome`. */
function factsOf(session: Session): string[] {
  const facts: string[] = [];
  for (const name of ['call-incoming', 'call-started', 'call-connected', 'call-ended']) {
    session.addEventListener(name, (event) => {
      const { outcome } = (event as CustomEvent<CallFactDetail>).detail;
      facts.push(outcome ? `${name} ${outcome}` : name);
    });
  }
  return facts;
}

const allStopped = () => tracks.every(({ readyState }) => readyState === 'ended');

beforeEach(() => {
  broker = new FakeBroker();
  broker.names.set(BUYER, 'Somebody').set(SELLER, 'Blue Door Motors');
  links = new FakeLinks();
  sessions = [];
  tracks = [];
  roomId = broker.open(BUYER, SELLER).id;
});

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  expect(allStopped(), 'every track stopped').to.equal(true);
  expect(links.open.size, 'every link closed').to.equal(0);
  expect(broker.sockets.size, 'every socket closed').to.equal(0);
});

describe('a call', () => {
  it('rings with the caller’s name, connects by media, and ends on both sides', async () => {
    const { buyer, seller } = await openBoth();
    const told = { buyer: factsOf(buyer), seller: factsOf(seller) };
    const incoming = nextEvent<CallFactDetail>(seller.calls, 'incoming');
    await buyer.calls.startCall(roomId, { id: SELLER }, 'VIDEO');
    expect((await incoming).peer).to.deep.equal({ id: BUYER, name: 'Somebody' });
    await inPhase(buyer, 'ringing');
    const streams = [buyer, seller].map((session) => nextEvent(session.calls, 'remoteStream'));
    await seller.calls.answerCall();
    await Promise.all([inPhase(buyer, 'active'), inPhase(seller, 'active'), ...streams]);
    expect(buyer.calls.isInCall()).to.equal(true);
    expect(buyer.calls.getRemoteMediaStream()?.getTracks()).to.have.length(2);
    expect(buyer.calls.getLocalMediaStream()?.getTracks()).to.have.length(2);
    await seller.calls.endCall();
    await Promise.all([inPhase(buyer, 'ended'), inPhase(seller, 'ended')]);
    expect(allStopped()).to.equal(true);
    expect(told.buyer).to.deep.equal(['call-started', 'call-connected', 'call-ended hangup']);
    expect(told.seller).to.deep.equal(['call-incoming', 'call-connected', 'call-ended hangup']);
    expect(broker.framesOf('call_connected')).to.have.length(2);
    buyer.calls.dismiss();
    expect(buyer.calls.getState().phase).to.equal('idle');
  });

  it('is not connected before media flows', async () => {
    links.isFlowing = false;
    const { buyer, seller } = await openBoth();
    await buyer.calls.startCall(roomId, { id: SELLER }, 'VOICE');
    await inPhase(seller, 'incoming');
    await seller.calls.answerCall();
    await stateOf(buyer, ({ media }) => media.remoteStream !== null);
    expect(buyer.calls.getState().phase).to.equal('connecting');
    links.isFlowing = true;
    await inPhase(buyer, 'active');
  });

  it('tells the other side nothing of this device before it is accepted', async () => {
    const { buyer, seller } = await openBoth();
    await buyer.calls.startCall(roomId, { id: SELLER }, 'VOICE');
    await inPhase(seller, 'incoming');
    await broker.until(() => broker.framesOf('call_ringing').length === 1);
    const said = broker.heard.filter(({ userId }) => userId === SELLER).map(({ frame }) => frame);
    expect(JSON.stringify(said)).not.to.contain('peerId');
    expect(tracks, 'no microphone while it rings').to.have.length.at.most(1);
    await seller.calls.declineCall();
    const { call } = await inPhase(buyer, 'ended');
    expect(call).to.have.property('reason', 'declined');
  });

  it('rings every device; the one that answers gets it, the others fall silent', async () => {
    const { buyer, seller } = await openBoth();
    const phone = open(SELLER);
    await phone.connect();
    await buyer.calls.startCall(roomId, { id: SELLER }, 'VOICE');
    await Promise.all([inPhase(seller, 'incoming'), inPhase(phone, 'incoming')]);
    await phone.calls.answerCall();
    const { call } = await inPhase(seller, 'ended');
    expect(call).to.have.property('reason', 'answered_elsewhere');
    await Promise.all([inPhase(phone, 'active'), inPhase(buyer, 'active')]);
  });

  it('from both sides at once is one call', async () => {
    const { buyer, seller } = await openBoth();
    await Promise.all([
      buyer.calls.startCall(roomId, { id: SELLER }, 'VOICE'),
      seller.calls.startCall(roomId, { id: BUYER }, 'VOICE'),
    ]);
    await Promise.all([inPhase(buyer, 'active'), inPhase(seller, 'active')]);
    const ids = [buyer, seller].map((session) => {
      const call = session.calls.getState();
      return call.phase === 'active' ? call.callId : '';
    });
    expect(ids[0]).to.equal(ids[1]);
    expect(broker.calls.size).to.equal(1);
  });

  it('cannot be started while in another', async () => {
    const { buyer } = await connectBoth('VOICE');
    const otherRoom = broker.open('buyer-8', SELLER);
    const refused = buyer.calls.startCall(otherRoom.id, { id: 'buyer-8' }, 'VOICE');
    expect(await refused.catch((error: unknown) => error)).to.have.property(
      'code',
      'already_in_call',
    );
  });

  it('ends on both sides when only the link tells of it', async () => {
    const { buyer, seller } = await connectBoth('VOICE');
    broker.isSilent = true;
    await buyer.calls.endCall();
    const { call } = await inPhase(seller, 'ended');
    expect(call).to.have.property('reason', 'hangup');
  });

  it('whose path is gone is being mended, and can be ended meanwhile', async () => {
    const { buyer, seller } = await connectBoth('VOICE');
    for (const link of links.open) link.fail();
    await Promise.all([inPhase(buyer, 'reconnecting'), inPhase(seller, 'reconnecting')]);
    await buyer.calls.endCall();
    const { call } = await inPhase(seller, 'ended');
    expect(call).to.have.property('reason', 'hangup');
  });

  it('goes on while the broker is away, and ends there when it is back', async () => {
    const { buyer, seller } = await connectBoth('VOICE');
    broker.refuseWith = 1006;
    broker.dropAll();
    await stateOf(buyer, ({ connection }) => connection === 'reconnecting');
    expect(buyer.calls.getState().phase).to.equal('active');
    await buyer.calls.endCall();
    await inPhase(seller, 'ended');
    broker.refuseWith = undefined;
    await broker.until(() => broker.framesOf('call_end').length > 0);
    await broker.until(() => broker.calls.size === 0);
  });

  it('rings again for someone who comes online while it rings', async () => {
    const buyer = open(BUYER);
    await buyer.connect();
    await buyer.calls.startCall(roomId, { id: SELLER }, 'VOICE');
    await broker.until(() => broker.calls.size === 1);
    const seller = open(SELLER);
    await seller.connect();
    await inPhase(seller, 'incoming');
    await seller.calls.answerCall();
    await Promise.all([inPhase(buyer, 'active'), inPhase(seller, 'active')]);
  });

  it('fails with a reason where the direct link cannot be had', async () => {
    links.failWarm = new DeskbellError('peer_failed');
    const { buyer } = await openBoth();
    await buyer.calls.startCall(roomId, { id: SELLER }, 'VOICE');
    const { call } = await inPhase(buyer, 'ended');
    expect(call).to.include({ reason: 'failed', error: 'peer_failed' });
  });

  it('fails with a reason where the browser cannot call', async () => {
    const buyer = open(BUYER, { isCallingSupported: () => false });
    await buyer.connect();
    await buyer.calls.startCall(roomId, { id: SELLER }, 'VOICE');
    const { call } = await inPhase(buyer, 'ended');
    expect(call).to.include({ reason: 'failed', error: 'calls_unsupported' });
  });

  it('ends when the page is left, but a call that only rings here does not', async () => {
    const { buyer, seller } = await openBoth();
    await buyer.calls.startCall(roomId, { id: SELLER }, 'VOICE');
    await inPhase(seller, 'incoming');
    await seller.close();
    expect(broker.framesOf('call_reject')).to.deep.equal([]);
    window.dispatchEvent(new PageTransitionEvent('pagehide'));
    await inPhase(buyer, 'ended');
    await broker.until(() => broker.framesOf('call_end').length === 1);
  });

  it('can be made again and again without leaving anything behind', async () => {
    const { buyer, seller } = await openBoth();
    for (let i = 0; i < 10; i++) {
      await buyer.calls.startCall(roomId, { id: SELLER }, 'VOICE');
      await inPhase(seller, 'incoming');
      await seller.calls.answerCall();
      await Promise.all([inPhase(buyer, 'active'), inPhase(seller, 'active')]);
      await buyer.calls.endCall();
      await Promise.all([inPhase(buyer, 'ended'), inPhase(seller, 'ended')]);
      expect(links.open.size).to.equal(0);
      expect(allStopped()).to.equal(true);
    }
  });
});

describe('the buttons of a call', () => {
  it('mute the microphone and unmute it', async () => {
    const { buyer } = await connectBoth('VOICE');
    const [microphone] = buyer.calls.getLocalMediaStream()?.getAudioTracks() ?? [];
    expect(buyer.calls.toggleMute()).to.equal(true);
    expect(microphone?.enabled).to.equal(false);
    expect(buyer.getState().media.muted).to.equal(true);
    expect(buyer.calls.toggleMute()).to.equal(false);
    expect(microphone?.enabled).to.equal(true);
  });

  it('switch the camera really off and on again', async () => {
    const { buyer } = await connectBoth('VIDEO');
    const [camera] = buyer.calls.getLocalMediaStream()?.getVideoTracks() ?? [];
    expect(await buyer.calls.toggleVideo()).to.equal(false);
    expect(camera?.readyState).to.equal('ended');
    expect(buyer.getState().media.cameraOff).to.equal(true);
    expect(await buyer.calls.toggleVideo()).to.equal(true);
    expect(buyer.getState().media.cameraOff).to.equal(false);
    const [fresh] = buyer.calls.getLocalMediaStream()?.getVideoTracks() ?? [];
    const sent = [...links.open].flatMap(({ replaced }) => replaced.map(({ track }) => track));
    expect(sent).to.deep.equal([null, fresh]);
  });

  it('do nothing without a call', async () => {
    const buyer = open(BUYER);
    await buyer.connect();
    expect(buyer.calls.toggleMute()).to.equal(false);
    expect(await buyer.calls.toggleVideo()).to.equal(false);
    await buyer.calls.switchCamera();
    await buyer.calls.answerCall();
    await buyer.calls.endCall();
    buyer.calls.dismiss();
    expect(buyer.calls.getState().phase).to.equal('idle');
  });
});

describe('a refused microphone', () => {
  it('leaves a call that listens, with a notice and muted', async () => {
    const refuse = () => new DOMException('Permission denied', 'NotAllowedError');
    const buyer = open(BUYER);
    const seller = open(SELLER, { devices: devices(refuse) });
    await Promise.all([buyer.connect(), seller.connect()]);
    await buyer.calls.startCall(roomId, { id: SELLER }, 'VOICE');
    await inPhase(seller, 'incoming');
    await seller.calls.answerCall();
    const { media } = await inPhase(seller, 'active');
    expect(media.notice?.code).to.equal('permission_denied');
    expect(media.muted).to.equal(true);
    expect(media.remoteStream?.getAudioTracks()).to.have.length(1);
  });
});

describe('the tones of a call', () => {
  it('ring, ring back, and tell how it ended', async () => {
    const played: string[] = [];
    const tones: Tones = {
      play: (tone) => played.push(tone),
      stop: () => played.push('stop'),
      close: () => undefined,
    };
    const buyer = sessionOf(
      broker,
      BUYER,
      { devices: devices(), makeLink: links.make, tones },
      { sounds: true },
    );
    sessions.push(buyer);
    const seller = open(SELLER, { tones });
    await Promise.all([buyer.connect(), seller.connect()]);
    await buyer.calls.startCall(roomId, { id: SELLER }, 'VOICE');
    await inPhase(buyer, 'ringing');
    expect(played).to.deep.equal(['ringback']);
    await seller.calls.declineCall();
    await inPhase(buyer, 'ended');
    expect(played).to.deep.equal(['ringback', 'stop', 'declined']);
  });
});
