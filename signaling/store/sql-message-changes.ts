import type { Kysely, Updateable } from 'kysely';
import type { Message } from '../../src/protocol/index.js';
import type { ParticipantCache } from './participant-cache.js';
import { messageOf } from './rows.js';
import { raiseRev } from './raise-rev.js';
import type { Schema } from './schema.js';
import type { ChangeOutcome, MessagePatch, MessageStep, Refused } from './store.js';
import { indexMessage, type WordIndex } from './word-index.js';

type Tx = Kysely<Schema>;

/** What a message's row is kept with. */
export interface MessageKeeping {
  readonly participants: ParticipantCache;
  readonly index: WordIndex;
}

export interface MessageChange {
  readonly id: string;
  readonly actorId: string | undefined;
  decide(message: Message): MessageStep;
}

/** Reads a message, lets a rule decide, and stores what it made of it under the next `rev`. */
export async function changeMessage(
  tx: Tx,
  { participants, index }: MessageKeeping,
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
  const changed = await patchMessage(tx, message, step.patch);
  const hasOtherWords = message.text !== changed.text || changed.deletedAt !== undefined;
  if (hasOtherWords) {
    await indexMessage(index, tx, changed, { userIds: participantIds, isNew: false });
  }
  return {
    message: changed,
    changed: true,
    participantIds,
    ...(message.media && !changed.media && { released: message.media }),
  };
}

/** Stores a change under the next `rev` of the conversation. */
export async function patchMessage(
  tx: Tx,
  { id, conversationId }: Message,
  patch: MessagePatch,
): Promise<Message> {
  const rev = await raiseRev(tx, conversationId);
  const row = await tx
    .updateTable('messages')
    .set({ ...columnsOf(patch), rev })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (patch.deletedAtMs !== undefined) {
    await tx.deleteFrom('stars').where('message_id', '=', id).execute();
  }
  return messageOf(row);
}

/** What is left of a deleted message. An offer stays one: what became of it may matter to both. */
export const NOTHING_SAID = {
  text: null,
  media: null,
  location: null,
  forwarded: 0,
  reply_to: null,
  edited_at: null,
  reactions: '[]',
  played_by: '[]',
} as const;

function columnsOf(patch: MessagePatch): Updateable<Schema['messages']> {
  const { text, editedAtMs, deletedAtMs, reactions, playedBy, bidStatus } = patch;
  return {
    ...(text !== undefined && { text }),
    ...(editedAtMs !== undefined && { edited_at: editedAtMs }),
    ...(reactions && { reactions: JSON.stringify(reactions) }),
    ...(playedBy && { played_by: JSON.stringify(playedBy) }),
    ...(bidStatus && { bid_status: bidStatus }),
    ...(deletedAtMs !== undefined && {
      ...NOTHING_SAID,
      deleted_at: deletedAtMs,
    }),
  };
}
