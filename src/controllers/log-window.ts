/** So many rows are drawn at first, and added when the reader comes near an edge. */
const FIRST_ROWS = 30;
const STEP_ROWS = 16;
/** Rows beyond what fills the box; a row is hardly ever lower than this. */
const SPARE_ROWS = 44;
const ROW_PX = 36;

interface Identified {
  readonly id: string;
}

/**
 * The part of a long list that is drawn: entries from `from` up to, not including, `to`. It slides by
 * steps and never grows beyond what the box needs, so the length of the list costs nothing.
 */
export class LogWindow {
  from = 0;
  to = 0;
  #entries: readonly Identified[] = [];
  #limit = FIRST_ROWS + STEP_ROWS;

  /** Whether the newest entry is in it. */
  get hasEnd(): boolean {
    return this.to >= this.#entries.length;
  }

  /** Forgets the list: the next one is begun anew. */
  reset(): void {
    this.#entries = [];
  }

  /** How much a box of this height needs. */
  fit(heightPx: number): void {
    this.#limit = SPARE_ROWS + Math.ceil(heightPx / ROW_PX);
  }

  /**
   * Takes the list after a change and keeps showing the same entries.
   *
   * @param isAtEnd the reader follows the newest entry
   * @param start where to begin in a list that is new; default: its end
   */
  follow(entries: readonly Identified[], isAtEnd: boolean, start = -1): void {
    if (entries === this.#entries) return;
    const { hasEnd } = this;
    const at = this.#indexOfFirst(entries);
    const { length } = entries;
    this.#entries = entries;
    if (at < 0) return start < 0 ? this.toEnd() : this.around(start);
    this.to = Math.min(length, this.to + at - this.from);
    this.from = at;
    if (!hasEnd) return;
    this.to = isAtEnd ? length : Math.max(this.to, Math.min(length, at + this.#limit));
    if (isAtEnd) this.from = Math.max(at, length - this.#limit);
  }

  toEnd(): void {
    this.to = this.#entries.length;
    this.from = Math.max(0, this.to - FIRST_ROWS);
  }

  /** Moves to where this entry stands, some of those before it included. */
  around(index: number): void {
    this.from = Math.max(0, index - STEP_ROWS);
    this.to = Math.min(this.#entries.length, this.from + FIRST_ROWS + STEP_ROWS);
  }

  /** Adds older rows and lets go of newest ones. @returns false when there is none older */
  up(): boolean {
    if (this.from === 0) return false;
    this.from = Math.max(0, this.from - STEP_ROWS);
    this.to = Math.min(this.to, this.from + this.#limit);
    return true;
  }

  /** Adds newer rows and lets go of oldest ones. @returns false when there is none newer */
  down(): boolean {
    if (this.hasEnd) return false;
    this.to = Math.min(this.#entries.length, this.to + STEP_ROWS);
    this.from = Math.max(this.from, this.to - this.#limit);
    return true;
  }

  /** Where the first entry of the window is now: mostly where it was, or that much further on. */
  #indexOfFirst(entries: readonly Identified[]): number {
    const id = this.#entries[this.from]?.id;
    if (id === undefined) return -1;
    const shifted = this.from + entries.length - this.#entries.length;
    for (const at of [this.from, shifted]) if (entries[at]?.id === id) return at;
    return entries.findIndex((entry) => entry.id === id);
  }
}
