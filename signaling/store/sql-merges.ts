import { sql, type Kysely } from 'kysely';
import type { BlockCache } from './block-cache.js';
import type { JoinedTalk, Merge, MergedTalk, MergeOutcome, MergeStore } from './merge-store.js';
import { messageOf } from './rows.js';
import type { Schema } from './schema.js';
import { moveBlocks } from './sql-merge-blocks.js';
import { joinTalk, moveTalk } from './sql-merge-talks.js';
import type { MessageKeeping } from './sql-message-changes.js';
import { findPair } from './sql-pairs.js';
import type { Write } from './sql-store.js';
import type { Refused } from './store.js';
import { indexMessage } from './word-index.js';

type Db = Kysely<Schema>;

export function sqlMerges(write: Write, keeping: MessageKeeping, blocks: BlockCache): MergeStore {
  return {
    async absorb(merge) {
      const conversationIds: string[] = [];
      const userIds: string[] = [];
      const forget = () => {
        keeping.participants.forget(conversationIds);
        blocks.forget(userIds);
      };
      // What else is written in this commit must not go by who took part before it, nor, if it fails,
      // what comes later by who would have.
      return write(async (tx) => {
        const outcome = await absorb(tx, merge, keeping);
        if ('refused' in outcome) return outcome;
        const { touched, ...merged } = outcome;
        conversationIds.push(...touched.conversationIds);
        userIds.push(...touched.userIds);
        forget();
        return merged;
      }).finally(forget);
    },
  };
}

interface Touched {
  readonly conversationIds: readonly string[];
  readonly userIds: readonly string[];
}

async function absorb(
  tx: Db,
  merge: Merge,
  keeping: MessageKeeping,
): Promise<(MergeOutcome & { touched: Touched }) | Refused> {
  const { guestId, memberId } = merge;
  const people = await tx
    .selectFrom('users')
    .selectAll()
    .where('id', 'in', [guestId, memberId])
    .execute();
  const guest = people.find(({ id }) => id === guestId);
  const member = people.find(({ id }) => id === memberId);
  if (member?.kind !== 'user') return { refused: 'forbidden' };
  if (guest?.kind !== 'guest') return { refused: 'not_found' };
  if (guest.merged_into !== null) {
    if (guest.merged_into !== memberId) return { refused: 'not_found' };
    const touched = { conversationIds: [], userIds: [] };
    return {
      changed: false,
      talks: [],
      joined: await joinedOf(tx, guestId),
      openCallIds: [],
      touched,
    };
  }
  await tx.updateTable('users').set({ merged_into: memberId }).where('id', '=', guestId).execute();
  const userIds = [guestId, memberId, ...(await moveBlocks(tx, merge))];
  const talks: MergedTalk[] = [];
  const joined: JoinedTalk[] = [];
  for (const talk of await talksOf(tx, guestId)) {
    // With oneself nobody talks: that one stays the guest's, whom the member sees as before.
    if (talk.otherId === memberId) continue;
    const intoId = await findPair(tx, [memberId, talk.otherId], talk.listingId);
    if (intoId === null) await moveTalk(tx, merge, talk);
    else {
      await joinTalk(tx, merge, { ...talk, intoId });
      joined.push({ id: talk.id, intoId });
    }
    talks.push({ id: intoId ?? talk.id, otherId: talk.otherId });
  }
  await moveOwn(tx, merge);
  await index(tx, merge, talks, keeping);
  const ids = talks.map(({ id }) => id);
  return {
    changed: true,
    talks,
    joined,
    openCallIds: await openCallsIn(tx, memberId, ids),
    touched: { conversationIds: [...ids, ...joined.map(({ id }) => id)], userIds },
  };
}

async function joinedOf(tx: Db, guestId: string): Promise<JoinedTalk[]> {
  const rows = await tx
    .selectFrom('joined_conversations')
    .select(['id', 'into_id as intoId'])
    .where('guest_id', '=', guestId)
    .orderBy('id')
    .execute();
  return rows;
}

/** The oldest first, so that what is joined is joined in its order. */
function talksOf(tx: Db, guestId: string) {
  return tx
    .selectFrom('participants as p')
    .innerJoin('participants as o', 'o.conversation_id', 'p.conversation_id')
    .innerJoin('conversations as c', 'c.id', 'p.conversation_id')
    .select(['c.id', 'o.user_id as otherId', 'c.listing_id as listingId'])
    .where('p.user_id', '=', guestId)
    .where('o.user_id', '<>', guestId)
    .orderBy('c.created_at')
    .orderBy('c.id')
    .execute();
}

/** What hangs on no conversation. Of two devices of one id the member's own counts. */
async function moveOwn(tx: Db, { guestId, memberId }: Merge): Promise<void> {
  await sql`insert into devices (user_id, device_id, plays, seen_at)
    select ${memberId}, device_id, plays, seen_at from devices where user_id = ${guestId}
    on conflict (user_id, device_id) do nothing
  `.execute(tx);
  await tx.deleteFrom('devices').where('user_id', '=', guestId).execute();
  await tx
    .updateTable('departures')
    .set({ user_id: memberId })
    .where('user_id', '=', guestId)
    .execute();
  for (const [column, other] of [
    ['reporter_id', 'user_id'],
    ['user_id', 'reporter_id'],
  ] as const) {
    await tx
      .updateTable('reports')
      .set({ [column]: memberId })
      .where(column, '=', guestId)
      .where(other, '<>', memberId)
      .execute();
  }
}

/** The words of those conversations are the member's to find now. */
async function index(
  tx: Db,
  { memberId }: Merge,
  talks: readonly MergedTalk[],
  keeping: MessageKeeping,
): Promise<void> {
  for (const { id, otherId } of talks) {
    const rows = await tx
      .selectFrom('messages')
      .selectAll()
      .where('conversation_id', '=', id)
      .where('deleted_at', 'is', null)
      .orderBy('seq')
      .execute();
    const userIds = [memberId, otherId].sort();
    for (const row of rows) {
      await indexMessage(keeping.index, tx, messageOf(row), { userIds, isNew: false });
    }
  }
}

async function openCallsIn(tx: Db, memberId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .selectFrom('calls')
    .select('id')
    .where('status', 'in', ['RINGING', 'ANSWERED'])
    .where('conversation_id', 'in', ids)
    .where((eb) => eb.or([eb('caller_id', '=', memberId), eb('callee_id', '=', memberId)]))
    .execute();
  return rows.map(({ id }) => id);
}
