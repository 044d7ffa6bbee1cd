import { sql, type Kysely } from 'kysely';
import type { NewReport, PersonalStore } from './personal-store.js';
import { messageOf } from './rows.js';
import type { Schema } from './schema.js';
import { evidenceFor } from './sql-evidence.js';
import type { Write } from './sql-store.js';
import type { Refused } from './store.js';

type Db = Kysely<Schema>;

export function sqlPersonal(db: Db, write: Write): PersonalStore {
  return {
    arrange: (id, userId, change) => write((tx) => arrange(tx, id, userId, change)),

    star: (id, userId, change) => write((tx) => star(tx, id, userId, change)),

    async starred(userId, { conversationId, before, limit }) {
      let query = db
        .selectFrom('stars as s')
        .innerJoin('messages as m', 'm.id', 's.message_id')
        .selectAll('m')
        .select('s.created_at as starred_at')
        .where('s.user_id', '=', userId)
        .orderBy('s.created_at', 'desc')
        .orderBy('s.message_id', 'desc')
        .limit(limit);
      if (conversationId !== undefined)
        query = query.where('s.conversation_id', '=', conversationId);
      if (before) {
        query = query.where((eb) =>
          eb.or([
            eb('s.created_at', '<', before.atMs),
            eb.and([eb('s.created_at', '=', before.atMs), eb('s.message_id', '<', before.id)]),
          ]),
        );
      }
      return (await query.execute()).map((row) => ({
        message: messageOf(row),
        place: { atMs: row.starred_at, id: row.id },
      }));
    },

    report: (report) => write((tx) => insertReport(tx, report)),
  };
}

async function arrange(
  tx: Db,
  id: string,
  userId: string,
  { archived, mutedUntilMs }: { archived?: boolean; mutedUntilMs?: number | null },
): Promise<{ changed: boolean } | Refused> {
  const row = await tx
    .selectFrom('participants')
    .select(['archived', 'muted_until'])
    .where('conversation_id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (!row) return { refused: 'not_found' };
  const wanted = {
    archived: archived === undefined ? row.archived : Number(archived),
    muted_until: mutedUntilMs === undefined ? row.muted_until : mutedUntilMs,
  };
  if (wanted.archived === row.archived && wanted.muted_until === row.muted_until) {
    return { changed: false };
  }
  await changeView(tx, id, userId, wanted);
  return { changed: true };
}

async function star(
  tx: Db,
  messageId: string,
  userId: string,
  { starred, atMs }: { starred: boolean; atMs: number },
): Promise<{ changed: boolean; conversationId: string } | Refused> {
  const message = await tx
    .selectFrom('messages as m')
    .innerJoin('participants as p', 'p.conversation_id', 'm.conversation_id')
    .select(['m.conversation_id as conversationId', 'm.deleted_at'])
    .where('m.id', '=', messageId)
    .where('p.user_id', '=', userId)
    .executeTakeFirst();
  if (!message || (starred && message.deleted_at !== null)) return { refused: 'not_found' };
  const { conversationId } = message;
  const row = { user_id: userId, message_id: messageId, conversation_id: conversationId };
  const changed = starred
    ? await tx
        .insertInto('stars')
        .values({ ...row, created_at: atMs })
        .onConflict((conflict) => conflict.doNothing())
        .returning('message_id')
        .executeTakeFirst()
    : await tx
        .deleteFrom('stars')
        .where('user_id', '=', userId)
        .where('message_id', '=', messageId)
        .returning('message_id')
        .executeTakeFirst();
  if (changed) await changeView(tx, conversationId, userId, {});
  return { changed: changed !== undefined, conversationId };
}

async function changeView(
  tx: Db,
  id: string,
  userId: string,
  columns: { archived?: number; muted_until?: number | null },
): Promise<void> {
  await tx
    .updateTable('participants')
    .set({ ...columns, view_rev: sql<number>`view_rev + 1` })
    .where('conversation_id', '=', id)
    .where('user_id', '=', userId)
    .execute();
}

async function insertReport(tx: Db, report: NewReport): Promise<{ id: string } | Refused> {
  const { id, reporterId, userId, conversationId, messageId, reason, text, atMs } = report;
  let shared = tx
    .selectFrom('participants as p')
    .innerJoin('participants as o', 'o.conversation_id', 'p.conversation_id')
    .select('p.conversation_id')
    .where('p.user_id', '=', reporterId)
    .where('o.user_id', '=', userId)
    .where('o.user_id', '<>', reporterId);
  if (conversationId !== undefined) shared = shared.where('p.conversation_id', '=', conversationId);
  if (messageId !== undefined) {
    shared = shared
      .innerJoin('messages as m', 'm.conversation_id', 'p.conversation_id')
      .where('m.id', '=', messageId)
      .where('m.sender_id', '=', userId);
  }
  if (!(await shared.executeTakeFirst())) return { refused: 'not_found' };
  await tx
    .insertInto('reports')
    .values({
      id,
      reporter_id: reporterId,
      user_id: userId,
      conversation_id: conversationId ?? null,
      message_id: messageId ?? null,
      reason,
      text: text ?? null,
      created_at: atMs,
      evidence: await evidenceFor(tx, report),
    })
    .execute();
  return { id };
}

/**
 * A message brings a conversation back for those who archived it, unless they muted it. Tells for
 * whom. One statement, and nearly always on rows that this commit touches anyway.
 */
export async function bringBack(
  tx: Db,
  { conversationId, senderId, atMs }: { conversationId: string; senderId: string; atMs: number },
): Promise<string[]> {
  const rows = await tx
    .updateTable('participants')
    .set({ archived: 0, view_rev: sql<number>`view_rev + 1` })
    .where('conversation_id', '=', conversationId)
    .where('user_id', '<>', senderId)
    .where('archived', '=', 1)
    .where((eb) => eb.or([eb('muted_until', 'is', null), eb('muted_until', '<=', atMs)]))
    .returning('user_id')
    .execute();
  return rows.map((row) => row.user_id);
}
