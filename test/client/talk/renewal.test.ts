import { expect } from '@open-wc/testing';
import * as v from 'valibot';
import { CallDevices } from '../../../src/client/media.js';
import { PeerJsLink } from '../../../src/client/peerjs-link.js';
import { CallTalk, type TalkPorts } from '../../../src/client/talk/talk.js';
import { NO_MEDIA, type CallMedia } from '../../../src/client/types.js';
import { BROKER, makeId } from '../../support/fake-broker.js';
import { callFacts } from '../../support/fake-session.js';
import { PeerSockets } from '../../support/peer-sockets.js';

const TTL_SECONDS = 4;
const LONG_MS = 20_000;

/** A broker that gives credentials out by number, each for a TURN server of its own that is not there. */
class Credentials {
  /** When those of each number end. */
  readonly #endsMs: number[] = [];

  readonly rest = {
    ask: async <T extends v.GenericSchema>(path: string, schema: T) => {
      if (path !== 'ice-servers') return v.parse(schema, { peerId: makeId() });
      const number = this.#endsMs.push(performance.now() + 1_000 * TTL_SECONDS);
      const urls = [urlOf(number)];
      const iceServers = [{ urls, username: `guest ${number}`, credential: 'secret' }];
      return v.parse(schema, { iceServers, ttlSeconds: TTL_SECONDS });
    },
  };

  areValid(number: number): boolean {
    return performance.now() < (this.#endsMs[number - 1] ?? 0);
  }
}

const urlOf = (number: number) => `turn:127.0.0.1:${40_000 + number}?transport=tcp`;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => requestAnimationFrame(resolve));
}

describe('a call that outlives the credentials of its TURN server', () => {
  let sockets: PeerSockets;
  let stream: MediaStream;
  let links: PeerJsLink[];
  let talks: CallTalk[];

  beforeEach(async () => {
    sockets = new PeerSockets();
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    links = [];
    talks = [];
  });

  afterEach(async () => {
    for (const talk of talks) talk.close();
    for (const link of links) link.close();
    stream.getTracks().forEach((track) => track.stop());
    await until(() => sockets.open.size === 0);
    sockets.restore();
  });

  const open = (rest: Credentials['rest']) => {
    const link = new PeerJsLink(
      { broker: BROKER, rest, token: async () => 'token', relayOnly: false },
      { onRemoteStream() {}, onClosed() {}, onFailed() {} },
    );
    links.push(link);
    return link;
  };

  /** One side of the talk; what it says goes to the other at once. */
  function talk(link: PeerJsLink, direction: 'outgoing' | 'incoming'): void {
    const other = 1 - talks.length;
    const facts = callFacts({ direction });
    let media: CallMedia = NO_MEDIA;
    const ports: TalkPorts = {
      link,
      devices: new CallDevices(undefined),
      screens: undefined,
      call: () => ({ phase: 'active', connectedAtMs: 0, ...facts }),
      media: () => media,
      show: (change) => (media = { ...media, ...change } as CallMedia),
      tell() {},
      send: (signal) => {
        const text = JSON.stringify({ ...signal, callId: facts.callId });
        talks[other]?.hear(text);
      },
      sendPicture: async () => undefined,
      onQuality() {},
      wake() {},
      onError(error) {
        throw error;
      },
    };
    talks.push(new CallTalk(ports));
  }

  it('has fresh ones before they end, and looks for a path by them', async () => {
    const credentials = new Credentials();
    const caller = open(credentials.rest);
    const callee = open({
      ask: async (_path, schema) => v.parse(schema, { peerId: makeId(), iceServers: [] }),
    });
    const [, peerId] = await Promise.all([caller.warm(), callee.warm()]);
    const callId = makeId();
    callee.answer({ callId, stream });
    caller.dial({ callId, peerId, stream, wantsVideo: false });
    await until(() => caller.rtc?.connectionState === 'connected');
    await until(() => callee.rtc?.connectionState === 'connected');
    const rtc = caller.rtc!;
    /** By whose credentials a path was looked for anew. */
    const looks: (string | undefined)[] = [];
    const createOffer = rtc.createOffer.bind(rtc) as (
      options?: RTCOfferOptions,
    ) => Promise<RTCSessionDescriptionInit>;
    rtc.createOffer = ((options?: RTCOfferOptions) => {
      if (options?.iceRestart) looks.push(rtc.getConfiguration().iceServers?.[0]?.username);
      return createOffer(options);
    }) as typeof rtc.createOffer;
    /** Whether those before were still good when the connection had the next. */
    const wereValid: boolean[] = [];
    const { setConfiguration } = rtc;
    rtc.setConfiguration = (configuration) => {
      setConfiguration.call(rtc, configuration);
      wereValid.push(credentials.areValid(wereValid.length + 1));
    };
    const pathOf = () => /a=ice-ufrag:(\S+)/.exec(rtc.currentLocalDescription?.sdp ?? '')?.[1];
    const path = pathOf();

    talk(caller, 'outgoing');
    talk(callee, 'incoming');
    await until(() => wereValid.length === 1);
    expect(rtc.getConfiguration().iceServers).to.deep.equal([
      { urls: [urlOf(2)], username: 'guest 2', credential: 'secret' },
    ]);
    await until(() => pathOf() !== path);
    expect(rtc.connectionState).to.equal('connected');
    const { bytes } = await callee.inbound();
    while ((await callee.inbound()).bytes === bytes) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }

    expect(looks).to.deep.equal(['guest 2']);
    talks[0]?.mend();
    await until(() => looks.length > 1);
    expect(looks, 'those it began with are never used again').not.to.include('guest 1');
    await until(() => wereValid.length === 2);
    await until(() => looks.at(-1) === 'guest 3');
    expect(wereValid.every(Boolean), 'always in time').to.equal(true);
  }).timeout(LONG_MS);
});
