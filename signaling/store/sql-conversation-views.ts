import { sql, type Kysely } from 'kysely';
import type { ReceiptMark } from '../../src/protocol/index.js';
import { MESSAGING_LIMITS } from '../../src/protocol/messaging-limits.js';
import { prepared, type Values } from './prepared.js';
import { listingOf, messageOf, shownMarkOf } from './rows.js';
import type { Schema } from './schema.js';
import type { ConversationRecord, Place } from './store.js';

type Db = Kysely<Schema>;

/** Conversations as one participant sees them, newest activity first: a handful of statements a page. */
export async function readViews(
  db: Db,
  viewerId: string,
  page: { id?: string; before?: Place; limit: number },
): Promise<ConversationRecord[]> {
  const { id, before, limit } = page;
  const rows = await selectViews(db, {
    viewerId,
    id,
    beforeMs: before?.atMs,
    beforeId: before?.id,
    limit,
  });
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const marks = await readMarks(db, viewerId, ids);
  const lastMessages = await readLastMessages(db, ids);
  const stars = await readStars(db, viewerId, ids);
  return rows.map((row) => {
    const listing = listingOf(row.listing);
    const lastMessage = lastMessages.get(row.id);
    return {
      id: row.id,
      ...(listing && { listing }),
      ...(lastMessage && { lastMessage }),
      lastSeq: row.last_seq,
      rev: row.rev,
      marks: marks.get(row.id) ?? [],
      unreadCount: Number(row.unread_count),
      viewRev: row.view_rev,
      archived: row.archived === 1,
      ...(row.muted_until !== null && { mutedUntilMs: row.muted_until }),
      blocked: Number(row.blocked) === 1,
      starredIds: stars.get(row.id) ?? [],
      createdAtMs: row.created_at,
      updatedAtMs: row.updated_at,
    };
  });
}

interface ViewsValues extends Values {
  readonly viewerId: string;
  readonly id: string | undefined;
  readonly beforeMs: number | undefined;
  readonly beforeId: string | undefined;
  readonly limit: number;
}

const selectViews = prepared((db, { viewerId, id, beforeMs, beforeId, limit }: ViewsValues) => {
  let query = db
    .selectFrom('participants as p')
    .innerJoin('conversations as c', 'c.id', 'p.conversation_id')
    .selectAll('c')
    .select(['p.archived', 'p.muted_until', 'p.view_rev'])
    .select(unreadCount(viewerId).as('unread_count'))
    .select(isBlocked(viewerId).as('blocked'))
    .where('p.user_id', '=', viewerId)
    .orderBy('c.updated_at', 'desc')
    .orderBy('c.id', 'desc')
    .limit(limit);
  if (id !== undefined) query = query.where('c.id', '=', id);
  if (beforeMs !== undefined && beforeId !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb('c.updated_at', '<', beforeMs),
        eb.and([eb('c.updated_at', '=', beforeMs), eb('c.id', '<', beforeId)]),
      ]),
    );
  }
  return query;
});

/** Of calls only one that nobody took is something to catch up on; whoever turned one down knows of it. */
function unreadCount(viewerId: string) {
  return sql<number>`(
    select count(*) from messages as m
    where m.conversation_id = c.id and m.seq > p.read_seq and m.sender_id <> ${viewerId}
      and m.deleted_at is null
      and (m.call is null or json_extract(m.call, '$.status') in ('MISSED', 'BUSY'))
  )`;
}

/** Whether the viewer blocked the other side. */
function isBlocked(viewerId: string) {
  return sql<number>`(
    select count(*) from blocks as b
    inner join participants as o on o.conversation_id = c.id and o.user_id = b.blocked_id
    where b.user_id = ${viewerId}
  )`;
}

interface OfViewer extends Values {
  readonly viewerId: string;
  readonly ids: readonly string[];
}

const selectStars = prepared((db, { viewerId, ids }: OfViewer) =>
  db
    .selectFrom('stars')
    .select(['conversation_id', 'message_id'])
    .where('user_id', '=', viewerId)
    .where('conversation_id', 'in', ids)
    .orderBy('created_at', 'desc'),
);

async function readStars(
  db: Db,
  viewerId: string,
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await selectStars(db, { viewerId, ids });
  const stars = new Map<string, string[]>();
  for (const { conversation_id: id, message_id: messageId } of rows) {
    const known = stars.get(id);
    if (!known) stars.set(id, [messageId]);
    else if (known.length < MESSAGING_LIMITS.starsListed) known.push(messageId);
  }
  return stars;
}

const selectMarks = prepared((db, { ids }: { ids: readonly string[] }) =>
  db.selectFrom('participants').selectAll().where('conversation_id', 'in', ids).orderBy('user_id'),
);

async function readMarks(
  db: Db,
  viewerId: string,
  ids: readonly string[],
): Promise<Map<string, ReceiptMark[]>> {
  const rows = await selectMarks(db, { ids });
  const marks = new Map<string, ReceiptMark[]>();
  for (const row of rows) {
    const mark = shownMarkOf(row, viewerId);
    const known = marks.get(row.conversation_id);
    if (known) known.push(mark);
    else marks.set(row.conversation_id, [mark]);
  }
  return marks;
}

const selectLastMessages = prepared((db, { ids }: { ids: readonly string[] }) =>
  db
    .selectFrom('conversations as c')
    .innerJoin('messages as m', (join) =>
      join.onRef('m.conversation_id', '=', 'c.id').onRef('m.seq', '=', 'c.last_seq'),
    )
    .selectAll('m')
    .where('c.id', 'in', ids),
);

async function readLastMessages(db: Db, ids: readonly string[]) {
  const rows = await selectLastMessages(db, { ids });
  return new Map(rows.map((row) => [row.conversation_id, messageOf(row)]));
}
