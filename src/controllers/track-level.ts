import { MicrophoneLevel } from '../client/recorder/microphone-level.js';

/** Ears hear loudness by its root; ordinary speech then fills most of the meter. */
const loudness = (level: number) => Math.min(1, Math.sqrt(level) * 1.6);

/** How loud a microphone is right now, also while it is muted for the others. */
export class TrackLevel {
  readonly #copy: MediaStreamTrack;
  readonly #level: MicrophoneLevel;

  constructor(
    readonly track: MediaStreamTrack,
    onLevel: (level: number) => void,
  ) {
    // A muted track hears nothing; a copy of it is muted by itself, and sent to nobody.
    this.#copy = track.clone();
    this.#copy.enabled = true;
    const level = new MicrophoneLevel(new MediaStream([this.#copy]), () => {
      const [loudest] = level.moments.splice(0);
      onLevel(loudness(loudest ?? 0));
    });
    this.#level = level;
  }

  /** Idempotent. */
  close(): void {
    this.#level.close();
    this.#copy.stop();
  }
}
