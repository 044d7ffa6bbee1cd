/**
 * Shows a number before the title of the document, as “(3) Title”, and at times something else in
 * its place. The title stays the page's: what it is changed to meanwhile gets the number too, and is
 * what remains in the end.
 */
export class TitleCount {
  readonly #counts = new Map<object, number>();
  /** What the page calls itself. */
  #page = '';
  #own = '';
  #prefix = '';
  #cover: string | undefined;
  #observer: MutationObserver | undefined;

  /** Sets the count of one of those who count; 0 takes it away. */
  set(counter: object, count: number): void {
    if ((this.#counts.get(counter) ?? 0) === count) return;
    if (count > 0) this.#counts.set(counter, count);
    else this.#counts.delete(counter);
    this.#write();
  }

  /** Shows a text in the place of the page's title, until it is taken away again. */
  cover(text: string | undefined): void {
    if (text === this.#cover) return;
    this.#cover = text;
    this.#write();
  }

  #write(): void {
    // What we did not write is the page's.
    if (!this.#observer || document.title !== this.#own) this.#page = this.#base();
    const sum = [...this.#counts.values()].reduce((all, each) => all + each, 0);
    const cover = this.#cover;
    this.#prefix = sum > 0 ? `(${sum}) ` : '';
    this.#own = this.#prefix + (cover ?? this.#page);
    if (document.title !== this.#own) document.title = this.#own;
    if (sum > 0 || cover !== undefined) this.#observe();
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
