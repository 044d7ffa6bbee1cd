import type { Conversation } from '../protocol/index.js';

/** Whether a conversation makes no sound and no notification at this moment. */
export function isMuted({ mutedUntil }: Conversation, now: Date): boolean {
  return mutedUntil !== undefined && Date.parse(mutedUntil) > now.getTime();
}
