import * as v from 'valibot';
import { Conversation, ReceiptMark } from './conversation.js';
import { Message } from './message.js';
import { Instant, Seq, UserId, Uuid } from './primitives.js';
import { Presence, User } from './user.js';

/** What the broker says to a device, as far as a page that only chats reads it. */
export const chatFrames = {
  /** Answers `hello`. From here on this socket hears everything; what came before is fetched. */
  welcome: v.object({
    type: v.literal('welcome'),
    user: User,
    deviceId: Uuid,
    serverTime: Instant,
    /** Calls that still ring for, or are held by, this person. */
    calls: v.array(v.unknown()),
  }),
  ping: v.object({ type: v.literal('ping') }),
  /** The sender's own message, durably stored. */
  message_ack: v.object({ type: v.literal('message_ack'), message: Message }),
  /** A message that is new to this device, or a known one that changed. */
  message: v.object({ type: v.literal('message'), message: Message }),
  conversation: v.object({ type: v.literal('conversation'), conversation: Conversation }),
  receipt: v.object({
    type: v.literal('receipt'),
    conversationId: Uuid,
    mark: ReceiptMark,
    rev: Seq,
  }),
  typing: v.object({
    type: v.literal('typing'),
    conversationId: Uuid,
    userId: UserId,
    active: v.boolean(),
  }),
  presence: v.object({ type: v.literal('presence'), presence: Presence }),
  /** A frame of this device was refused; `ref` is the id it was about (message, call). */
  error: v.object({
    type: v.literal('error'),
    code: v.string(),
    ref: v.optional(v.string()),
    retryAfterMs: v.optional(v.number()),
  }),
} as const;

type Schemas = typeof chatFrames;
export type ChatFrame = { [T in keyof Schemas]: v.InferOutput<Schemas[T]> }[keyof Schemas];
