import type { ReactiveController, ReactiveControllerHost } from 'lit';

const TICK_MS = 1_000;

/** Asks for an update every second while something on show counts time. */
export class ClockController implements ReactiveController {
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    readonly element: ReactiveControllerHost,
    readonly isRunning: () => boolean,
  ) {
    element.addController(this);
  }

  hostConnected(): void {
    this.element.requestUpdate();
  }

  hostUpdated(): void {
    if (!this.isRunning()) this.hostDisconnected();
    else this.#timer ??= setInterval(() => this.element.requestUpdate(), TICK_MS);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
