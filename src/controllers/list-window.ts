import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Rows drawn before and after the visible ones. */
const MARGIN_ROWS = 6;
/** Rows drawn before anything was measured. */
const FIRST_ROWS = 20;

export interface ListWindowParts {
  /** The list; its parent scrolls, and its rows, all of one height, carry `data-row`. */
  list(): HTMLElement | null;
  count(): number;
}

/** Draws only the rows of a long list that are near its visible part. */
export class ListWindow implements ReactiveController {
  start = 0;
  end = FIRST_ROWS;
  #rowPx = 0;
  #list: HTMLElement | undefined;
  #resize: ResizeObserver | undefined;

  constructor(
    readonly element: ReactiveControllerHost,
    readonly parts: ListWindowParts,
  ) {
    element.addController(this);
  }

  hostUpdate(): void {
    const count = this.parts.count();
    this.start = Math.min(this.start, count);
    if (this.#rowPx === 0 || this.end <= this.start) this.end = this.start + FIRST_ROWS;
    this.end = Math.min(this.end, count);
  }

  hostUpdated(): void {
    const list = this.parts.list() ?? undefined;
    if (list !== this.#list) this.#follow(list);
    if (!list) return;
    const row = list.querySelector<HTMLElement>('[data-row]');
    const rowPx = row?.getBoundingClientRect().height ?? 0;
    // A hidden list says nothing of its rows.
    if (rowPx > 0) this.#rowPx = rowPx;
    const { start, end } = this;
    // Through CSSOM: a style attribute would need unsafe-inline.
    list.style.setProperty('padding-block-start', `${start * this.#rowPx}px`);
    list.style.setProperty(
      'padding-block-end',
      `${Math.max(0, this.parts.count() - end) * this.#rowPx}px`,
    );
    this.#measure();
  }

  hostDisconnected(): void {
    this.#follow(undefined);
  }

  /** Scrolls as little as it takes to show a row, and draws it. */
  async reveal(index: number): Promise<void> {
    const scroller = this.#list?.parentElement;
    if (!this.#list || !scroller || this.#rowPx === 0) return;
    const top = this.#listTop(scroller) + index * this.#rowPx;
    const most = top;
    const least = top + this.#rowPx - scroller.clientHeight;
    if (scroller.scrollTop > most) scroller.scrollTop = most;
    else if (scroller.scrollTop < least) scroller.scrollTop = least;
    this.#measure();
    await this.element.updateComplete;
  }

  /** Rows that fit into the view, at least one. */
  get pageRows(): number {
    const { clientHeight = 0 } = this.#list?.parentElement ?? {};
    return Math.max(1, Math.floor(clientHeight / (this.#rowPx || 1)) - 1);
  }

  #follow(list: HTMLElement | undefined): void {
    this.#list?.parentElement?.removeEventListener('scroll', this.#measure);
    this.#resize?.disconnect();
    this.#list = list;
    const scroller = list?.parentElement;
    if (!scroller) return;
    scroller.addEventListener('scroll', this.#measure, { passive: true });
    this.#resize = new ResizeObserver(this.#measure);
    this.#resize.observe(scroller);
  }

  /** Where the list begins within what scrolls. */
  #listTop(scroller: HTMLElement): number {
    const list = this.#list ?? scroller;
    const { top } = list.getBoundingClientRect();
    return top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  }

  readonly #measure = (): void => {
    const scroller = this.#list?.parentElement;
    if (!scroller || this.#rowPx === 0 || scroller.clientHeight === 0) return;
    const count = this.parts.count();
    const above = scroller.scrollTop - this.#listTop(scroller);
    const first = Math.floor(above / this.#rowPx) - MARGIN_ROWS;
    const shown = Math.ceil(scroller.clientHeight / this.#rowPx) + 2 * MARGIN_ROWS;
    const start = Math.max(0, Math.min(first, count - 1));
    const end = Math.min(count, Math.max(first + shown, 0));
    if (start === this.start && end === this.end) return;
    this.start = start;
    this.end = end;
    this.element.requestUpdate();
  };
}
