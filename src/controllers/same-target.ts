import type { ContactTarget } from './session-host.js';

/** Whether both lead to the same conversation; names and pictures may differ. */
export function isSameTarget(a: ContactTarget, b: ContactTarget): boolean {
  return a.to === b.to && a.conversation === b.conversation;
}
