import type { CallEffect, CallEvent } from '../core/call-events.js';
import type { CallState } from '../core/call-state.js';
import { errorOf } from '../core/errors.js';
import { InboundWatch } from './inbound-watch.js';
import { OwnTracks, type OwnTrackPorts } from './own-tracks.js';
import type { MakePeerLink, PeerLink } from './peer-link.js';
import { SignalWays, type SignalWayPorts } from './signal-ways.js';
import type { CallTalk, TalkPorts } from './talk/talk.js';
import { TalkDoor, type TalkDoorPorts } from './talk-door.js';
import { NO_MEDIA, type CallMedia } from './types.js';

export interface CallMediaPorts
  extends
    Pick<TalkPorts, 'screens' | 'onQuality' | 'wake'>,
    Pick<TalkDoorPorts, 'onSummary'>,
    Pick<OwnTrackPorts, 'devices' | 'isSupported' | 'areDevicesShared' | 'onError'>,
    Pick<SignalWayPorts, 'send'> {
  makeLink: MakePeerLink;
  /** Loads what a running call needs. */
  loadTalk(): Promise<(ports: TalkPorts) => CallTalk>;
  call(): CallState;
  /** Shows this call's media. */
  show(media: CallMedia): void;
  tell(event: CallEvent): void;
  onRemoteStream(stream: MediaStream): void;
}

/** What changes of the media; undefined takes a member away. */
export type MediaChange = { [K in keyof CallMedia]?: CallMedia[K] | undefined };

export type MediaEffect = Extract<
  CallEffect,
  {
    type:
      | 'acquire_media'
      | 'release_media'
      | 'warm_link'
      | 'dial'
      | 'answer_dial'
      | 'reset_link'
      | 'mend_link'
      | 'quiet_media'
      | 'close_link';
  }
>;

/** The link of one call, with what goes out on it and what comes in: does the media effects. */
export class CallMediaControl {
  readonly #ports: CallMediaPorts;
  /** What this side sends. */
  readonly own: OwnTracks;
  /** How the two sides talk. */
  readonly ways: SignalWays;
  readonly talk: TalkDoor;
  #media: CallMedia = NO_MEDIA;
  #link: PeerLink | undefined;
  #isPictureFlowing = false;
  /** What is shown of their camera is concluded from its picture. */
  #isConcluded = false;
  readonly #inbound = new InboundWatch({
    onFlowing: () => this.#onFlowing(),
    onSteady: () => void this.#link?.sendFullPicture(),
    onPicture: (isFlowing) => this.#onPicture(isFlowing),
    onUnstable: (unstable) => this.#show({ unstable }),
    onInterrupted: () => this.#ports.tell({ type: 'link_interrupted' }),
  });

  constructor(ports: CallMediaPorts) {
    this.#ports = ports;
    const common = {
      ...ports,
      link: () => this.#link,
      media: () => this.#media,
      show: (change: MediaChange) => this.#show(change),
    };
    this.ways = new SignalWays({ ...common, isHearing: () => this.#inbound.isHearing });
    this.own = new OwnTracks({ ...common, onChange: () => this.talk.tellMedia() });
    this.talk = new TalkDoor({
      ...common,
      load: ports.loadTalk,
      send: (signal) => this.ways.say(signal),
      sendPicture: (track) => this.own.sendPicture(track),
    });
  }

  get media(): CallMedia {
    return this.#media;
  }

  run(effect: MediaEffect): void {
    switch (effect.type) {
      case 'acquire_media':
        return void this.own.acquire(effect.callType);
      case 'release_media':
        this.own.release();
        this.#media = NO_MEDIA;
        this.#isPictureFlowing = false;
        return this.#show({});
      case 'warm_link':
        return void this.#warm();
      case 'dial': {
        const { callId, peerId } = effect;
        const wantsVideo = this.own.type === 'VIDEO';
        const stream = this.own.outgoing();
        return this.#connect((link) => link.dial({ callId, peerId, stream, wantsVideo }));
      }
      case 'answer_dial': {
        const { callId } = effect;
        const stream = this.own.outgoing();
        return this.#connect((link) => link.answer({ callId, stream }));
      }
      case 'reset_link':
        this.#disconnect();
        this.#link?.reset();
        return this.#show({ remoteStream: null });
      case 'mend_link':
        this.#inbound.noteBroken();
        return this.talk.mend();
      case 'quiet_media':
        return this.#beQuiet(effect.isQuiet);
      case 'close_link':
        return this.close();
    }
  }

  /** Idempotent. */
  close(): void {
    this.#disconnect();
    const link = this.#link;
    this.#link = undefined;
    link?.close();
  }

  async #warm(): Promise<void> {
    this.close();
    const { tell } = this.#ports;
    const link = this.#ports.makeLink({
      onRemoteStream: (stream) => this.#onRemoteStream(stream),
      onSaid: (text) => this.#onSaid(text),
      onClosed: (ending) => tell({ type: 'link_closed', ...ending }),
      onFailed: ({ code }) => tell({ type: 'link_failed', error: code }),
    });
    this.#link = link;
    this.own.foresee();
    try {
      const peerId = await link.warm();
      if (this.#link !== link) return;
      tell({ type: 'link_ready', peerId });
      this.talk.preload();
    } catch (cause) {
      if (this.#link !== link) return;
      tell({ type: 'link_failed', error: errorOf(cause, 'peer_failed').code });
    }
  }

  #connect(how: (link: PeerLink) => void): void {
    if (!this.#link) return;
    this.#inbound.watch(this.#link);
    how(this.#link);
  }

  #disconnect(): void {
    this.talk.end();
    this.#inbound.stop();
    this.#isPictureFlowing = this.#isConcluded = false;
  }

  /** On hold nothing goes out, nothing comes in, and only signs of life are expected. */
  #beQuiet(isQuiet: boolean): void {
    this.#inbound.expectsSound = !isQuiet;
    for (const track of this.#media.remoteStream?.getAudioTracks() ?? []) track.enabled = !isQuiet;
    this.talk.beQuiet(isQuiet);
    this.own.beQuiet(isQuiet);
  }

  #onFlowing(): void {
    this.#ports.tell({ type: 'media_flowing' });
    if (this.#link) this.talk.flows(this.#link);
  }

  #onSaid(text: string): void {
    this.#inbound.noteHeard();
    this.talk.hear(text);
  }

  #onPicture(isFlowing: boolean): void {
    this.#isPictureFlowing = isFlowing;
    const isSilentOnIt = this.#isConcluded || this.#media.remoteCamera === undefined;
    // A plain PeerJS client does not say that it turned its camera off.
    this.#show(isSilentOnIt ? { remoteCamera: isFlowing ? undefined : 'off' } : {});
    this.#isConcluded = isSilentOnIt && !isFlowing;
  }

  #onRemoteStream(remoteStream: MediaStream): void {
    this.#show({ remoteStream });
    this.#ports.onRemoteStream(remoteStream);
    for (const track of remoteStream.getTracks()) {
      track.addEventListener('unmute', () => this.#inbound.look(), { once: true });
    }
  }

  #show(change: MediaChange): void {
    const media = { ...this.#media, ...change } as CallMedia;
    if ('remoteCamera' in change) this.#isConcluded = false;
    // With the camera off, Firefox goes on sending a black picture, one a second.
    const remoteVideo = this.#isPictureFlowing && media.remoteCamera !== 'off';
    this.#media = { ...media, remoteVideo };
    this.#ports.show(this.#media);
    this.talk.mediaChanged();
  }
}
