import type { ClientFrame } from '../../src/protocol/index.js';

/** Their effects line up in the store by themselves, so that many share one commit. */
const PIPELINED: ReadonlySet<ClientFrame['type']> = new Set(['message_send']);
const MAX_RUNNING = 64;
/** Beyond this nothing more is read from the socket until the queue is shorter. */
const HIGH_WATER = 256;

export interface FrameQueueOptions {
  /** Never rejects. */
  handle(frame: ClientFrame): Promise<void>;
  pause(): void;
  resume(): void;
}

/**
 * The frames of one socket, handled in their order: each waits for the one before it. Messages in a
 * row are begun in their order without waiting for each other's commit.
 */
export class FrameQueue {
  readonly #options: FrameQueueOptions;
  readonly #waiting: ClientFrame[] = [];
  #running = 0;
  #pipelining = false;
  #paused = false;
  #onIdle: (() => void) | undefined;

  constructor(options: FrameQueueOptions) {
    this.#options = options;
  }

  push(frame: ClientFrame): void {
    this.#waiting.push(frame);
    this.#pump();
    if (this.#paused || this.#waiting.length < HIGH_WATER) return;
    this.#paused = true;
    this.#options.pause();
  }

  /** Forgets what was not begun. */
  clear(): void {
    this.#waiting.length = 0;
  }

  /** Resolves when nothing runs any more. */
  async idle(): Promise<void> {
    if (this.#running === 0) return;
    await new Promise<void>((resolve) => (this.#onIdle = resolve));
  }

  #pump(): void {
    for (let head = this.#waiting[0]; head && this.#mayBegin(head); head = this.#waiting[0]) {
      this.#waiting.shift();
      this.#begin(head);
    }
    if (this.#paused && this.#waiting.length < HIGH_WATER / 2) {
      this.#paused = false;
      this.#options.resume();
    }
  }

  #mayBegin(frame: ClientFrame): boolean {
    if (this.#running === 0) return true;
    return this.#pipelining && PIPELINED.has(frame.type) && this.#running < MAX_RUNNING;
  }

  #begin(frame: ClientFrame): void {
    this.#running++;
    this.#pipelining = PIPELINED.has(frame.type);
    void this.#options.handle(frame).then(() => {
      this.#running--;
      this.#pump();
      if (this.#running === 0) this.#onIdle?.();
    });
  }
}
