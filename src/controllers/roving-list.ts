import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ListWindow } from './list-window.js';

export interface RovingListParts {
  list(): HTMLElement | null;
  ids(): readonly string[];
}

/**
 * One row of a list is in the tab order; the arrows go from row to row, also to rows that are not
 * drawn yet. A row carries `data-row` with its id; the first button in it takes the focus.
 */
export class RovingList implements ReactiveController {
  #activeId = '';
  #hadFocus = false;

  constructor(
    readonly element: ReactiveControllerHost & HTMLElement,
    readonly window: ListWindow,
    readonly parts: RovingListParts,
  ) {
    element.addController(this);
  }

  /** The row in the tab order: the last focused one, or the first that is drawn. */
  get tabStop(): string | undefined {
    const ids = this.parts.ids().slice(this.window.start, this.window.end);
    return ids.includes(this.#activeId) ? this.#activeId : ids[0];
  }

  hostUpdate(): void {
    this.#hadFocus = this.#focusedRow !== undefined;
  }

  /** A row that was scrolled away with the focus leaves it to the list, from where arrows go on. */
  hostUpdated(): void {
    if (!this.#hadFocus || this.#focusedRow) return;
    if (!this.#root.activeElement) this.parts.list()?.focus({ preventScroll: true });
  }

  /** Call on `focusin` of the list. */
  readonly onFocus = (): void => {
    const id = this.#focusedRow;
    if (id === undefined || id === this.#activeId) return;
    this.#activeId = id;
    this.element.requestUpdate();
  };

  /** Call on `keydown` of the list. */
  readonly onKeydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const ids = this.parts.ids();
    const at = ids.indexOf(this.#focusedRow ?? this.#activeId);
    const to = target(event.key, at, ids.length, this.window.pageRows);
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    void this.focus(ids[to] ?? '');
  };

  /** Shows a row and gives it the focus; without a known id, the row in the tab order. */
  async focus(id: string = this.#activeId): Promise<void> {
    const index = this.parts.ids().indexOf(id);
    if (index >= 0) {
      this.#activeId = id;
      await this.window.reveal(index);
      this.element.requestUpdate();
      await this.element.updateComplete;
    }
    const stop = this.tabStop;
    const rows = this.parts.list()?.querySelectorAll<HTMLElement>('[data-row]') ?? [];
    const row = [...rows].find((each) => each.dataset['row'] === stop);
    row?.querySelector('button')?.focus({ preventScroll: true });
  }

  get #root(): DocumentOrShadowRoot {
    return this.element.shadowRoot ?? document;
  }

  get #focusedRow(): string | undefined {
    const row = this.#root.activeElement?.closest<HTMLElement>('[data-row]');
    return row && this.parts.list()?.contains(row) ? row.dataset['row'] : undefined;
  }
}

/** The row a key leads to, if it leads to one. */
function target(key: string, at: number, count: number, page: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: last,
  };
  const to = steps[key];
  return to === undefined ? undefined : Math.max(0, Math.min(last, to));
}
