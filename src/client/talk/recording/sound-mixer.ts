/** One track of sound from many, which may come and go. */
export class SoundMixer {
  readonly #context = new AudioContext();
  readonly #out = this.#context.createMediaStreamDestination();
  readonly #sources = new Map<MediaStreamTrack, { close(): void }>();

  constructor() {
    // Silence while there is no sound: a recorder waits with the picture for the sound beside it.
    const silence = this.#context.createConstantSource();
    silence.offset.value = 0;
    silence.connect(this.#out);
    silence.start();
    // A page that hears a microphone may play; another one after the next press.
    void this.#context.resume().catch(() => undefined);
  }

  get stream(): MediaStream {
    return this.#out.stream;
  }

  /** From now on these, and no others. */
  update(tracks: readonly MediaStreamTrack[]): void {
    for (const [track, source] of this.#sources) {
      if (tracks.includes(track)) continue;
      source.close();
      this.#sources.delete(track);
    }
    for (const track of tracks) {
      if (this.#sources.has(track) || track.readyState !== 'live') continue;
      this.#sources.set(track, this.#listen(new MediaStream([track])));
    }
  }

  /** Idempotent. */
  close(): void {
    this.update([]);
    for (const track of this.#out.stream.getTracks()) track.stop();
    if (this.#context.state !== 'closed') void this.#context.close();
  }

  #listen(stream: MediaStream): { close(): void } {
    const source = this.#context.createMediaStreamSource(stream);
    source.connect(this.#out);
    // Chromium decodes what comes over a connection only for something that plays it.
    const player = new Audio();
    player.muted = true;
    player.srcObject = stream;
    void player.play().catch(() => undefined);
    return {
      close() {
        source.disconnect();
        player.srcObject = null;
      },
    };
  }
}
