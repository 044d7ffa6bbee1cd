import type { ConversationState, SessionState } from '../client/types.js';

/** The newest known conversation with this person about this listing, or about none. */
export function findConversationWith(
  state: SessionState,
  userId: string,
  listingId = '',
): ConversationState | undefined {
  if (state.me?.id === userId) return undefined;
  let found: ConversationState | undefined;
  for (const each of state.conversations.values()) {
    const { participants, updatedAt, listing } = each.conversation;
    if ((listing?.id ?? '') !== listingId) continue;
    if (!participants.some(({ id }) => id === userId)) continue;
    if (!found || updatedAt > found.conversation.updatedAt) found = each;
  }
  return found;
}
