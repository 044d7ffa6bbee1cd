/**
 * Writes messages into the database of its first argument until it is killed, and says each one that
 * was acknowledged. The second argument is the run, the third the conversations by commas.
 */
import { writeSync } from 'node:fs';
import { openSqlStore } from '../../../dist/signaling/store/sql-store.js';
import { sqliteDialect } from '../../../dist/signaling/store/sqlite-dialect.js';

const [file, run, conversations] = process.argv.slice(2);
const store = await openSqlStore(sqliteDialect(file));
const conversationIds = conversations.split(',');
let count = 0;

async function write() {
  for (;;) {
    const index = count++;
    const id = `${run.padStart(8, '0')}-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const conversationId = conversationIds[index % conversationIds.length];
    const draft = { id, conversationId, senderId: 'a', type: 'TEXT', text: id, atMs: Date.now() };
    const { message } = await store.messages.append(draft);
    // Synchronous: what was said has left the process when it is killed.
    writeSync(1, `${conversationId} ${message.seq} ${id}\n`);
  }
}

await Promise.all(Array.from({ length: 20 }, write));
