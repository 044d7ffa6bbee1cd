import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Tells when a mark (the end of a log) is really before a person's eyes. */
export class SeenController implements ReactiveController {
  #mark: Element | undefined;
  #observer: IntersectionObserver | undefined;
  #isInView = false;

  constructor(
    readonly element: ReactiveControllerHost & HTMLElement,
    readonly findMark: () => Element | null,
    readonly onSeen: () => void,
  ) {
    element.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#tell);
  }

  hostUpdated(): void {
    const mark = this.findMark() ?? undefined;
    if (mark !== this.#mark) this.#observe(mark);
    this.#tell();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#tell);
    this.#observe(undefined);
  }

  #observe(mark: Element | undefined): void {
    this.#observer?.disconnect();
    this.#isInView = false;
    this.#mark = mark;
    if (!mark) return;
    this.#observer = new IntersectionObserver((entries) => {
      this.#isInView = entries.at(-1)?.isIntersecting === true;
      this.#tell();
    });
    this.#observer.observe(mark);
  }

  readonly #tell = (): void => {
    if (this.#isInView && document.visibilityState === 'visible') this.onSeen();
  };
}
