import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Closer to the end than this counts as being at the end. */
const END_TOLERANCE_PX = 48;
const FAR_PX = 160;

/**
 * Keeps a log where the reader left it: at the end while at the end, on the same line while older
 * lines are put above or the box changes its size.
 */
export class ScrollAnchor implements ReactiveController {
  /** True while the newest line is in view. */
  isAtEnd = true;
  /** True when it takes more than a glance to get back to the newest line. */
  isFar = false;
  #scroller: HTMLElement | undefined;
  #resize: ResizeObserver | undefined;
  #anchor: Element | undefined;
  #anchorTop = 0;
  #top = 0;
  #isPlaced = false;
  #wasHidden = false;

  constructor(
    readonly element: ReactiveControllerHost & HTMLElement,
    readonly parts: {
      scroller: () => HTMLElement | null;
      /** Where to begin when the log is first shown; null is the end. */
      start: () => HTMLElement | null;
      /** Whether the newest line is drawn: only then the end of the box is the end of the log. */
      hasEnd: () => boolean;
      onScroll: () => void;
    },
  ) {
    element.addController(this);
  }

  /** Begins anew, for another log. */
  reset(): void {
    this.#isPlaced = false;
    this.isAtEnd = true;
  }

  toEnd(isSmooth = false): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    this.isAtEnd = true;
    const isMoving = isSmooth && !matchMedia('(prefers-reduced-motion: reduce)').matches;
    scroller.scrollTo({ top: scroller.scrollHeight, behavior: isMoving ? 'smooth' : 'instant' });
    this.#top = scroller.scrollTop;
  }

  hostUpdate(): void {
    const scroller = this.#scroller;
    this.#anchor = undefined;
    this.catchUp();
    if (!scroller || this.isAtEnd || !this.#isPlaced) return;
    const edge = scroller.getBoundingClientRect().top;
    for (const line of scroller.querySelectorAll('article')) {
      const { top, bottom } = line.getBoundingClientRect();
      if (bottom <= edge) continue;
      this.#anchor = line;
      this.#anchorTop = top;
      return;
    }
  }

  hostUpdated(): void {
    const scroller = this.parts.scroller() ?? undefined;
    if (scroller !== this.#scroller) this.#observe(scroller);
    if (!scroller) return;
    if (!this.#isPlaced) this.#place();
    else if (this.isAtEnd) this.toEnd();
    else if (this.#anchor?.isConnected) {
      const moved = this.#anchor.getBoundingClientRect().top - this.#anchorTop;
      // Setting what is there already would end a smooth movement.
      if (moved !== 0) scroller.scrollTop += moved;
      this.#top = scroller.scrollTop;
    }
  }

  hostDisconnected(): void {
    this.#observe(undefined);
  }

  #observe(scroller: HTMLElement | undefined): void {
    this.#resize?.disconnect();
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#scroller = scroller;
    if (!scroller) return;
    scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    this.#resize = new ResizeObserver(this.#onResize);
    this.#resize.observe(scroller);
    if (scroller.firstElementChild) this.#resize.observe(scroller.firstElementChild);
  }

  #place(): void {
    const scroller = this.#scroller;
    if (!scroller || scroller.clientHeight === 0 || !scroller.querySelector('article')) return;
    this.#isPlaced = true;
    const start = this.parts.start();
    if (!start) return this.toEnd();
    this.isAtEnd = false;
    scroller.scrollTop +=
      start.getBoundingClientRect().top - scroller.getBoundingClientRect().top - END_TOLERANCE_PX;
    this.#measure();
  }

  /** The reader may have moved while the event that tells it is still on its way. */
  catchUp(): void {
    if (!this.#isPlaced || this.#wasHidden) return;
    if (this.#scroller?.scrollTop !== this.#top) this.#measure();
  }

  #measure(): void {
    const scroller = this.#scroller;
    // A hidden box says nothing about where its reader is.
    if (!scroller || scroller.clientHeight === 0) return;
    // What grew under a reader at the end did not move the reader: the end is still where to be.
    const isHeld = this.isAtEnd && scroller.scrollTop === this.#top;
    this.#top = scroller.scrollTop;
    const rest = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    const hasEnd = this.parts.hasEnd();
    this.isAtEnd = hasEnd && (isHeld || rest < END_TOLERANCE_PX);
    this.isFar = !this.isAtEnd && (!hasEnd || rest > FAR_PX);
    this.parts.onScroll();
  }

  readonly #onScroll = (): void => this.#measure();

  readonly #onResize = (): void => {
    const scroller = this.#scroller;
    if (!scroller) return;
    // What was hidden comes back at its top.
    if (scroller.clientHeight === 0) return void (this.#wasHidden = true);
    if (!this.#isPlaced) return this.#place();
    if (this.#wasHidden) scroller.scrollTop = this.#top;
    this.#wasHidden = false;
    this.catchUp();
    if (this.isAtEnd) this.toEnd();
  };
}
