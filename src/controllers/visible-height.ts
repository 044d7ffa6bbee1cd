import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Tells an element, as `--_visible-height`, how high the part of the window is that an on-screen
 * keyboard leaves: what is bound to it is never covered.
 */
export class VisibleHeight implements ReactiveController {
  constructor(
    readonly element: ReactiveControllerHost,
    readonly find: () => HTMLElement | null,
  ) {
    element.addController(this);
  }

  hostConnected(): void {
    globalThis.visualViewport?.addEventListener('resize', this.#tell);
  }

  hostUpdated(): void {
    this.#tell();
  }

  hostDisconnected(): void {
    globalThis.visualViewport?.removeEventListener('resize', this.#tell);
  }

  readonly #tell = (): void => {
    const { height, scale } = globalThis.visualViewport ?? {};
    // Who has zoomed in wants things big, not squeezed into what is left.
    const value = height !== undefined && scale === 1 ? `${Math.floor(height)}px` : '100dvh';
    this.find()?.style.setProperty('--_visible-height', value);
  };
}
