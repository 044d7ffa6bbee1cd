import { DeskbellError } from '../core/errors.js';
import { CAPTURED, kindOf, type Captured } from './captured.js';
import { insist, isIdeal, type Wanted } from './device-constraints.js';
import { isUnplugged } from './device-list.js';
import { refusalOf } from './device-refusal.js';
import { mediaErrorOf } from './media-errors.js';

/** As much of `navigator.mediaDevices` as we use; without events, nothing is noticed of plugs. */
export type Devices = Pick<MediaDevices, 'getUserMedia' | 'enumerateDevices'> &
  Partial<Pick<MediaDevices, 'addEventListener' | 'removeEventListener'>>;

export interface CapturedTracksParts {
  readonly devices: Devices | undefined;
  /** Not by us: the device is gone, or the permission. */
  onEnded(kind: Captured, track: MediaStreamTrack): void;
  /** Something was plugged in or out, or is in use now. */
  onChange(): void;
}

/** The one open microphone and the one open camera. What is overtaken or let go, is stopped. */
export class CapturedTracks {
  readonly #parts: CapturedTracksParts;
  readonly #tracks: { [K in Captured]?: MediaStreamTrack | undefined } = {};
  /** Rises when a kind is let go: what is granted for it afterwards is stopped at once. */
  readonly #turns: Record<Captured, number> = { microphone: 0, camera: 0 };
  #isOpen = false;

  constructor(parts: CapturedTracksParts) {
    this.#parts = parts;
  }

  /** Something was asked for, and not all was let go since. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  get(kind: Captured): MediaStreamTrack | undefined {
    return this.#tracks[kind];
  }

  /** Answers whether nothing of this kind was opened or closed since. */
  mark(kind: Captured): () => boolean {
    const turn = this.#turns[kind];
    const track = this.#tracks[kind];
    return () => turn === this.#turns[kind] && track === this.#tracks[kind];
  }

  /** @throws DeskbellError `aborted` when it was let go before it was granted */
  async openOne(kind: Captured, wanted: Wanted): Promise<MediaStreamTrack> {
    await this.open(wanted);
    const track = this.#tracks[kind];
    if (!track) throw refusalOf(kind, new DeskbellError('device_missing'));
    return track;
  }

  /** @throws DeskbellError `aborted` when all of it was let go before it was granted */
  async open(wanted: Wanted): Promise<void> {
    const { devices } = this.#parts;
    if (!devices) {
      throw new DeskbellError(globalThis.isSecureContext ? 'calls_unsupported' : 'insecure_page');
    }
    this.#isOpen = true;
    devices.addEventListener?.('devicechange', this.#onDeviceChange);
    const asked = CAPTURED.filter((kind) => wanted[kind === 'camera' ? 'video' : 'audio']);
    const turns = { ...this.#turns };
    const isWanted = (kind: Captured) => turns[kind] === this.#turns[kind];
    let tracks: MediaStreamTrack[];
    try {
      const isVague = isIdeal(wanted.audio) || isIdeal(wanted.video);
      const listed = isVague ? ((await this.listed()) ?? []) : [];
      if (!asked.some(isWanted)) throw new DeskbellError('aborted');
      tracks = (await devices.getUserMedia(insist(wanted, listed))).getTracks();
    } catch (cause) {
      throw asked.some(isWanted) ? aboutWhat(asked, cause) : new DeskbellError('aborted');
    }
    for (const track of tracks) {
      if (isWanted(kindOf(track))) this.#keep(kindOf(track), track);
      else track.stop();
    }
    if (!asked.some(isWanted)) throw new DeskbellError('aborted');
    this.#parts.onChange();
  }

  /** @returns the refusal; only an overtaken call throws */
  async attempt(wanted: Wanted): Promise<DeskbellError | undefined> {
    try {
      await this.open(wanted);
      return undefined;
    } catch (error) {
      if (error instanceof DeskbellError && error.code !== 'aborted') return error;
      throw error;
    }
  }

  close(kind: Captured): void {
    this.#turns[kind]++;
    this.#tracks[kind]?.stop();
    this.#tracks[kind] = undefined;
  }

  /** Idempotent. */
  closeAll(): void {
    this.#parts.devices?.removeEventListener?.('devicechange', this.#onDeviceChange);
    this.#isOpen = false;
    for (const kind of CAPTURED) this.close(kind);
  }

  /** Undefined when the browser does not tell. */
  async listed(): Promise<MediaDeviceInfo[] | undefined> {
    return this.#parts.devices?.enumerateDevices().catch(() => undefined);
  }

  #keep(kind: Captured, track: MediaStreamTrack): void {
    this.#tracks[kind]?.stop();
    this.#tracks[kind] = track;
    track.addEventListener('ended', () => this.#lose(kind, track), { once: true });
  }

  #lose(kind: Captured, track: MediaStreamTrack): void {
    if (this.#tracks[kind] !== track) return;
    this.close(kind);
    this.#parts.onEnded(kind, track);
  }

  readonly #onDeviceChange = (): void => void this.#look();

  async #look(): Promise<void> {
    const listed = await this.listed();
    for (const kind of CAPTURED) {
      const track = this.#tracks[kind];
      // Not every browser ends the track of a device that was pulled out.
      if (listed && track && isUnplugged(track, listed)) this.#lose(kind, track);
    }
    this.#parts.onChange();
  }
}

/** What was asked for alone is what is refused. */
function aboutWhat([kind, ...more]: readonly Captured[], cause: unknown): DeskbellError {
  const error = mediaErrorOf(cause);
  return kind && more.length === 0 ? refusalOf(kind, error) : error;
}
