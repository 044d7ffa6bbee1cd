import { frameStorage } from './storage.js';
import { CALL } from './storage-keys.js';

/** What kept-call.ts keeps in the storage of the tab; asked before there is a session. */
export function wasInCall(broker: string): boolean {
  try {
    return frameStorage().get(CALL + new URL(broker).origin) !== undefined;
  } catch {
    return false;
  }
}
