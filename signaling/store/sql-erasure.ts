import { sql, type Kysely } from 'kysely';
import type { Departure, ErasedPart } from './account-store.js';
import { newPeerAddress } from '../domain/peer-address.js';
import { forgetOwnEvidence } from './sql-evidence.js';
import { messagesNaming, takeOut } from './sql-erased-messages.js';
import type { MessageKeeping } from './sql-message-changes.js';
import { pairKeyOf } from './sql-pairs.js';
import { raiseRev } from './raise-rev.js';
import type { Schema } from './schema.js';

type Tx = Kysely<Schema>;

/** At a time: others' writes wait meanwhile. */
const GROUP = 200;

/** See `AccountStore.eraseFrom`. Whoever was interrupted begins anew: what is done is not met again. */
export async function eraseFrom(
  tx: Tx,
  { index }: Pick<MessageKeeping, 'index'>,
  conversationId: string,
  { after, ...departing }: Departure & { after: number },
): Promise<ErasedPart> {
  const { userId } = departing;
  const people = await tx
    .selectFrom('participants')
    .select('user_id')
    .where('conversation_id', '=', conversationId)
    .execute();
  const otherIds = people.map((row) => row.user_id).filter((id) => id !== userId);
  if (otherIds.length === people.length) return { otherIds, fileIds: [] };
  const goneId = (await interruptedAs(tx, conversationId)) ?? departing.goneId;
  const departure = { ...departing, goneId };
  await addGone(tx, departure);
  const messages = await messagesNaming(tx, conversationId, { userId, after, limit: GROUP });
  for (const message of messages) await takeOut(tx, { index }, message, departure);
  const calls = await renameCalls(tx, conversationId, departure);
  if (messages.length === GROUP) return { otherIds, fileIds: [], next: messages.at(-1)!.seq };
  // From the beginning, until nothing is left: they may have said and done more meanwhile.
  if (after > 0 || calls.includes(GROUP)) return { otherIds, fileIds: [], next: 0 };
  await rename(tx, conversationId, departure, otherIds);
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

/** The name that somebody got here who takes part still: the broker died before they were taken out. */
async function interruptedAs(tx: Tx, conversationId: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('messages')
    .select('sender_id')
    .where('conversation_id', '=', conversationId)
    .where('sender_id', 'like', 'gone-%')
    .where('sender_id', 'not in', (query) =>
      query
        .selectFrom('participants')
        .select('user_id')
        .where('conversation_id', '=', conversationId),
    )
    .limit(1)
    .executeTakeFirst();
  return row?.sender_id;
}

/** See `AccountStore.erase`. */
export async function erase(tx: Tx, departure: Departure): Promise<boolean> {
  const { userId } = departure;
  const takesPart = await tx
    .selectFrom('participants')
    .select('conversation_id')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (takesPart) return false;
  await tx.deleteFrom('stars').where('user_id', '=', userId).execute();
  await tx.deleteFrom('devices').where('user_id', '=', userId).execute();
  await tx.deleteFrom('uploads').where('owner_id', '=', userId).execute();
  // Who blocked or reported them decided that; it is there still, should they come back.
  await tx.deleteFrom('blocks').where('user_id', '=', userId).execute();
  await tx.deleteFrom('joined_conversations').where('guest_id', '=', userId).execute();
  await renameRest(tx, departure);
  await tx.deleteFrom('users').where('id', '=', userId).execute();
  return true;
}

/** What is in no conversation. Most leave nothing of it, and then no name. */
async function renameRest(tx: Tx, departure: Departure): Promise<void> {
  const { userId, goneId } = departure;
  const named = await sql<object>`select 1 from files where owner_id = ${userId}
    union all select 1 from reports where reporter_id = ${userId}
    union all select 1 from users where merged_into = ${userId} limit 1`.execute(tx);
  if (named.rows.length === 0) return;
  await addGone(tx, departure);
  // One that was kept a moment ago: nothing names it, so that the cleaner takes it.
  await tx.updateTable('files').set({ owner_id: goneId }).where('owner_id', '=', userId).execute();
  await forgetOwnEvidence(tx, userId);
  await tx
    .updateTable('reports')
    .set({ reporter_id: goneId })
    .where('reporter_id', '=', userId)
    .execute();
  // The guests they were stay nobody, and nobody's.
  await tx
    .updateTable('users')
    .set({ name: null, picture: null, merged_into: goneId })
    .where('merged_into', '=', userId)
    .execute();
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
}

/** Of each side, so many at a time. */
async function renameCalls(
  tx: Tx,
  conversationId: string,
  departure: Departure,
): Promise<readonly number[]> {
  const { userId, goneId } = departure;
  const counts: number[] = [];
  for (const side of ['caller', 'callee'] as const) {
    const some = tx
      .selectFrom('calls')
      .select('id')
      .where('conversation_id', '=', conversationId)
      .where(`${side}_id`, '=', userId)
      .limit(GROUP);
    const renamed = await tx
      .updateTable('calls')
      .set({
        [`${side}_id`]: goneId,
        [`${side}_device_id`]: null,
        [`${side}_peer_id`]: null,
        metadata: '{}',
      })
      .where('id', 'in', some)
      .returning('id')
      .execute();
    counts.push(renamed.length);
  }
  if (counts.some((count) => count > 0)) await rememberCalls(tx, conversationId, departure);
  return counts;
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
