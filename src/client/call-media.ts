import type { CallEffect, CallEvent } from '../core/call-events.js';
import { isLive } from '../core/call-machine.js';
import type { CallState } from '../core/call-state.js';
import { DeskbellError, errorOf } from '../core/errors.js';
import type { CallSignal, CallSignalInput, CallType } from '../protocol/index.js';
import { InboundWatch } from './inbound-watch.js';
import type { MakePeerLink, PeerLink } from './peer-link.js';
import type { CallTalk, TalkPorts } from './talk/talk.js';
import { TalkDoor, type TalkDoorPorts } from './talk-door.js';
import { NO_MEDIA, type CallMedia, type DeviceChoices } from './types.js';

export interface CallMediaPorts
  extends
    Pick<TalkPorts, 'devices' | 'screens' | 'onQuality' | 'wake' | 'onError'>,
    Pick<TalkDoorPorts, 'onSummary'> {
  makeLink: MakePeerLink;
  /** False where the browser has no WebRTC. */
  isSupported(): boolean;
  /** Loads what a running call needs. */
  loadTalk(): Promise<(ports: TalkPorts) => CallTalk>;
  call(): CallState;
  /** Another call of this page uses the devices too. */
  areDevicesShared(): boolean;
  /** Shows this call's media. */
  show(media: CallMedia): void;
  tell(event: CallEvent): void;
  /** By way of the broker. @returns false when offline */
  send(signal: CallSignal): boolean;
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

/** Devices and link of one call: does the media effects, and what the person's buttons ask for. */
export class CallMediaControl {
  readonly #ports: CallMediaPorts;
  readonly talk: TalkDoor;
  #media: CallMedia = NO_MEDIA;
  #link: PeerLink | undefined;
  readonly #inbound = new InboundWatch({
    onFlowing: () => this.#onFlowing(),
    onSteady: () => void this.#link?.sendFullPicture(),
    onPicture: (remoteVideo) => this.#show({ remoteVideo }),
    onUnstable: (unstable) => this.#show({ unstable }),
    onInterrupted: () => this.#ports.tell({ type: 'link_interrupted' }),
  });
  #isQuiet = false;
  /** How it was before the page was reloaded. */
  #former: Pick<CallMedia, 'muted' | 'cameraOff'> | undefined;

  constructor(ports: CallMediaPorts) {
    this.#ports = ports;
    this.talk = new TalkDoor({
      ...ports,
      load: ports.loadTalk,
      media: () => this.#media,
      show: (change) => this.#show(change),
      send: (signal) => this.#signal(signal),
      sendPicture: (track) => this.#sendPicture(track),
    });
  }

  get media(): CallMedia {
    return this.#media;
  }

  run(effect: MediaEffect): void {
    const { devices } = this.#ports;
    switch (effect.type) {
      case 'acquire_media':
        void this.#acquire(effect.callType);
        return;
      case 'release_media':
        if (!this.#ports.areDevicesShared()) devices.release();
        this.#media = NO_MEDIA;
        return this.#show({});
      case 'warm_link':
        void this.#warm();
        return;
      case 'dial': {
        const { callId, peerId } = effect;
        const wantsVideo = this.#type === 'VIDEO';
        const stream = devices.outgoing(this.#type);
        if (this.#link) this.#inbound.watch(this.#link);
        this.#link?.dial({ callId, peerId, stream, wantsVideo });
        return;
      }
      case 'answer_dial':
        if (this.#link) this.#inbound.watch(this.#link);
        this.#link?.answer({ callId: effect.callId, stream: devices.outgoing(this.#type) });
        return;
      case 'reset_link':
        this.talk.end();
        this.#inbound.stop();
        this.#link?.reset();
        return this.#show({ remoteStream: null, remoteVideo: false });
      case 'mend_link':
        return this.talk.mend();
      case 'quiet_media':
        return void this.#beQuiet(effect.isQuiet);
      case 'close_link':
        return this.#closeLink();
    }
  }

  /** After a reload: whoever was muted is muted again. */
  begin(former: Pick<CallMedia, 'muted' | 'cameraOff'>): void {
    this.#former = former;
  }

  /** Tells the other side that it is over, also without the broker. */
  sayEnd(callId: string): void {
    this.#link?.say(JSON.stringify({ type: 'call_end', callId }));
  }

  /** Says something of this call, by the way that works. */
  say(signal: CallSignalInput): void {
    this.#signal(signal);
  }

  /** @returns whether the person is muted now */
  toggleMute(): boolean {
    const { microphone } = this.#ports.devices;
    if (!microphone) {
      void this.#openMicrophone();
      return true;
    }
    microphone.enabled = !microphone.enabled;
    const muted = !microphone.enabled;
    this.#show({ muted });
    this.talk.tellMedia();
    return muted;
  }

  /**
   * @returns whether the camera is on now
   * @throws DeskbellError when it cannot be had
   */
  async toggleVideo(): Promise<boolean> {
    const { devices } = this.#ports;
    // A picture in a call without one needs the other side's consent.
    if (this.#type !== 'VIDEO' || !isLive(this.#ports.call())) return false;
    if (devices.camera) {
      devices.closeCamera();
      await this.#link?.replaceTrack('video', null);
    } else await this.#sendPicture(await devices.openCamera());
    this.showOwn();
    return devices.camera !== undefined;
  }

  /** @throws DeskbellError when the other camera cannot be had */
  async switchCamera(): Promise<void> {
    const { devices } = this.#ports;
    if (!devices.camera) return;
    try {
      await this.#sendPicture(await devices.openOtherCamera());
    } finally {
      this.showOwn();
    }
  }

  /** Another track takes the place of one, or nothing does. */
  deviceChanged(
    kind: 'audio' | 'video',
    track: MediaStreamTrack | null,
    notice?: DeskbellError,
  ): void {
    if (!isLive(this.#ports.call())) return;
    this.#show({ notice });
    this.showOwn();
    if (this.#isQuiet) return;
    const sent = track ?? this.#placeOf(kind);
    this.#link?.replaceTrack(kind, sent).catch((cause: unknown) => {
      this.#ports.onError(errorOf(cause, 'device_in_use'));
    });
  }

  offerDevices(devices: DeviceChoices): void {
    if (isLive(this.#ports.call())) this.#show({ devices });
  }

  close(): void {
    this.#closeLink();
  }

  get #type(): CallType {
    const call = this.#ports.call();
    return isLive(call) ? call.type : 'VOICE';
  }

  #placeOf(kind: 'audio' | 'video'): MediaStreamTrack | null {
    return (
      this.#ports.devices
        .outgoing(this.#type)
        .getTracks()
        .find((each) => each.kind === kind) ?? null
    );
  }

  async #acquire(type: CallType): Promise<void> {
    const { devices, tell, call, areDevicesShared } = this.#ports;
    if (!this.#ports.isSupported())
      return tell({ type: 'media_failed', error: 'calls_unsupported' });
    const current = call();
    if (isLive(current) && current.direction === 'incoming') {
      void devices.isGranted(type).then((granted) => {
        if (granted) tell({ type: 'media_promised' });
      });
    }
    try {
      const notice = areDevicesShared() ? await this.#borrow(type) : await devices.acquire(type);
      if (this.#former?.muted && devices.microphone) devices.microphone.enabled = false;
      if (this.#former?.cameraOff) devices.closeCamera();
      this.#former = undefined;
      this.#show({ notice });
      this.showOwn();
      tell({ type: 'media_settled' });
    } catch (error) {
      // The call ended, or wants something else, before the person had answered.
      if (error instanceof DeskbellError && error.code === 'aborted') return;
      tell({ type: 'media_failed', error: 'calls_unsupported' });
    }
  }

  /** The microphone of the call on hold is this call's too; only a camera may be missing. */
  async #borrow(type: CallType): Promise<DeskbellError | undefined> {
    const { devices } = this.#ports;
    if (type === 'VOICE' || devices.camera) return undefined;
    return devices.openCamera().then(
      () => undefined,
      (cause: unknown) => errorOf(cause, 'device_in_use'),
    );
  }

  async #warm(): Promise<void> {
    this.#closeLink();
    const { tell } = this.#ports;
    const link = this.#ports.makeLink({
      onRemoteStream: (stream) => this.#onRemoteStream(stream),
      onSaid: (text) => this.#onSaid(text),
      onClosed: (ending) => tell({ type: 'link_closed', ...ending }),
      onFailed: ({ code }) => tell({ type: 'link_failed', error: code }),
    });
    this.#link = link;
    this.talk.preload();
    try {
      const peerId = await link.warm();
      if (this.#link === link) tell({ type: 'link_ready', peerId });
    } catch (cause) {
      if (this.#link !== link) return;
      tell({ type: 'link_failed', error: errorOf(cause, 'peer_failed').code });
    }
  }

  #onFlowing(): void {
    this.#ports.tell({ type: 'media_flowing' });
    if (this.#link) this.talk.flows(this.#link);
  }

  #onSaid(text: string): void {
    this.#inbound.noteHeard();
    this.talk.hear(text);
  }

  /** State goes the quicker way that works; what mends a path goes both ways, and is known by its round. */
  #signal(signal: CallSignalInput): void {
    const call = this.#ports.call();
    if (!isLive(call)) return;
    const frame = { ...signal, callId: call.callId } as CallSignal;
    const isMending = signal.type === 'call_description' || signal.type === 'call_candidate';
    const text = JSON.stringify(frame);
    if (!isMending && this.#inbound.isHearing && this.#link?.say(text)) return;
    const isSent = this.#ports.send(frame);
    if (isMending || !isSent) this.#link?.say(text);
  }

  #onRemoteStream(remoteStream: MediaStream): void {
    this.#show({ remoteStream });
    this.#ports.onRemoteStream(remoteStream);
    for (const track of remoteStream.getTracks()) {
      track.addEventListener('unmute', () => this.#inbound.look(), { once: true });
    }
  }

  async #openMicrophone(): Promise<void> {
    const { devices } = this.#ports;
    if (!isLive(this.#ports.call())) return;
    try {
      this.deviceChanged('audio', await devices.openMicrophone());
    } catch (cause) {
      const notice = errorOf(cause, 'device_in_use');
      if (notice.code !== 'aborted') this.#show({ notice });
    }
  }

  async #sendPicture(track: MediaStreamTrack): Promise<void> {
    if (!this.#isQuiet) await this.#link?.addPicture(track);
    this.showOwn();
  }

  /** On hold the devices stay ours, but nothing of them goes out and nothing comes in. */
  async #beQuiet(isQuiet: boolean): Promise<void> {
    this.#isQuiet = isQuiet;
    this.#inbound.expectsSound = !isQuiet;
    for (const track of this.#media.remoteStream?.getAudioTracks() ?? []) track.enabled = !isQuiet;
    this.talk.beQuiet(isQuiet);
    const { devices } = this.#ports;
    const picture = isQuiet ? null : (devices.camera ?? null);
    await this.#link?.replaceTrack('audio', isQuiet ? null : this.#placeOf('audio'));
    if (this.#type === 'VIDEO') await this.#link?.replaceTrack('video', picture);
  }

  /** Shows what this side sends now, and tells the other side. */
  showOwn(): void {
    const { devices } = this.#ports;
    const { microphone, camera } = devices;
    void devices.canSwitchCamera().then((canSwitch) => {
      const canSwitchCamera = canSwitch && devices.camera !== undefined;
      if (canSwitchCamera !== this.#media.canSwitchCamera) this.#show({ canSwitchCamera });
    });
    const localStream = devices.preview();
    this.#show({ localStream, muted: !microphone?.enabled, cameraOff: !camera });
    this.talk.tellMedia();
  }

  #closeLink(): void {
    this.talk.end();
    this.#inbound.stop();
    const link = this.#link;
    this.#link = undefined;
    link?.close();
  }

  #show(change: MediaChange): void {
    this.#media = { ...this.#media, ...change } as CallMedia;
    this.#ports.show(this.#media);
    this.talk.mediaChanged();
  }
}
