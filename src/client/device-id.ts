import { uuidV7 } from '../core/uuid.js';
import { DEVICE } from './storage-keys.js';
import type { Surroundings } from './surroundings.js';

/** Names this tab to the broker, the same after a reload. */
export function deviceIdIn({ tabStorage }: Pick<Surroundings, 'tabStorage'>, broker: string) {
  const key = DEVICE + broker;
  const renew = () => {
    const id = uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
    tabStorage.set(key, id);
    return id;
  };
  return { get: () => tabStorage.get(key) ?? renew(), renew: () => void renew() };
}
