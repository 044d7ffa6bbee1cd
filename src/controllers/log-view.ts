import type { ReactiveControllerHost } from 'lit';
import type { LogEntry } from '../core/message-log.js';
import { LogNews } from './log-news.js';
import { LogWindow } from './log-window.js';
import { ScrollAnchor } from './scroll-anchor.js';

/** From here on more rows are drawn, or fetched, so that they are there when the reader comes. */
const AHEAD_PX = 400;

export interface LogViewParts {
  scroller(): HTMLElement | null;
  /** Where to begin when the log is first shown; null is the end. */
  start(): HTMLElement | null;
  loadOlder(): void;
}

/** What a reader sees of a log: which rows are drawn, where the reader is, what came meanwhile. */
export class LogView {
  readonly window = new LogWindow();
  /** It takes more than a glance to get back to the newest line. */
  isAway = false;
  /** Lines of others that came since the reader went up. */
  newCount = 0;

  readonly #element: ReactiveControllerHost & HTMLElement;
  readonly #parts: LogViewParts;
  readonly #news = new LogNews();
  readonly #anchor: ScrollAnchor;

  constructor(element: ReactiveControllerHost & HTMLElement, parts: LogViewParts) {
    this.#element = element;
    this.#parts = parts;
    this.#anchor = new ScrollAnchor(element, {
      scroller: () => parts.scroller(),
      start: () => parts.start(),
      hasEnd: () => this.window.hasEnd,
      onScroll: () => this.#onScroll(),
    });
  }

  /** Begins anew, for another log. */
  reset(): void {
    this.#anchor.reset();
    this.window.reset();
    this.#news.reset();
    this.newCount = 0;
  }

  /**
   * Takes the log after a change. Own words bring their writer back to the end.
   *
   * @returns the newest line of somebody else, if it is news
   */
  take(
    entries: readonly LogEntry[],
    myId: string | undefined,
    start: number,
  ): LogEntry | undefined {
    const { count, hasOwn, heard } = this.#news.take(entries, myId);
    if (hasOwn) this.#goToEnd();
    this.newCount = this.#anchor.isAtEnd ? 0 : this.newCount + count;
    this.window.follow(entries, this.#anchor.isAtEnd, start);
    return heard;
  }

  /** The reader wants the newest lines. */
  readonly jump = (): void => {
    if (this.#goToEnd()) this.#anchor.toEnd(true);
    else this.#element.requestUpdate();
    this.#parts.scroller()?.focus({ preventScroll: true });
  };

  /** Has this entry drawn with the next update, wherever it stands. */
  draw(index: number): void {
    this.#anchor.isAtEnd = false;
    if (index < this.window.from || index >= this.window.to) this.window.around(index);
    this.#element.requestUpdate();
  }

  /** Call after each update: what does not fill its box would tell of no scrolling. */
  fill(): void {
    const scroller = this.#parts.scroller();
    if (!scroller?.clientHeight) return;
    this.window.fit(scroller.clientHeight);
    if (scroller.scrollHeight > scroller.clientHeight || !this.window.up()) return;
    this.#element.requestUpdate();
  }

  /** @returns whether the newest rows were drawn already */
  #goToEnd(): boolean {
    const { hasEnd } = this.window;
    // Where the reader was must not be looked up after this is decided.
    this.#anchor.catchUp();
    this.#anchor.isAtEnd = true;
    if (!hasEnd) this.window.toEnd();
    return hasEnd;
  }

  #onScroll(): void {
    const { isAtEnd, isFar } = this.#anchor;
    const isAway = isFar || (!isAtEnd && this.newCount > 0);
    if (isAway !== this.isAway) this.#element.requestUpdate();
    this.isAway = isAway;
    if (isAtEnd) this.newCount = 0;
    const scroller = this.#parts.scroller();
    if (!scroller) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const isNearEnd = scrollHeight - clientHeight - scrollTop < AHEAD_PX;
    if (scrollTop < AHEAD_PX) {
      if (this.window.up()) this.#element.requestUpdate();
      else this.#parts.loadOlder();
    } else if (isNearEnd && this.window.down()) this.#element.requestUpdate();
  }
}
