import { DeskbellError, errorOf } from '../core/errors.js';
import type { CallType } from '../protocol/index.js';
import { arePermitted, CAPTURED, type Captured, type DeviceHandlers } from './captured.js';
import { CapturedTracks, type Devices } from './captured-tracks.js';
import { exact, ideal, pictureOf, soundOf } from './device-constraints.js';
import { choicesOf } from './device-list.js';
import { NO_MEMORY, type DeviceMemory } from './device-memory.js';
import { Placeholders } from './placeholders.js';
import type { DeviceChoices, DeviceKind } from './types.js';

export type { DeviceHandlers } from './captured.js';
export type { Devices } from './captured-tracks.js';

/** Refusals of one device that say nothing of the other. */
const ABOUT_ONE_DEVICE: readonly string[] = [
  'permission_denied',
  'device_missing',
  'device_in_use',
];

/** Microphone and camera of one call. Whatever is refused, listening and watching go on. */
export class CallDevices {
  readonly #open: CapturedTracks;
  readonly #memory: DeviceMemory;
  #handlers: DeviceHandlers | undefined;
  readonly #placeholders = new Placeholders();
  /** The camera that the person turned to; overrules the remembered one until the end. */
  #turnedTo: MediaTrackConstraints | undefined;
  #isTalking = false;
  /** What changes devices goes one after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  #tellings = 0;

  constructor(devices: Devices | undefined, memory: DeviceMemory = NO_MEMORY) {
    this.#memory = memory;
    this.#open = new CapturedTracks({
      devices,
      onEnded: (kind, track) => this.#onEnded(kind, track),
      onChange: () => this.#tellChoices(),
    });
  }

  connect(handlers: DeviceHandlers): void {
    this.#handlers = handlers;
  }

  /** Undefined: nothing is heard from here, so the other side is to be told “muted”. */
  get microphone(): MediaStreamTrack | undefined {
    return this.#open.get('microphone');
  }

  get camera(): MediaStreamTrack | undefined {
    return this.#open.get('camera');
  }

  /**
   * Asks for what the call type needs. A refused device fails nothing.
   * @returns why a device is missing, if one is
   * @throws DeskbellError `aborted` when `release` came first
   */
  async acquire(type: CallType): Promise<DeskbellError | undefined> {
    this.release();
    const audio = this.#sound();
    if (type === 'VOICE') return this.#open.attempt({ audio });
    const video = this.#picture();
    const refusal = await this.#open.attempt({ audio, video });
    // Whoever closed the prompt does not want to see it twice.
    if (!refusal || !ABOUT_ONE_DEVICE.includes(refusal.code)) return refusal;
    const soundRefusal = await this.#open.attempt({ audio });
    if (!soundRefusal) return refusal;
    if (soundRefusal.code !== 'permission_denied') await this.#open.attempt({ video });
    return soundRefusal;
  }

  /** True when no prompt will come between the person and the call. */
  isGranted(type: CallType): Promise<boolean> {
    return arePermitted(type === 'VIDEO' ? CAPTURED : ['microphone']);
  }

  /** What the other side gets: placeholders hold the place of what is missing or switched off. */
  outgoing(type: CallType): MediaStream {
    const sound = this.microphone ?? this.#placeholders.silence();
    if (type === 'VOICE') return new MediaStream([sound]);
    const picture = this.camera ?? this.#placeholders.blank();
    return new MediaStream([sound, picture]);
  }

  /** What the person sees of themselves. */
  preview(): MediaStream | null {
    const tracks = [this.microphone, this.camera].filter((track) => track !== undefined);
    return tracks.length > 0 ? new MediaStream(tracks) : null;
  }

  /** @throws DeskbellError */
  openMicrophone(): Promise<MediaStreamTrack> {
    return this.#open.openOne('microphone', { audio: this.#sound() });
  }

  /** @throws DeskbellError */
  openCamera(): Promise<MediaStreamTrack> {
    return this.#open.openOne('camera', { video: this.#picture() });
  }

  /** Stops the camera: its light goes out. */
  closeCamera(): void {
    this.#open.close('camera');
  }

  /** The camera on the other side of the device, or the next one. @throws DeskbellError */
  async openOtherCamera(): Promise<MediaStreamTrack> {
    const cameras = (await this.list()).camera.choices;
    const { facingMode, deviceId } = this.camera?.getSettings() ?? {};
    // A phone opens one camera at a time.
    this.closeCamera();
    if (facingMode) {
      this.#turnedTo = pictureOf(undefined, facingMode === 'user' ? 'environment' : 'user');
      return this.openCamera();
    }
    const place = cameras.findIndex(({ id }) => id === deviceId);
    const next = cameras[(place + 1) % Math.max(1, cameras.length)];
    if (!next) return this.openCamera();
    this.#turnedTo = pictureOf(ideal(next.id));
    return this.#open.openOne('camera', { video: pictureOf(exact(next.id)) });
  }

  async canSwitchCamera(): Promise<boolean> {
    return (await this.list()).camera.choices.length > 1;
  }

  /** What there is, and what is in use or would be. */
  async list(): Promise<DeviceChoices> {
    const used = (kind: Captured) => this.#open.get(kind)?.getSettings().deviceId;
    return choicesOf((await this.#open.listed()) ?? [], {
      microphone: used('microphone') ?? this.#memory.get('microphone'),
      camera: used('camera') ?? this.#memory.get('camera'),
      speaker: this.#memory.get('speaker'),
    });
  }

  /**
   * Takes this device from now on, and remembers it; an empty id is the browser's own choice. A
   * camera that is off stays off, a microphone is as muted as the one before.
   * @returns the track that is to be sent now, if there is a new one
   * @throws DeskbellError when it cannot be had; a camera that was on is opened again then, and told
   *   to `onReplaced`
   */
  use(kind: DeviceKind, id: string): Promise<MediaStreamTrack | undefined> {
    const work = this.#queue.then(() => this.#use(kind, id));
    this.#queue = work.catch(() => undefined);
    return work;
  }

  /** A muted microphone is heard for as long as a key is held. @returns whether it is heard now */
  talkWhile(isActive: boolean): boolean {
    const { microphone } = this;
    if (!microphone) return false;
    if (isActive && !microphone.enabled) this.#isTalking = microphone.enabled = true;
    else if (!isActive && this.#isTalking) this.#isTalking = microphone.enabled = false;
    return microphone.enabled;
  }

  /** Stops everything, and what may still be granted. Idempotent. */
  release(): void {
    this.#open.closeAll();
    this.#isTalking = false;
    this.#turnedTo = undefined;
    this.#placeholders.close();
  }

  async #use(kind: DeviceKind, id: string): Promise<MediaStreamTrack | undefined> {
    let track: MediaStreamTrack | undefined;
    if (this.#open.isOpen && kind === 'microphone') track = await this.#useMicrophone(id);
    else if (this.camera && kind === 'camera') track = await this.#useCamera(this.camera, id);
    if (kind === 'camera') this.#turnedTo = undefined;
    this.#memory.set(kind, id || undefined);
    this.#tellChoices();
    return track;
  }

  async #useMicrophone(id: string): Promise<MediaStreamTrack> {
    const former = this.microphone;
    const track = await this.#open.openOne('microphone', { audio: soundOf(exact(id)) });
    // Nobody is made audible by a choice.
    track.enabled = former?.enabled ?? false;
    return track;
  }

  async #useCamera(former: MediaStreamTrack, id: string): Promise<MediaStreamTrack> {
    const { deviceId } = former.getSettings();
    // A phone opens one camera at a time.
    this.closeCamera();
    try {
      return await this.#open.openOne('camera', { video: pictureOf(exact(id)) });
    } catch (cause) {
      const { code } = errorOf(cause, 'device_in_use');
      if (code !== 'aborted') await this.#reopen('camera', former, deviceId);
      throw cause;
    }
  }

  /** Another one takes the place of one that is gone. */
  #onEnded(kind: Captured, former: MediaStreamTrack): void {
    const { deviceId } = former.getSettings();
    const isUntouched = this.#open.mark(kind);
    this.#queue = this.#queue.then(async () => {
      const isThere = (await this.#open.listed())?.some((device) => device.deviceId === deviceId);
      // Taken back in the browser's own settings: it would ask somebody who just said no.
      const isRevoked = isThere && !(await arePermitted([kind]));
      if (!isUntouched()) return;
      if (isRevoked) this.#tellLost(kind, new DeskbellError('permission_denied'));
      else await this.#reopen(kind, former, this.#remembered(kind, deviceId));
    });
  }

  async #reopen(kind: Captured, former: MediaStreamTrack, id?: string): Promise<void> {
    const which = ideal(id);
    try {
      const track = await this.#open.openOne(
        kind,
        kind === 'microphone' ? { audio: soundOf(which) } : { video: pictureOf(which) },
      );
      track.enabled = former.enabled;
      this.#handlers?.onReplaced(kind, track);
    } catch (cause) {
      const error = errorOf(cause, 'device_missing');
      if (error.code !== 'aborted') this.#tellLost(kind, error);
    }
  }

  #tellLost(kind: Captured, error: DeskbellError): void {
    this.#handlers?.onLost(kind, error);
    this.#tellChoices();
  }

  #tellChoices(): void {
    const telling = ++this.#tellings;
    if (!this.#handlers || !this.#open.isOpen) return;
    void this.list().then((choices) => {
      if (telling === this.#tellings && this.#open.isOpen) this.#handlers?.onChoices(choices);
    });
  }

  #sound(): MediaTrackConstraints {
    return soundOf(ideal(this.#remembered('microphone')));
  }

  #picture(): MediaTrackConstraints {
    return this.#turnedTo ?? pictureOf(ideal(this.#remembered('camera')));
  }

  #remembered(kind: Captured, but?: string): string | undefined {
    const id = this.#memory.get(kind);
    return id === but ? undefined : id;
  }
}
