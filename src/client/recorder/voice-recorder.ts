import { DeskbellError } from '../../core/errors.js';
import { mediaErrorOf } from '../media-errors.js';
import { MicrophoneLevel } from './microphone-level.js';
import {
  IDLE_RECORDER,
  transition,
  type RecorderEffect,
  type RecorderEvent,
  type RecorderState,
  type VoiceNote,
} from './recorder-state.js';
import { waveformOf } from './waveform.js';

const LONGEST_MS = 15 * 60_000;
/** Phones take the microphone from a page that stays hidden. */
const HIDDEN_MS = 30_000;
/** Before this a browser that never says “stopped” is believed to be at it. */
const FINISH_MS = 5_000;
const BITS_PER_SECOND = 32_000;
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true } as const;

export interface VoiceRecorderParts {
  readonly devices: Pick<MediaDevices, 'getUserMedia'> | undefined;
  /** The MIME type to record in; undefined leaves it to the browser. */
  mimeType(): string | undefined;
  onChange(): void;
  /** A finished note is to be sent; false keeps it. */
  onNote(note: VoiceNote): boolean;
  readonly longestMs?: number;
}

/** Performs what the reducer decides: microphone, MediaRecorder, level, limits of time. */
export class VoiceRecorder {
  #state: RecorderState = IDLE_RECORDER;
  #stream: MediaStream | undefined;
  #recorder: MediaRecorder | undefined;
  #level: MicrophoneLevel | undefined;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  #sinceMs = 0;
  /** Rises whenever all is let go: what is granted or recorded afterwards belongs to nobody. */
  #generation = 0;

  constructor(readonly parts: VoiceRecorderParts) {}

  get state(): RecorderState {
    return this.#state;
  }

  /** Seconds recorded so far. */
  get seconds(): number {
    return this.#recorder ? (performance.now() - this.#sinceMs) / 1000 : 0;
  }

  /** Loudness of the moments so far, 0–1 each, the newest last. */
  get moments(): readonly number[] {
    return this.#level?.moments ?? [];
  }

  dispatch(event: RecorderEvent): void {
    const [state, effects] = transition(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
    this.parts.onChange();
  }

  /** Stops everything and forgets what was recorded. Idempotent. */
  close(): void {
    this.#state = IDLE_RECORDER;
    this.#release();
  }

  #perform(effect: RecorderEffect): void {
    switch (effect.type) {
      case 'open':
        return void this.#open();
      case 'begin':
        return this.#begin();
      case 'finish':
        return this.#finish();
      case 'discard':
        return this.#release();
      case 'deliver':
        if (!this.parts.onNote(effect.note)) this.dispatch({ type: 'kept', note: effect.note });
    }
  }

  async #open(): Promise<void> {
    const generation = this.#generation;
    try {
      const { devices } = this.parts;
      if (!devices || !('MediaRecorder' in globalThis)) {
        throw new DeskbellError(globalThis.isSecureContext ? 'calls_unsupported' : 'insecure_page');
      }
      const stream = await devices.getUserMedia({ audio: SOUND });
      if (generation !== this.#generation) return stopTracks(stream);
      this.#stream = stream;
      this.dispatch({ type: 'granted', atMs: performance.now() });
    } catch (cause) {
      if (generation !== this.#generation) return;
      this.dispatch({ type: 'refused', problem: mediaErrorOf(cause).code });
    }
  }

  #begin(): void {
    const stream = this.#stream;
    if (!stream) return;
    const generation = this.#generation;
    const mimeType = this.parts.mimeType();
    const chunks: Blob[] = [];
    try {
      const recorder = new MediaRecorder(stream, {
        ...(mimeType && { mimeType }),
        audioBitsPerSecond: BITS_PER_SECOND,
      });
      recorder.ondataavailable = ({ data }) => chunks.push(data);
      recorder.onstop = () => {
        if (generation === this.#generation) this.#deliver(chunks, recorder.mimeType);
      };
      recorder.onerror = () => this.dispatch({ type: 'interrupted', reason: 'device' });
      // In slices, so that a recorder which dies has given what it had.
      recorder.start(1_000);
      this.#recorder = recorder;
    } catch (cause) {
      return this.dispatch({ type: 'refused', problem: mediaErrorOf(cause).code });
    }
    this.#sinceMs = performance.now();
    this.#level = new MicrophoneLevel(stream, this.parts.onChange);
    for (const track of stream.getTracks()) {
      track.onended = () => this.dispatch({ type: 'interrupted', reason: 'device' });
    }
    this.#wait(this.parts.longestMs ?? LONGEST_MS, () =>
      this.dispatch({ type: 'interrupted', reason: 'limit' }),
    );
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  /** The recorder gives its last piece and stops; `onstop` goes on from there. */
  #finish(): void {
    const recorder = this.#recorder;
    if (!recorder) return;
    this.#wait(FINISH_MS, () => this.dispatch({ type: 'refused', problem: 'empty' }));
    if (recorder.state !== 'inactive') recorder.stop();
  }

  #deliver(chunks: readonly Blob[], mimeType: string): void {
    const { seconds } = this;
    const waveform = waveformOf(this.moments);
    const blob = new Blob([...chunks], { type: mimeType });
    // A recorder may stop by itself, when its only track ends.
    this.dispatch({ type: 'interrupted', reason: 'device' });
    this.#release();
    this.dispatch({ type: 'recorded', note: { blob, seconds, waveform } });
  }

  #release(): void {
    this.#generation++;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    for (const timer of [...this.#timers, this.#hiddenTimer]) clearTimeout(timer);
    this.#timers = [];
    this.#level?.close();
    if (this.#recorder && this.#recorder.state !== 'inactive') this.#recorder.stop();
    if (this.#stream) stopTracks(this.#stream);
    this.#level = this.#recorder = this.#stream = undefined;
  }

  #wait(ms: number, then: () => void): void {
    this.#timers.push(setTimeout(then, ms));
  }

  readonly #onVisibility = (): void => {
    clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === 'visible') return;
    this.#hiddenTimer = setTimeout(
      () => this.dispatch({ type: 'interrupted', reason: 'hidden' }),
      HIDDEN_MS,
    );
  };
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}
