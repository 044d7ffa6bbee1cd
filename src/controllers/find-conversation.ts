import type { ConversationState, SessionState } from '../client/types.js';

/** The newest known conversation with this person. */
export function findConversationWith(
  state: SessionState,
  userId: string,
): ConversationState | undefined {
  if (state.me?.id === userId) return undefined;
  let found: ConversationState | undefined;
  for (const each of state.conversations.values()) {
    const { participants, updatedAt } = each.conversation;
    if (!participants.some(({ id }) => id === userId)) continue;
    if (!found || updatedAt > found.conversation.updatedAt) found = each;
  }
  return found;
}
