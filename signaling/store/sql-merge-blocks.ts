import { sql, type Kysely } from 'kysely';
import type { Merge } from './merge-store.js';
import type { Schema } from './schema.js';

type Db = Kysely<Schema>;

/**
 * Whoever blocked the guest blocks the member, and the other way round: a block is of a person. Tells
 * whom that is about. Before conversations are moved, so that no mark is shown that a block holds back.
 */
export async function moveBlocks(tx: Db, merge: Merge): Promise<string[]> {
  const { guestId, memberId } = merge;
  const rows = await tx
    .selectFrom('blocks')
    .selectAll()
    .where((eb) => eb.or([eb('user_id', '=', guestId), eb('blocked_id', '=', guestId)]))
    .execute();
  const others = new Set<string>();
  for (const row of rows) {
    await tx
      .deleteFrom('blocks')
      .where('user_id', '=', row.user_id)
      .where('blocked_id', '=', row.blocked_id)
      .execute();
    const isBlocker = row.user_id === guestId;
    const otherId = isBlocker ? row.blocked_id : row.user_id;
    // Nobody blocks themselves.
    if (otherId === memberId) continue;
    others.add(otherId);
    const [blockerId, blockedId] = isBlocker ? [memberId, otherId] : [otherId, memberId];
    await tx
      .insertInto('blocks')
      .values({ user_id: blockerId, blocked_id: blockedId, created_at: row.created_at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const now = await tx
    .selectFrom('blocks')
    .select(['user_id', 'blocked_id'])
    .where((eb) => eb.or([eb('user_id', '=', memberId), eb('blocked_id', '=', memberId)]))
    .execute();
  for (const { user_id: blockerId, blocked_id: blockedId } of now) {
    await holdBack(tx, merge, blockerId, blockedId);
  }
  return [...others];
}

/** In every conversation of these two, the guest's too, others keep seeing the marks of before. */
async function holdBack(
  tx: Db,
  { guestId, memberId }: Merge,
  blockerId: string,
  blockedId: string,
): Promise<void> {
  const both = (id: string) => (id === memberId ? [memberId, guestId] : [id]);
  await tx
    .updateTable('participants')
    .set(({ ref }) => ({
      shown_delivered_seq: ref('delivered_seq'),
      shown_read_seq: ref('read_seq'),
      view_rev: sql<number>`view_rev + 1`,
    }))
    .where('user_id', 'in', both(blockerId))
    .where('shown_read_seq', 'is', null)
    .where('conversation_id', 'in', (query) =>
      query
        .selectFrom('participants')
        .select('conversation_id')
        .where('user_id', 'in', both(blockedId)),
    )
    .execute();
}
