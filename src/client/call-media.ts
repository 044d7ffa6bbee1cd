import type { CallEffect, CallEvent } from '../core/call-events.js';
import { isLive } from '../core/call-machine.js';
import type { CallState } from '../core/call-state.js';
import { DeskbellError, errorOf } from '../core/errors.js';
import type { CallType } from '../protocol/index.js';
import { InboundWatch } from './inbound-watch.js';
import type { CallDevices } from './media.js';
import type { MakePeerLink, PeerLink } from './peer-link.js';
import type { Store } from './store.js';
import { NO_MEDIA, type CallMedia, type SessionState } from './types.js';

export interface CallMediaPorts {
  store: Store<SessionState>;
  devices: CallDevices;
  makeLink: MakePeerLink;
  /** False where the browser has no WebRTC. */
  isSupported(): boolean;
}

export interface CallMediaHandlers {
  onEvent(event: CallEvent): void;
  onRemoteStream(stream: MediaStream): void;
}

type MediaEffect = Extract<
  CallEffect,
  { type: 'acquire_media' | 'release_media' | 'warm_link' | 'dial' | 'answer_dial' | 'close_link' }
>;

/** Devices and link of the call: does the media effects, and what the person's buttons ask for. */
export class CallMediaControl {
  readonly #ports: CallMediaPorts;
  #handlers: CallMediaHandlers | undefined;
  #link: PeerLink | undefined;
  readonly #inbound = new InboundWatch({
    onFlowing: () => this.#tell({ type: 'media_flowing' }),
    onSteady: () => void this.#link?.sendFullPicture(),
    onPicture: (remoteVideo) => this.#show((media) => ({ ...media, remoteVideo })),
  });
  #type: CallType = 'VOICE';

  constructor(ports: CallMediaPorts) {
    this.#ports = ports;
  }

  connect(handlers: CallMediaHandlers): void {
    this.#handlers = handlers;
  }

  run(effect: MediaEffect, call: CallState): void {
    switch (effect.type) {
      case 'acquire_media':
        void this.#acquire(effect.callType, call);
        return;
      case 'release_media':
        this.#ports.devices.release();
        this.#show(() => NO_MEDIA);
        return;
      case 'warm_link':
        void this.#warm();
        return;
      case 'dial': {
        const { callId, peerId } = effect;
        const wantsVideo = isLive(call) && call.type === 'VIDEO';
        const stream = this.#ports.devices.outgoing(this.#type);
        if (this.#link) this.#inbound.watch(this.#link);
        this.#link?.dial({ callId, peerId, stream, wantsVideo });
        return;
      }
      case 'answer_dial':
        if (this.#link) this.#inbound.watch(this.#link);
        this.#link?.answer({
          callId: effect.callId,
          stream: this.#ports.devices.outgoing(this.#type),
        });
        return;
      case 'close_link':
        return this.#closeLink();
    }
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
    this.#show((media) => ({ ...media, muted }));
    return muted;
  }

  /**
   * @returns whether the camera is on now
   * @throws DeskbellError when it cannot be had
   */
  async toggleVideo(): Promise<boolean> {
    const { devices } = this.#ports;
    // A picture in a call without one needs a new negotiation.
    if (this.#type !== 'VIDEO' || !isLive(this.#ports.store.get().call)) return false;
    if (devices.camera) {
      devices.closeCamera();
      await this.#link?.replaceTrack('video', null);
    } else await this.#sendPicture(await devices.openCamera());
    this.#showOwn();
    return devices.camera !== undefined;
  }

  /** @throws DeskbellError when the other camera cannot be had */
  async switchCamera(): Promise<void> {
    const { devices } = this.#ports;
    if (!devices.camera) return;
    try {
      await this.#sendPicture(await devices.openOtherCamera());
    } finally {
      this.#showOwn();
    }
  }

  close(): void {
    this.#closeLink();
    this.#ports.devices.release();
  }

  async #acquire(type: CallType, call: CallState): Promise<void> {
    if (!this.#ports.isSupported())
      return this.#tell({ type: 'media_failed', error: 'calls_unsupported' });
    this.#type = type;
    const { devices } = this.#ports;
    if (isLive(call) && call.direction === 'incoming') {
      void devices.isGranted(type).then((granted) => {
        if (granted) this.#tell({ type: 'media_promised' });
      });
    }
    try {
      const notice = await devices.acquire(type);
      this.#show(({ notice: _former, ...media }) => ({ ...media, ...(notice && { notice }) }));
      this.#showOwn();
      this.#tell({ type: 'media_settled' });
    } catch (error) {
      // The call ended, or wants something else, before the person had answered.
      if (error instanceof DeskbellError && error.code === 'aborted') return;
      this.#tell({ type: 'media_failed', error: 'calls_unsupported' });
    }
  }

  async #warm(): Promise<void> {
    this.#closeLink();
    const link = this.#ports.makeLink({
      onRemoteStream: (stream) => this.#onRemoteStream(stream),
      onClosed: () => this.#tell({ type: 'link_closed' }),
      onFailed: ({ code }) => this.#tell({ type: 'link_failed', error: code }),
    });
    this.#link = link;
    try {
      const peerId = await link.warm();
      if (this.#link === link) this.#tell({ type: 'link_ready', peerId });
    } catch (cause) {
      if (this.#link !== link) return;
      this.#tell({ type: 'link_failed', error: errorOf(cause, 'peer_failed').code });
    }
  }

  #onRemoteStream(remoteStream: MediaStream): void {
    this.#show((media) => ({ ...media, remoteStream }));
    this.#handlers?.onRemoteStream(remoteStream);
    for (const track of remoteStream.getTracks()) {
      track.addEventListener('unmute', () => this.#inbound.look(), { once: true });
    }
  }

  async #openMicrophone(): Promise<void> {
    const { devices } = this.#ports;
    if (!isLive(this.#ports.store.get().call)) return;
    try {
      await this.#link?.replaceTrack('audio', await devices.openMicrophone());
      this.#show(({ notice: _notice, ...media }) => media);
      this.#showOwn();
    } catch (cause) {
      const error = errorOf(cause, 'device_in_use');
      if (error.code !== 'aborted') this.#show((media) => ({ ...media, notice: error }));
    }
  }

  async #sendPicture(track: MediaStreamTrack): Promise<void> {
    await this.#link?.replaceTrack('video', track);
  }

  #showOwn(): void {
    const { microphone, camera } = this.#ports.devices;
    void this.#ports.devices.canSwitchCamera().then((canSwitch) => {
      const canSwitchCamera = canSwitch && this.#ports.devices.camera !== undefined;
      this.#show((media) =>
        media.canSwitchCamera === canSwitchCamera ? media : { ...media, canSwitchCamera },
      );
    });
    this.#show((media) => ({
      ...media,
      localStream: this.#ports.devices.preview(),
      muted: !microphone?.enabled,
      cameraOff: !camera,
    }));
  }

  #closeLink(): void {
    this.#inbound.stop();
    const link = this.#link;
    this.#link = undefined;
    link?.close();
  }

  #show(change: (media: CallMedia) => CallMedia): void {
    this.#ports.store.update((state) => {
      const media = change(state.media);
      return media === state.media ? state : { ...state, media };
    });
  }

  #tell(event: CallEvent): void {
    this.#handlers?.onEvent(event);
  }
}
