import { expect } from '@open-wc/testing';
import type { Session } from '../../src/client/types.js';
import { FakeBroker } from '../support/fake-broker.js';
import { FakeDevices } from '../support/fake-devices.js';
import { FakeLinks, type FakeLink } from '../support/fake-links.js';
import { memoryStorage, sessionOf, stateOf } from '../support/sessions.js';
import { waitUntil } from '../support/wait-until.js';

const BUYER = 'buyer-7';
const SELLER = 'seller-42';
const idOf = (track: MediaStreamTrack | null | undefined) => track?.getSettings().deviceId;

let broker: FakeBroker;
let links: FakeLinks;
let plugged: FakeDevices;
let theirs: FakeDevices;
let storage: ReturnType<typeof memoryStorage>;
let buyer: Session;
let seller: Session;

const media = () => buyer.getState().media;
const inPhase = (session: Session, phase: string) =>
  stateOf(session, ({ call }) => call.phase === phase);
/** What the buyer's link was given in place of what it sent. */
const replaced = () => [...links.open].flatMap((link: FakeLink) => link.replaced);

async function call(type: 'VOICE' | 'VIDEO' = 'VIDEO'): Promise<void> {
  const roomId = broker.open(BUYER, SELLER).id;
  await Promise.all([buyer.connect(), seller.connect()]);
  await buyer.calls.startCall(roomId, { id: SELLER }, type);
  await inPhase(seller, 'incoming');
  await seller.calls.answerCall();
  await Promise.all([inPhase(buyer, 'active'), inPhase(seller, 'active')]);
}

beforeEach(() => {
  broker = new FakeBroker();
  links = new FakeLinks();
  plugged = new FakeDevices();
  theirs = new FakeDevices();
  storage = memoryStorage();
  buyer = sessionOf(broker, BUYER, { devices: plugged.port, makeLink: links.make, storage });
  seller = sessionOf(broker, SELLER, { devices: theirs.port, makeLink: links.make });
});

afterEach(async () => {
  await Promise.all([buyer.close(), seller.close()]);
  expect(plugged.live()).to.have.length(0);
  expect(theirs.live()).to.have.length(0);
  expect(plugged.listeners).to.equal(0);
  plugged.close();
  theirs.close();
});

describe('the devices of a session', () => {
  it('can be listed and chosen before a call, which then uses them', async () => {
    const { camera } = await buyer.calls.listDevices();
    expect(camera.choices.map(({ id }) => id)).to.deep.equal(['cam-1', 'cam-2']);
    await buyer.calls.useDevice('camera', 'cam-2');
    await buyer.calls.useDevice('speaker', 'out-2');
    expect(plugged.asked, 'nothing is opened for a choice').to.have.length(0);
    await call();
    expect(idOf(media().localStream?.getVideoTracks()[0])).to.equal('cam-2');
    await stateOf(buyer, (state) => state.media.devices?.speaker.chosenId === 'out-2');
    expect(media().devices?.camera.chosenId).to.equal('cam-2');
  });

  it('are changed in a call: the new picture goes out, and the choice is told', async () => {
    await call();
    await buyer.calls.useDevice('camera', 'cam-2');
    await stateOf(buyer, (state) => state.media.devices?.camera.chosenId === 'cam-2');
    expect(idOf(media().localStream?.getVideoTracks()[0])).to.equal('cam-2');
    expect(idOf(replaced().at(-1)?.track)).to.equal('cam-2');
    await buyer.calls.useDevice('microphone', 'mic-2');
    expect(replaced().at(-1)?.kind).to.equal('audio');
    expect(idOf(replaced().at(-1)?.track)).to.equal('mic-2');
    await buyer.calls.endCall();
    await inPhase(buyer, 'ended');
    expect(media().devices).to.equal(undefined);
    expect(storage.keys().filter((key) => key.includes('devices'))).to.have.length(1);
  });

  it('that cannot be had reject, and the call goes on with the former', async () => {
    await call();
    const refused = buyer.calls.useDevice('camera', 'nothing');
    expect(await refused.catch((cause: unknown) => cause)).to.have.property(
      'code',
      'device_missing',
    );
    expect(idOf(media().localStream?.getVideoTracks()[0])).to.equal('cam-1');
    expect(idOf(replaced().at(-1)?.track)).to.equal('cam-1');
  });

  it('that are pulled out are replaced in the call', async () => {
    await call();
    buyer.calls.toggleMute();
    plugged.unplug('mic-1');
    await waitUntil(() => idOf(media().localStream?.getAudioTracks()[0]) === 'mic-2');
    expect(idOf(replaced().at(-1)?.track)).to.equal('mic-2');
    expect(media().muted, 'nobody is made audible by a plug').to.equal(true);
    expect(media().notice).to.equal(undefined);
  });

  it('that were the last: muted and dark with a notice, and the other side is told', async () => {
    await call();
    plugged.unplug('mic-2');
    plugged.unplug('mic-1');
    await stateOf(buyer, (state) => state.media.notice?.code === 'device_missing');
    expect(media().notice?.device).to.equal('microphone');
    expect(media().muted).to.equal(true);
    await stateOf(seller, (state) => state.media.remoteMuted === true);
    plugged.unplug('cam-2');
    plugged.unplug('cam-1');
    await stateOf(buyer, (state) => state.media.cameraOff);
    expect(media().notice?.device).to.equal('camera');
    expect(buyer.getState().call.phase, 'the call goes on').to.equal('active');
    plugged.plug({ kind: 'audioinput', id: 'mic-9', label: 'New' });
    await stateOf(buyer, (state) => state.media.devices?.microphone.choices.length === 1);
    expect(media().muted, 'offered, not taken').to.equal(true);
    await buyer.calls.useDevice('microphone', 'mic-9');
    expect(media().muted).to.equal(true);
    expect(media().notice).to.equal(undefined);
    expect(buyer.calls.toggleMute()).to.equal(false);
    await stateOf(seller, (state) => state.media.remoteMuted === false);
  });

  it('that are refused leave listening, and the caller is told', async () => {
    theirs.refuse = () => new DOMException('Permission denied', 'NotAllowedError');
    await call('VOICE');
    expect(seller.getState().media.notice?.code).to.equal('permission_denied');
    expect(seller.getState().media.muted).to.equal(true);
    await stateOf(buyer, (state) => state.media.remoteMuted === true);
  });

  it('speak while a key is held, and are muted again', async () => {
    await call('VOICE');
    buyer.calls.toggleMute();
    await stateOf(seller, (state) => state.media.remoteMuted === true);
    await buyer.calls.pushToTalk(true);
    expect(media().muted).to.equal(false);
    await stateOf(seller, (state) => state.media.remoteMuted === false);
    await buyer.calls.pushToTalk(false);
    expect(media().muted).to.equal(true);
    // One who is not muted is not muted by letting the key go.
    buyer.calls.toggleMute();
    await buyer.calls.pushToTalk(true);
    await buyer.calls.pushToTalk(false);
    expect(media().muted).to.equal(false);
  });
});
