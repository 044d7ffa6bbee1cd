import type { Log } from './types.js';

const EVERY_MS = 3600 * 1000;

/** Work that is done every hour and never twice at a time. A failure is logged; the next hour tries again. */
export class Chore {
  readonly #name: string;
  readonly #log: Log;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** @param name what failed, in the log */
  constructor(name: string, log: Log) {
    this.#name = name;
    this.#log = log;
  }

  /** Long work asks after each step whether it is to stop. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Does `first` now, and `work` every hour from now on. */
  start(work: () => Promise<void>, first = work): void {
    this.#run(first);
    this.#timer = setInterval(() => this.#run(work), EVERY_MS);
    this.#timer.unref();
  }

  /** Waits for what is running. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  #run(work: () => Promise<void>): void {
    this.#running = this.#running.then(work).catch((error: unknown) => {
      this.#log.error({ err: error }, this.#name);
    });
  }
}
