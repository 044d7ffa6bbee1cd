import * as v from 'valibot';
import { jsonOf } from './http.js';
import type { KeyValueStorage } from './storage.js';
import { DEVICES } from './storage-keys.js';
import type { DeviceKind } from './types.js';

/** Which devices a person chose. Without an id: the browser's own choice. */
export interface DeviceMemory {
  get(kind: DeviceKind): string | undefined;
  set(kind: DeviceKind, id: string | undefined): void;
}

export const NO_MEMORY: DeviceMemory = { get: () => undefined, set() {} };

/** A browser's name for a device is a hash; what is longer was not written by us. */
const Id = v.fallback(v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(512))), undefined);
const Chosen = v.object({ microphone: Id, camera: Id, speaker: Id });

/**
 * Remembered for one broker, since its pages are one site to a person. Read each time, for another
 * tab may have changed it; written only when somebody chose.
 */
export function storedDevices(storage: KeyValueStorage, broker: string): DeviceMemory {
  const key = DEVICES + broker;
  const read = (): v.InferOutput<typeof Chosen> => {
    const stored = v.safeParse(Chosen, jsonOf(storage.get(key) ?? ''));
    return stored.success ? stored.output : {};
  };
  return {
    get: (kind) => read()[kind],
    set(kind, id) {
      const chosen = { ...read(), [kind]: id };
      if (Object.values(chosen).some(Boolean)) storage.set(key, JSON.stringify(chosen));
      else storage.remove(key);
    },
  };
}
