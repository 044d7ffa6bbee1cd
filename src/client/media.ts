import { DeskbellError } from '../core/errors.js';
import type { CallType } from '../protocol/index.js';
import { mediaErrorOf } from './media-errors.js';
import { makeBlankPicture, makeSilence, type Placeholder } from './placeholders.js';

/** As much of `navigator.mediaDevices` as we use. */
export type Devices = Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'>;

const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true } as const;
const VIDEO = { width: { ideal: 1280 }, height: { ideal: 720 } } as const;
/** Refusals of one device that say nothing of the other. */
const ABOUT_ONE_DEVICE: readonly string[] = [
  'permission_denied',
  'device_missing',
  'device_in_use',
];

/** Microphone and camera of one call. Whatever is refused, listening and watching go on. */
export class CallDevices {
  readonly #devices: Devices | undefined;
  #microphone: MediaStreamTrack | undefined;
  #camera: MediaStreamTrack | undefined;
  #silence: Placeholder | undefined;
  #blank: Placeholder | undefined;
  #facing: 'user' | 'environment' = 'user';
  /** Rises with every release: what is granted afterwards is let go at once. */
  #generation = 0;

  constructor(devices: Devices | undefined) {
    this.#devices = devices;
  }

  get microphone(): MediaStreamTrack | undefined {
    return this.#microphone;
  }

  get camera(): MediaStreamTrack | undefined {
    return this.#camera;
  }

  /**
   * Asks for what the call type needs. A refused device fails nothing.
   * @returns why a device is missing, if one is
   * @throws DeskbellError `aborted` when `release` came first
   */
  async acquire(type: CallType): Promise<DeskbellError | undefined> {
    this.release();
    const generation = this.#generation;
    const audio = AUDIO;
    if (type === 'VOICE') return this.#attempt({ audio }, generation);
    const video = this.#cameraConstraints();
    const refusal = await this.#attempt({ audio, video }, generation);
    // Whoever closed the prompt does not want to see it twice.
    if (!refusal || !ABOUT_ONE_DEVICE.includes(refusal.code)) return refusal;
    const soundRefusal = await this.#attempt({ audio }, generation);
    if (!soundRefusal) return refusal;
    if (soundRefusal.code !== 'permission_denied') await this.#attempt({ video }, generation);
    return soundRefusal;
  }

  /** True when no prompt will come between the person and the call. */
  async isGranted(type: CallType): Promise<boolean> {
    const names = type === 'VIDEO' ? ['microphone', 'camera'] : ['microphone'];
    try {
      const states = await Promise.all(
        names.map((name) => navigator.permissions.query({ name: name as PermissionName })),
      );
      return states.every(({ state }) => state === 'granted');
    } catch {
      // A browser that does not tell: assume that it will ask.
      return false;
    }
  }

  /** What the other side gets: placeholders hold the place of what is missing or switched off. */
  outgoing(type: CallType): MediaStream {
    const sound = this.#microphone ?? (this.#silence ??= makeSilence()).track;
    if (type === 'VOICE') return new MediaStream([sound]);
    const picture = this.#camera ?? (this.#blank ??= makeBlankPicture()).track;
    return new MediaStream([sound, picture]);
  }

  /** What the person sees of themselves. */
  preview(): MediaStream | null {
    const tracks = [this.#microphone, this.#camera].filter((track) => track !== undefined);
    return tracks.length > 0 ? new MediaStream(tracks) : null;
  }

  /** @throws DeskbellError */
  async openMicrophone(): Promise<MediaStreamTrack> {
    await this.#openOrThrow({ audio: AUDIO }, this.#generation);
    if (!this.#microphone) throw new DeskbellError('device_missing');
    return this.#microphone;
  }

  /** @throws DeskbellError */
  async openCamera(): Promise<MediaStreamTrack> {
    return this.#openCamera(this.#cameraConstraints());
  }

  /** Stops the camera: its light goes out. */
  closeCamera(): void {
    this.#camera?.stop();
    this.#camera = undefined;
  }

  /** The camera on the other side of the device, or the next one. @throws DeskbellError */
  async openOtherCamera(): Promise<MediaStreamTrack> {
    const cameras = await this.#cameras();
    const { facingMode, deviceId } = this.#camera?.getSettings() ?? {};
    // A phone opens one camera at a time.
    this.closeCamera();
    if (facingMode) {
      this.#facing = facingMode === 'user' ? 'environment' : 'user';
      return this.openCamera();
    }
    const place = cameras.findIndex((camera) => camera.deviceId === deviceId);
    const next = cameras[(place + 1) % Math.max(1, cameras.length)];
    return this.#openCamera(
      next ? { ...VIDEO, deviceId: { exact: next.deviceId } } : this.#cameraConstraints(),
    );
  }

  async canSwitchCamera(): Promise<boolean> {
    return (await this.#cameras()).length > 1;
  }

  /** Stops everything, and what may still be granted. Idempotent. */
  release(): void {
    this.#generation++;
    this.#microphone?.stop();
    this.#microphone = undefined;
    this.closeCamera();
    this.#silence?.close();
    this.#silence = undefined;
    this.#blank?.close();
    this.#blank = undefined;
  }

  async #openCamera(video: MediaTrackConstraints): Promise<MediaStreamTrack> {
    await this.#openOrThrow({ video }, this.#generation);
    if (!this.#camera) throw new DeskbellError('device_missing');
    return this.#camera;
  }

  /** @returns the refusal; only an overtaken call throws */
  async #attempt(
    constraints: MediaStreamConstraints,
    generation: number,
  ): Promise<DeskbellError | undefined> {
    try {
      await this.#openOrThrow(constraints, generation);
      return undefined;
    } catch (error) {
      if (error instanceof DeskbellError && error.code !== 'aborted') return error;
      throw error;
    }
  }

  async #openOrThrow(constraints: MediaStreamConstraints, generation: number): Promise<void> {
    if (!this.#devices) {
      throw new DeskbellError(globalThis.isSecureContext ? 'calls_unsupported' : 'insecure_page');
    }
    let tracks: MediaStreamTrack[];
    try {
      tracks = (await this.#devices.getUserMedia(constraints)).getTracks();
    } catch (cause) {
      throw generation === this.#generation ? mediaErrorOf(cause) : new DeskbellError('aborted');
    }
    if (generation !== this.#generation) {
      for (const track of tracks) track.stop();
      throw new DeskbellError('aborted');
    }
    for (const track of tracks) {
      if (track.kind === 'audio') this.#microphone = track;
      else this.#camera = track;
    }
  }

  #cameraConstraints(): MediaTrackConstraints {
    return { ...VIDEO, facingMode: this.#facing };
  }

  async #cameras(): Promise<MediaDeviceInfo[]> {
    const devices = (await this.#devices?.enumerateDevices().catch(() => [])) ?? [];
    return devices.filter(({ kind }) => kind === 'videoinput');
  }
}
