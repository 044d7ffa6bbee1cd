import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Keeps the screen awake for as long as it is wanted; a browser lets go whenever the page is hidden. */
export class WakeLockController implements ReactiveController {
  #lock: WakeLockSentinel | undefined;
  #isAsking = false;
  #isConnected = false;

  constructor(
    element: ReactiveControllerHost,
    readonly isWanted: () => boolean,
  ) {
    element.addController(this);
  }

  hostConnected(): void {
    this.#isConnected = true;
    document.addEventListener('visibilitychange', this.#follow);
  }

  hostUpdated(): void {
    this.#follow();
  }

  hostDisconnected(): void {
    this.#isConnected = false;
    document.removeEventListener('visibilitychange', this.#follow);
    this.#follow();
  }

  readonly #follow = (): void => {
    const isWanted = this.#isConnected && this.isWanted() && !document.hidden;
    if (!isWanted) this.#release();
    else if ((!this.#lock || this.#lock.released) && !this.#isAsking) void this.#ask();
  };

  async #ask(): Promise<void> {
    this.#isAsking = true;
    try {
      this.#lock = await navigator.wakeLock?.request('screen');
    } catch {
      // A battery that runs low, a policy of the page: the call goes on without.
    } finally {
      this.#isAsking = false;
    }
    if (!this.#isConnected || !this.isWanted()) this.#release();
  }

  #release(): void {
    void this.#lock?.release();
    this.#lock = undefined;
  }
}
