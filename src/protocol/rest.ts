import * as v from 'valibot';
import { Call } from './call.js';
import { Conversation } from './conversation.js';
import { Media } from './media.js';
import { Message } from './message.js';
import { Instant, PeerId, UserId, Uuid } from './primitives.js';

// @__NO_SIDE_EFFECTS__
const listOf = <T extends v.GenericSchema>(item: T) =>
  v.object({ items: v.array(item), nextCursor: v.optional(v.string()) });

export const IceServer = v.object({
  urls: v.array(v.string()),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
});

/** What the REST API answers. */
export const responses = {
  guest: v.object({ userId: UserId, token: v.string() }),
  peer: v.object({ peerId: PeerId }),
  iceServers: v.object({ iceServers: v.array(IceServer), ttlSeconds: v.optional(v.number()) }),
  /** How far an upload is; `fileId` when all is here and was looked at. */
  upload: v.object({ id: Uuid, offset: v.number(), size: v.number(), file: v.optional(Media) }),
  fileLink: v.object({ url: v.string(), expiresAt: Instant }),
  report: v.object({ id: Uuid }),
  messages: listOf(Message),
  conversations: listOf(Conversation),
  calls: listOf(Call),
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
