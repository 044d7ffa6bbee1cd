export interface MendingPorts {
  isPolite: boolean;
  /** Looks for a path anew. */
  restart(): void;
  /** Reaches for the broker, without which no new path can be agreed on. */
  wake(): void;
}

/** The impolite side begins; the other one helps when that did not. */
const FIRST_MS = { impolite: 0, polite: 2_500 } as const;
/** A browser looks for about this long at what one restart has found. */
const AGAIN_MS = 5_000;
const WAKE_MS = 2_000;

/** Mends a broken path, again and again until it is whole: ICE restarts, and reaching for the broker. */
export class Mending {
  readonly #ports: MendingPorts;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #wake: ReturnType<typeof setInterval> | undefined;
  readonly #onOnline = (): void => this.#ports.restart();

  constructor(ports: MendingPorts) {
    this.#ports = ports;
  }

  /** Idempotent. */
  start(): void {
    if (this.#wake !== undefined) return;
    this.#wake = setInterval(() => this.#ports.wake(), WAKE_MS);
    globalThis.addEventListener?.('online', this.#onOnline);
    this.#restartIn(FIRST_MS[this.#ports.isPolite ? 'polite' : 'impolite']);
  }

  /** Idempotent. */
  stop(): void {
    clearTimeout(this.#restart);
    clearInterval(this.#wake);
    this.#wake = undefined;
    globalThis.removeEventListener?.('online', this.#onOnline);
  }

  #restartIn(waitMs: number): void {
    this.#restart = setTimeout(() => {
      this.#ports.restart();
      this.#restartIn(AGAIN_MS);
    }, waitMs);
  }
}
