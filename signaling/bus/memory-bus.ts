import type { Bus, Envelope } from './bus.js';

/** The bus of a broker that is one process. */
export function createMemoryBus(): Bus {
  const listeners = new Set<(envelope: Envelope) => void>();
  return {
    publish(envelope) {
      for (const listener of listeners) listener(envelope);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      listeners.clear();
    },
  };
}
