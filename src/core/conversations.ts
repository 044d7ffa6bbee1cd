import type { Conversation, Message, ReceiptMark } from '../protocol/index.js';
import { mergeMarks } from './message-log.js';

/** How far one person has read and stored; zero when they have not begun. */
export function markOf(conversation: Conversation, userId: string): ReceiptMark {
  const none = { userId, deliveredSeq: 0, readSeq: 0 };
  return conversation.receipts.find((mark) => mark.userId === userId) ?? none;
}

/** The conversation after a new or changed message; a known one changes nothing twice. */
export function afterMessage(
  conversation: Conversation,
  message: Message,
  meId: string,
): Conversation {
  const isNew = message.seq > conversation.lastSeq;
  const isLast = message.seq >= conversation.lastSeq;
  const unread =
    isNew && message.senderId !== meId && message.seq > markOf(conversation, meId).readSeq;
  return {
    ...conversation,
    lastSeq: Math.max(conversation.lastSeq, message.seq),
    rev: Math.max(conversation.rev, message.rev),
    unreadCount: conversation.unreadCount + (unread ? 1 : 0),
    ...(isLast && { lastMessage: message }),
    ...(isNew && { updatedAt: message.createdAt }),
  };
}

/** The conversation after somebody stored or read more of it. */
export function afterMark(
  conversation: Conversation,
  mark: ReceiptMark,
  rev: number,
  meId: string,
): Conversation {
  const receipts = mergeMarks(conversation.receipts, [mark]);
  const unread = mark.userId === meId ? conversation.lastSeq - mark.readSeq : Infinity;
  return {
    ...conversation,
    receipts,
    rev: Math.max(conversation.rev, rev),
    unreadCount: Math.max(0, Math.min(conversation.unreadCount, unread)),
  };
}

/** Two versions of one conversation: the later one by `rev`, with every mark of both. */
export function mergeConversation(
  known: Conversation | undefined,
  news: Conversation,
): Conversation {
  if (!known) return news;
  const later = news.rev >= known.rev ? news : known;
  return { ...later, receipts: mergeMarks(known.receipts, news.receipts) };
}
