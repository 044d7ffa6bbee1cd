import { sql, type Kysely } from 'kysely';
import type { BlockCache } from './block-cache.js';
import type { BlockOutcome, BlockStore } from './personal-store.js';
import { prepared, type Values } from './prepared.js';
import { markOf } from './rows.js';
import { raiseRev } from './raise-rev.js';
import type { Schema } from './schema.js';
import type { Write } from './sql-store.js';
import type { Refused } from './store.js';

type Db = Kysely<Schema>;

const NOTHING: BlockOutcome = { conversationIds: [], marks: [] };

/** Inside a transaction: what is remembered of blocks may be older than one that is being written. */
export async function standApart(tx: Db, userId: string, otherId: string): Promise<boolean> {
  return (await selectBetween(tx, { userId, otherId })).length > 0;
}

const selectBetween = prepared((db, two: Two & Values) => blocksBetween(db, two));

interface Two {
  readonly userId: string;
  readonly otherId: string;
}

/** The blocks of these two, whoever blocks whom. */
export function blocksBetween(db: Db, { userId, otherId }: Two) {
  return db
    .selectFrom('blocks')
    .select('user_id')
    .where(({ or, and, eb }) =>
      or([
        and([eb('user_id', '=', userId), eb('blocked_id', '=', otherId)]),
        and([eb('user_id', '=', otherId), eb('blocked_id', '=', userId)]),
      ]),
    );
}

export function sqlBlocks(write: Write, cache: BlockCache): BlockStore {
  return {
    of: (userId) => cache.of(userId),

    async block(userId, blockedId, atMs) {
      const outcome = await write((tx) => block(tx, userId, blockedId, atMs));
      cache.forget([userId, blockedId]);
      return outcome;
    },

    async unblock(userId, blockedId) {
      const outcome = await write((tx) => unblock(tx, userId, blockedId));
      cache.forget([userId, blockedId]);
      return outcome;
    },
  };
}

/** What the blocker reads from now on is not shown: their marks stay for others what they are. */
async function block(
  tx: Db,
  userId: string,
  blockedId: string,
  atMs: number,
): Promise<BlockOutcome | Refused> {
  const person = await tx
    .selectFrom('users')
    .select('id')
    .where('id', '=', blockedId)
    .executeTakeFirst();
  if (!person) return { refused: 'not_found' };
  const added = await tx
    .insertInto('blocks')
    .values({ user_id: userId, blocked_id: blockedId, created_at: atMs })
    .onConflict((conflict) => conflict.doNothing())
    .returning('user_id')
    .executeTakeFirst();
  if (!added) return NOTHING;
  const rows = await tx
    .updateTable('participants')
    .set(({ ref }) => ({
      shown_delivered_seq: ref('delivered_seq'),
      shown_read_seq: ref('read_seq'),
      view_rev: sql<number>`view_rev + 1`,
    }))
    .where('user_id', '=', userId)
    .where('conversation_id', 'in', conversationsOf(tx, blockedId))
    .returning('conversation_id')
    .execute();
  return { conversationIds: rows.map((row) => row.conversation_id), marks: [] };
}

async function unblock(tx: Db, userId: string, blockedId: string): Promise<BlockOutcome> {
  const taken = await tx
    .deleteFrom('blocks')
    .where('user_id', '=', userId)
    .where('blocked_id', '=', blockedId)
    .returning('user_id')
    .executeTakeFirst();
  if (!taken) return NOTHING;
  const rows = await tx
    .selectFrom('participants')
    .selectAll()
    .where('user_id', '=', userId)
    .where('conversation_id', 'in', conversationsOf(tx, blockedId))
    .execute();
  const marks: BlockOutcome['marks'][number][] = [];
  for (const row of rows) {
    const { conversation_id: conversationId } = row;
    const isNews =
      row.shown_delivered_seq !== row.delivered_seq || row.shown_read_seq !== row.read_seq;
    const rev = isNews ? await raiseRev(tx, conversationId) : undefined;
    if (rev !== undefined) marks.push({ conversationId, mark: markOf(row), rev });
    await tx
      .updateTable('participants')
      .set({
        shown_delivered_seq: null,
        shown_read_seq: null,
        view_rev: row.view_rev + 1,
        ...(rev !== undefined && { mark_rev: rev }),
      })
      .where('conversation_id', '=', conversationId)
      .where('user_id', '=', userId)
      .execute();
  }
  return { conversationIds: rows.map((row) => row.conversation_id), marks };
}

function conversationsOf(tx: Db, userId: string) {
  return tx.selectFrom('participants').select('conversation_id').where('user_id', '=', userId);
}
