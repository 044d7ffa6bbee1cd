import * as v from 'valibot';
import { CallStatus, CallType } from './call.js';
import { Instant, MessageText, Seq, UserId, Uuid } from './primitives.js';

export const MessageType = v.picklist([
  'TEXT',
  'IMAGE',
  'FILE',
  'LOCATION',
  'VOICE',
  'VIDEO',
  'BID',
  'CALL_STARTED',
  'CALL_ENDED',
  'CALL_MISSED',
]);
export type MessageType = v.InferOutput<typeof MessageType>;

/** The call that a system entry tells of. */
export const MessageCall = v.object({
  id: Uuid,
  type: CallType,
  status: CallStatus,
  durationSeconds: v.nullable(v.number()),
});
export type MessageCall = v.InferOutput<typeof MessageCall>;

export const Reaction = v.object({ emoji: v.string(), userIds: v.array(UserId) });

/**
 * A message as stored. `seq` rises by one per message of a conversation and has no gaps; `rev` is
 * the conversation's change counter at this message's last change (new, edited, deleted, reacted).
 */
export const Message = v.object({
  id: Uuid,
  conversationId: Uuid,
  senderId: UserId,
  type: MessageType,
  seq: Seq,
  rev: Seq,
  createdAt: Instant,
  text: v.optional(v.string()),
  call: v.optional(MessageCall),
  replyTo: v.optional(Uuid),
  editedAt: v.optional(Instant),
  deletedAt: v.optional(Instant),
  reactions: v.array(Reaction),
});
export type Message = v.InferOutput<typeof Message>;

/** A message as its sender makes it, before the broker gives it a place. */
export const MessageDraft = v.object({
  id: Uuid,
  type: v.optional(v.literal('TEXT'), 'TEXT'),
  text: MessageText,
  replyTo: v.optional(Uuid),
});
export type MessageDraft = v.InferOutput<typeof MessageDraft>;
