import type { ReactiveController, ReactiveControllerHost } from 'lit';

export interface EndInViewOptions {
  /** What stands at the end of the list; null while there is nothing to come. */
  readonly end: () => Element | null;
  /** How long the list is: one that grew and still ends in view goes on. */
  readonly count: () => number;
  readonly onReach: () => void;
}

/** Tells when a reader has scrolled to the end of a list. */
export class EndInView implements ReactiveController {
  readonly #options: EndInViewOptions;
  #observer: IntersectionObserver | undefined;
  #end: Element | null = null;
  #count = 0;

  constructor(element: ReactiveControllerHost, options: EndInViewOptions) {
    this.#options = options;
    element.addController(this);
  }

  hostUpdated(): void {
    const end = this.#options.end();
    const count = this.#options.count();
    if (end === this.#end && count === this.#count) return;
    this.#end = end;
    this.#count = count;
    this.#observer?.disconnect();
    this.#observer ??= new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.#options.onReach();
    });
    if (end) this.#observer.observe(end);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#end = null;
  }
}
