import type { Kysely } from 'kysely';
import type { ParticipantCache } from './participant-cache.js';
import { prepared } from './prepared.js';
import { markOf } from './rows.js';
import { raiseRev } from './raise-rev.js';
import type { Schema } from './schema.js';
import { readChanges } from './sql-changes.js';
import { isMutual } from './sql-consent.js';
import { readViews } from './sql-conversation-views.js';
import { findPair, openPair } from './sql-pairs.js';
import type { Write } from './sql-store.js';
import type { ConversationStore, MarkOutcome, Refused } from './store.js';

type Db = Kysely<Schema>;

const selectHeads = prepared((db, { id }: { id: string }) =>
  db.selectFrom('conversations').select(['last_seq', 'rev']).where('id', '=', id),
);

export function sqlConversations(
  db: Db,
  write: Write,
  participants: ParticipantCache,
): ConversationStore {
  return {
    find: (userIds, listingId) => findPair(db, userIds, listingId),

    open: (conversation) => write((tx) => openPair(tx, conversation)),

    view: async (id, viewerId) => (await readViews(db, viewerId, { id, limit: 1 }))[0],

    list: (viewerId, page) => readViews(db, viewerId, page),

    participants: (id) => participants.of(db, id),

    hasAny: async (userId) => {
      const row = await db
        .selectFrom('participants')
        .select('conversation_id')
        .where('user_id', '=', userId)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    heads: async (id) => {
      const [row] = await selectHeads(db, { id });
      return row && { lastSeq: row.last_seq, rev: row.rev };
    },

    mark: (id, userId, state, seq) =>
      write(async (tx) => {
        const raised = await raiseMark(tx, id, userId, state, seq);
        if ('refused' in raised) return raised;
        return { ...raised, participantIds: await participants.of(tx, id) };
      }),

    changes: (conversationId, viewerId, after, limit) =>
      readChanges(db, { conversationId, viewerId }, { after, limit }),

    isMutual: (id) => isMutual(db, id),
  };
}

const selectMark = prepared((db, { id, userId }: { id: string; userId: string }) =>
  db
    .selectFrom('participants as p')
    .innerJoin('conversations as c', 'c.id', 'p.conversation_id')
    .select(['p.user_id', 'p.delivered_seq', 'p.read_seq', 'c.last_seq', 'c.rev'])
    .where('p.conversation_id', '=', id)
    .where('p.user_id', '=', userId),
);

async function raiseMark(
  tx: Db,
  id: string,
  userId: string,
  state: 'delivered' | 'read',
  seq: number,
): Promise<Omit<MarkOutcome, 'participantIds'> | Refused> {
  const [before] = await selectMark(tx, { id, userId });
  if (!before) return { refused: 'not_found' };
  if (seq > before.last_seq) return { refused: 'cursor_ahead' };
  const rises = state === 'read' ? before.read_seq < seq : before.delivered_seq < seq;
  if (!rises) return { mark: markOf(before), rev: before.rev, changed: false };
  const rev = await raiseRev(tx, id);
  const after = await tx
    .updateTable('participants')
    .set({
      delivered_seq: Math.max(before.delivered_seq, seq),
      ...(state === 'read' && { read_seq: seq }),
      mark_rev: rev,
    })
    .where('conversation_id', '=', id)
    .where('user_id', '=', userId)
    .returning(['user_id', 'delivered_seq', 'read_seq'])
    .executeTakeFirstOrThrow();
  return { mark: markOf(after), rev, changed: true };
}
