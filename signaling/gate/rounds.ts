/**
 * Looks at every item of a changing set once in a round, a few at each step: one timer for all.
 * Items that come and go meanwhile are seen at most once, or in the next round.
 */
export class Rounds<T> {
  readonly #items: () => Iterable<T>;
  readonly #size: () => number;
  readonly #visit: (item: T) => void;
  readonly #stepsPerRound: number;
  readonly #timer: NodeJS.Timeout;
  #cursor: Iterator<T> | undefined;

  constructor(options: {
    items: () => Iterable<T>;
    size: () => number;
    visit: (item: T) => void;
    roundMs: number;
    stepMs: number;
    afterStep: () => void;
  }) {
    this.#items = options.items;
    this.#size = options.size;
    this.#visit = options.visit;
    this.#stepsPerRound = Math.max(1, Math.floor(options.roundMs / options.stepMs));
    this.#timer = setInterval(() => {
      this.#step();
      options.afterStep();
    }, options.stepMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #step(): void {
    let left = Math.ceil(this.#size() / this.#stepsPerRound);
    while (left-- > 0) {
      this.#cursor ??= this.#items()[Symbol.iterator]();
      const next = this.#cursor.next();
      if (next.done) {
        this.#cursor = undefined;
        return;
      }
      this.#visit(next.value);
    }
  }
}
