import { expect } from '@open-wc/testing';
import * as v from 'valibot';
import type { DeskbellError } from '../../src/core/errors.js';
import type { MakePeerLink, PeerLink } from '../../src/client/peer-link.js';
import { PeerJsLink } from '../../src/client/peerjs-link.js';
import { makeBlankPicture, makeSilence } from '../../src/client/placeholders.js';
import { BROKER, makeId } from '../support/fake-broker.js';
import { FakeLinks } from '../support/fake-links.js';
import { PeerSockets } from '../support/peer-sockets.js';

/** One end of a link, with what it was told, and promises for what it will be. */
class End {
  readonly link: PeerLink;
  readonly streams: MediaStream[] = [];
  readonly errors: DeskbellError[] = [];
  closed = 0;
  readonly said: string[] = [];
  readonly endings: boolean[] = [];
  readonly #events = new EventTarget();

  constructor(make: MakePeerLink) {
    this.link = make({
      onRemoteStream: (stream) => this.#tell(() => this.streams.push(stream)),
      onSaid: (text) => this.#tell(() => this.said.push(text)),
      onClosed: ({ final }) => this.#tell(() => (this.endings.push(final), this.closed++)),
      onFailed: (error) => this.#tell(() => this.errors.push(error)),
    });
  }

  async until(condition: (end: End) => boolean): Promise<void> {
    while (!condition(this)) {
      await new Promise((resolve) => {
        this.#events.addEventListener('told', resolve, { once: true });
      });
    }
  }

  #tell(note: () => void): void {
    note();
    this.#events.dispatchEvent(new Event('told'));
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

async function untilFlowing(link: PeerLink): Promise<void> {
  while ((await link.inbound()).bytes === 0) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}

interface Kind {
  make: MakePeerLink;
  /** True when nothing is open any more. */
  isEmpty(): boolean;
  close(): void;
}

const kinds: Record<string, () => Kind> = {
  double() {
    const links = new FakeLinks();
    return { make: links.make, isEmpty: () => links.open.size === 0, close: () => undefined };
  },
  PeerJS() {
    const sockets = new PeerSockets();
    const options = {
      broker: BROKER,
      rest: {
        ask: async <T extends v.GenericSchema>(_path: string, schema: T) =>
          v.parse(schema, { peerId: makeId(), iceServers: [] }),
      },
      token: async () => 'token',
      relayOnly: false,
    };
    return {
      make: (handlers) => new PeerJsLink(options, handlers),
      isEmpty: () => sockets.open.size === 0,
      close: () => sockets.restore(),
    };
  },
};

for (const [name, start] of Object.entries(kinds)) {
  describe(`a peer link (${name})`, () => {
    let kind: Kind;
    let ends: End[];
    let streams: MediaStream[];

    const open = () => {
      const end = new End(kind.make);
      ends.push(end);
      return end;
    };
    const microphone = async (video = false) => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video });
      streams.push(stream);
      return stream;
    };

    async function connect(video = false) {
      const [caller, callee] = [open(), open()];
      const [, peerId] = await Promise.all([caller.link.warm(), callee.link.warm()]);
      const callId = makeId();
      callee.link.answer({ callId, stream: await microphone(video) });
      caller.link.dial({ callId, peerId, stream: await microphone(video), wantsVideo: video });
      await Promise.all([caller, callee].map((end) => end.until((e) => e.streams.length > 0)));
      await Promise.all([caller, callee].map(({ link }) => untilFlowing(link)));
      return { caller, callee, callId, peerId };
    }

    beforeEach(() => {
      kind = start();
      ends = [];
      streams = [];
    });

    afterEach(async () => {
      for (const { link } of ends) link.close();
      for (const stream of streams) stream.getTracks().forEach((track) => track.stop());
      // The last word of a link is given a moment.
      while (!kind.isEmpty()) await new Promise((resolve) => requestAnimationFrame(resolve));
      kind.close();
    });

    it('carries media both ways, and tells of each stream once', async () => {
      const { caller, callee } = await connect(true);
      expect(caller.streams).to.have.length(1);
      expect(callee.streams).to.have.length(1);
      expect(
        caller.streams[0]
          ?.getTracks()
          .map(({ kind: of }) => of)
          .sort(),
      ).to.deep.equal(['audio', 'video']);
    });

    it('is warm once, at one address', async () => {
      const { link } = open();
      expect(await link.warm()).to.equal(await link.warm());
    });

    it('holds a dial that comes before the answer', async () => {
      const [caller, callee] = [open(), open()];
      const [, peerId] = await Promise.all([caller.link.warm(), callee.link.warm()]);
      const callId = makeId();
      const stream = await microphone();
      caller.link.dial({ callId, peerId, stream, wantsVideo: false });
      callee.link.answer({ callId, stream });
      await caller.until((end) => end.streams.length > 0);
    });

    it('does not answer another call', async () => {
      const [caller, callee, stranger] = [open(), open(), open()];
      const [peerId] = await Promise.all([
        callee.link.warm(),
        caller.link.warm(),
        stranger.link.warm(),
      ]);
      const callId = makeId();
      const stream = await microphone();
      callee.link.answer({ callId, stream });
      stranger.link.dial({ callId: makeId(), peerId, stream, wantsVideo: false });
      caller.link.dial({ callId, peerId, stream, wantsVideo: false });
      await callee.until((end) => end.streams.length > 0);
      await caller.until((end) => end.streams.length > 0);
      expect(stranger.streams).to.deep.equal([]);
    });

    it('tells the other side when one lets go, and nothing to the one that did', async () => {
      const { caller, callee } = await connect();
      caller.link.close();
      caller.link.close();
      await callee.until((end) => end.closed === 1);
      expect([caller.closed, caller.errors]).to.deep.equal([0, []]);
    });

    it('carries words beside the media, and says whether they went out', async () => {
      const { caller, callee } = await connect();
      await until(() => caller.link.say('hello') && callee.link.say('good day'));
      await caller.until((end) => end.said.includes('good day'));
      await callee.until((end) => end.said.includes('hello'));
      expect(open().link.say('nobody hears')).to.equal(false);
    });

    it('gets its last word out when it lets go, and is not missed for good', async () => {
      const { caller, callee } = await connect();
      await until(() => caller.link.say('hello') && callee.link.say('good day'));
      await callee.until((end) => end.said.length > 0);
      await caller.until((end) => end.said.length > 0);
      caller.link.say('the last word');
      caller.link.close();
      await callee.until((end) => end.closed === 1);
      expect(callee.said.at(-1)).to.equal('the last word');
      expect(callee.endings).to.deep.equal([false]);
    });

    it('is missed for good by a side that was never spoken to', async () => {
      const { caller, callee } = await connect();
      caller.link.close();
      await callee.until((end) => end.closed === 1);
      expect(callee.endings).to.deep.equal([true]);
    });

    it('is connected anew for the same call, at the same address', async () => {
      const { caller, callee, callId, peerId } = await connect();
      for (const { link } of [caller, callee]) link.reset();
      const stream = await microphone();
      callee.link.answer({ callId, stream });
      caller.link.dial({ callId, peerId, stream, wantsVideo: false });
      await Promise.all([caller, callee].map((end) => end.until((e) => e.streams.length > 1)));
      await Promise.all([caller, callee].map(({ link }) => untilFlowing(link)));
      expect([caller.closed, callee.closed]).to.deep.equal([0, 0]);
    });

    it('fails to reach a device that is not there', async () => {
      const caller = open();
      await caller.link.warm();
      const stream = await microphone();
      const peerId = makeId();
      caller.link.dial({ callId: makeId(), peerId, stream, wantsVideo: false });
      await caller.until((end) => end.errors.length > 0);
      expect(caller.errors[0]?.code).to.equal('peer_failed');
    });

    it('closed while it warms up does not open', async () => {
      const { link } = open();
      const warming = link.warm();
      link.close();
      const error = await warming.catch((reason: unknown) => reason);
      expect(error).to.have.property('code', 'closed');
    });

    it('lets the other side hear that somebody listens', async () => {
      const [caller, callee] = [open(), open()];
      const [, peerId] = await Promise.all([caller.link.warm(), callee.link.warm()]);
      const callId = makeId();
      const placeholders = [makeSilence(), makeBlankPicture()];
      const tracks = placeholders.map(({ track }) => track);
      callee.link.answer({ callId, stream: new MediaStream(tracks) });
      const stream = await microphone(true);
      caller.link.dial({ callId, peerId, stream, wantsVideo: true });
      await caller.until((end) => end.streams.length > 0);
      await untilFlowing(caller.link);
      // The place that was held is taken without a new negotiation.
      const [camera] = (await microphone(true)).getVideoTracks();
      expect(await callee.link.replaceTrack('video', camera ?? null)).to.equal(true);
      for (const placeholder of placeholders) placeholder.close();
    });

    it('may be asked for the full picture at any time', async () => {
      const end = open();
      await end.link.sendFullPicture();
      const { caller } = await connect(true);
      await caller.link.sendFullPicture();
      await caller.link.sendFullPicture();
    });

    it('sends another track without a new negotiation', async () => {
      const { caller } = await connect(true);
      expect(await caller.link.replaceTrack('video', null)).to.equal(true);
      const [camera] = (await microphone(true)).getVideoTracks();
      expect(await caller.link.replaceTrack('video', camera ?? null)).to.equal(true);
    });
  });
}

describe('the first picture over PeerJS', () => {
  const { setParameters } = RTCRtpSender.prototype;
  let scales: (number | undefined)[];

  beforeEach(() => {
    scales = [];
    RTCRtpSender.prototype.setParameters = function (this: RTCRtpSender, parameters, ...more) {
      scales.push(parameters.encodings[0]?.scaleResolutionDownBy);
      return setParameters.call(this, parameters, ...more);
    };
  });

  afterEach(() => {
    RTCRtpSender.prototype.setParameters = setParameters;
  });

  it('is small, and as large as it is when asked for, once', async () => {
    const kind = kinds['PeerJS']!();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const [caller, callee] = [new End(kind.make), new End(kind.make)];
    const [, peerId] = await Promise.all([caller.link.warm(), callee.link.warm()]);
    const callId = makeId();
    callee.link.answer({ callId, stream });
    caller.link.dial({ callId, peerId, stream, wantsVideo: true });
    await Promise.all([caller, callee].map((end) => end.until((e) => e.streams.length > 0)));
    expect(scales).to.deep.equal([2, 2]);
    await caller.link.sendFullPicture();
    await caller.link.sendFullPicture();
    expect(scales).to.deep.equal([2, 2, 1]);
    for (const { link } of [caller, callee]) link.close();
    stream.getTracks().forEach((track) => track.stop());
    kind.close();
  });
});

describe('a call over PeerJS that is up', () => {
  const { addIceCandidate } = RTCPeerConnection.prototype;

  afterEach(() => {
    RTCPeerConnection.prototype.addIceCandidate = addIceCandidate;
  });

  it('is not harmed by a candidate from before an ICE restart that comes too late', async () => {
    const kind = kinds['PeerJS']!();
    const { send } = window.WebSocket.prototype;
    let sayAgain = (): void => undefined;
    window.WebSocket.prototype.send = function (text: string) {
      if (text.includes('"CANDIDATE"')) sayAgain = () => send.call(this, text);
      send.call(this, text);
    };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const [caller, callee] = [new End(kind.make), new End(kind.make)];
    const [, peerId] = await Promise.all([caller.link.warm(), callee.link.warm()]);
    const callId = makeId();
    callee.link.answer({ callId, stream });
    caller.link.dial({ callId, peerId, stream, wantsVideo: false });
    await Promise.all([caller, callee].map(({ link }) => untilFlowing(link)));

    const refused = new Promise<void>((resolve) => {
      RTCPeerConnection.prototype.addIceCandidate = () => {
        resolve();
        return Promise.reject(new DOMException('of another generation', 'OperationError'));
      };
    });
    sayAgain();
    await refused;
    await new Promise((resolve) => setTimeout(resolve));
    expect([...caller.errors, ...callee.errors]).to.deep.equal([]);
    for (const { link } of [caller, callee]) link.close();
    stream.getTracks().forEach((track) => track.stop());
    kind.close();
  });
});
