import { wantsSound } from './notifications-settings.js';

const PAUSE_MS = 3_000;
const LENGTH_MS = 700;
const NOTES = [
  { hz: 784, atS: 0 },
  { hz: 1047, atS: 0.11 },
] as const;
const VOLUME = 0.12;
const FADE_S = 0.012;
const NOTE_S = 0.32;

/** The sound of a new message: made of oscillators, at most one in three seconds. */
export class MessageSound {
  #lastMs = -Infinity;
  #context: AudioContext | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Sounds, unless it just did or the person wants none. Silent before a first gesture. */
  play(nowMs: number): void {
    if (nowMs - this.#lastMs < PAUSE_MS || !wantsSound()) return;
    if (typeof AudioContext === 'undefined') return;
    this.#lastMs = nowMs;
    this.close();
    const context = (this.#context = new AudioContext());
    // An idle context keeps the audio device open; one that waits for a gesture would sound late.
    this.#timer = setTimeout(() => this.close(), LENGTH_MS);
    void context.resume().then(
      () => {
        for (const { hz, atS } of NOTES) sound(context, hz, context.currentTime + atS);
      },
      () => undefined,
    );
  }

  close(): void {
    clearTimeout(this.#timer);
    if (this.#context && this.#context.state !== 'closed') void this.#context.close();
    this.#context = undefined;
  }
}

function sound(context: AudioContext, hz: number, startS: number): void {
  const envelope = context.createGain();
  envelope.gain.setValueAtTime(0, startS);
  envelope.gain.linearRampToValueAtTime(VOLUME, startS + FADE_S);
  envelope.gain.exponentialRampToValueAtTime(0.001, startS + NOTE_S);
  const oscillator = context.createOscillator();
  oscillator.frequency.value = hz;
  oscillator.connect(envelope).connect(context.destination);
  oscillator.start(startS);
  oscillator.stop(startS + NOTE_S);
}
