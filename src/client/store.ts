/** One immutable snapshot at a time, and those who want to hear of the next. */
export interface Store<T> {
  get(): T;
  /** Nobody is told when `change` answers the snapshot it was given. */
  update(change: (snapshot: T) => T): void;
  subscribe(listener: () => void): () => void;
  close(): void;
}

export function createStore<T>(initial: T): Store<T> {
  let snapshot = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => snapshot,
    update(change) {
      const next = change(snapshot);
      if (Object.is(next, snapshot)) return;
      snapshot = next;
      for (const listener of [...listeners]) {
        try {
          listener();
        } catch (error) {
          // One listener's fault is not another's: report it as the browser would.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}
