import { sql, type Kysely } from 'kysely';
import type { RetentionStore } from './account-store.js';
import { raiseRev } from './raise-rev.js';
import type { Schema } from './schema.js';
import { NOTHING_LEFT } from './sql-erased-messages.js';
import type { MessageKeeping } from './sql-message-changes.js';
import type { Write } from './sql-store.js';

type Db = Kysely<Schema>;

/** At a time: others' writes wait meanwhile. */
const CONVERSATIONS = 50;
const MESSAGES = 200;

export function sqlRetention(
  db: Db,
  write: Write,
  { index }: Pick<MessageKeeping, 'index'>,
): RetentionStore {
  return {
    forgetMessages: (beforeMs, after = '') =>
      write(async (tx) => {
        const conversations = await oldConversations(tx, beforeMs, after);
        const fileIds: string[] = [];
        let count = 0;
        for (const { id, lastSeq } of conversations) {
          const old = await oldMessages(tx, id, beforeMs);
          for (const message of old) {
            await index.remove(tx, message.id);
            await (message.seq === lastSeq ? empty(tx, id, message.id) : remove(tx, message.id));
            if (message.fileId !== null) fileIds.push(message.fileId);
          }
          count += old.length;
          // The rest of a long one is met the next time, from here.
          if (old.length === MESSAGES) return { count, fileIds, next: after };
          after = id;
        }
        return { count, fileIds, ...(conversations.length === CONVERSATIONS && { next: after }) };
      }),

    async messagesWithFiles(beforeMs, limit) {
      const rows = await db
        .selectFrom('messages')
        .select('id')
        .where(hasFile)
        .where('media', 'is not', null)
        .where('created_at', '<', beforeMs)
        .orderBy('created_at')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },

    forgetCalls: (beforeMs, limit) =>
      write(async (tx) => {
        const old = tx
          .selectFrom('calls')
          .select('id')
          .where('created_at', '<', beforeMs)
          .where('status', 'not in', ['RINGING', 'ANSWERED'])
          .limit(limit);
        const { numDeletedRows } = await tx
          .deleteFrom('calls')
          .where('id', 'in', old)
          .executeTakeFirst();
        return Number(numDeletedRows);
      }),

    forgetReports: (beforeMs, limit) =>
      write(async (tx) => {
        const old = tx
          .selectFrom('reports')
          .select('id')
          .where('created_at', '<', beforeMs)
          .limit(limit);
        const { numDeletedRows } = await tx
          .deleteFrom('reports')
          .where('id', 'in', old)
          .executeTakeFirst();
        return Number(numDeletedRows);
      }),

    async forgetDepartures(beforeMs, limit) {
      const rows = await db
        .selectFrom('departures')
        .select('gone_id')
        .where('left_at', '<=', beforeMs)
        .limit(limit)
        .execute();
      const ids = rows.map((row) => row.gone_id);
      if (ids.length === 0) return 0;
      await write(async (tx) => {
        await tx.deleteFrom('departures').where('gone_id', 'in', ids).execute();
      });
      return ids.length;
    },

    async staleGuests(beforeMs, limit) {
      const rows = await db
        .selectFrom('users')
        .select('id')
        .where('kind', '=', 'guest')
        // Who is gone stays as a name for what is left of them.
        .where('id', 'like', 'guest-%')
        .where(sql<number>`coalesce(last_seen_at, created_at)`, '<', beforeMs)
        .orderBy(sql`coalesce(last_seen_at, created_at)`)
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

const hasFile = sql<boolean>`json_extract(media, '$.fileId') is not null`;

function oldConversations(tx: Db, beforeMs: number, after: string) {
  return tx
    .selectFrom('conversations')
    .select(['id', 'last_seq as lastSeq'])
    .where('id', '>', after)
    .where('created_at', '<', beforeMs)
    .orderBy('id')
    .limit(CONVERSATIONS)
    .execute();
}

interface OldMessage {
  readonly id: string;
  readonly seq: number;
  readonly fileId: string | null;
}

/** From the beginning of the log up to the first that is young: so it gets no hole. */
async function oldMessages(
  tx: Db,
  conversationId: string,
  beforeMs: number,
): Promise<readonly OldMessage[]> {
  const rows = await tx
    .selectFrom('messages')
    .select(['id', 'seq', 'created_at', 'deleted_at'])
    .select(sql<string | null>`json_extract(media, '$.fileId')`.as('fileId'))
    .where('conversation_id', '=', conversationId)
    .orderBy('seq')
    .limit(MESSAGES)
    .execute();
  const young = rows.findIndex((row) => row.created_at >= beforeMs);
  const old = young < 0 ? rows : rows.slice(0, young);
  // The trace of what was the newest is met each time.
  return old.length === 1 && old[0]!.deleted_at === old[0]!.created_at ? [] : old;
}

async function remove(tx: Db, id: string): Promise<void> {
  await tx.deleteFrom('messages').where('id', '=', id).execute();
}

async function empty(tx: Db, conversationId: string, id: string): Promise<void> {
  const rev = await raiseRev(tx, conversationId);
  await tx
    .updateTable('messages')
    .set({ ...NOTHING_LEFT, call: null, rev, deleted_at: sql`created_at` })
    .where('id', '=', id)
    .execute();
  await tx.deleteFrom('stars').where('message_id', '=', id).execute();
}
