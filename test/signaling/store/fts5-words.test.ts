import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { orRefuse } from '../../../signaling/domain/actors.js';
import { createFts5Words, fts5Words } from '../../../signaling/store/fts5-words.js';
import type { Schema } from '../../../signaling/store/schema.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';
import type { Store } from '../../../signaling/store/store.js';
import { wordsOf } from '../../../signaling/domain/words.js';
import { openTestStore } from '../../support/broker/test-store.js';

let store: Store;
let db: Kysely<Schema>;
let file: string;
let forget: () => Promise<void>;
beforeEach(async () => {
  ({ store, file, forget } = await openTestStore());
  db = new Kysely<Schema>({ dialect: sqliteDialect(file) });
});
afterEach(async () => {
  await db.destroy();
  await forget();
});

const find = (userId: string, text: string, options: { conversationId?: string } = {}) =>
  fts5Words
    .find(db, { userId, words: wordsOf(text), limit: 50, ...options })
    .then((found) => found.map(({ messageId }) => messageId));

function entry(text: string, userIds = ['a', 'b']) {
  return {
    messageId: randomUUID(),
    conversationId: randomUUID(),
    userIds,
    words: wordsOf(text),
  };
}

describe('the word index', () => {
  it('gives people only what is theirs, though others have the same words', async () => {
    const [ours, theirs] = [entry('blue door'), entry('blue door', ['c', 'd'])];
    await fts5Words.add(db, ours);
    await fts5Words.add(db, theirs);
    expect(await find('a', 'blue')).toEqual([ours.messageId]);
    expect(await find('d', 'blue')).toEqual([theirs.messageId]);
    expect(await find('e', 'blue')).toEqual([]);
    const elsewhere = { conversationId: theirs.conversationId };
    expect(await find('a', 'blue', elsewhere)).toEqual([]);
  });

  it('cannot be asked by a word for a message, a conversation or a person', async () => {
    const known = entry('blue');
    await fts5Words.add(db, known);
    for (const id of [known.messageId, known.conversationId]) {
      const bare = id.replaceAll('-', '');
      for (const word of [`m${bare}`, `v${bare}`]) expect(await find('a', word)).toEqual([]);
    }
  });

  it('takes new words in at the old place', async () => {
    const [first, second] = [entry('blue'), entry('red')];
    await fts5Words.add(db, first);
    await fts5Words.add(db, second);
    await fts5Words.replace(db, { ...first, words: wordsOf('red') });
    expect(await find('a', 'blue')).toEqual([]);
    expect(await find('b', 'red')).toEqual([second.messageId, first.messageId]);
  });

  it('takes in what is replaced before it was there, and removes what is not there', async () => {
    const late = entry('blue');
    await fts5Words.remove(db, late.messageId);
    await fts5Words.replace(db, late);
    expect(await find('a', 'blue')).toEqual([late.messageId]);
    await fts5Words.remove(db, late.messageId);
    expect(await find('a', 'blue')).toEqual([]);
  });

  it('is made from the messages that were there before it, oldest first', async () => {
    const userIds = ['a', 'b'] as const;
    const { id } = orRefuse(await store.conversations.open({ id: randomUUID(), userIds, atMs: 1 }));
    const ids = Array.from({ length: 600 }, () => randomUUID());
    await Promise.all(
      ids.map((messageId, i) =>
        store.messages.append({
          id: messageId,
          conversationId: id,
          senderId: 'a',
          type: 'TEXT',
          text: `number ${i}`,
          atMs: i,
        }),
      ),
    );
    await store.messages.change(ids[5]!, 'a', () => ({ patch: { deletedAtMs: 1, text: null } }));
    for (const messageId of ids) await fts5Words.remove(db, messageId);
    expect(await find('b', 'number')).toEqual([]);
    await createFts5Words(db as Kysely<unknown>);
    expect(await find('b', 'number')).toEqual(ids.slice(-50).reverse());
    expect(await find('b', 'number 5')).not.toContain(ids[5]);
  });

  it('keeps no text a second time, and stays sound', async () => {
    await fts5Words.add(db, entry('a very private sentence'));
    const database = new Database(file);
    const rows = database.prepare('select * from message_words').all();
    expect(JSON.stringify(rows)).not.toContain('private');
    database.exec("insert into message_words(message_words) values('integrity-check')");
    database.close();
  });
});
