import * as v from 'valibot';
import { Conversation } from './conversation.js';
import { Message } from './message.js';
import { UserId } from './primitives.js';

// @__NO_SIDE_EFFECTS__
export const listOf = <T extends v.GenericSchema>(item: T) =>
  v.object({ items: v.array(item), nextCursor: v.optional(v.string()) });

/** What the REST API answers a page that only chats. */
export const responses = {
  guest: v.object({ userId: UserId, token: v.string() }),
  messages: listOf(Message),
  conversations: listOf(Conversation),
} as const;

/** RFC 9457 body of every refusal. */
export const Problem = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  detail: v.optional(v.string()),
  retryAfterMs: v.optional(v.number()),
});
export type Problem = v.InferOutput<typeof Problem>;
