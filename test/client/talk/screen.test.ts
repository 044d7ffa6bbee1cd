import { expect } from '@open-wc/testing';
import {
  remoteScreenOf,
  ScreenShare,
  type ScreenDevices,
} from '../../../src/client/talk/screen.js';
import { makeSilence, type Placeholder } from '../../../src/client/placeholders.js';
import { nextColor, PaintedScreen, RtcPair } from '../../support/rtc-pair.js';

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing',
    (error: { code?: string }) => error.code,
  );

describe('sharing a screen', () => {
  let pair: RtcPair;
  let camera: MediaStream;
  let screen: PaintedScreen;
  let silences: Placeholder[];
  let ended: number;
  /** What the browser was asked for, and what it gave. */
  let asked: (DisplayMediaStreamOptions | undefined)[];
  let given: MediaStream[];

  /** A browser in which the person chooses the painted screen, with its sound where it has some. */
  const devices = (withSound: boolean): ScreenDevices => ({
    async getDisplayMedia(options) {
      asked.push(options);
      const stream = screen.stream();
      if (withSound) {
        const silence = makeSilence();
        silences.push(silence);
        stream.addTrack(silence.track);
      }
      given.push(stream);
      return stream;
    },
  });
  const shareOn = (own: Partial<ScreenDevices> | undefined) =>
    new ScreenShare({ rtc: pair.a, devices: own, onEnded: () => ended++ });
  const remote = (share: ScreenShare) => remoteScreenOf(pair.b, share.mid(), share.soundMid());
  const seen = async (share: ScreenShare) => {
    const stream = remote(share);
    if (!stream) throw new Error('no screen has come');
    return nextColor(stream);
  };
  const isLive = (stream: MediaStream | undefined) =>
    stream?.getTracks().some(({ readyState }) => readyState === 'live') ?? false;

  beforeEach(async () => {
    pair = new RtcPair();
    screen = new PaintedScreen('#00ff00');
    silences = [];
    asked = [];
    given = [];
    ended = 0;
    camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    for (const track of camera.getTracks()) pair.a.addTrack(track, camera);
    await pair.settled();
    await pair.connected();
  });

  afterEach(() => {
    pair.close();
    screen.close();
    for (const silence of silences) silence.close();
    for (const track of camera.getTracks()) track.stop();
  });

  it('brings it to the other side beside the camera', async () => {
    const share = shareOn(devices(false));
    const stream = await share.share();
    expect(share.stream).to.equal(stream);
    await pair.settled();
    const [red = 255, green = 0, blue = 255] = await seen(share);
    expect(green).to.be.greaterThan(200);
    expect(Math.max(red, blue)).to.be.lessThan(60);
    expect(share.soundMid()).to.equal(undefined);
    const cameraSender = pair.a.getSenders().find(({ track }) => track?.kind === 'video');
    expect(cameraSender?.track).to.equal(camera.getVideoTracks()[0]);
    expect(camera.getVideoTracks()[0]?.readyState).to.equal('live');
  });

  it('keeps letters sharp and asks for the sound of the machine', async () => {
    const share = shareOn(devices(true));
    const stream = await share.share();
    expect(stream.getVideoTracks()[0]?.contentHint).to.equal('detail');
    expect(asked[0]).to.have.property('systemAudio', 'include');
    expect(asked[0]?.audio).to.have.property('echoCancellation', false);
    await pair.settled();
    expect(remote(share)?.getVideoTracks()).to.have.length(1);
    expect(remote(share)?.getAudioTracks()).to.have.length(1);
  });

  it('needs no second negotiation for the second time', async () => {
    const share = shareOn(devices(true));
    await share.share();
    await pair.settled();
    const first = [share.mid(), share.soundMid()];
    const { negotiations } = pair;
    await share.stop();
    expect([share.mid(), share.soundMid(), share.stream]).to.deep.equal(Array(3).fill(undefined));
    await share.share();
    await pair.settled();
    expect([share.mid(), share.soundMid()]).to.deep.equal(first);
    expect(pair.negotiations).to.equal(negotiations);
    expect((await seen(share))[1]).to.be.greaterThan(200);
  });

  it('is heard at the other side, until it ends', async () => {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const out = context.createMediaStreamDestination();
    tone.connect(out);
    tone.start();
    const [sound] = out.stream.getAudioTracks();
    const share = shareOn({
      async getDisplayMedia() {
        return new MediaStream([...screen.stream().getVideoTracks(), sound!]);
      },
    });
    await share.share();
    await pair.settled();
    const heard = remote(share);
    const ear = new Audio();
    ear.srcObject = heard ?? null;
    await ear.play();
    const energy = async () => {
      for (const stat of (await pair.b.getStats(heard?.getAudioTracks()[0])).values()) {
        if (stat.type === 'inbound-rtp') return stat.totalAudioEnergy as number;
      }
      return 0;
    };
    while ((await energy()) < 0.01) await new Promise((resolve) => setTimeout(resolve, 20));
    await share.stop();
    expect(sound?.readyState).to.equal('ended');
    expect(remote(share), 'nothing is said to be a screen any more').to.equal(undefined);
    ear.srcObject = null;
    await context.close();
  });

  it('tells of no sound when the second screen has none', async () => {
    const both = devices(true);
    const own = { getDisplayMedia: both.getDisplayMedia };
    const share = shareOn(own);
    await share.share();
    await pair.settled();
    await share.stop();
    own.getDisplayMedia = devices(false).getDisplayMedia;
    await share.share();
    expect(share.soundMid()).to.equal(undefined);
    expect(remote(share)?.getAudioTracks()).to.deep.equal([]);
  });

  it('stops every track, once and for all', async () => {
    const share = shareOn(devices(true));
    const stream = await share.share();
    await pair.settled();
    await share.stop();
    await share.stop();
    expect(isLive(stream)).to.equal(false);
    expect(ended).to.equal(0);
    const sent = pair.a.getSenders().map(({ track }) => track);
    expect(sent.filter((track) => track && !camera.getTracks().includes(track))).to.deep.equal([]);
  });

  it('ends when the person ends it by the browser’s bar', async () => {
    const share = shareOn(devices(true));
    const stream = await share.share();
    await pair.settled();
    const [picture] = stream.getVideoTracks();
    // What a browser does when its own “Stop sharing” is pressed.
    picture?.stop();
    picture?.dispatchEvent(new Event('ended'));
    while (ended === 0) await new Promise((resolve) => setTimeout(resolve));
    expect(share.stream).to.equal(undefined);
    expect(isLive(stream)).to.equal(false);
    picture?.dispatchEvent(new Event('ended'));
    expect(ended).to.equal(1);
  });

  it('is asked for once, however often the button is pressed', async () => {
    const share = shareOn(devices(false));
    const [first, second] = await Promise.all([share.share(), share.share()]);
    expect(second).to.equal(first);
    expect(await share.share()).to.equal(first);
    expect(asked).to.have.length(1);
  });

  it('shares nothing that is chosen after the end of the call', async () => {
    const share = shareOn(devices(true));
    const code = codeOf(share.share());
    share.close();
    expect(await code).to.equal('aborted');
    expect(given.map(isLive)).to.deep.equal([false]);
    expect(pair.a.getTransceivers()).to.have.length(2);
  });

  const refusals: [string, DOMException | TypeError, string][] = [
    [
      'the person chose nothing',
      new DOMException('Permission denied by user', 'NotAllowedError'),
      'aborted',
    ],
    [
      'the system refuses',
      new DOMException('Permission denied by system', 'NotAllowedError'),
      'screen_denied',
    ],
    ['the system cannot', new DOMException('Could not start', 'NotReadableError'), 'screen_denied'],
    ['the page may not', new DOMException('', 'SecurityError'), 'screen_unsupported'],
    ['the browser does not know the options', new TypeError('options'), 'screen_unsupported'],
  ];
  for (const [name, cause, code] of refusals) {
    it(`fails with ${code} when ${name}`, async () => {
      const share = shareOn({ getDisplayMedia: () => Promise.reject(cause) });
      expect(await codeOf(share.share())).to.equal(code);
      expect(share.stream).to.equal(undefined);
    });
  }

  it('fails in words where a browser has no screens', async () => {
    expect(await codeOf(shareOn({}).share())).to.equal('screen_unsupported');
    expect(await codeOf(shareOn(undefined).share())).to.equal('screen_unsupported');
  });

  it('knows its own sections from those of camera and microphone', async () => {
    const share = shareOn(devices(true));
    await share.share();
    const owned = pair.a.getTransceivers().map((transceiver) => share.owns(transceiver));
    expect(owned).to.deep.equal([false, false, true, true]);
  });
});

describe('the screen of the other side', () => {
  it('is none where nothing is, or what is there is no picture', async () => {
    const pair = new RtcPair();
    pair.a.addTransceiver('audio');
    await pair.settled();
    const [{ mid } = { mid: null }] = pair.b.getTransceivers();
    expect(remoteScreenOf(pair.b, mid ?? '', undefined)).to.equal(undefined);
    expect(remoteScreenOf(pair.b, '99', '100')).to.equal(undefined);
    expect(remoteScreenOf(pair.b, undefined, undefined)).to.equal(undefined);
    pair.close();
  });

  it('is one stream as long as it is one picture', async () => {
    const pair = new RtcPair();
    pair.a.addTransceiver('video');
    pair.a.addTransceiver('audio');
    await pair.settled();
    const [picture, sound] = pair.b.getTransceivers().map(({ mid }) => mid ?? '');
    const stream = remoteScreenOf(pair.b, picture, sound);
    expect(remoteScreenOf(pair.b, picture, undefined)).to.equal(stream);
    expect(stream?.getAudioTracks()).to.have.length(0);
    pair.close();
  });
});
