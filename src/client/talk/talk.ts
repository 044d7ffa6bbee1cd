import type { CallEvent } from '../../core/call-events.js';
import { isLive } from '../../core/call-machine.js';
import type { CallQuality } from '../../core/call-quality.js';
import type { CallState } from '../../core/call-state.js';
import { errorOf, type DeskbellError } from '../../core/errors.js';
import {
  readFrame,
  type CallChannelFrame,
  type CallSignalInput,
  type CallSignalOf,
  type CallSummary,
  type CallWish,
} from '../../protocol/index.js';
import { callChannelFrames } from '../../protocol/call-signals.js';
import type { MediaChange } from '../call-media.js';
import type { CallDevices } from '../media.js';
import type { PeerLink } from '../peer-link.js';
import type { CallMedia } from '../types.js';
import { Mending } from './mending.js';
import { Negotiation } from './negotiation.js';
import { Recordings } from './recordings.js';
import { QualityWatch } from './quality-watch.js';
import { remoteScreenOf, ScreenShare, type ScreenDevices } from './screen.js';
import { Wishes } from './wishes.js';

export interface TalkPorts {
  link: PeerLink;
  devices: CallDevices;
  screens: Partial<ScreenDevices> | undefined;
  call(): CallState;
  media(): CallMedia;
  show(change: MediaChange): void;
  tell(event: CallEvent): void;
  /** Says something to the other side, by the way that works. */
  send(signal: CallSignalInput): void;
  /** Sends a picture, or the next one. */
  sendPicture(track: MediaStreamTrack): Promise<void>;
  onQuality(quality: CallQuality): void;
  /** The broker may be reachable again: does not wait for the next try. */
  wake(): void;
  onError(error: DeskbellError): void;
}

const PING_MS = 1_000;
const PING = JSON.stringify({ type: 'ping' });
/** Credentials are renewed when this much of their time is over. */
const RENEW_SHARE = 0.8;
/** As long as a timer can wait: longer than any call. */
const LONGEST_MS = 2 ** 31 - 1;

/** All that goes on in a call that is connected, for as long as this connection lasts. */
export class CallTalk {
  readonly #ports: TalkPorts;
  readonly #negotiation: Negotiation | undefined;
  readonly #quality: QualityWatch | undefined;
  readonly #screen: ScreenShare | undefined;
  readonly #mending: Mending;
  readonly #wishes: Wishes;
  readonly #recordings: Recordings;
  readonly #stopping = new AbortController();
  readonly #ping: ReturnType<typeof setInterval>;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #theirs: Pick<CallSignalOf<'call_media'>, 'screenMid' | 'screenSoundMid'> = {};
  #reconnects = 0;
  /** What was said last of what this side sends. */
  #told = '';

  constructor(ports: TalkPorts) {
    this.#ports = ports;
    const { link, wake, send, show, screens: devices } = ports;
    const { rtc } = link;
    const call = ports.call();
    const isPolite = isLive(call) && call.direction === 'incoming';
    if (rtc) {
      const onSettled = () => this.#onSettled();
      this.#negotiation = new Negotiation({ rtc, isPolite, send, onSettled });
      this.#screen = new ScreenShare({ rtc, devices, onEnded: () => this.#showScreen() });
      this.#quality = new QualityWatch({
        rtc,
        onQuality: (quality) => this.#tellQuality(quality),
        facts: () => this.#facts(),
      });
      const { signal } = this.#stopping;
      rtc.addEventListener('track', () => this.#showTheirScreen(), { signal });
      rtc.addEventListener('connectionstatechange', () => this.#watchPath(rtc), { signal });
    }
    this.#mending = new Mending({ isPolite, wake, restart: () => this.#negotiation?.restart() });
    this.#wishes = new Wishes({
      send,
      onChange: (wish) => show({ wish }),
      onGranted: (wish, by) => this.#grant(wish, by),
    });
    this.#recordings = new Recordings({
      person: () => this.#personName(),
      callType: () => this.#facts().callType,
      media: ports.media,
      onError: ports.onError,
      onChange: (recording) => {
        show({ recording });
        this.tellMedia();
      },
    });
    this.#ping = setInterval(() => link.say(PING), PING_MS);
    link.say(PING);
    this.#renewLater();
    this.tellMedia();
  }

  /** Takes what the other side says; what is of another call, or makes no sense, is nobody's. */
  hear(text: string): void {
    const read = readFrame(callChannelFrames, text);
    if (read.kind !== 'frame' || read.frame.type === 'ping') return;
    const { frame } = read;
    const call = this.#ports.call();
    if (isLive(call) && call.callId === frame.callId) this.#handle(frame);
  }

  #handle(signal: Exclude<CallChannelFrame, { type: 'ping' }>): void {
    const { tell } = this.#ports;
    switch (signal.type) {
      case 'call_end':
        return tell({ type: 'peer_ended', reason: signal.reason });
      case 'call_hold':
        return tell({ type: 'peer_held' });
      case 'call_resume':
        return tell({ type: 'peer_resumed' });
      case 'call_description':
      case 'call_candidate':
        return this.#negotiation?.hear(signal);
      case 'call_media':
        this.#theirs = signal;
        this.#ports.show({ remoteMuted: signal.muted });
        this.#recordings.hearTheirs(signal.recording === true);
        return this.#showTheirScreen();
      case 'call_ask':
        return this.#wishes.dispatch({ type: 'asked', wish: signal.wish });
      case 'call_reply': {
        const { wish, accepted } = signal;
        return this.#wishes.dispatch({ type: 'replied', wish, accepted });
      }
    }
  }

  /** The path broke. */
  mend(): void {
    this.#reconnects++;
    this.#mending.start();
  }

  /** The broker is back: what was said meanwhile of a new path did not arrive. */
  reached(): void {
    this.#mending.reached();
    if (this.#mending.isOn || this.#negotiation?.isWaiting) this.#negotiation?.restart();
  }

  /** It is whole again: what may have been lost meanwhile is said again. */
  resync(): void {
    this.#mending.stop();
    this.#negotiation?.repeat();
    const call = this.#ports.call();
    const isHeld = 'hold' in call && (call.hold === 'own' || call.hold === 'both');
    this.#ports.send({ type: isHeld ? 'call_hold' : 'call_resume' });
    this.#told = '';
    this.tellMedia();
  }

  /** Tells the other side what this side sends, if that is not what it was told last. */
  tellMedia(): void {
    const { muted, cameraOff } = this.#ports.media();
    const [screenMid, screenSoundMid] = [this.#screen?.mid(), this.#screen?.soundMid()];
    const signal = {
      type: 'call_media',
      muted,
      cameraOff,
      ...(screenMid !== undefined && { screenMid }),
      ...(screenSoundMid !== undefined && { screenSoundMid }),
      ...(this.#recordings.isOwn && { recording: true }),
    } as const;
    const text = JSON.stringify(signal);
    if (text === this.#told) return;
    this.#told = text;
    this.#ports.send(signal);
  }

  /** On hold nothing goes out, a screen least of all. */
  beQuiet(isQuiet: boolean): void {
    if (isQuiet) this.#quality?.pause();
    else this.#quality?.resume();
    for (const track of this.#screen?.stream?.getTracks() ?? []) track.enabled = !isQuiet;
  }

  /** @throws DeskbellError as `ScreenShare.share` */
  async shareScreen(): Promise<void> {
    await this.#screen?.share();
    this.#showScreen();
  }

  async stopSharing(): Promise<void> {
    await this.#screen?.stop();
    this.#showScreen();
  }

  ask(wish: CallWish): void {
    this.#wishes.dispatch({ type: 'ask', wish });
  }

  reply(accepted: boolean): void {
    this.#wishes.dispatch({ type: 'reply', accepted });
  }

  stopRecording(): Promise<void> {
    return this.#recordings.stop();
  }

  /** Something else is shown of the call. */
  mediaChanged(): void {
    this.#recordings.update();
  }

  /** @returns how it went, if it lasted long enough to tell */
  close(): CallSummary | undefined {
    clearInterval(this.#ping);
    clearTimeout(this.#renewal);
    this.#stopping.abort();
    this.#mending.close();
    this.#wishes.close();
    this.#recordings.close();
    this.#negotiation?.close();
    this.#screen?.close();
    this.#ports.show({
      localScreen: undefined,
      remoteScreen: undefined,
      remoteMuted: undefined,
      quality: undefined,
    });
    return this.#quality?.stop();
  }

  /** What this side sends may be lost while it still hears: then it is the one to mend the path. */
  #watchPath({ connectionState }: RTCPeerConnection): void {
    if (connectionState === 'disconnected') this.#mending.start();
    else if (connectionState === 'connected' && this.#ports.call().phase === 'active') {
      this.#mending.stop();
    }
  }

  #onSettled(): void {
    this.#showTheirScreen();
    this.tellMedia();
  }

  #showScreen(): void {
    this.#ports.show({ localScreen: this.#screen?.stream });
    this.tellMedia();
  }

  #showTheirScreen(): void {
    const { rtc } = this.#ports.link;
    const { screenMid, screenSoundMid } = this.#theirs;
    const remoteScreen = rtc && remoteScreenOf(rtc, screenMid, screenSoundMid);
    if (remoteScreen !== this.#ports.media().remoteScreen) this.#ports.show({ remoteScreen });
  }

  #tellQuality(quality: CallQuality): void {
    this.#ports.show({ quality });
    this.#ports.onQuality(quality);
  }

  #personName(): string {
    const call = this.#ports.call();
    return call.phase === 'idle' ? '' : (call.peer.name ?? '');
  }

  #facts() {
    const call = this.#ports.call();
    const callType = call.phase === 'idle' ? 'VOICE' : call.type;
    return { callType, reconnects: this.#reconnects } as const;
  }

  #grant(wish: CallWish, by: 'own' | 'theirs'): void {
    if (wish === 'recording') {
      if (by === 'own') void this.#recordings.start();
      return;
    }
    this.#ports.tell({ type: 'became_video' });
    // Whoever agreed is seen when they turn their camera on themselves.
    if (by === 'own') void this.#openCamera();
  }

  async #openCamera(): Promise<void> {
    const { devices, sendPicture, show } = this.#ports;
    try {
      await sendPicture(devices.camera ?? (await devices.openCamera()));
    } catch (cause) {
      const notice = errorOf(cause, 'device_in_use');
      if (notice.code !== 'aborted') show({ notice });
    }
  }

  /** A relayed call outlives the credentials it began with. */
  #renewLater(): void {
    const { link } = this.#ports;
    if (link.serversTtlMs === undefined) return;
    this.#renewal = setTimeout(
      () => {
        this.#renewLater();
        link.renewServers().then(
          () => this.#negotiation?.restart(),
          () => undefined,
        );
      },
      Math.min(link.serversTtlMs * RENEW_SHARE, LONGEST_MS),
    );
  }
}
