/** Runs `body` in one transaction. `isolate` confines a failing part of it. */
export interface Transactor<Tx> {
  transact<T>(body: (tx: Tx) => Promise<T>): Promise<T>;
  /** Undoes what `body` did when it rejects, and nothing else of the transaction. */
  isolate<T>(tx: Tx, body: () => Promise<T>): Promise<T>;
}

interface Waiting<Tx> {
  readonly write: (tx: Tx) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly reason: unknown };

/** A commit costs the same for one write as for hundreds. */
const GROUP_MS = 4;
const GROUP_SIZE = 256;

/**
 * Groups writes so that many share one commit and its fsync. A lone write goes at once; under load
 * a commit starts at most every `groupMs`. Promises settle after the commit, in the order of
 * `run`. A write may run twice (the second time confined, after a neighbour failed), so it must do
 * nothing but write.
 */
export class WriteQueue<Tx> {
  readonly #transactor: Transactor<Tx>;
  readonly #groupMs: number;
  #waiting: Waiting<Tx>[] = [];
  #working = false;
  #closed = false;
  #lastCommitMs = -Infinity;
  #wake: (() => void) | undefined;
  #drained: Promise<void> = Promise.resolve();

  constructor(transactor: Transactor<Tx>, groupMs = GROUP_MS) {
    this.#transactor = transactor;
    this.#groupMs = groupMs;
  }

  /** Writes that wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Resolves when `write` is committed. */
  run<T>(write: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new Error('the store is closed'));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ write, resolve: resolve as (value: unknown) => void, reject });
      if (this.#working) return;
      this.#working = true;
      this.#drained = this.#work();
    });
  }

  /** Commits what waits; refuses what comes later. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    await this.#drained;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.#gather();
      const group = this.#waiting.splice(0, GROUP_SIZE);
      this.#lastCommitMs = performance.now();
      await this.#commit(group);
    }
    this.#working = false;
  }

  /** Lets the writes of this turn of the event loop, or of the next few milliseconds, join. */
  async #gather(): Promise<void> {
    const waitMs = this.#lastCommitMs + this.#groupMs - performance.now();
    await new Promise<void>((resolve) => {
      if (this.#closed || waitMs <= 0) return void setImmediate(resolve);
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  async #commit(group: readonly Waiting<Tx>[]): Promise<void> {
    let outcomes: readonly Outcome[];
    try {
      outcomes = await this.#transactor.transact((tx) => together(tx, group));
    } catch (error) {
      outcomes = await this.#apart(group, error);
    }
    group.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index]!;
      if ('value' in outcome) resolve(outcome.value);
      else reject(outcome.reason);
    });
  }

  /** One of the group failed and took the others with it: again, each confined. */
  async #apart(group: readonly Waiting<Tx>[], error: unknown): Promise<readonly Outcome[]> {
    if (group.length === 1) return [{ reason: error }];
    try {
      return await this.#transactor.transact(async (tx) => {
        const outcomes: Outcome[] = [];
        for (const { write } of group) {
          outcomes.push(
            await this.#transactor
              .isolate(tx, () => write(tx))
              .then(
                (value) => ({ value }),
                (reason: unknown) => ({ reason }),
              ),
          );
        }
        return outcomes;
      });
    } catch (reason) {
      return group.map(() => ({ reason }));
    }
  }
}

async function together<Tx>(tx: Tx, group: readonly Waiting<Tx>[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { write } of group) outcomes.push({ value: await write(tx) });
  return outcomes;
}
