import * as v from 'valibot';
import { Bid } from './bid.js';
import { CallStatus, CallType } from './call.js';
import { Media } from './media.js';
import { Instant, Seq, UserId, Uuid } from './primitives.js';

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
  /** Why it ended. */
  reason: v.optional(v.string()),
});
export type MessageCall = v.InferOutput<typeof MessageCall>;

export const Reaction = v.object({ emoji: v.string(), userIds: v.array(UserId) });
export type Reaction = v.InferOutput<typeof Reaction>;

export const Location = v.object({
  latitude: v.number(),
  longitude: v.number(),
  address: v.optional(v.string()),
});
export type Location = v.InferOutput<typeof Location>;

/**
 * A message as stored. `seq` rises by one per message of a conversation and has no gaps; `rev` is
 * the conversation's change counter at this message's last change (new, edited, deleted, reacted,
 * played, an offer decided). A deleted one keeps its place and its sender and loses all else, but an
 * offer stays what it has become.
 */
export const Message = v.object({
  id: Uuid,
  conversationId: Uuid,
  senderId: UserId,
  type: MessageType,
  seq: Seq,
  rev: Seq,
  createdAt: Instant,
  /** Of a `TEXT`; of a picture, video or file its caption. */
  text: v.optional(v.string()),
  media: v.optional(Media),
  location: v.optional(Location),
  bid: v.optional(Bid),
  call: v.optional(MessageCall),
  replyTo: v.optional(Uuid),
  /** It was written elsewhere first. */
  forwarded: v.optional(v.boolean()),
  editedAt: v.optional(Instant),
  deletedAt: v.optional(Instant),
  reactions: v.array(Reaction),
  /** Who has listened to a voice note or watched a video. */
  playedBy: v.optional(v.array(UserId)),
});
export type Message = v.InferOutput<typeof Message>;
