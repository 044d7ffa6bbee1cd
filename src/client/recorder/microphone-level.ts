import { loudnessOf } from './waveform.js';

const MOMENT_MS = 60;

/** Listens to a stream and keeps how loud each moment was. Silent where there is no Web Audio. */
export class MicrophoneLevel {
  /** 0–1 each, the newest last. */
  readonly moments: number[] = [];
  readonly #context: AudioContext | undefined;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(stream: MediaStream, onMoment: () => void) {
    this.#context = 'AudioContext' in globalThis ? new AudioContext() : undefined;
    const listen = this.#context ? listener(this.#context, stream) : () => 0;
    this.#timer = setInterval(() => {
      this.moments.push(listen());
      onMoment();
    }, MOMENT_MS);
  }

  /** Idempotent. */
  close(): void {
    clearInterval(this.#timer);
    if (this.#context && this.#context.state !== 'closed') void this.#context.close();
  }
}

function listener(context: AudioContext, stream: MediaStream): () => number {
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return () => {
    analyser.getFloatTimeDomainData(samples);
    return loudnessOf(samples);
  };
}
