import { Kysely, sql, type Dialect } from 'kysely';
import { BrokerError } from '../domain/broker-error.js';
import type { Log } from '../domain/types.js';
import { BlockCache } from './block-cache.js';
import { fts5Words } from './fts5-words.js';
import { migrate } from './migrations.js';
import { ParticipantCache } from './participant-cache.js';
import type { Schema } from './schema.js';
import { sqlAccounts } from './sql-accounts.js';
import { sqlAdmin } from './sql-admin.js';
import { sqlBids } from './sql-bids.js';
import { sqlBlocks } from './sql-blocks.js';
import { sqlCalls } from './sql-calls.js';
import { sqlConversations } from './sql-conversations.js';
import { sqlDevices } from './sql-devices.js';
import { sqlFiles } from './sql-files.js';
import { sqlMerges } from './sql-merges.js';
import { sqlMessages } from './sql-messages.js';
import { sqlPeople } from './sql-people.js';
import { sqlPersonal } from './sql-personal.js';
import { sqlRetention } from './sql-retention.js';
import { sqlSearch } from './sql-search.js';
import type { Store } from './store.js';
import { WriteHealth } from './write-health.js';
import { WriteQueue, type Transactor } from './write-queue.js';

/** Resolves after the commit that holds what was written. May run the body twice. */
export type Write = <T>(body: (tx: Kysely<Schema>) => Promise<T>) => Promise<T>;

/** Opens the database behind a dialect and brings it up to date. `log` hears when its disk is full. */
export async function openSqlStore(dialect: Dialect, log?: Log): Promise<Store> {
  const db = new Kysely<Schema>({ dialect });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const queue = new WriteQueue(transactorOf(db));
  const participants = new ParticipantCache();
  const keeping = { participants, index: fts5Words };
  const blocks = new BlockCache(db);
  let closing: Promise<void> | undefined;
  const health = new WriteHealth(log);
  const write: Write = (body) =>
    closing ? Promise.reject(new BrokerError('unavailable')) : health.watch(queue.run(body));
  return {
    people: sqlPeople(db, write),
    conversations: sqlConversations(db, write, participants),
    messages: sqlMessages(db, write, keeping),
    bids: sqlBids(db),
    calls: sqlCalls(db, write, participants),
    files: sqlFiles(db, write, participants),
    personal: sqlPersonal(db, write),
    blocks: sqlBlocks(write, blocks),
    devices: sqlDevices(db, write),
    search: sqlSearch(db, fts5Words),
    accounts: sqlAccounts(db, write, { ...keeping, blocks }),
    retention: sqlRetention(db, write, keeping),
    merges: sqlMerges(write, keeping, blocks),
    admin: sqlAdmin(write),
    get waitingWrites() {
      return queue.size;
    },
    check: async () => {
      // Of a table: a constant is answered without any file.
      await db.selectFrom('conversations').select('id').limit(1).execute();
      // Whoever is not ready is asked for nothing: this may be all that is written.
      if (health.trouble !== undefined) await write(rewriteOne);
    },
    close: () => (closing ??= queue.close().then(() => db.destroy())),
  };
}

/** Changes nothing, and yet is written. */
async function rewriteOne(tx: Kysely<Schema>): Promise<void> {
  await sql`update users set id = id where rowid = (select min(rowid) from users)`.execute(tx);
}

function transactorOf(db: Kysely<Schema>): Transactor<Kysely<Schema>> {
  return {
    transact: (body) => db.transaction().execute(body),
    async isolate(tx, body) {
      await sql`savepoint write_alone`.execute(tx);
      try {
        const value = await body();
        await sql`release savepoint write_alone`.execute(tx);
        return value;
      } catch (error) {
        await sql`rollback to savepoint write_alone`.execute(tx);
        await sql`release savepoint write_alone`.execute(tx);
        throw error;
      }
    },
  };
}
