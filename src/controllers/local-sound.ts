const TELL_MS = 200;

/**
 * A sound that is only on this device, with as much of an <audio> as a player needs. A strict page
 * refuses `blob:` addresses for an <audio>, so Web Audio plays it.
 */
export class LocalSound extends EventTarget {
  paused = true;
  ended = false;
  duration = NaN;
  playbackRate = 1;

  readonly #blob: Blob;
  #context: AudioContext | undefined;
  #buffer: AudioBuffer | undefined;
  #source: AudioBufferSourceNode | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #offset = 0;
  #startedAt = 0;

  constructor(blob: Blob) {
    super();
    this.#blob = blob;
  }

  get currentTime(): number {
    if (this.paused || !this.#context) return this.#offset;
    const played = (this.#context.currentTime - this.#startedAt) * this.playbackRate;
    return Math.min(this.#offset + played, this.duration);
  }

  set currentTime(seconds: number) {
    const wasPlaying = !this.paused;
    if (wasPlaying) this.#halt();
    this.#offset = seconds;
    if (wasPlaying) this.#begin();
  }

  async play(): Promise<void> {
    this.#context ??= new AudioContext();
    this.#buffer ??= await this.#context.decodeAudioData(await this.#blob.arrayBuffer());
    this.duration = this.#buffer.duration;
    await this.#context.resume();
    this.#begin();
    this.dispatchEvent(new Event('play'));
  }

  pause(): void {
    if (!this.paused) {
      this.#offset = this.currentTime;
      this.#halt();
    }
    void this.#context?.close();
    this.#context = undefined;
    this.dispatchEvent(new Event('pause'));
  }

  #begin(): void {
    const context = this.#context;
    if (!context || !this.#buffer) return;
    const source = context.createBufferSource();
    source.buffer = this.#buffer;
    source.playbackRate.value = this.playbackRate;
    source.connect(context.destination);
    source.onended = () => this.#end();
    source.start(0, this.#offset);
    this.#source = source;
    this.#startedAt = context.currentTime;
    this.paused = false;
    this.#timer = setInterval(() => this.dispatchEvent(new Event('timeupdate')), TELL_MS);
  }

  #halt(): void {
    this.paused = true;
    clearInterval(this.#timer);
    if (!this.#source) return;
    this.#source.onended = null;
    this.#source.stop();
    this.#source.disconnect();
    this.#source = undefined;
  }

  #end(): void {
    this.#offset = 0;
    this.pause();
    this.dispatchEvent(new Event('ended'));
  }
}
