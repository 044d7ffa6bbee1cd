import type { LateVerbs } from './late-verbs.js';
import type { OutboxEntry } from './outbox.js';

/** What the lazily loaded half of messaging does. */
export interface Late extends LateVerbs {
  /** Brings a file to the broker, or a change to a message. Again after every welcome. */
  carry(entry: OutboxEntry): void;
  /** The person took it back. */
  drop(id: string): void;
  close(): void;
}

/** Fetches the verbs beyond text with the first that is used, or when the outbox needs them. */
export class LateDoor {
  readonly #load: () => Promise<Late>;
  readonly #onError: (error: unknown) => void;
  #late: Promise<Late> | undefined;

  constructor(load: () => Promise<Late>, onError: (error: unknown) => void) {
    this.#load = load;
    this.#onError = onError;
  }

  /** Asks again after a failure. */
  open(): Promise<Late> {
    return (this.#late ??= this.#load().catch((cause: unknown) => {
      this.#late = undefined;
      throw cause;
    }));
  }

  carry(entry: OutboxEntry): void {
    this.open().then((late) => late.carry(entry), this.#onError);
  }

  drop(id: string): void {
    void this.#late?.then((late) => late.drop(id));
  }

  close(): void {
    void this.#late?.then((late) => late.close());
  }
}
