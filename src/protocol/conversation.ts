import * as v from 'valibot';
import { Message } from './message.js';
import { HttpUrl, Instant, printable, Seq, UserId, Uuid } from './primitives.js';
import { User } from './user.js';

const ListingText = v.pipe(v.string(), v.trim(), printable(256));

/** What a conversation is about: an offer on the page where it began. */
export const Listing = v.object({
  id: v.pipe(v.string(), printable(128)),
  title: v.optional(ListingText),
  url: v.optional(HttpUrl),
  image: v.optional(HttpUrl),
  price: v.optional(v.pipe(v.string(), printable(32))),
  currency: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
});
export type Listing = v.InferOutput<typeof Listing>;

/** How far one participant's devices have stored and their person has seen. */
export const ReceiptMark = v.object({ userId: UserId, deliveredSeq: Seq, readSeq: Seq });
export type ReceiptMark = v.InferOutput<typeof ReceiptMark>;

/** A conversation as one participant sees it (`unreadCount` is theirs). */
export const Conversation = v.object({
  id: Uuid,
  participants: v.array(User),
  listing: v.optional(Listing),
  lastMessage: v.optional(Message),
  lastSeq: Seq,
  /** Change counter: rises with every new or changed message and every receipt mark. */
  rev: Seq,
  unreadCount: v.number(),
  /** Rises with every change of what only its viewer sees: the four below. */
  viewRev: Seq,
  archived: v.boolean(),
  /** No sound and no notification until then. */
  mutedUntil: v.optional(Instant),
  /** The viewer does not want to hear from the other side. */
  blocked: v.boolean(),
  /** The newest of the messages that the viewer has starred. */
  starredIds: v.array(Uuid),
  receipts: v.array(ReceiptMark),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Conversation = v.InferOutput<typeof Conversation>;

/** All that changed in a conversation after a `rev`, oldest change first. */
export const ConversationChanges = v.object({
  messages: v.array(Message),
  receipts: v.array(ReceiptMark),
  /** Ask again from here. */
  rev: Seq,
  /** True when more changes wait behind `rev`. */
  more: v.boolean(),
});
export type ConversationChanges = v.InferOutput<typeof ConversationChanges>;
