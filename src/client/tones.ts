import type { Tone } from '../core/call-events.js';

/** What is heard of a call beside the other side. */
export interface Tones {
  /** Starts a tone; the one before it stops. */
  play(tone: Tone): void;
  stop(): void;
  close(): void;
}

export const SILENT_TONES: Tones = { play() {}, stop() {}, close() {} };

/** One part of a tone: frequencies together, from `atS` for `lengthS`, in seconds. */
interface Note {
  readonly hz: readonly number[];
  readonly atS: number;
  readonly lengthS: number;
}

interface Melody {
  readonly notes: readonly Note[];
  readonly volume: number;
  /** Repeated this often, in seconds; once when missing. */
  readonly everyS?: number;
}

const MELODIES: Readonly<Record<Tone, Melody>> = {
  ringtone: {
    notes: [
      { hz: [659, 880], atS: 0, lengthS: 0.18 },
      { hz: [784, 988], atS: 0.2, lengthS: 0.18 },
      { hz: [659, 880], atS: 0.6, lengthS: 0.18 },
      { hz: [784, 988], atS: 0.8, lengthS: 0.3 },
    ],
    volume: 0.16,
    everyS: 2.4,
  },
  ringback: { notes: [{ hz: [425], atS: 0, lengthS: 1 }], volume: 0.06, everyS: 5 },
  /** A second call, while one is talked in. */
  waiting: {
    notes: [
      { hz: [425], atS: 0, lengthS: 0.15 },
      { hz: [425], atS: 0.3, lengthS: 0.15 },
    ],
    volume: 0.06,
    everyS: 5,
  },
  reconnecting: {
    notes: [
      { hz: [350], atS: 0, lengthS: 0.09 },
      { hz: [350], atS: 0.18, lengthS: 0.09 },
    ],
    volume: 0.05,
    everyS: 2.5,
  },
  end: {
    notes: [
      { hz: [440], atS: 0, lengthS: 0.12 },
      { hz: [330], atS: 0.14, lengthS: 0.2 },
    ],
    volume: 0.08,
  },
  busy: { notes: beeps(425, [0, 0.7, 1.4], 0.35), volume: 0.07 },
  no_answer: { notes: beeps(380, [0, 0.32], 0.2), volume: 0.07 },
  declined: {
    notes: [
      { hz: [494], atS: 0, lengthS: 0.14 },
      { hz: [392], atS: 0.16, lengthS: 0.14 },
      { hz: [294], atS: 0.32, lengthS: 0.26 },
    ],
    volume: 0.07,
  },
  failed: { notes: beeps(240, [0, 0.24, 0.48], 0.16), volume: 0.08 },
  lost: {
    notes: [
      { hz: [523], atS: 0, lengthS: 0.12 },
      { hz: [392], atS: 0.16, lengthS: 0.12 },
      { hz: [262], atS: 0.32, lengthS: 0.4 },
    ],
    volume: 0.09,
  },
};

/** The same sound several times. */
function beeps(hz: number, startsS: readonly number[], lengthS: number): Note[] {
  return startsS.map((atS) => ({ hz: [hz], atS, lengthS }));
}

const FADE_S = 0.015;
const GESTURES = ['pointerdown', 'pointerup', 'keydown'] as const;

function lengthMs({ notes }: Melody): number {
  return 1_000 * Math.max(...notes.map(({ atS, lengthS }) => atS + lengthS));
}

function resumeWithGesture(audio: AudioContext): void {
  const stop = new AbortController();
  const options = { signal: stop.signal, capture: true };
  const tryAgain = (): void => {
    if (audio.state === 'suspended') void audio.resume().catch(() => undefined);
  };
  for (const gesture of GESTURES) addEventListener(gesture, tryAgain, options);
  audio.addEventListener('statechange', () => {
    if (audio.state !== 'suspended') stop.abort();
  });
}

/** Tones made of oscillators: no media file, and silence where the browser wants a gesture first. */
export function webAudioTones(): Tones {
  let context: AudioContext | undefined;
  let output: GainNode | undefined;
  let repeat: ReturnType<typeof setTimeout> | undefined;

  function stop(): void {
    clearTimeout(repeat);
    output?.disconnect();
    output = undefined;
  }

  function close(): void {
    stop();
    if (context && context.state !== 'closed') void context.close();
    context = undefined;
  }

  function sound(audio: AudioContext, { notes, volume }: Melody, target: AudioNode): void {
    for (const { hz, atS, lengthS } of notes) {
      const start = audio.currentTime + atS;
      const envelope = audio.createGain();
      envelope.gain.setValueAtTime(0, start);
      envelope.gain.linearRampToValueAtTime(volume / hz.length, start + FADE_S);
      envelope.gain.setValueAtTime(volume / hz.length, start + lengthS - FADE_S);
      envelope.gain.linearRampToValueAtTime(0, start + lengthS);
      envelope.connect(target);
      for (const frequency of hz) {
        const oscillator = audio.createOscillator();
        oscillator.frequency.value = frequency;
        oscillator.connect(envelope);
        oscillator.start(start);
        oscillator.stop(start + lengthS);
      }
    }
  }

  function play(tone: Tone): void {
    stop();
    if (typeof AudioContext === 'undefined') return;
    // Opening the sound may take a while: what is shown and sent goes first.
    repeat = setTimeout(() => begin(MELODIES[tone]));
  }

  function begin(melody: Melody): void {
    const audio = (context ??= new AudioContext());
    const target = audio.createGain();
    output = target;
    target.connect(audio.destination);
    const { everyS } = melody;
    const turn = () => {
      if (output !== target) return;
      sound(audio, melody, target);
      if (everyS !== undefined) repeat = setTimeout(turn, everyS * 1_000);
    };
    // An idle context keeps the audio device open.
    if (everyS === undefined) repeat = setTimeout(close, lengthMs(melody) + 500);
    void audio.resume().then(turn, () => undefined);
    // Without a gesture it starts with the next one, if the call still rings then: some browsers
    // keep the promise by themselves, others want to be asked again.
    if (audio.state !== 'running') resumeWithGesture(audio);
  }

  return { play, stop, close };
}
