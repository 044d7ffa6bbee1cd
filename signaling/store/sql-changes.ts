import type { Kysely } from 'kysely';
import { messageOf, shownMarkOf } from './rows.js';
import type { Schema } from './schema.js';
import type { Change } from './store.js';

/** Messages and marks share one counter, so that one cursor covers both. */
export async function readChanges(
  db: Kysely<Schema>,
  { conversationId, viewerId }: { conversationId: string; viewerId: string },
  { after, limit }: { after: number; limit: number },
): Promise<readonly Change[]> {
  const marks = await db
    .selectFrom('participants')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('mark_rev', '>', after)
    .execute();
  const messages = await db
    .selectFrom('messages')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .where('rev', '>', after)
    .orderBy('rev')
    .limit(limit)
    .execute();
  const changes: Change[] = [
    ...marks.map((row) => ({ rev: row.mark_rev, mark: shownMarkOf(row, viewerId) })),
    ...messages.map((row) => ({ rev: row.rev, message: messageOf(row) })),
  ];
  return changes.sort((a, b) => a.rev - b.rev).slice(0, limit);
}
