import { sql, type Kysely, type Selectable } from 'kysely';
import type { Message } from '../../src/protocol/index.js';
import type { Departure } from './account-store.js';
import { raiseRev } from './raise-rev.js';
import type { Schema } from './schema.js';
import { NOTHING_SAID, type MessageKeeping } from './sql-message-changes.js';

type Tx = Kysely<Schema>;
type Naming = Pick<
  Selectable<Schema['messages']>,
  'id' | 'conversation_id' | 'seq' | 'sender_id' | 'call' | 'deleted_at' | 'reactions' | 'played_by'
>;

/** The same of a person or a time that is to leave nothing: not even what was offered. */
export const NOTHING_LEFT = {
  ...NOTHING_SAID,
  bid: null,
  bid_status: null,
  bid_expires_at: null,
} as const;

/** What this person wrote, reacted to, or listened to. */
export function messagesNaming(
  tx: Tx,
  conversationId: string,
  { userId, after, limit }: { userId: string; after: number; limit: number },
): Promise<Naming[]> {
  const marked = sql<boolean>`(played_by <> '[]'
      and exists (select 1 from json_each(played_by) where value = ${userId}))
    or (reactions <> '[]' and exists (
      select 1 from json_tree(reactions) where atom = ${userId} and key is not 'emoji'))`;
  return tx
    .selectFrom('messages')
    .select([
      'id',
      'conversation_id',
      'seq',
      'sender_id',
      'call',
      'deleted_at',
      'reactions',
      'played_by',
    ])
    .where('conversation_id', '=', conversationId)
    .where('seq', '>', after)
    .where((eb) => eb.or([eb('sender_id', '=', userId), marked]))
    .orderBy('seq')
    .limit(limit)
    .execute();
}

/**
 * What they wrote becomes the trace of a deletion; entries of calls stay, under the other name. Their
 * reactions to others' messages go, and that they listened to them.
 */
export async function takeOut(
  tx: Tx,
  { index }: Pick<MessageKeeping, 'index'>,
  message: Naming,
  { userId, goneId, atMs }: Departure,
): Promise<void> {
  const { id, call, deleted_at: deletedAt } = message;
  const isOwn = message.sender_id === userId;
  const goes = isOwn && call === null;
  await tx
    .updateTable('messages')
    .set({
      rev: await raiseRev(tx, message.conversation_id),
      ...marksWithout(message, userId),
      ...(isOwn && { sender_id: goneId }),
      ...(goes && { ...NOTHING_LEFT, deleted_at: deletedAt ?? atMs }),
    })
    .where('id', '=', id)
    .execute();
  if (goes) await tx.deleteFrom('stars').where('message_id', '=', id).execute();
  if (isOwn) await index.remove(tx, id);
}

function marksWithout(message: Naming, userId: string): Pick<Naming, 'reactions' | 'played_by'> {
  const reactions = (JSON.parse(message.reactions) as Message['reactions'])
    .map(({ emoji, userIds }) => ({ emoji, userIds: userIds.filter((id) => id !== userId) }))
    .filter(({ userIds }) => userIds.length > 0);
  const playedBy = (JSON.parse(message.played_by) as string[]).filter((id) => id !== userId);
  return { reactions: JSON.stringify(reactions), played_by: JSON.stringify(playedBy) };
}
