import type { ContactTarget } from './session-host.js';

/** Whether both lead to the same conversation; names and pictures may differ. */
export function isSameTarget(a: ContactTarget, b: ContactTarget): boolean {
  return a.to === b.to && a.conversation === b.conversation && listingId(a) === listingId(b);
}

/** Each listing has a conversation of its own. */
function listingId({ listing }: ContactTarget): string {
  return listing?.id ?? '';
}
