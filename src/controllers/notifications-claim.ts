/** As long as other tabs may still come to tell of the same thing. */
const HOLD_MS = 5_000;

/** Several tabs hear of everything; one of them tells. */
export class Claims {
  readonly #closing = new AbortController();

  /** @returns whether this tab is the first of all tabs of the site to ask for this name */
  async claim(name: string): Promise<boolean> {
    if (!('locks' in navigator)) return true;
    return new Promise((resolve, reject) => {
      navigator.locks
        .request(name, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          return lock ? this.wait(HOLD_MS) : undefined;
        })
        .catch(reject);
    });
  }

  /** A pause that ends early when everything does. */
  async wait(ms: number): Promise<void> {
    const { signal } = this.#closing;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  close(): void {
    this.#closing.abort();
  }
}
