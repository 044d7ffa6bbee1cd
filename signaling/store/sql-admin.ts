import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { AuditEntry, Report } from '../../src/protocol/admin.js';
import type { AdminStore, Look } from './admin-store.js';
import { instantOf, messageOf } from './rows.js';
import type { Schema } from './schema.js';
import { evidenceOf } from './sql-evidence.js';
import type { Write } from './sql-store.js';
import type { Place } from './store.js';

type Db = Kysely<Schema>;

export function sqlAdmin(write: Write): AdminStore {
  /** No answer leaves before the look at it is on the disk. */
  const look = <T>(seen: Look, read: (tx: Db) => Promise<T>): Promise<T> =>
    write(async (tx) => {
      await note(tx, seen);
      return read(tx);
    });
  return {
    reports: (seen, { state, before, limit }) =>
      look(seen, async (tx) => {
        let query = tx
          .selectFrom('reports')
          .selectAll()
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit);
        if (state !== undefined) query = query.where('state', '=', state);
        if (before) query = query.where(olderThan(before));
        return (await query.execute()).map(reportOf);
      }),

    report: (seen, id) => look(seen, (tx) => findReport(tx, id)),

    messages: (seen, id, page) =>
      look(seen, async (tx) => {
        const place = await placeOf(tx, id);
        return place && readMessages(tx, place, page);
      }),

    changeReport: (seen, id, { state, note: said }) =>
      look(seen, async (tx) => {
        await tx
          .updateTable('reports')
          .set({
            state,
            ...(said !== undefined && { note: said }),
            changed_by: seen.adminId,
            changed_at: seen.atMs,
          })
          .where('id', '=', id)
          .execute();
        return findReport(tx, id);
      }),

    audit: (seen, { before, limit }) =>
      look(seen, async (tx) => {
        let query = tx
          .selectFrom('audit')
          .selectAll()
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit);
        if (before) query = query.where(olderThan(before));
        return (await query.execute()).map(entryOf);
      }),
  };
}

/** In the order of the lists. */
const olderThan = ({ atMs, id }: Place) => sql<boolean>`(created_at, id) < (${atMs}, ${id})`;

async function note(tx: Db, { adminId, action, reportId, requestId, atMs }: Look): Promise<void> {
  await tx
    .insertInto('audit')
    .values({
      id: randomUUID(),
      admin_id: adminId,
      action,
      report_id: reportId ?? null,
      request_id: requestId,
      created_at: atMs,
    })
    .execute();
}

async function findReport(tx: Db, id: string): Promise<Report | undefined> {
  const row = await tx.selectFrom('reports').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const { evidence } = row;
  return { ...reportOf(row), ...(evidence !== null && { evidence: evidenceOf(evidence) }) };
}

interface ReportedPlace {
  readonly conversationId: string;
  /** Of the message that was reported. */
  readonly seq?: number;
}

async function placeOf(tx: Db, id: string): Promise<ReportedPlace | undefined> {
  const row = await tx
    .selectFrom('reports as r')
    .leftJoin('messages as m', 'm.id', 'r.message_id')
    .select(['r.conversation_id', 'm.conversation_id as message_conversation_id', 'm.seq'])
    .where('r.id', '=', id)
    .executeTakeFirst();
  const conversationId = row?.message_conversation_id ?? row?.conversation_id;
  if (conversationId === undefined || conversationId === null) return undefined;
  return { conversationId, ...(typeof row?.seq === 'number' && { seq: row.seq }) };
}

async function readMessages(
  tx: Db,
  { conversationId, seq }: ReportedPlace,
  { before, after, limit }: { before?: number; after?: number; limit: number },
) {
  const isAround = seq !== undefined && before === undefined && after === undefined;
  const end = isAround ? seq + Math.ceil(limit / 2) : before;
  let query = tx
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .orderBy('seq', 'desc')
    .limit(limit);
  if (end !== undefined) query = query.where('seq', '<', end);
  if (after !== undefined) query = query.where('seq', '>', after);
  return (await query.execute()).map(messageOf);
}

function reportOf(row: Selectable<Schema['reports']>): Report {
  return {
    id: row.id,
    reporterId: row.reporter_id,
    userId: row.user_id,
    ...(row.conversation_id !== null && { conversationId: row.conversation_id }),
    ...(row.message_id !== null && { messageId: row.message_id }),
    reason: row.reason as Report['reason'],
    ...(row.text !== null && { text: row.text }),
    createdAt: instantOf(row.created_at),
    state: row.state,
    ...(row.note !== null && { note: row.note }),
    ...(row.changed_by !== null && { changedBy: row.changed_by }),
    ...(row.changed_at !== null && { changedAt: instantOf(row.changed_at) }),
  };
}

function entryOf(row: Selectable<Schema['audit']>): AuditEntry {
  return {
    id: row.id,
    adminId: row.admin_id,
    action: row.action as AuditEntry['action'],
    ...(row.report_id !== null && { reportId: row.report_id }),
    requestId: row.request_id,
    at: instantOf(row.created_at),
  };
}
