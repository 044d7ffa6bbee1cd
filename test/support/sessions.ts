import { createSession } from '../../src/client/create-session.js';
import { memoryOutbox } from '../../src/client/outbox.js';
import type { KeyValueStorage } from '../../src/client/storage.js';
import type { Surroundings } from '../../src/client/surroundings.js';
import type { Session, SessionOptions, SessionState } from '../../src/client/types.js';
import { BROKER, tokenOf, type FakeBroker } from './fake-broker.js';

export function memoryStorage(): KeyValueStorage & { keys(): string[] } {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
    keys: () => [...values.keys()],
  };
}

/** A session of this person with the broker in the page; nothing of it outlives the test. */
export function sessionOf(
  broker: FakeBroker,
  userId: string | undefined,
  surroundings: Partial<Surroundings> = {},
  options: Partial<SessionOptions> = {},
): Session {
  return createSession(
    {
      broker: BROKER,
      sounds: false,
      direct: 'calls',
      ...(userId && { token: tokenOf(userId) }),
      ...options,
    },
    {
      fetch: broker.fetch,
      openSocket: broker.openSocket,
      openOutbox: async () => memoryOutbox(),
      exclusive: async (_name, work) => work(),
      storage: memoryStorage(),
      tabStorage: memoryStorage(),
      devices: undefined,
      plays: () => ['webm'],
      fetchWithProgress: () => broker.fetch,
      isCallingSupported: () => true,
      ...surroundings,
    },
  );
}

/** Resolves with the first state that fits. */
export function stateOf(
  session: Session,
  fits: (state: SessionState) => boolean,
): Promise<SessionState> {
  return new Promise((resolve) => {
    const check = () => {
      const state = session.getState();
      if (!fits(state)) return;
      stop();
      resolve(state);
    };
    const stop = session.subscribe(check);
    check();
  });
}

/** Resolves with the detail of the next event of this name. */
export function nextEvent<T = unknown>(target: EventTarget, name: string): Promise<T> {
  return new Promise((resolve) => {
    target.addEventListener(name, (event) => resolve((event as CustomEvent<T>).detail), {
      once: true,
    });
  });
}
