import { sql, type Kysely, type Selectable } from 'kysely';
import type { Merge } from './merge-store.js';
import { raiseRev } from './raise-rev.js';
import type { Schema } from './schema.js';
import { pairKeyOf } from './sql-pairs.js';

type Db = Kysely<Schema>;
type Row<T extends keyof Schema> = Selectable<Schema[T]>;

interface Talk {
  readonly id: string;
  readonly otherId: string;
}

/** The guest's place in a conversation becomes the member's; who was told of it is told anew. */
export async function moveTalk(tx: Db, merge: Merge, { id, otherId }: Talk): Promise<void> {
  const { guestId, memberId } = merge;
  const head = await headOf(tx, id);
  let { rev } = head;
  for (const row of await messagesOf(tx, id)) {
    const named = renamed(row, merge);
    if (!named) continue;
    await tx
      .updateTable('messages')
      .set({ ...named, rev: ++rev })
      .where('id', '=', row.id)
      .execute();
  }
  await tx
    .updateTable('participants')
    .set({ user_id: memberId, mark_rev: ++rev })
    .where('conversation_id', '=', id)
    .where('user_id', '=', guestId)
    .execute();
  await raiseViews(tx, id);
  const pair_key = pairKeyOf([memberId, otherId]);
  await tx.updateTable('conversations').set({ rev, pair_key }).where('id', '=', id).execute();
  await moveThings(tx, merge, { fromId: id, toId: id });
}

/**
 * The member has a conversation with the same person about the same thing: the guest's messages come
 * after its last one, in their order and with their times, and the guest's conversation is no more.
 */
export async function joinTalk(
  tx: Db,
  merge: Merge,
  { id, intoId, otherId }: Talk & { intoId: string },
): Promise<void> {
  const { guestId, memberId } = merge;
  const [from, into] = [await headOf(tx, id), await headOf(tx, intoId)];
  await keepOneOffer(tx, id, intoId);
  const added = await messagesOf(tx, id);
  let { last_seq: seq, rev } = await headOf(tx, intoId);
  const last = seq;
  for (const row of added) {
    await tx
      .updateTable('messages')
      .set({ ...renamed(row, merge), conversation_id: intoId, seq: ++seq, rev: ++rev })
      .where('id', '=', row.id)
      .execute();
  }
  for (const [userId, formerId] of [
    [memberId, guestId],
    [otherId, otherId],
  ] as const) {
    const mark = await partOf(tx, intoId, userId);
    const former = await partOf(tx, id, formerId);
    const come = (to: number) => added.filter((message) => message.seq <= to).length;
    const [delivered, read] = await Promise.all(
      [mark.delivered_seq, mark.read_seq].map((to) => isAtEnd(tx, intoId, { userId, to, last })),
    );
    const read_seq = read ? last + come(former.read_seq) : mark.read_seq;
    const delivered_seq = delivered ? last + come(former.delivered_seq) : mark.delivered_seq;
    await tx
      .updateTable('participants')
      .set({
        delivered_seq: Math.max(delivered_seq, read_seq),
        read_seq,
        mark_rev: ++rev,
        archived: mark.archived & former.archived,
      })
      .where('conversation_id', '=', intoId)
      .where('user_id', '=', userId)
      .execute();
  }
  await raiseViews(tx, intoId);
  await tx
    .updateTable('conversations')
    .set({ last_seq: seq, rev, updated_at: Math.max(from.updated_at, into.updated_at) })
    .where('id', '=', intoId)
    .execute();
  await moveThings(tx, merge, { fromId: id, toId: intoId });
  await tx.deleteFrom('participants').where('conversation_id', '=', id).execute();
  await tx.deleteFrom('conversations').where('id', '=', id).execute();
  await tx
    .insertInto('joined_conversations')
    .values({ id, into_id: intoId, guest_id: guestId })
    .execute();
}

/**
 * Whether nothing of others is left behind a mark. Only who had come to the end of the first part can
 * have come into the second: a mark never says of a message that it was read when it was not.
 */
async function isAtEnd(
  tx: Db,
  id: string,
  { userId, to, last }: { userId: string; to: number; last: number },
): Promise<boolean> {
  const left = await tx
    .selectFrom('messages')
    .select('id')
    .where('conversation_id', '=', id)
    .where('seq', '>', to)
    .where('seq', '<=', last)
    .where('sender_id', '<>', userId)
    .executeTakeFirst();
  return left === undefined;
}

/** One is open at a time: the newer stands, unless one was taken, and the other is withdrawn. */
async function keepOneOffer(tx: Db, id: string, intoId: string): Promise<void> {
  const offers = await tx
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', 'in', [id, intoId])
    .where('bid_status', 'in', ['open', 'accepted'])
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const open = offers.filter(({ bid_status }) => bid_status === 'open');
  const isTaken = offers.length > open.length;
  for (const offer of isTaken ? open : open.slice(0, -1)) {
    const rev = await raiseRev(tx, offer.conversation_id);
    await tx
      .updateTable('messages')
      .set({ bid_status: 'withdrawn', rev })
      .where('id', '=', offer.id)
      .execute();
  }
}

/** Calls, files and what is arriving, stars of both, and what was reported of it. */
async function moveThings(
  tx: Db,
  { guestId, memberId }: Merge,
  { fromId, toId }: { fromId: string; toId: string },
): Promise<void> {
  const place = { conversation_id: toId };
  const named = (column: string) =>
    sql<string>`case when ${sql.ref(column)} = ${guestId} then ${memberId} else ${sql.ref(column)} end`;
  await tx
    .updateTable('calls')
    .set({ ...place, caller_id: named('caller_id'), callee_id: named('callee_id') })
    .where('conversation_id', '=', fromId)
    .execute();
  for (const table of ['files', 'uploads'] as const) {
    await tx
      .updateTable(table)
      .set({ ...place, owner_id: named('owner_id') })
      .where('conversation_id', '=', fromId)
      .execute();
  }
  await tx
    .updateTable('stars')
    .set({ ...place, user_id: named('user_id') })
    .where('conversation_id', '=', fromId)
    .execute();
  await tx.updateTable('reports').set(place).where('conversation_id', '=', fromId).execute();
}

/** The columns of a message that name the guest; undefined when none does. */
function renamed(
  { sender_id, reactions, played_by }: Row<'messages'>,
  { guestId, memberId }: Merge,
): Partial<Row<'messages'>> | undefined {
  const now = {
    sender_id: sender_id === guestId ? memberId : sender_id,
    reactions: withName(reactions),
    played_by: withName(played_by),
  };
  const isSame =
    now.sender_id === sender_id && now.reactions === reactions && now.played_by === played_by;
  return isSame ? undefined : now;

  /** Their values are ids or emoji, and an emoji is nobody's id. */
  function withName(json: string): string {
    if (json === '[]') return json;
    return JSON.stringify(JSON.parse(json), (key, value: unknown) =>
      key !== 'emoji' && value === guestId ? memberId : value,
    );
  }
}

function messagesOf(tx: Db, id: string): Promise<Row<'messages'>[]> {
  return tx
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', id)
    .orderBy('seq')
    .execute();
}

function headOf(tx: Db, id: string): Promise<Row<'conversations'>> {
  return tx.selectFrom('conversations').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
}

function partOf(tx: Db, id: string, userId: string): Promise<Row<'participants'>> {
  return tx
    .selectFrom('participants')
    .selectAll()
    .where('conversation_id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
}

async function raiseViews(tx: Db, id: string): Promise<void> {
  await tx
    .updateTable('participants')
    .set({ view_rev: sql<number>`view_rev + 1` })
    .where('conversation_id', '=', id)
    .execute();
}
