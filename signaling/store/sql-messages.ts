import { sql, type Kysely } from 'kysely';
import type { Message } from '../../src/protocol/index.js';
import type { ParticipantCache } from './participant-cache.js';
import { messageOf } from './rows.js';
import { changeMessage } from './sql-message-changes.js';
import type { Schema } from './schema.js';
import type { Write } from './sql-store.js';
import type { MessageStore, NewMessage, Refused } from './store.js';

type Db = Kysely<Schema>;

export function sqlMessages(db: Db, write: Write, participants: ParticipantCache): MessageStore {
  return {
    append: (message) =>
      write(async (tx) => {
        const userIds = await participants.of(tx, message.conversationId);
        if (!userIds.includes(message.senderId)) return { refused: 'not_found' };
        const appended = await append(tx, message);
        return 'refused' in appended ? appended : { ...appended, participantIds: userIds };
      }),

    async view(id, viewerId) {
      const row = await db
        .selectFrom('messages as m')
        .innerJoin('participants as p', 'p.conversation_id', 'm.conversation_id')
        .selectAll('m')
        .where('m.id', '=', id)
        .where('p.user_id', '=', viewerId)
        .executeTakeFirst();
      return row && messageOf(row);
    },

    change: (id, actorId, decide) =>
      write(async (tx) => changeMessage(tx, participants, { id, actorId, decide })),

    async page(conversationId, { before, after, limit }) {
      let query = db
        .selectFrom('messages')
        .selectAll()
        .where('conversation_id', '=', conversationId)
        .orderBy('seq', 'desc')
        .limit(limit);
      if (before !== undefined) query = query.where('seq', '<', before);
      if (after !== undefined) query = query.where('seq', '>', after);
      return (await query.execute()).map(messageOf);
    },
  };
}

async function append(
  tx: Db,
  message: NewMessage,
): Promise<{ message: Message; created: boolean } | Refused> {
  if (message.replyTo !== undefined && !(await isPartOf(tx, message.replyTo, message))) {
    return (await known(tx, message)) ?? { refused: 'not_found' };
  }
  const stored = await insertMessage(tx, message);
  if (stored) return { message: stored, created: true };
  return (await known(tx, message)) ?? { refused: 'not_found' };
}

/**
 * Takes the next seq and rev of the conversation and stores the message there: two statements.
 * Undefined when the id is taken; then nothing was written.
 */
export async function insertMessage(tx: Db, message: NewMessage): Promise<Message | undefined> {
  const head = await tx
    .updateTable('conversations')
    .set({
      last_seq: sql<number>`last_seq + 1`,
      rev: sql<number>`rev + 1`,
      updated_at: message.atMs,
    })
    .where('id', '=', message.conversationId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('messages').select('id').where('messages.id', '=', message.id))),
    )
    .returning(['last_seq', 'rev'])
    .executeTakeFirst();
  if (!head) return undefined;
  const row = {
    id: message.id,
    conversation_id: message.conversationId,
    sender_id: message.senderId,
    type: message.type,
    seq: head.last_seq,
    rev: head.rev,
    text: message.text ?? null,
    call: message.call ? JSON.stringify(message.call) : null,
    media: null,
    location: message.location ? JSON.stringify(message.location) : null,
    bid: null,
    bid_status: null,
    bid_expires_at: null,
    forwarded: message.forwarded ? 1 : 0,
    reactions: '[]',
    played_by: '[]',
    reply_to: message.replyTo ?? null,
    created_at: message.atMs,
    edited_at: null,
    deleted_at: null,
  };
  await tx.insertInto('messages').values(row).execute();
  return messageOf(row);
}

async function isPartOf(tx: Db, id: string, message: NewMessage): Promise<boolean> {
  const row = await tx
    .selectFrom('messages')
    .select('id')
    .where('id', '=', id)
    .where('conversation_id', '=', message.conversationId)
    .executeTakeFirst();
  return row !== undefined;
}

/** What was stored under this id before: the answer to its own sender, a conflict to others. */
async function known(
  tx: Db,
  message: NewMessage,
): Promise<{ message: Message; created: false } | Refused | undefined> {
  const row = await tx
    .selectFrom('messages')
    .selectAll()
    .where('id', '=', message.id)
    .executeTakeFirst();
  if (!row) return undefined;
  const same = row.conversation_id === message.conversationId && row.sender_id === message.senderId;
  return same ? { message: messageOf(row), created: false } : { refused: 'conflict' };
}
