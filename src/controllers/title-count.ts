/**
 * Shows a number before the title of the document, as “(3) Title”. The title stays the page's: what
 * it is changed to meanwhile gets the number too, and is what remains in the end.
 */
export class TitleCount {
  readonly #counts = new Map<object, number>();
  #own = '';
  #prefix = '';
  #observer: MutationObserver | undefined;

  /** Sets the count of one of those who count; 0 takes it away. */
  set(counter: object, count: number): void {
    if ((this.#counts.get(counter) ?? 0) === count) return;
    if (count > 0) this.#counts.set(counter, count);
    else this.#counts.delete(counter);
    this.#write();
  }

  #write(): void {
    const base = this.#base();
    const sum = [...this.#counts.values()].reduce((all, each) => all + each, 0);
    this.#prefix = sum > 0 ? `(${sum}) ` : '';
    this.#own = this.#prefix + base;
    if (document.title !== this.#own) document.title = this.#own;
    if (sum > 0) this.#observe();
    else this.#stop();
  }

  /** The title without our number, also where the page built its own upon it. */
  #base(): string {
    const { title } = document;
    const prefix = this.#prefix;
    return prefix && title.startsWith(prefix) ? title.slice(prefix.length) : title;
  }

  #observe(): void {
    if (this.#observer) return;
    this.#observer = new MutationObserver(() => {
      if (document.title !== this.#own) this.#write();
    });
    this.#observer.observe(document.head, { childList: true, characterData: true, subtree: true });
  }

  #stop(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
  }
}

/** There is one title, however many sessions a page has. */
export const titleCount = new TitleCount();
