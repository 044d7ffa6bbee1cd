import * as v from 'valibot';
import { Call } from './call-record.js';
import { Conversation } from './conversation.js';
import { Media } from './media.js';
import { Message } from './message.js';
import { DisplayName, HttpUrl, Instant, UserId, Uuid } from './primitives.js';

/**
 * All that is kept of a person, and what others shared with them, as they see it. Messages are
 * newest first within their conversation, files in the order of their ids; the links to files are
 * good for half a day to a day.
 */
export const AccountExport = v.object({
  format: v.literal('deskbell-export/1'),
  exportedAt: Instant,
  account: v.object({
    id: UserId,
    name: v.optional(DisplayName),
    picture: v.optional(HttpUrl),
    kind: v.picklist(['guest', 'user']),
    peerAddress: v.string(),
    createdAt: Instant,
    lastSeenAt: v.optional(Instant),
    devices: v.array(
      v.object({ deviceId: v.string(), plays: v.array(v.string()), seenAt: Instant }),
    ),
    blocked: v.array(v.object({ userId: UserId, createdAt: Instant })),
    starred: v.array(v.object({ messageId: Uuid, conversationId: Uuid, createdAt: Instant })),
    /** What this person reported. */
    reports: v.array(
      v.object({
        id: Uuid,
        userId: UserId,
        conversationId: v.optional(Uuid),
        messageId: v.optional(Uuid),
        reason: v.string(),
        text: v.optional(v.string()),
        createdAt: Instant,
      }),
    ),
  }),
  conversations: v.array(Conversation),
  messages: v.array(Message),
  calls: v.array(Call),
  files: v.array(
    v.object({
      ...Media.entries,
      id: Uuid,
      conversationId: Uuid,
      ownerId: UserId,
      sha256: v.string(),
      createdAt: Instant,
      /** In the archive. */
      path: v.string(),
    }),
  ),
});
export type AccountExport = v.InferOutput<typeof AccountExport>;
