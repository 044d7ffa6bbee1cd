import { Migrator, type Kysely, type Migration } from 'kysely';
import { createMerges } from './merge-tables.js';
import { createAdminTables } from './admin-tables.js';
import { createDepartures } from './departure-tables.js';
import { createMessagingTables } from './messaging-tables.js';

/** Forward only. A version that was released is never edited: add the next one. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001_people_conversations_calls': {
    async up(db: Kysely<unknown>) {
      await createPeople(db);
      await createConversations(db);
      await createCalls(db);
    },
  },
  '0002_messaging': { up: createMessagingTables },
  '0003_merged_guests': { up: createMerges },
  '0004_admins': { up: createAdminTables },
  '0005_departures': { up: createDepartures },
  '0006_evidence': {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('reports').addColumn('evidence', 'text').execute();
    },
  },
};

/** Brings the database to the newest version. Safe when started twice, also at the same time. */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => MIGRATIONS },
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw new Error('the database could not be brought up to date', { cause: error });
}

async function createPeople(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('users')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text')
    .addColumn('picture', 'text')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('peer_address', 'text', (column) => column.notNull().unique())
    .addColumn('last_seen_at', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function createConversations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('conversations')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('pair_key', 'text', (column) => column.notNull())
    .addColumn('listing_id', 'text', (column) => column.notNull().defaultTo(''))
    .addColumn('listing', 'text')
    .addColumn('last_seq', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('rev', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('conversations_pair_listing', ['pair_key', 'listing_id'])
    .execute();
  await db.schema
    .createTable('participants')
    .ifNotExists()
    .addColumn('conversation_id', 'text', (column) =>
      column.notNull().references('conversations.id').onDelete('cascade'),
    )
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('delivered_seq', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('read_seq', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('mark_rev', 'bigint', (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('participants_key', ['conversation_id', 'user_id'])
    .execute();
  await db.schema
    .createIndex('participants_user')
    .ifNotExists()
    .on('participants')
    .column('user_id')
    .execute();
  await createMessages(db);
}

async function createMessages(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('messages')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('conversation_id', 'text', (column) =>
      column.notNull().references('conversations.id').onDelete('cascade'),
    )
    .addColumn('sender_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('rev', 'bigint', (column) => column.notNull())
    .addColumn('text', 'text')
    .addColumn('call', 'text')
    .addColumn('reply_to', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('edited_at', 'bigint')
    .addColumn('deleted_at', 'bigint')
    .addUniqueConstraint('messages_place', ['conversation_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('messages_change')
    .ifNotExists()
    .on('messages')
    .columns(['conversation_id', 'rev'])
    .execute();
}

async function createCalls(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('calls')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('conversation_id', 'text', (column) =>
      column.notNull().references('conversations.id').onDelete('cascade'),
    )
    .addColumn('caller_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('callee_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .addColumn('duration', 'bigint')
    .addColumn('missed_reason', 'text')
    .addColumn('metadata', 'text', (column) => column.notNull().defaultTo('{}'))
    .addColumn('end_reason', 'text')
    .addColumn('connected_at', 'bigint')
    .addColumn('caller_device_id', 'text')
    .addColumn('callee_device_id', 'text')
    .addColumn('caller_peer_id', 'text')
    .addColumn('callee_peer_id', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('calls_open')
    .ifNotExists()
    .on('calls')
    .column('status')
    .where('status' as never, 'in', ['RINGING', 'ANSWERED'])
    .execute();
  for (const column of ['caller_id', 'callee_id', 'conversation_id']) {
    await db.schema
      .createIndex(`calls_${column}`)
      .ifNotExists()
      .on('calls')
      .columns([column, 'created_at'])
      .execute();
  }
}
