import type { Message, MessageType } from '../../src/protocol/index.js';
import { MESSAGING_LIMITS } from '../../src/protocol/messaging-limits.js';
import type { MessageStep } from '../store/store.js';
import { isOver } from './bid-rules.js';

/** What can have a text of its own or a caption. */
const WITH_TEXT: readonly MessageType[] = ['TEXT', 'IMAGE', 'VIDEO', 'FILE', 'VOICE'];
const PLAYABLE: readonly MessageType[] = ['VOICE', 'VIDEO'];

const KEEP = { keep: true } as const;

export function edit(message: Message, userId: string, text: string, atMs: number): MessageStep {
  if (message.senderId !== userId) return { refused: 'forbidden' };
  if (isSettled(message) || !WITH_TEXT.includes(message.type)) return { refused: 'not_editable' };
  return message.text === text ? KEEP : { patch: { text, editedAtMs: atMs } };
}

/** An offer that was open is withdrawn with it; a decided one stays what it became. */
export function remove(message: Message, userId: string, atMs: number): MessageStep {
  if (message.senderId !== userId) return { refused: 'forbidden' };
  if (message.deletedAt !== undefined) return KEEP;
  if (message.call) return { refused: 'not_editable' };
  const bidStatus = isOver(message, atMs) ? 'expired' : 'withdrawn';
  return {
    patch: { deletedAtMs: atMs, ...(message.bid?.status === 'open' && { bidStatus }) },
  };
}

export function react(
  message: Message,
  userId: string,
  { emoji, active }: { emoji: string; active: boolean },
): MessageStep {
  if (isSettled(message)) return { refused: 'not_editable' };
  const own = message.reactions.filter(({ userIds }) => userIds.includes(userId));
  if (own.some((reaction) => reaction.emoji === emoji) === active) return KEEP;
  if (active && own.length >= MESSAGING_LIMITS.reactionsPerPerson) return { refused: 'conflict' };
  return { patch: { reactions: active ? withReaction() : withoutReaction() } };

  function withReaction(): Message['reactions'] {
    const isThere = message.reactions.some((reaction) => reaction.emoji === emoji);
    if (!isThere) return [...message.reactions, { emoji, userIds: [userId] }];
    return message.reactions.map((reaction) =>
      reaction.emoji === emoji ? { emoji, userIds: [...reaction.userIds, userId] } : reaction,
    );
  }

  function withoutReaction(): Message['reactions'] {
    return message.reactions
      .map((reaction) =>
        reaction.emoji === emoji
          ? { emoji, userIds: reaction.userIds.filter((id) => id !== userId) }
          : reaction,
      )
      .filter(({ userIds }) => userIds.length > 0);
  }
}

export function play(message: Message, userId: string): MessageStep {
  if (message.deletedAt !== undefined) return { refused: 'not_editable' };
  if (!PLAYABLE.includes(message.type)) return { refused: 'bad_request' };
  if (message.senderId === userId) return { refused: 'forbidden' };
  const playedBy = message.playedBy ?? [];
  return playedBy.includes(userId) ? KEEP : { patch: { playedBy: [...playedBy, userId] } };
}

/** Gone, or written by the broker. */
function isSettled({ deletedAt, call }: Message): boolean {
  return deletedAt !== undefined || call !== undefined;
}
