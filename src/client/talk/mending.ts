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
/** The first dials into another network may find it half made. */
const WAKE_ELSEWHERE_MS = 500;
const TICK_MS = 1_000;
/** A busy page is late as well, but not by this much. */
const SLEPT_MS = 5_000;

/**
 * Mends a broken path, again and again until it is whole: ICE restarts, and reaching for the broker.
 * Another network and a sleep are known before anything is missed.
 */
export class Mending {
  readonly #ports: MendingPorts;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #wake: ReturnType<typeof setInterval> | undefined;
  #wakeElsewhere: ReturnType<typeof setInterval> | undefined;
  readonly #tick: ReturnType<typeof setInterval>;
  /** By the clock on the wall: in some browsers all others stand still while the computer sleeps. */
  #tickedAtMs = Date.now();
  /** Another network, as when somebody leaves the house: known seconds before anything is missed. */
  readonly #onOnline = (): void => {
    const { restart, wake } = this.#ports;
    restart();
    clearInterval(this.#wakeElsewhere);
    this.#wakeElsewhere = setInterval(wake, WAKE_ELSEWHERE_MS);
  };

  constructor(ports: MendingPorts) {
    this.#ports = ports;
    globalThis.addEventListener?.('online', this.#onOnline);
    this.#tick = setInterval(() => this.#lookForSleep(), TICK_MS);
  }

  get isOn(): boolean {
    return this.#wake !== undefined;
  }

  /** Idempotent. */
  start(): void {
    if (this.isOn) return;
    this.#wake = setInterval(() => this.#ports.wake(), WAKE_MS);
    this.#restartIn(FIRST_MS[this.#ports.isPolite ? 'polite' : 'impolite']);
  }

  /** Idempotent. */
  stop(): void {
    clearTimeout(this.#restart);
    clearInterval(this.#wake);
    this.#wake = undefined;
  }

  /** The broker is there. */
  reached(): void {
    clearInterval(this.#wakeElsewhere);
  }

  /** Stops for good. Idempotent. */
  close(): void {
    this.stop();
    this.reached();
    clearInterval(this.#tick);
    globalThis.removeEventListener?.('online', this.#onOnline);
  }

  /** Whoever slept was silent for as long: routers and servers have forgotten the path by then. */
  #lookForSleep(): void {
    const nowMs = Date.now();
    const hasSlept = nowMs - this.#tickedAtMs > TICK_MS + SLEPT_MS;
    this.#tickedAtMs = nowMs;
    if (!hasSlept) return;
    this.#ports.wake();
    this.#ports.restart();
  }

  #restartIn(waitMs: number): void {
    this.#restart = setTimeout(() => {
      this.#ports.restart();
      this.#restartIn(AGAIN_MS);
    }, waitMs);
  }
}
