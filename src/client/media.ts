import type { DeskbellError } from '../core/errors.js';
import type { CallType } from '../protocol/index.js';
import { arePermitted, CAPTURED, type Captured, type DeviceHandlers } from './captured.js';
import { CapturedTracks, type Devices } from './captured-tracks.js';
import { exact, ideal, pictureOf, soundOf } from './device-constraints.js';
import { choicesOf } from './device-list.js';
import { NO_MEMORY, type DeviceMemory } from './device-memory.js';
import { refusalOf } from './device-refusal.js';
import { DeviceTurns } from './device-turns.js';
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
  readonly #turns: DeviceTurns;
  readonly #placeholders = new Placeholders();
  /** The camera that the person turned to; overrules the remembered one until the end. */
  #turnedTo: MediaTrackConstraints | undefined;
  #isTalking = false;
  #tellings = 0;

  constructor(devices: Devices | undefined, memory: DeviceMemory = NO_MEMORY) {
    this.#memory = memory;
    this.#open = new CapturedTracks({
      devices,
      onEnded: (kind, track) => this.#turns.replace(kind, track),
      onChange: () => this.#tellChoices(),
    });
    this.#turns = new DeviceTurns({
      open: this.#open,
      instead: (kind, goneId) => this.#remembered(kind, goneId),
      onReplaced: (kind, track) => this.#handlers?.onReplaced(kind, track),
      onLost: (kind, error) => this.#tellLost(kind, error),
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
    if (!soundRefusal) return refusalOf('camera', refusal);
    if (soundRefusal.code === 'permission_denied') return soundRefusal;
    // Of what is refused for both, neither alone is to be named.
    return (await this.#open.attempt({ video })) ? refusal : soundRefusal;
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
    return this.#turns.next(() => this.#use(kind, id));
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
    const { camera } = this;
    if (this.#open.isOpen && kind === 'microphone') track = await this.#turns.takeMicrophone(id);
    else if (camera && kind === 'camera') track = await this.#turns.takeCamera(camera, id);
    if (kind === 'camera') this.#turnedTo = undefined;
    this.#memory.set(kind, id || undefined);
    this.#tellChoices();
    return track;
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
