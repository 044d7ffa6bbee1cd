import { isLive } from '../../core/call-machine.js';
import type { CallQuality } from '../../core/call-quality.js';
import type { SummaryFacts } from '../../core/call-summary.js';
import {
  readFrame,
  type CallChannelFrame,
  type CallSummary,
  type CallWish,
} from '../../protocol/index.js';
import { callChannelFrames } from '../../protocol/call-signals.js';
import type { PeerLink } from '../peer-link.js';
import { Agreements, type AgreementPorts, typeOf } from './agreements.js';
import { Mending } from './mending.js';
import { Negotiation } from './negotiation.js';
import { OwnReport } from './own-report.js';
import { QualityWatch } from './quality-watch.js';
import { Renewal } from './renewal.js';
import { ScreenShare, type ScreenDevices } from './screen.js';
import { TheirReport } from './their-report.js';

export interface TalkPorts extends Omit<AgreementPorts, 'onRecording'> {
  link: PeerLink;
  screens: Partial<ScreenDevices> | undefined;
  onQuality(quality: CallQuality): void;
  /** The broker may be reachable again: does not wait for the next try. */
  wake(): void;
}

const PING_MS = 1_000;
const PING = JSON.stringify({ type: 'ping' });

/** All that goes on in a call that is connected, for as long as this connection lasts. */
export class CallTalk {
  readonly #ports: TalkPorts;
  readonly #negotiation: Negotiation | undefined;
  readonly #quality: QualityWatch | undefined;
  readonly #screen: ScreenShare | undefined;
  readonly #mending: Mending;
  readonly #agreed: Agreements;
  readonly #stopping = new AbortController();
  readonly #ping: ReturnType<typeof setInterval>;
  readonly #renewal: Renewal;
  readonly #own: OwnReport;
  readonly #theirs: TheirReport;
  readonly #setupMs: number | undefined;
  #reconnects = 0;

  constructor(ports: TalkPorts) {
    this.#ports = ports;
    const { link, wake, send, show, media, screens: devices } = ports;
    const { rtc } = link;
    const call = ports.call();
    const isPolite = isLive(call) && call.direction === 'incoming';
    this.#setupMs = 'setupMs' in call ? call.setupMs : undefined;
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
      rtc.addEventListener('track', () => this.#theirs.showScreen(), { signal });
      rtc.addEventListener('connectionstatechange', () => this.#watchPath(rtc), { signal });
    }
    this.#mending = new Mending({ isPolite, wake, restart: () => this.#negotiation?.restart() });
    this.#agreed = new Agreements({ ...ports, onRecording: () => this.tellMedia() });
    const { recordings } = this.#agreed;
    this.#own = new OwnReport({ media, send, screen: this.#screen, recordings });
    this.#theirs = new TheirReport({ rtc, media, show });
    this.#renewal = new Renewal(link, () => this.#negotiation?.restart());
    this.#ping = setInterval(() => link.say(PING), PING_MS);
    link.say(PING);
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
        this.#agreed.recordings.hearTheirs(signal.recording === true);
        return this.#theirs.hear(signal);
      case 'call_ask':
        return this.#agreed.hearAsk(signal);
      case 'call_reply':
        return this.#agreed.hearReply(signal);
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
    this.#own.repeat();
  }

  /** Tells the other side what this side sends, if that is not what it was told last. */
  tellMedia(): void {
    this.#own.tell();
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
    this.#agreed.ask(wish);
  }

  reply(accepted: boolean): void {
    this.#agreed.reply(accepted);
  }

  stopRecording(): Promise<void> {
    return this.#agreed.recordings.stop();
  }

  /** Something else is shown of the call. */
  mediaChanged(): void {
    this.#agreed.recordings.update();
  }

  /** @returns how it went, if it lasted long enough to tell */
  close(): CallSummary | undefined {
    clearInterval(this.#ping);
    this.#renewal.close();
    this.#stopping.abort();
    this.#mending.close();
    this.#agreed.close();
    this.#negotiation?.close();
    this.#screen?.close();
    this.#ports.show({
      localScreen: undefined,
      remoteScreen: undefined,
      remoteMuted: undefined,
      remoteCamera: undefined,
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
    this.#theirs.showScreen();
    this.tellMedia();
  }

  #showScreen(): void {
    this.#ports.show({ localScreen: this.#screen?.stream });
    this.tellMedia();
  }

  #tellQuality(quality: CallQuality): void {
    this.#ports.show({ quality });
    this.#ports.onQuality(quality);
    // A picture that is paused for the sound's sake looks like one that was turned off.
    this.tellMedia();
  }

  #facts(): SummaryFacts {
    const setupMs = this.#setupMs;
    const callType = typeOf(this.#ports.call());
    return { callType, reconnects: this.#reconnects, ...(setupMs !== undefined && { setupMs }) };
  }
}
