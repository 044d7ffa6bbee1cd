import { isToRead, markOf } from '../core/conversations.js';
import type { ConversationState } from '../client/types.js';
import type { Message } from '../protocol/index.js';
import { isMuted } from './muted.js';

export interface Occasion {
  readonly message: Message;
  readonly state: ConversationState;
  readonly meId: string | undefined;
  readonly now: Date;
}

/** Whether a message is worth disturbing for, were it not before the person's eyes. */
export function isWorthTelling({ message, state, meId, now }: Occasion): boolean {
  const { conversation } = state;
  // Calls that ring tell of themselves; what the person took or turned down they know of.
  if (meId === undefined || message.deletedAt || !isToRead(message, meId)) return false;
  if (conversation.blocked || isMuted(conversation, now)) return false;
  return message.seq > markOf(conversation, meId).readSeq;
}
