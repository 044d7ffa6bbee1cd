import type { Kysely } from 'kysely';
import type { Evidence } from '../../src/protocol/admin.js';
import type { NewReport } from './personal-store.js';
import { instantOf } from './rows.js';
import type { Schema } from './schema.js';

type Tx = Kysely<Schema>;

/** The message that was reported, and how it came to it. */
const MESSAGES = 11;

/**
 * What was said, as it is now: whoever said it may edit it or take it away. Nobody is named in it, so
 * that no name in it has to be changed with the person's. A report of a person only has none.
 */
export async function evidenceFor(
  tx: Tx,
  { conversationId, messageId, userId }: NewReport,
): Promise<string | null> {
  let query = tx
    .selectFrom('messages')
    .select(['id', 'sender_id', 'type', 'text', 'created_at'])
    .orderBy('seq', 'desc')
    .limit(MESSAGES);
  if (messageId !== undefined) {
    const place = await tx
      .selectFrom('messages')
      .select(['conversation_id', 'seq'])
      .where('id', '=', messageId)
      .executeTakeFirstOrThrow();
    query = query
      .where('conversation_id', '=', place.conversation_id)
      .where('seq', '<=', place.seq);
  } else if (conversationId !== undefined) {
    query = query.where('conversation_id', '=', conversationId);
  } else return null;
  const evidence = (await query.execute()).reverse().map((row): Evidence => ({
    messageId: row.id,
    by: row.sender_id === userId ? 'reported' : 'reporter',
    type: row.type,
    ...(row.text !== null && { text: row.text }),
    at: instantOf(row.created_at),
  }));
  return JSON.stringify(evidence);
}

/** Their own words go with them; those of whom they reported stay. */
export async function forgetOwnEvidence(tx: Tx, reporterId: string): Promise<void> {
  const rows = await tx
    .selectFrom('reports')
    .select(['id', 'evidence'])
    .where('reporter_id', '=', reporterId)
    .where('evidence', 'is not', null)
    .execute();
  for (const { id, evidence } of rows) {
    const left = evidenceOf(evidence).filter(({ by }) => by === 'reported');
    await tx
      .updateTable('reports')
      .set({ evidence: JSON.stringify(left) })
      .where('id', '=', id)
      .execute();
  }
}

export function evidenceOf(json: string | null): Evidence[] {
  return json === null ? [] : (JSON.parse(json) as Evidence[]);
}
