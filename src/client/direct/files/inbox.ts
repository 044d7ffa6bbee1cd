import { DeskbellError } from '../../../core/errors.js';
import { FILE_WINDOW_BLOCKS } from '../../../protocol/file-frames.js';
import { STALL_MS } from './stall.js';

/** Blocks that were let in, and the end behind them. */
const MOST_WAITING = FILE_WINDOW_BLOCKS + 1;

/** The messages of a file channel in order, for whoever takes them at their own pace. */
export class Inbox {
  readonly #waiting: ArrayBuffer[] = [];
  readonly #ending = new AbortController();
  #error: DeskbellError | undefined;
  #wake: () => void = () => undefined;

  constructor(channel: RTCDataChannel, signal: AbortSignal) {
    const options = { signal: this.#ending.signal };
    channel.binaryType = 'arraybuffer';
    channel.addEventListener('message', ({ data }) => this.#put(data), options);
    channel.addEventListener('close', () => this.#fail('network'), options);
    signal.addEventListener('abort', () => this.#fail('aborted'), options);
    if (signal.aborted) this.#fail('aborted');
  }

  /**
   * Waits for one message at least.
   * @throws DeskbellError `network` when the channel closed and all was taken, or none comes; `aborted`;
   *   `file_damaged` when more came than was let in
   */
  async take(most: number): Promise<ArrayBuffer[]> {
    for (;;) {
      const isOver = this.#error && (this.#error.code !== 'network' || this.#waiting.length === 0);
      if (isOver) throw this.#error;
      if (this.#waiting.length > 0) return this.#waiting.splice(0, most);
      const timer = setTimeout(() => this.#fail('network'), STALL_MS);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#ending.abort();
    this.#waiting.length = 0;
  }

  #put(data: unknown): void {
    const isTooMuch = this.#waiting.length >= MOST_WAITING;
    if (!(data instanceof ArrayBuffer) || isTooMuch) return this.#fail('file_damaged');
    this.#waiting.push(data);
    this.#wake();
  }

  #fail(code: 'network' | 'aborted' | 'file_damaged'): void {
    this.#error ??= new DeskbellError(code);
    this.#wake();
  }
}
