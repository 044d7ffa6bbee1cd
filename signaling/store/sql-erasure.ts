import type { Kysely } from 'kysely';
import type { Message } from '../../src/protocol/index.js';
import type { Departure } from './account-store.js';
import { newPeerAddress } from './peer-address.js';
import { forgetOwnEvidence } from './sql-evidence.js';
import { NOTHING_SAID, type MessageKeeping } from './sql-message-changes.js';
import { pairKeyOf } from './sql-pairs.js';
import { raiseRev } from './raise-rev.js';
import type { Schema } from './schema.js';

type Tx = Kysely<Schema>;

/** See `AccountStore.eraseFrom`. Whoever was interrupted begins anew: what is done is not met again. */
export async function eraseFrom(
  tx: Tx,
  { index }: Pick<MessageKeeping, 'index'>,
  conversationId: string,
  departure: Departure,
): Promise<{ otherIds: string[]; fileIds: string[] }> {
  const { userId, goneId } = departure;
  const people = await tx
    .selectFrom('participants')
    .select('user_id')
    .where('conversation_id', '=', conversationId)
    .execute();
  const otherIds = people.map((row) => row.user_id).filter((id) => id !== userId);
  if (otherIds.length === people.length) return { otherIds, fileIds: [] };
  await addGone(tx, departure);
  await takeMarksAway(tx, conversationId, userId);
  for (const id of await emptyMessages(tx, conversationId, departure)) await index.remove(tx, id);
  await rename(tx, conversationId, departure, otherIds);
  await rememberCalls(tx, conversationId, departure);
  const files = await tx
    .updateTable('files')
    .set({ owner_id: goneId })
    .where('conversation_id', '=', conversationId)
    .where('owner_id', '=', userId)
    .returning('id')
    .execute();
  await shun(tx, departure, otherIds);
  return { otherIds, fileIds: files.map((row) => row.id) };
}

/** See `AccountStore.erase`. */
export async function erase(tx: Tx, departure: Departure): Promise<boolean> {
  const { userId, goneId } = departure;
  const takesPart = await tx
    .selectFrom('participants')
    .select('conversation_id')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (takesPart) return false;
  await addGone(tx, departure);
  await tx.deleteFrom('stars').where('user_id', '=', userId).execute();
  await tx.deleteFrom('devices').where('user_id', '=', userId).execute();
  await tx.deleteFrom('uploads').where('owner_id', '=', userId).execute();
  // One that was kept a moment ago: nothing names it, so that the cleaner takes it.
  await tx.updateTable('files').set({ owner_id: goneId }).where('owner_id', '=', userId).execute();
  // Who blocked or reported them decided that; it is there still, should they come back.
  await tx.deleteFrom('blocks').where('user_id', '=', userId).execute();
  await forgetOwnEvidence(tx, userId);
  await tx
    .updateTable('reports')
    .set({ reporter_id: goneId })
    .where('reporter_id', '=', userId)
    .execute();
  await tx.deleteFrom('joined_conversations').where('guest_id', '=', userId).execute();
  // The guests they were stay nobody, and nobody's.
  await tx
    .updateTable('users')
    .set({ name: null, picture: null, merged_into: goneId })
    .where('merged_into', '=', userId)
    .execute();
  await tx.deleteFrom('users').where('id', '=', userId).execute();
  return true;
}

async function addGone(tx: Tx, { goneId, atMs }: Departure): Promise<void> {
  await tx
    .insertInto('users')
    .values({
      id: goneId,
      name: null,
      picture: null,
      kind: 'guest',
      peer_address: newPeerAddress(),
      last_seen_at: null,
      created_at: atMs,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** Nobody writes to who is gone: it is as if they had blocked everybody. */
async function shun(
  tx: Tx,
  { goneId, atMs }: Departure,
  otherIds: readonly string[],
): Promise<void> {
  for (const otherId of otherIds) {
    await tx
      .insertInto('blocks')
      .values({ user_id: goneId, blocked_id: otherId, created_at: atMs })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** What they wrote becomes the trace of a deletion; entries of calls stay, under the other name. */
async function emptyMessages(
  tx: Tx,
  conversationId: string,
  { userId, goneId, atMs }: Departure,
): Promise<string[]> {
  const own = await tx
    .selectFrom('messages')
    .select(['id', 'call', 'deleted_at'])
    .where('conversation_id', '=', conversationId)
    .where('sender_id', '=', userId)
    .orderBy('seq')
    .execute();
  for (const { id, call, deleted_at: deletedAt } of own) {
    await tx
      .updateTable('messages')
      .set({
        sender_id: goneId,
        rev: await raiseRev(tx, conversationId),
        ...(call === null && { ...NOTHING_LEFT, deleted_at: deletedAt ?? atMs }),
      })
      .where('id', '=', id)
      .execute();
    if (call === null) await tx.deleteFrom('stars').where('message_id', '=', id).execute();
  }
  return own.map((row) => row.id);
}

/** The same of a person or a time that is to leave nothing: not even what was offered. */
export const NOTHING_LEFT = {
  ...NOTHING_SAID,
  bid: null,
  bid_status: null,
  bid_expires_at: null,
} as const;

/** Their reactions to others' messages, and that they listened to them. */
async function takeMarksAway(tx: Tx, conversationId: string, userId: string): Promise<void> {
  const marked = await tx
    .selectFrom('messages')
    .select(['id', 'reactions', 'played_by'])
    .where('conversation_id', '=', conversationId)
    .where((eb) => eb.or([eb('reactions', '<>', '[]'), eb('played_by', '<>', '[]')]))
    .execute();
  for (const row of marked) {
    const reactions = (JSON.parse(row.reactions) as Message['reactions'])
      .map(({ emoji, userIds }) => ({ emoji, userIds: userIds.filter((id) => id !== userId) }))
      .filter(({ userIds }) => userIds.length > 0);
    const playedBy = (JSON.parse(row.played_by) as string[]).filter((id) => id !== userId);
    const left = { reactions: JSON.stringify(reactions), played_by: JSON.stringify(playedBy) };
    if (left.reactions === row.reactions && left.played_by === row.played_by) continue;
    await tx
      .updateTable('messages')
      .set({ ...left, rev: await raiseRev(tx, conversationId) })
      .where('id', '=', row.id)
      .execute();
  }
}

async function rename(
  tx: Tx,
  conversationId: string,
  { userId, goneId }: Departure,
  otherIds: readonly string[],
): Promise<void> {
  const pairKey = pairKeyOf([goneId, otherIds[0] ?? goneId]);
  await tx
    .updateTable('participants')
    .set({ user_id: goneId, mark_rev: await raiseRev(tx, conversationId) })
    .where('conversation_id', '=', conversationId)
    .where('user_id', '=', userId)
    .execute();
  await tx
    .updateTable('conversations')
    .set({ pair_key: pairKey })
    .where('id', '=', conversationId)
    .execute();
  for (const side of ['caller', 'callee'] as const) {
    await tx
      .updateTable('calls')
      .set({
        [`${side}_id`]: goneId,
        [`${side}_device_id`]: null,
        [`${side}_peer_id`]: null,
        metadata: '{}',
      })
      .where('conversation_id', '=', conversationId)
      .where(`${side}_id`, '=', userId)
      .execute();
  }
}

/** Nobody gets rid of a silence by leaving: see domain/call-silence.ts. */
async function rememberCalls(
  tx: Tx,
  conversationId: string,
  { userId, goneId, atMs, callsSinceMs }: Departure,
): Promise<void> {
  const young = await tx
    .selectFrom('calls')
    .select('id')
    .where('conversation_id', '=', conversationId)
    .where('caller_id', '=', goneId)
    .where('created_at', '>', callsSinceMs)
    .limit(1)
    .executeTakeFirst();
  if (!young) return;
  await tx
    .insertInto('departures')
    .values({ gone_id: goneId, user_id: userId, left_at: atMs })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
