import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Schema } from './schema.js';
import { wordsOf } from '../domain/words.js';
import type { IndexedMessage, WordIndex } from './word-index.js';

type Db = Kysely<Schema>;

const OWNER_CHARS = 12;
const BACKFILL_ROWS = 500;

/**
 * SQLite's full text, as an index of finished words and nothing more: our words go in, `ascii` only
 * cuts at spaces, no text is kept a second time. Each word is there once per participant, behind a
 * mark of theirs, so that a search walks through the words of its own person: it costs what they
 * have, however much others have, and cannot meet what is not theirs. Two more terms name the
 * message and its conversation.
 */
export const fts5Words: WordIndex = {
  async add(tx, message) {
    await sql`insert into message_words (terms, message_id)
      values (${termsOf(message)}, ${message.messageId})
    `.execute(tx);
  },

  async replace(tx, message) {
    const { messageId } = message;
    const { numAffectedRows } = await sql`update message_words
      set terms = ${termsOf(message)}, message_id = ${messageId}
      where rowid in (
        select rowid from message_words where message_words match ${quote(messageTerm(messageId))}
      )`.execute(tx);
    if (!numAffectedRows) await fts5Words.add(tx, message);
  },

  async remove(tx, messageId) {
    await sql`delete from message_words where rowid in (
      select rowid from message_words where message_words match ${quote(messageTerm(messageId))}
    )`.execute(tx);
  },

  async find(db, { userId, conversationId, words, before, limit }) {
    const owner = ownerTerm(userId);
    const terms = words.map((word) => `${quote(owner + word)}*`);
    if (conversationId !== undefined) terms.unshift(quote(conversationTerm(conversationId)));
    const { rows } = await sql<{ messageId: string; place: number }>`
      select rowid as place, message_id as "messageId" from message_words
      where message_words match ${terms.join(' AND ')}
        and rowid < ${before ?? Number.MAX_SAFE_INTEGER}
      order by rowid desc limit ${limit}
    `.execute(db);
    return rows;
  },
};

/** The table, and in it the messages of before. Words hold letters and digits only: see words.ts. */
export async function createFts5Words(db: Kysely<unknown>): Promise<void> {
  await sql`create virtual table if not exists message_words using fts5(
    terms, message_id unindexed, tokenize = 'ascii', detail = none,
    content = '', contentless_delete = 1, contentless_unindexed = 1
  )`.execute(db);
  await fill(db as Db);
}

async function fill(db: Db): Promise<void> {
  for (let offset = 0; ; offset += BACKFILL_ROWS) {
    const rows = await db
      .selectFrom('messages')
      .select(['id', 'conversation_id', 'text'])
      .where('text', 'is not', null)
      .where('deleted_at', 'is', null)
      .orderBy('created_at')
      .orderBy('id')
      .limit(BACKFILL_ROWS)
      .offset(offset)
      .execute();
    for (const { id, conversation_id: conversationId, text } of rows) {
      const people = await db
        .selectFrom('participants')
        .select('user_id')
        .where('conversation_id', '=', conversationId)
        .execute();
      const words = wordsOf(text ?? '');
      const userIds = people.map((person) => person.user_id);
      if (words.length > 0) {
        await fts5Words.add(db, { messageId: id, conversationId, userIds, words });
      }
    }
    if (rows.length < BACKFILL_ROWS) return;
  }
}

function termsOf({ messageId, conversationId, userIds, words }: IndexedMessage): string {
  const found = userIds.map(ownerTerm).flatMap((owner) => words.map((word) => owner + word));
  return [...found, messageTerm(messageId), conversationTerm(conversationId)].join(' ');
}

/** Of one length, so that nobody's mark and word can spell another's. */
function ownerTerm(userId: string): string {
  return createHash('sha256').update(userId).digest('hex').slice(0, OWNER_CHARS);
}

/** Hexadecimal marks do not begin with these letters. */
const messageTerm = (id: string): string => `m${id.replaceAll('-', '')}`;
const conversationTerm = (id: string): string => `v${id.replaceAll('-', '')}`;

const quote = (term: string): string => `"${term}"`;
