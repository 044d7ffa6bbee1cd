import * as v from 'valibot';
import { Call, CallEndReason } from './call.js';
import { Conversation, ReceiptMark } from './conversation.js';
import { Message } from './message.js';
import { Instant, PeerId, Seq, UserId, Uuid } from './primitives.js';
import { Presence, User } from './user.js';

/** What the broker says to a device on the app socket. */
export const brokerFrames = {
  /** Answers `hello`. From here on this socket hears everything; what came before is fetched. */
  welcome: v.object({
    type: v.literal('welcome'),
    user: User,
    deviceId: Uuid,
    serverTime: Instant,
    /** Calls that still ring for, or are held by, this person. */
    calls: v.array(v.object({ call: Call, from: User })),
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
  /** A device of the other side would chat directly. */
  link_request: v.object({
    type: v.literal('link_request'),
    conversationId: Uuid,
    userId: UserId,
    deviceId: Uuid,
    peerId: PeerId,
  }),
  /** To the device that asked: dial `peerId`, it is let through. */
  link_accept: v.object({
    type: v.literal('link_accept'),
    conversationId: Uuid,
    userId: UserId,
    deviceId: Uuid,
    peerId: PeerId,
  }),
  presence: v.object({ type: v.literal('presence'), presence: Presence }),
  /** Somebody calls this person. */
  call_request: v.object({ type: v.literal('call_request'), call: Call, from: User }),
  /** To the caller: the record is stored; ringing begins on the other side. */
  call_started: v.object({ type: v.literal('call_started'), call: Call }),
  call_ringing: v.object({ type: v.literal('call_ringing'), callId: Uuid }),
  /** To the caller and to the accepting device: media may be negotiated, with `peerId`. */
  call_accept: v.object({
    type: v.literal('call_accept'),
    call: Call,
    deviceId: v.optional(Uuid),
    peerId: v.optional(PeerId),
  }),
  call_connected: v.object({ type: v.literal('call_connected'), callId: Uuid }),
  call_end: v.object({ type: v.literal('call_end'), call: Call, reason: CallEndReason }),
  /** A frame of this device was refused; `ref` is the id it was about (message, call). */
  error: v.object({
    type: v.literal('error'),
    code: v.string(),
    ref: v.optional(v.string()),
    retryAfterMs: v.optional(v.number()),
  }),
} as const;

type Schemas = typeof brokerFrames;
export type BrokerFrameType = keyof Schemas;
export type BrokerFrameOf<T extends BrokerFrameType> = v.InferOutput<Schemas[T]>;
export type BrokerFrame = { [T in BrokerFrameType]: BrokerFrameOf<T> }[BrokerFrameType];
