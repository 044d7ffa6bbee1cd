import type { CallType } from '../../protocol/index.js';
import type { DeskbellError } from '../../core/errors.js';
import { errorOf } from '../../core/errors.js';
import type { CallMedia } from '../types.js';
import type { CallRecorder, CallRecorderParts } from './recorder.js';

export interface RecordingPorts {
  person(): string;
  callType(): CallType;
  media(): CallMedia;
  /** Who records now; undefined: nobody. */
  onChange(recording: CallMedia['recording']): void;
  onError(error: DeskbellError): void;
  /** Loads the recorder: few calls are recorded. */
  load?(): Promise<(parts: CallRecorderParts) => CallRecorder>;
}

const loadRecorder = async () => {
  const { CallRecorder } = await import('./recorder.js');
  return (parts: CallRecorderParts) => new CallRecorder(parts);
};

/** The own recording of a call, which the other side agreed to, and that the other side records. */
export class Recordings {
  readonly #ports: RecordingPorts;
  #recorder: CallRecorder | undefined;
  #isStarting = false;
  #isTheirs = false;
  #isClosed = false;

  constructor(ports: RecordingPorts) {
    this.#ports = ports;
  }

  get isOwn(): boolean {
    return this.#recorder !== undefined;
  }

  /** After the other side's yes. What goes wrong is told to `onError`. */
  async start(): Promise<void> {
    if (this.#recorder || this.#isStarting) return;
    this.#isStarting = true;
    const { person, callType, media, onError, load = loadRecorder } = this.#ports;
    try {
      const make = await load();
      const recorder = make({
        person: person(),
        callType: callType(),
        onEnded: (error) => {
          this.#forget();
          onError(error);
        },
      });
      await recorder.start(media());
      this.#recorder = recorder;
      if (this.#isClosed) await this.stop();
      else this.#tell();
    } catch (cause) {
      const error = errorOf(cause, 'network');
      if (error.code !== 'aborted') onError(error);
    } finally {
      this.#isStarting = false;
    }
  }

  /** Resolves when the file is the person's. Idempotent. */
  async stop(): Promise<void> {
    const recorder = this.#recorder;
    this.#forget();
    await recorder?.stop();
  }

  /** The call shows something else. */
  update(): void {
    this.#recorder?.update(this.#ports.media());
  }

  hearTheirs(isTheirs: boolean): void {
    if (isTheirs === this.#isTheirs) return;
    this.#isTheirs = isTheirs;
    this.#tell();
  }

  /** The connection is over; what was recorded is kept. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#isTheirs = false;
    void this.stop().catch((cause: unknown) => this.#ports.onError(errorOf(cause, 'file_no_room')));
    this.#tell();
  }

  #forget(): void {
    if (!this.#recorder) return;
    this.#recorder = undefined;
    this.#tell();
  }

  #tell(): void {
    const own = this.isOwn ? (this.#isTheirs ? 'both' : 'own') : undefined;
    this.#ports.onChange(own ?? (this.#isTheirs ? 'theirs' : undefined));
  }
}
