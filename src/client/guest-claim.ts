import type { ClaimPorts } from './claim-guest.js';
import { GUEST } from './storage-keys.js';

export interface GuestClaimPorts extends Omit<ClaimPorts, 'note' | 'meId'> {
  onError(error: unknown): void;
}

/**
 * Takes over the guest that this tab was, when somebody signed in; once at a time. Resolves when that
 * is done, or failed, and at once when this tab was no other guest. A guest who comes later, in another
 * session of this page, is somebody else.
 */
export function guestClaim(ports: GuestClaimPorts): (meId: string) => Promise<void> {
  let claiming: Promise<void> | undefined;
  let settledFor: string | undefined;
  return async (meId) => {
    if (settledFor === meId) return;
    const note = ports.tabStorage.get(GUEST + ports.broker);
    if (!note || note.startsWith(`${meId} `)) return void (settledFor = meId);
    claiming ??= import('./claim-guest.js')
      .then(({ claimGuest }) => claimGuest({ ...ports, note, meId }))
      .catch(ports.onError)
      .finally(() => (claiming = undefined));
    await claiming;
  };
}
