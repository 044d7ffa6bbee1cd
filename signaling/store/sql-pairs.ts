import type { Kysely } from 'kysely';
import { newPeerAddress } from '../domain/peer-address.js';
import type { Schema } from './schema.js';
import type { NewConversation, Refused } from './store.js';

type Db = Kysely<Schema>;

/** The same for both orders; no user id can imitate the separator. */
export function pairKeyOf(userIds: readonly [string, string]): string {
  return JSON.stringify([...userIds].sort());
}

export async function findPair(
  db: Db,
  userIds: readonly [string, string],
  listingId = '',
): Promise<string | null> {
  const row = await db
    .selectFrom('conversations')
    .select('id')
    .where('pair_key', '=', pairKeyOf(userIds))
    .where('listing_id', '=', listingId)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** One conversation per pair and listing, however often and at once it is asked for. */
export async function openPair(
  tx: Db,
  conversation: NewConversation,
): Promise<{ id: string; created: boolean } | Refused> {
  const { id, userIds, listing, atMs } = conversation;
  if (await isSpent(tx, userIds)) return { refused: 'not_found' };
  const inserted = await tx
    .insertInto('conversations')
    .values({
      id,
      pair_key: pairKeyOf(userIds),
      listing_id: listing?.id ?? '',
      listing: listing ? JSON.stringify(listing) : null,
      last_seq: 0,
      rev: 0,
      created_at: atMs,
      updated_at: atMs,
    })
    .onConflict((conflict) => conflict.columns(['pair_key', 'listing_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) return { id: (await findPair(tx, userIds, listing?.id))!, created: false };
  await tx
    .insertInto('users')
    .values(userIds.map((userId) => placeholder(userId, atMs)))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
  await tx
    .insertInto('participants')
    .values(
      userIds.map((userId) => ({
        conversation_id: id,
        user_id: userId,
        delivered_seq: 0,
        read_seq: 0,
        mark_rev: 0,
      })),
    )
    .execute();
  return { id, created: true };
}

/** Whether one of them is a guest who became a member. */
async function isSpent(tx: Db, userIds: readonly string[]): Promise<boolean> {
  const row = await tx
    .selectFrom('users')
    .select('id')
    .where('id', 'in', userIds)
    .where('merged_into', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** A site's own user who has not come yet. */
function placeholder(id: string, atMs: number) {
  return {
    id,
    name: null,
    picture: null,
    kind: 'user' as const,
    peer_address: newPeerAddress(),
    last_seen_at: null,
    created_at: atMs,
  };
}
