import { sql, type Kysely, type Updateable } from 'kysely';
import type { ParticipantCache } from './participant-cache.js';
import { messageOf } from './rows.js';
import type { Schema } from './schema.js';
import type { ChangeOutcome, MessagePatch, MessageStep, Refused } from './store.js';

type Tx = Kysely<Schema>;

export interface MessageChange {
  readonly id: string;
  readonly actorId: string | undefined;
  decide(message: ReturnType<typeof messageOf>): MessageStep;
}

/** Reads a message, lets a rule decide, and stores what it made of it under the next `rev`. */
export async function changeMessage(
  tx: Tx,
  participants: ParticipantCache,
  { id, actorId, decide }: MessageChange,
): Promise<ChangeOutcome | Refused> {
  const row = await tx.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return { refused: 'not_found' };
  const participantIds = await participants.of(tx, row.conversation_id);
  if (actorId !== undefined && !participantIds.includes(actorId)) return { refused: 'not_found' };
  const message = messageOf(row);
  const step = decide(message);
  if ('refused' in step) return step;
  if ('keep' in step) return { message, changed: false, participantIds };
  const head = await tx
    .updateTable('conversations')
    .set({ rev: sql<number>`rev + 1` })
    .where('id', '=', row.conversation_id)
    .returning('rev')
    .executeTakeFirstOrThrow();
  const changed = await tx
    .updateTable('messages')
    .set({ ...columnsOf(step.patch), rev: head.rev })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (step.patch.deletedAtMs !== undefined) {
    await tx.deleteFrom('stars').where('message_id', '=', id).execute();
  }
  return { message: messageOf(changed), changed: true, participantIds };
}

function columnsOf(patch: MessagePatch): Updateable<Schema['messages']> {
  const { text, editedAtMs, deletedAtMs, reactions, playedBy, bidStatus } = patch;
  return {
    ...(text !== undefined && { text }),
    ...(editedAtMs !== undefined && { edited_at: editedAtMs }),
    ...(reactions && { reactions: JSON.stringify(reactions) }),
    ...(playedBy && { played_by: JSON.stringify(playedBy) }),
    ...(bidStatus && { bid_status: bidStatus }),
    ...(deletedAtMs !== undefined && {
      deleted_at: deletedAtMs,
      text: null,
      media: null,
      location: null,
      forwarded: 0,
      reactions: '[]',
      played_by: '[]',
    }),
  };
}
