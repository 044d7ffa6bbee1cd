import { frameStorage } from './storage.js';

/** What kept-call.ts keeps in the storage of the tab; asked before there is a session. */
export function wasInCall(broker: string): boolean {
  try {
    return frameStorage().get(`deskbell:call:${new URL(broker).origin}`) !== undefined;
  } catch {
    return false;
  }
}
