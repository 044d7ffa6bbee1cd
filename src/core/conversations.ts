import type { Conversation, Message, ReceiptMark } from '../protocol/index.js';

/** How far one person has read and stored; zero when they have not begun. */
export function markOf(conversation: Conversation, userId: string): ReceiptMark {
  const none = { userId, deliveredSeq: 0, readSeq: 0 };
  return conversation.receipts.find((mark) => mark.userId === userId) ?? none;
}

/** Whether it is for somebody to catch up on: of calls, only one that they missed. */
export function isToRead(
  { type, senderId, call }: Pick<Message, 'type' | 'senderId' | 'call'>,
  meId: string | undefined,
): boolean {
  if (senderId === meId) return false;
  return call ? /^(MISSED|BUSY)$/.test(call.status) : !/^CALL_[SE]/.test(type);
}

/** The conversation after a new or changed message; a known one changes nothing twice. */
export function afterMessage(
  conversation: Conversation,
  message: Message,
  meId: string,
): Conversation {
  const isNew = message.seq > conversation.lastSeq;
  const { lastMessage } = conversation;
  // Not an old version of the last one.
  const isLast =
    message.seq >= conversation.lastSeq && !(lastMessage && lastMessage.rev > message.rev);
  const unread =
    isNew && isToRead(message, meId) && message.seq > markOf(conversation, meId).readSeq;
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

/** Marks only ever move on. */
export function mergeMarks(
  known: readonly ReceiptMark[],
  news: readonly ReceiptMark[],
): ReceiptMark[] {
  const byUser = new Map(known.map((mark) => [mark.userId, mark]));
  for (const mark of news) {
    const old = byUser.get(mark.userId);
    byUser.set(mark.userId, {
      userId: mark.userId,
      deliveredSeq: Math.max(mark.deliveredSeq, old?.deliveredSeq ?? 0),
      readSeq: Math.max(mark.readSeq, old?.readSeq ?? 0),
    });
  }
  return [...byUser.values()];
}

/**
 * Two versions of one conversation: what both sides see of the one that is later by `rev`, what
 * only its viewer sees of the one that is later by `viewRev`, and every mark of both.
 */
export function mergeConversation(
  known: Conversation | undefined,
  news: Conversation,
): Conversation {
  if (!known) return news;
  const later = news.rev >= known.rev ? news : known;
  const view = news.viewRev >= known.viewRev ? news : known;
  const { viewRev, archived, mutedUntil, blocked, starredIds } = view;
  const receipts = mergeMarks(known.receipts, news.receipts);
  const merged: Conversation = { ...later, viewRev, archived, blocked, starredIds, receipts };
  if (mutedUntil) merged.mutedUntil = mutedUntil;
  else delete merged.mutedUntil;
  return merged;
}
