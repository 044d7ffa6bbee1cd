const TICK_MS = 100;

/** Plays a note that was not sent yet, by Web Audio: a page may forbid `blob:` addresses. */
export class VoicePreview {
  readonly #onChange: () => void;
  #context: AudioContext | undefined;
  #sound: AudioBuffer | undefined;
  #source: AudioBufferSourceNode | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Where it would begin, in seconds, while it is not playing. */
  #offset = 0;
  #startedAt = 0;
  #isClosed = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get isPlaying(): boolean {
    return this.#source !== undefined;
  }

  /** How far it is, in seconds. */
  get position(): number {
    if (!this.#source || !this.#context) return this.#offset;
    return this.#context.currentTime - this.#startedAt;
  }

  /** Rejects when the browser cannot decode what it has recorded itself. */
  async play(blob: Blob): Promise<void> {
    if (this.#source || this.#isClosed) return;
    const context = (this.#context ??= new AudioContext());
    this.#sound ??= await context.decodeAudioData(await blob.arrayBuffer());
    if (this.#source || this.#isClosed) return;
    const source = context.createBufferSource();
    source.buffer = this.#sound;
    source.connect(context.destination);
    source.onended = () => this.#stop(0);
    source.start(0, this.#offset);
    this.#startedAt = context.currentTime - this.#offset;
    this.#source = source;
    this.#timer = setInterval(this.#onChange, TICK_MS);
    this.#onChange();
  }

  pause(): void {
    if (this.#source) this.#stop(this.position);
  }

  /** Idempotent. */
  close(): void {
    this.#isClosed = true;
    if (this.#source) this.#stop(0);
    if (this.#context && this.#context.state !== 'closed') void this.#context.close();
    this.#context = undefined;
  }

  #stop(offset: number): void {
    clearInterval(this.#timer);
    if (this.#source) {
      this.#source.onended = null;
      this.#source.stop();
      this.#source.disconnect();
    }
    this.#source = undefined;
    this.#offset = offset;
    this.#onChange();
  }
}
