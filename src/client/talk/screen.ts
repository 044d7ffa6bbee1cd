import { DeskbellError } from '../../core/errors.js';

/** What a browser has for sharing; missing on phones and on insecure pages. */
export type ScreenDevices = Pick<MediaDevices, 'getDisplayMedia'>;

export interface ScreenShareParts {
  /** Somebody else negotiates when it asks for it. */
  readonly rtc: Pick<RTCPeerConnection, 'addTransceiver'>;
  readonly devices: Partial<ScreenDevices> | undefined;
  /** The person ended it by the browser's own means: nothing is shared any more. */
  onEnded(): void;
}

/** Understood by Chromium, passed over by others; partly missing in TypeScript's DOM library. */
const WISHES = {
  video: { frameRate: { ideal: 30, max: 30 } },
  // The sound of the machine as it is: no cancelling, which takes music for noise.
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  systemAudio: 'include',
  // A call that shows itself is a hall of mirrors.
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
} as const;

/**
 * A screen beside the camera, on sections of the session of its own. They stay when sharing ends
 * and are used again: only the first screen, and the first one with sound, need a negotiation.
 */
export class ScreenShare {
  readonly #parts: ScreenShareParts;
  #picture: RTCRtpTransceiver | undefined;
  #sound: RTCRtpTransceiver | undefined;
  #stream: MediaStream | undefined;
  #sharing: Promise<MediaStream> | undefined;
  #isClosed = false;

  constructor(parts: ScreenShareParts) {
    this.#parts = parts;
  }

  /** What is shared now. */
  get stream(): MediaStream | undefined {
    return this.#stream;
  }

  /** Where the other side finds the picture; undefined until it was negotiated, and after the end. */
  mid(): string | undefined {
    return midOf(this.#stream && this.#picture);
  }

  /** The same for the sound, when there is some. */
  soundMid(): string | undefined {
    return midOf(this.#stream?.getAudioTracks().length ? this.#sound : undefined);
  }

  /** Whether it is ours: a camera or a microphone must not be put there. */
  owns(transceiver: RTCRtpTransceiver): boolean {
    return transceiver === this.#picture || transceiver === this.#sound;
  }

  /**
   * Lets the person choose what to share, and sends it. To be called while their press still counts
   * as one. What is shared already goes on.
   * @throws DeskbellError `aborted` when they chose nothing, `screen_denied`, `screen_unsupported`
   */
  async share(): Promise<MediaStream> {
    this.#sharing ??= this.#share().finally(() => {
      this.#sharing = undefined;
    });
    return this.#stream ?? this.#sharing;
  }

  /** Ends sharing here: every track stops. Idempotent. */
  async stop(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    if (!stream) return;
    stopTracks(stream);
    await Promise.all([put(this.#picture, null), put(this.#sound, null)]);
  }

  /** Also what is still being chosen. Idempotent. */
  close(): void {
    this.#isClosed = true;
    if (this.#stream) stopTracks(this.#stream);
    this.#stream = undefined;
  }

  async #share(): Promise<MediaStream> {
    const { devices } = this.#parts;
    if (!devices?.getDisplayMedia) throw new DeskbellError('screen_unsupported');
    if (this.#stream) return this.#stream;
    let stream: MediaStream;
    try {
      stream = await devices.getDisplayMedia(WISHES);
    } catch (cause) {
      throw refusalOf(cause);
    }
    const [picture] = stream.getVideoTracks();
    if (this.#isClosed || !picture) {
      stopTracks(stream);
      throw new DeskbellError('aborted');
    }
    // Letters must stay letters: the browser rather drops pictures than sharpness.
    picture.contentHint = 'detail';
    picture.addEventListener('ended', () => void this.#onEnded(stream), { once: true });
    this.#stream = stream;
    this.#picture = await this.#send(this.#picture, picture, stream);
    const [sound] = stream.getAudioTracks();
    if (sound) this.#sound = await this.#send(this.#sound, sound, stream);
    return stream;
  }

  async #send(
    transceiver: RTCRtpTransceiver | undefined,
    track: MediaStreamTrack,
    stream: MediaStream,
  ): Promise<RTCRtpTransceiver> {
    if (transceiver && (await put(transceiver, track))) return transceiver;
    return this.#parts.rtc.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
  }

  async #onEnded(stream: MediaStream): Promise<void> {
    if (this.#stream !== stream) return;
    await this.stop();
    this.#parts.onEnded();
  }
}

const screens = new WeakMap<MediaStreamTrack, MediaStream>();

/**
 * The screen that the other side shares where it says it does; undefined where there is no picture.
 * The same stream as long as it is the same picture, so that a video that shows it goes on.
 */
export function remoteScreenOf(
  rtc: Pick<RTCPeerConnection, 'getTransceivers'>,
  mid: string | undefined,
  soundMid: string | undefined,
): MediaStream | undefined {
  const trackAt = (place: string | undefined, kind: string): MediaStreamTrack | undefined =>
    rtc
      .getTransceivers()
      .map(({ mid: at, receiver: { track } }) => ({ at, track }))
      .find(({ at, track }) => at !== null && at === place && track.kind === kind)?.track;
  const picture = trackAt(mid, 'video');
  if (!picture) return undefined;
  const sound = trackAt(soundMid, 'audio');
  const stream = screens.get(picture) ?? new MediaStream([picture]);
  screens.set(picture, stream);
  for (const track of stream.getAudioTracks()) if (track !== sound) stream.removeTrack(track);
  if (sound) stream.addTrack(sound);
  return stream;
}

/** @returns false when that section is gone */
async function put(
  transceiver: RTCRtpTransceiver | undefined,
  track: MediaStreamTrack | null,
): Promise<boolean> {
  if (!transceiver || transceiver.currentDirection === 'stopped') return false;
  try {
    await transceiver.sender.replaceTrack(track);
    return true;
  } catch {
    return false;
  }
}

const midOf = (transceiver: RTCRtpTransceiver | undefined): string | undefined =>
  transceiver?.mid ?? undefined;

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** A closed chooser and a refusal have one name in browsers. */
function refusalOf(cause: unknown): DeskbellError {
  const { name = '', message = '' } = (cause ?? {}) as { name?: string; message?: string };
  if (name !== 'NotAllowedError' && name !== 'AbortError') {
    const code = name === 'NotReadableError' ? 'screen_denied' : 'screen_unsupported';
    return new DeskbellError(code, { cause });
  }
  return new DeskbellError(/system|policy/i.test(message) ? 'screen_denied' : 'aborted', { cause });
}
