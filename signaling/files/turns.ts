/** One after the other, in the order they came; a failure of one is its own. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  /** When all that is waiting now is done. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
