import type { CallEvent } from '../../core/call-events.js';
import type { CallQuality } from '../../core/call-quality.js';
import type { CallState } from '../../core/call-state.js';
import { isLive } from '../../core/call-machine.js';
import { WISH_MS, stepWish, type WishEvent, type WishState } from '../../core/call-wish.js';
import type { DeskbellError } from '../../core/errors.js';
import type { CallSummary } from '../../protocol/call-signals.js';
import type { CallSignal, CallSignalInput, CallWish } from '../../protocol/index.js';
import type { CallDevices } from '../media.js';
import type { PeerLink } from '../peer-link.js';
import type { MediaChange } from '../call-media.js';
import type { CallMedia } from '../types.js';
import { Mending } from './mending.js';
import { Negotiation } from './negotiation.js';

export interface TalkPorts {
  link: PeerLink;
  devices: CallDevices;
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
/** Credentials are renewed when this much of their time is over. */
const RENEW_SHARE = 0.8;
const PING = JSON.stringify({ type: 'ping' });

/** All that goes on in a call that is connected, for as long as this connection lasts. */
export class CallTalk {
  readonly #ports: TalkPorts;
  readonly #negotiation: Negotiation | undefined;
  readonly #mending: Mending;
  readonly #ping: ReturnType<typeof setInterval>;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #wish: WishState;
  #wishTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: TalkPorts) {
    this.#ports = ports;
    const { link, wake, send } = ports;
    const call = ports.call();
    const isPolite = isLive(call) && call.direction === 'incoming';
    const { rtc } = link;
    this.#negotiation = rtc && new Negotiation({ rtc, isPolite, send });
    this.#mending = new Mending({
      isPolite,
      wake,
      restart: () => this.#negotiation?.restart(),
    });
    this.#ping = setInterval(() => link.say(PING), PING_MS);
    link.say(PING);
    this.#renewLater();
    this.tellMedia();
  }

  hear(signal: CallSignal): void {
    switch (signal.type) {
      case 'call_description':
      case 'call_candidate':
        return this.#negotiation?.hear(signal);
      case 'call_media':
        return this.#ports.show({ remoteMuted: signal.muted });
      case 'call_ask':
        return this.#stepWish({ type: 'asked', wish: signal.wish });
      case 'call_reply':
        return this.#stepWish({ type: 'replied', wish: signal.wish, accepted: signal.accepted });
      default:
    }
  }

  /** The path broke. */
  mend(): void {
    this.#mending.start();
  }

  /** It is whole again: what may have been lost meanwhile is said again. */
  resync(): void {
    this.#mending.stop();
    this.#negotiation?.repeat();
    const call = this.#ports.call();
    const isHeld = 'hold' in call && (call.hold === 'own' || call.hold === 'both');
    this.#ports.send({ type: isHeld ? 'call_hold' : 'call_resume' });
    this.tellMedia();
  }

  tellMedia(): void {
    const { muted, cameraOff } = this.#ports.media();
    this.#ports.send({ type: 'call_media', muted, cameraOff });
  }

  beQuiet(_isQuiet: boolean): void {}

  async shareScreen(): Promise<void> {}

  stopSharing(): void {}

  async stopRecording(): Promise<void> {}

  ask(wish: CallWish): void {
    this.#stepWish({ type: 'ask', wish });
  }

  reply(accepted: boolean): void {
    this.#stepWish({ type: 'reply', accepted });
  }

  /** @returns how it went, if it lasted long enough to tell */
  close(): CallSummary | undefined {
    clearInterval(this.#ping);
    clearTimeout(this.#renewal);
    clearTimeout(this.#wishTimer);
    this.#mending.stop();
    this.#negotiation?.close();
    return undefined;
  }

  #stepWish(event: WishEvent): void {
    const [next, effects] = stepWish(this.#wish, event);
    const former = this.#wish;
    this.#wish = next;
    if (next !== former) {
      clearTimeout(this.#wishTimer);
      if (next) this.#wishTimer = setTimeout(() => this.#stepWish({ type: 'timeout' }), WISH_MS);
      this.#ports.show({ wish: next });
    }
    for (const effect of effects) {
      if (effect.type === 'send') this.#ports.send(effect.signal);
      else if (effect.type === 'grant') this.#grant(effect.wish, effect.by);
    }
  }

  #grant(wish: CallWish, by: 'own' | 'theirs'): void {
    if (wish === 'video') {
      this.#ports.tell({ type: 'became_video' });
      if (by === 'own') void this.#openCamera();
    }
  }

  async #openCamera(): Promise<void> {
    const { devices, sendPicture, onError } = this.#ports;
    try {
      await sendPicture(devices.camera ?? (await devices.openCamera()));
    } catch (error) {
      onError(error as DeskbellError);
    }
  }

  /** A relayed call outlives the credentials it began with. */
  #renewLater(): void {
    const { link } = this.#ports;
    if (link.serversTtlMs === undefined) return;
    // Longer than a timer can wait is longer than a call.
    const waitMs = Math.min(link.serversTtlMs * RENEW_SHARE, 2 ** 31 - 1);
    this.#renewal = setTimeout(() => {
      link.renewServers().then(
        () => this.#negotiation?.restart(),
        () => undefined,
      );
      this.#renewLater();
    }, waitMs);
  }
}
