import * as v from 'valibot';
import { Call, CallType } from './call.js';
import { Conversation, Listing } from './conversation.js';
import { LIMITS } from './limits.js';
import { Message, MessageDraft } from './message.js';
import { DisplayName, PeerId, Seq, UserId, Uuid } from './primitives.js';

/** Bodies and queries the REST API reads. Unknown members are dropped, never stored. */
export const requests = {
  createGuest: v.object({ name: v.optional(DisplayName) }),
  createPeer: v.object({}),
  createConversation: v.object({ userId: UserId, listing: v.optional(Listing) }),
  sendMessage: MessageDraft,
  markRead: v.object({ seq: Seq }),
  startCall: v.object({ conversationId: Uuid, calleeId: UserId, type: CallType }),
} as const;

const digits = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const Limit = v.optional(v.pipe(digits, v.minValue(1), v.maxValue(LIMITS.pageItems)), '50');

export const queries = {
  /** `before`/`after` are seqs. */
  messages: v.object({ before: v.optional(digits), after: v.optional(digits), limit: Limit }),
  /** `after` is a rev. */
  changes: v.object({ after: v.optional(digits, '0'), limit: Limit }),
  calls: v.object({
    conversationId: v.optional(Uuid),
    before: v.optional(Uuid),
    limit: Limit,
  }),
  conversations: v.object({ before: v.optional(v.string()), limit: Limit }),
} as const;

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
