import type { ReactiveControllerHost } from 'lit';
import { warn } from '../client/logger.js';

/** A module that an element sometimes needs: loaded when first asked for, then the element updates. */
export class LazyModule<T> {
  #module: T | undefined;
  #isLoading = false;

  constructor(
    readonly element: ReactiveControllerHost,
    readonly load: () => Promise<T>,
  ) {}

  /** The module if it is here already. */
  get ready(): T | undefined {
    return this.#module;
  }

  /**
   * The module, once it is here; the first call begins to load it. No getter: the build takes
   * reading a property for doing nothing.
   */
  take(): T | undefined {
    if (!this.#module && !this.#isLoading) void this.#load();
    return this.#module;
  }

  async #load(): Promise<void> {
    this.#isLoading = true;
    try {
      this.#module = await this.load();
      this.element.requestUpdate();
    } catch (cause) {
      // Asked for again with the next update.
      this.#isLoading = false;
      warn('a part of the chat could not be loaded', cause);
    }
  }
}
