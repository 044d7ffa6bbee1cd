import { sql, type Kysely } from 'kysely';
import type { Schema } from './schema.js';

/** Takes the next `rev` of a conversation: what is changed under it is met by whoever was away. */
export async function raiseRev(tx: Kysely<Schema>, conversationId: string): Promise<number> {
  const { rev } = await tx
    .updateTable('conversations')
    .set({ rev: sql<number>`rev + 1` })
    .where('id', '=', conversationId)
    .returning('rev')
    .executeTakeFirstOrThrow();
  return rev;
}
