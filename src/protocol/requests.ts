import * as v from 'valibot';
import { CallType } from './call.js';
import { Listing } from './conversation.js';
import { MessageDraft } from './message-draft.js';
import { LIMITS } from './limits.js';
import { MESSAGING_LIMITS } from './messaging-limits.js';
import {
  DisplayName,
  FileName,
  Instant,
  isLongerThan,
  MessageText,
  Seq,
  UserId,
  Uuid,
} from './primitives.js';

// @__NO_SIDE_EFFECTS__
function bytes(most: number) {
  return v.pipe(
    v.string(),
    v.check((text) => text.trim() !== '' && !isLongerThan(most, text) && !text.includes('\0')),
  );
}

/** Bodies and queries the REST API reads. Unknown members are dropped, never stored. */
export const requests = {
  createGuest: v.object({ name: v.optional(DisplayName) }),
  /** The guest's own token: whoever has it was that guest. */
  mergeGuest: v.object({ token: v.pipe(v.string(), v.minLength(1), v.maxLength(8192)) }),
  createPeer: v.object({}),
  createConversation: v.object({ userId: UserId, listing: v.optional(Listing) }),
  sendMessage: MessageDraft,
  /** A new text, or a new caption. */
  editMessage: v.object({ text: MessageText }),
  /** What is not named stays. `mutedUntil: null` ends it. */
  changeConversation: v.object({
    archived: v.optional(v.boolean()),
    mutedUntil: v.optional(v.nullable(Instant)),
  }),
  report: v.object({
    userId: UserId,
    conversationId: v.optional(Uuid),
    messageId: v.optional(Uuid),
    reason: v.picklist(['spam', 'scam', 'abuse', 'other']),
    text: v.optional(bytes(MESSAGING_LIMITS.reportBytes)),
  }),
  /** Announces a file; its bytes follow. The same id again is the same upload. */
  createUpload: v.object({
    id: Uuid,
    conversationId: Uuid,
    name: FileName,
    size: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  markRead: v.object({ seq: Seq }),
  startCall: v.object({ conversationId: Uuid, calleeId: UserId, type: CallType }),
} as const;

/** A count in a query or a header. */
export const digits = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const Limit = v.optional(v.pipe(digits, v.minValue(1), v.maxValue(LIMITS.pageItems)), '50');

export const queries = {
  /** `before`/`after` are seqs. */
  messages: v.object({ before: v.optional(digits), after: v.optional(digits), limit: Limit }),
  /** `before` is a seq. */
  bids: v.object({ before: v.optional(digits), limit: Limit }),
  /** `after` is a rev. */
  changes: v.object({ after: v.optional(digits, '0'), limit: Limit }),
  search: v.object({
    q: bytes(MESSAGING_LIMITS.queryBytes),
    conversationId: v.optional(Uuid),
    before: v.optional(v.string()),
    limit: Limit,
  }),
  starred: v.object({
    conversationId: v.optional(Uuid),
    before: v.optional(v.string()),
    limit: Limit,
  }),
  calls: v.object({
    conversationId: v.optional(Uuid),
    /** Only those with this person. */
    userId: v.optional(UserId),
    before: v.optional(Uuid),
    limit: Limit,
  }),
  conversations: v.object({ before: v.optional(v.string()), limit: Limit }),
} as const;
