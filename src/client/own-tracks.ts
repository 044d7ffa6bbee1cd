import type { CallEvent } from '../core/call-events.js';
import { isLive } from '../core/call-machine.js';
import type { CallState } from '../core/call-state.js';
import { DeskbellError, errorOf } from '../core/errors.js';
import type { CallType } from '../protocol/index.js';
import type { MediaChange } from './call-media.js';
import type { Captured } from './captured.js';
import type { CallDevices } from './media.js';
import type { PeerLink } from './peer-link.js';
import type { CallMedia, DeviceChoices } from './types.js';

export interface OwnTrackPorts {
  devices: CallDevices;
  /** False where the browser has no WebRTC. */
  isSupported(): boolean;
  /** Another call of this page uses the devices too. */
  areDevicesShared(): boolean;
  call(): CallState;
  media(): CallMedia;
  link(): PeerLink | undefined;
  show(change: MediaChange): void;
  tell(event: CallEvent): void;
  /** What this side sends has changed: the other side is to know. */
  onChange(): void;
  onError(error: DeskbellError): void;
}

type Former = Pick<CallMedia, 'muted' | 'cameraOff'>;

/** What one call sends of its person: their microphone and camera, and the buttons for them. */
export class OwnTracks {
  readonly #ports: OwnTrackPorts;
  #isQuiet = false;
  /** How it was before the page was reloaded. */
  #former: Former | undefined;
  #isGranted: Promise<boolean> | undefined;

  constructor(ports: OwnTrackPorts) {
    this.#ports = ports;
  }

  get type(): CallType {
    const call = this.#ports.call();
    return isLive(call) ? call.type : 'VOICE';
  }

  /** What the other side gets, from the first moment on. */
  outgoing(): MediaStream {
    return this.#ports.devices.outgoing(this.type);
  }

  /** After a reload: whoever was muted is muted again. */
  begin(former: Former): void {
    this.#former = former;
  }

  /** Whether the browser will ask is looked up while it rings: who accepts should not wait for it. */
  foresee(): void {
    this.#isGranted = this.#ports.devices.isGranted(this.type);
  }

  async acquire(type: CallType): Promise<void> {
    const { devices, tell, call, areDevicesShared, isSupported, show, onError } = this.#ports;
    if (!isSupported()) return tell({ type: 'media_failed', error: 'calls_unsupported' });
    const current = call();
    if (isLive(current) && current.direction === 'incoming') {
      void (this.#isGranted ?? devices.isGranted(type)).then((granted) => {
        if (granted) tell({ type: 'media_promised' });
      });
    }
    try {
      const notice = areDevicesShared() ? await this.#borrow(type) : await devices.acquire(type);
      if (this.#former?.muted && devices.microphone) devices.microphone.enabled = false;
      if (this.#former?.cameraOff) devices.closeCamera();
      this.#former = undefined;
      show({ notice });
      this.show();
      tell({ type: 'media_settled' });
    } catch (error) {
      // The call ended, or wants something else, before the person had answered.
      if (error instanceof DeskbellError && error.code === 'aborted') return;
      // What a device refuses is a notice, and no error: this may be our own fault.
      onError(errorOf(error, 'internal'));
      tell({ type: 'media_failed', error: 'calls_unsupported' });
    }
  }

  /** Another call may still talk with them. */
  release(): void {
    if (!this.#ports.areDevicesShared()) this.#ports.devices.release();
  }

  /** @returns whether the person is muted now */
  toggleMute(): boolean {
    const { devices, show, onChange } = this.#ports;
    const { microphone } = devices;
    if (!microphone) {
      void this.#openMicrophone();
      return true;
    }
    const muted = microphone.enabled;
    microphone.enabled = !muted;
    show({ muted });
    onChange();
    return muted;
  }

  /**
   * @returns whether the camera is on now
   * @throws DeskbellError when it cannot be had
   */
  async toggleVideo(): Promise<boolean> {
    const { devices, link } = this.#ports;
    // A picture in a call without one needs the other side's consent.
    if (this.type !== 'VIDEO') return false;
    if (devices.camera) {
      devices.closeCamera();
      await link()?.replaceTrack('video', null);
    } else await this.sendPicture(await devices.openCamera());
    this.show();
    return devices.camera !== undefined;
  }

  /** @throws DeskbellError when the other camera cannot be had */
  async switchCamera(): Promise<void> {
    const { devices } = this.#ports;
    if (!devices.camera) return;
    try {
      await this.sendPicture(await devices.openOtherCamera());
    } finally {
      this.show();
    }
  }

  /** Another track takes the place of one, or nothing does. */
  replace(device: Captured, track: MediaStreamTrack | null, notice?: DeskbellError): void {
    const { call, show } = this.#ports;
    if (!isLive(call())) return;
    show({ notice });
    this.show();
    if (this.#isQuiet) return;
    const kind = device === 'microphone' ? 'audio' : 'video';
    this.#put(kind, track ?? this.#placeOf(kind));
  }

  offerDevices(devices: DeviceChoices): void {
    if (isLive(this.#ports.call())) this.#ports.show({ devices });
  }

  /** Sends a picture, or the next one. */
  async sendPicture(track: MediaStreamTrack): Promise<void> {
    if (!this.#isQuiet) await this.#ports.link()?.addPicture(track);
    this.show();
  }

  /** On hold the devices stay ours, but nothing of them goes out. */
  beQuiet(isQuiet: boolean): void {
    this.#isQuiet = isQuiet;
    this.#put('audio', isQuiet ? null : this.#placeOf('audio'));
    if (this.type !== 'VIDEO') return;
    this.#put('video', isQuiet ? null : (this.#ports.devices.camera ?? null));
  }

  /** What may still go out, or does not, though it is shown otherwise: that is told. */
  #put(kind: 'audio' | 'video', track: MediaStreamTrack | null): void {
    const { link, onError } = this.#ports;
    link()
      ?.replaceTrack(kind, track)
      .catch((cause: unknown) => onError(errorOf(cause, 'device_in_use')));
  }

  /** Shows what this side sends now, and has the other side know. */
  show(): void {
    const { devices, media, show, onChange } = this.#ports;
    const { microphone, camera } = devices;
    void devices.canSwitchCamera().then((canSwitch) => {
      const canSwitchCamera = canSwitch && devices.camera !== undefined;
      if (canSwitchCamera !== media().canSwitchCamera) show({ canSwitchCamera });
    });
    show({ localStream: devices.preview(), muted: !microphone?.enabled, cameraOff: !camera });
    onChange();
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

  async #openMicrophone(): Promise<void> {
    const { devices, call, show } = this.#ports;
    if (!isLive(call())) return;
    try {
      this.replace('microphone', await devices.openMicrophone());
    } catch (cause) {
      const notice = errorOf(cause, 'device_in_use');
      if (notice.code !== 'aborted') show({ notice });
    }
  }

  /** What holds the place of a device that is missing. */
  #placeOf(kind: 'audio' | 'video'): MediaStreamTrack | null {
    const tracks = this.outgoing().getTracks();
    return tracks.find((each) => each.kind === kind) ?? null;
  }
}
