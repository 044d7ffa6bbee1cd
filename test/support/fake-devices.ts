import type { Devices } from '../../src/client/media.js';

export interface FakeDevice {
  readonly kind: MediaDeviceKind;
  readonly id: string;
  readonly label?: string;
  readonly facing?: 'user' | 'environment';
}

export const TWO_OF_EACH: readonly FakeDevice[] = [
  { kind: 'audioinput', id: 'mic-1', label: 'Headset' },
  { kind: 'audioinput', id: 'mic-2', label: 'Built-in microphone' },
  { kind: 'videoinput', id: 'cam-1', label: 'Webcam' },
  { kind: 'videoinput', id: 'cam-2', label: 'Built-in camera' },
  { kind: 'audiooutput', id: 'out-1', label: 'Headset' },
  { kind: 'audiooutput', id: 'out-2', label: 'Loudspeaker' },
];

/** Devices that a test plugs in and out: as much of `navigator.mediaDevices` as a call uses. */
export class FakeDevices extends EventTarget {
  /** Every track that was ever given. */
  readonly tracks: MediaStreamTrack[] = [];
  readonly asked: MediaStreamConstraints[] = [];
  refuse: ((constraints: MediaStreamConstraints) => Error | undefined) | undefined;
  /** What is asked for is granted when this resolves. */
  prompt: Promise<void> | undefined;
  listeners = 0;
  #plugged: readonly FakeDevice[];
  #sound: AudioContext | undefined;

  constructor(plugged: readonly FakeDevice[] = TWO_OF_EACH) {
    super();
    this.#plugged = plugged;
  }

  /** As the code under test sees them. */
  get port(): Devices {
    return this as unknown as Devices;
  }

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners = 1;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners = 0;
    super.removeEventListener(...args);
  }

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return this.#plugged.map(({ kind, id, label = '' }) => ({
      kind,
      deviceId: id,
      label,
      groupId: '',
      toJSON: () => ({}),
    }));
  }

  async getUserMedia(constraints: MediaStreamConstraints = {}): Promise<MediaStream> {
    this.asked.push(constraints);
    await this.prompt;
    const error = this.refuse?.(constraints);
    if (error) throw error;
    const chosen = [
      ...(constraints.audio ? [this.#choose('audioinput', constraints.audio)] : []),
      ...(constraints.video ? [this.#choose('videoinput', constraints.video)] : []),
    ];
    const tracks = chosen.map((device) => this.#open(device));
    this.tracks.push(...tracks);
    return new MediaStream(tracks);
  }

  plug(device: FakeDevice): void {
    this.#plugged = [...this.#plugged, device];
    this.dispatchEvent(new Event('devicechange'));
  }

  /** Its tracks end, as the browsers do it; `silent`: the browser only says that something changed. */
  unplug(id: string, { silent = false } = {}): void {
    this.#plugged = this.#plugged.filter((device) => device.id !== id);
    for (const track of silent ? [] : this.live()) {
      if (track.getSettings().deviceId === id) endTrack(track);
    }
    this.dispatchEvent(new Event('devicechange'));
  }

  live(): MediaStreamTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === 'live');
  }

  close(): void {
    for (const track of this.tracks) track.stop();
    void this.#sound?.close();
    this.#sound = undefined;
  }

  #choose(kind: MediaDeviceKind, wish: true | MediaTrackConstraints): FakeDevice {
    const { deviceId, facingMode } = wish === true ? {} : wish;
    const { exact, ideal } = (deviceId ?? {}) as { exact?: string; ideal?: string };
    const there = this.#plugged.filter((device) => device.kind === kind);
    const fitting = there.find(({ id }) => id === (exact ?? ideal));
    if (exact && !fitting && there.length > 0) throw new OverconstrainedError('deviceId');
    const found = fitting ?? there.find(({ facing }) => facing === facingMode) ?? there[0];
    if (!found) throw new DOMException('Requested device not found', 'NotFoundError');
    return found;
  }

  #open({ kind, id, facing }: FakeDevice): MediaStreamTrack {
    const track = kind === 'audioinput' ? this.#listen() : watch();
    const settings = { deviceId: id, ...(facing && { facingMode: facing }) };
    Object.defineProperty(track, 'getSettings', { value: () => settings });
    return track;
  }

  #listen(): MediaStreamTrack {
    this.#sound ??= new AudioContext();
    return this.#sound.createMediaStreamDestination().stream.getTracks()[0]!;
  }
}

/** What happens to the track of a device that is pulled out. */
export function endTrack(track: MediaStreamTrack): void {
  track.stop();
  track.dispatchEvent(new Event('ended'));
}

function watch(): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  canvas.getContext('2d');
  return canvas.captureStream(5).getTracks()[0]!;
}
