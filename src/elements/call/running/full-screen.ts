import type { LitElement, ReactiveController } from 'lit';

/** Lets a part of an element fill the screen, and has the element follow. */
export class FullScreen implements ReactiveController {
  constructor(
    readonly element: LitElement,
    readonly part: () => HTMLElement | undefined,
  ) {
    element.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('fullscreenchange', this.#onChange);
  }

  hostDisconnected(): void {
    document.removeEventListener('fullscreenchange', this.#onChange);
  }

  get isOn(): boolean {
    const { renderRoot } = this.element;
    return renderRoot instanceof ShadowRoot && renderRoot.fullscreenElement !== null;
  }

  readonly toggle = (): void => {
    const change = this.isOn ? document.exitFullscreen() : this.part()?.requestFullscreen();
    change?.catch(() => undefined);
  };

  leave(): void {
    if (this.isOn) this.toggle();
  }

  readonly #onChange = (): void => this.element.requestUpdate();
}
