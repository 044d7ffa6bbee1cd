import type { Message, Reaction } from '../protocol/index.js';
import type { LogEntry } from './log-entry.js';

/** A change that a person makes to a message; done twice it is done once. */
export type Operation = { readonly messageId: string } & (
  | { readonly type: 'edit'; readonly text: string }
  | { readonly type: 'delete' }
  | { readonly type: 'react'; readonly emoji: string; readonly active: boolean }
  | { readonly type: 'star'; readonly active: boolean }
  | { readonly type: 'played' }
);

/** The entry as it will be when the broker has done the operation. */
export function withOperation(
  entry: LogEntry,
  operation: Operation,
  { meId, now }: { meId: string; now: string },
): LogEntry {
  const { message } = entry;
  if (!message || message.id !== operation.messageId) return entry;
  switch (operation.type) {
    case 'edit': {
      const edited: Message = { ...message, text: operation.text, editedAt: now };
      return { ...entry, text: operation.text, message: edited, changing: true };
    }
    case 'delete': {
      const { id, conversationId, senderId, type, seq, rev, createdAt } = message;
      const trace = { id, conversationId, senderId, type, seq, rev, createdAt, reactions: [] };
      const deleted: Message = { ...trace, deletedAt: now };
      return { id, senderId, type, seq, createdAt, message: deleted, changing: true };
    }
    case 'react': {
      const reactions = reactionsAfter(message.reactions, operation, meId);
      return { ...entry, message: { ...message, reactions } };
    }
    case 'played': {
      const playedBy = [...new Set([...(message.playedBy ?? []), meId])];
      return { ...entry, message: { ...message, playedBy } };
    }
    default:
      // Who has starred what is the conversation's to know.
      return entry;
  }
}

/** The starred messages of a conversation, newest first, after the operation. */
export function starsAfter(starredIds: readonly string[], operation: Operation): readonly string[] {
  if (operation.type !== 'star') return starredIds;
  const others = starredIds.filter((id) => id !== operation.messageId);
  return operation.active ? [operation.messageId, ...others] : others;
}

function reactionsAfter(
  reactions: readonly Reaction[],
  { emoji, active }: { emoji: string; active: boolean },
  meId: string,
): Reaction[] {
  const known = reactions.some((reaction) => reaction.emoji === emoji);
  const all = known ? reactions : [...reactions, { emoji, userIds: [] }];
  return all
    .map((reaction) => {
      if (reaction.emoji !== emoji) return reaction;
      const others = reaction.userIds.filter((id) => id !== meId);
      return { emoji, userIds: active ? [...others, meId] : others };
    })
    .filter(({ userIds }) => userIds.length > 0);
}
