import { sql, type Kysely } from 'kysely';
import { createFts5Words } from './fts5-words.js';

type Db = Kysely<unknown>;

/** Everything a message can be beside text, and what a person does with conversations. */
export async function createMessagingTables(db: Db): Promise<void> {
  await extendMessages(db);
  await extendParticipants(db);
  await createPersonalTables(db);
  await createFiles(db);
  await createFts5Words(db);
}

async function extendMessages(db: Db): Promise<void> {
  for (const column of ['media', 'location', 'bid', 'bid_status']) {
    await db.schema.alterTable('messages').addColumn(column, 'text').execute();
  }
  await db.schema.alterTable('messages').addColumn('bid_expires_at', 'bigint').execute();
  await db.schema
    .alterTable('messages')
    .addColumn('forwarded', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  for (const column of ['reactions', 'played_by']) {
    await db.schema
      .alterTable('messages')
      .addColumn(column, 'text', (definition) => definition.notNull().defaultTo('[]'))
      .execute();
  }
  await db.schema
    .createIndex('messages_bid')
    .ifNotExists()
    .on('messages')
    .columns(['conversation_id', 'seq'])
    .where('bid' as never, 'is not', null)
    .execute();
  await db.schema
    .createIndex('messages_file')
    .ifNotExists()
    .on('messages')
    .expression(sql`json_extract(media, '$.fileId')`)
    .where('media' as never, 'is not', null)
    .execute();
  // At most one offer of a conversation is open, whoever writes at the same time.
  await db.schema
    .createIndex('messages_open_bid')
    .ifNotExists()
    .unique()
    .on('messages')
    .column('conversation_id')
    .where('bid_status' as never, '=', 'open')
    .execute();
  await db.schema
    .createIndex('messages_bid_expiry')
    .ifNotExists()
    .on('messages')
    .column('bid_expires_at')
    .where('bid_status' as never, '=', 'open')
    .execute();
}

async function extendParticipants(db: Db): Promise<void> {
  for (const column of ['archived', 'view_rev']) {
    await db.schema
      .alterTable('participants')
      .addColumn(column, 'bigint', (definition) => definition.notNull().defaultTo(0))
      .execute();
  }
  for (const column of ['muted_until', 'shown_delivered_seq', 'shown_read_seq']) {
    await db.schema.alterTable('participants').addColumn(column, 'bigint').execute();
  }
}

async function createPersonalTables(db: Db): Promise<void> {
  await db.schema
    .createTable('devices')
    .ifNotExists()
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('device_id', 'text', (column) => column.notNull())
    .addColumn('plays', 'text', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('devices_key', ['user_id', 'device_id'])
    .execute();
  await db.schema
    .createTable('blocks')
    .ifNotExists()
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('blocked_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('blocks_key', ['user_id', 'blocked_id'])
    .execute();
  await db.schema
    .createIndex('blocks_blocked')
    .ifNotExists()
    .on('blocks')
    .column('blocked_id')
    .execute();
  await db.schema
    .createTable('stars')
    .ifNotExists()
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('message_id', 'text', (column) =>
      column.notNull().references('messages.id').onDelete('cascade'),
    )
    .addColumn('conversation_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('stars_key', ['user_id', 'message_id'])
    .execute();
  await db.schema
    .createIndex('stars_conversation')
    .ifNotExists()
    .on('stars')
    .columns(['user_id', 'conversation_id', 'created_at'])
    .execute();
  await db.schema
    .createTable('reports')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('reporter_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('conversation_id', 'text')
    .addColumn('message_id', 'text')
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('text', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function createFiles(db: Db): Promise<void> {
  await db.schema
    .createTable('files')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('conversation_id', 'text', (column) =>
      column.notNull().references('conversations.id').onDelete('cascade'),
    )
    .addColumn('owner_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('mime_type', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('blob', 'text', (column) => column.notNull())
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('thumbnail_blob', 'text')
    .addColumn('thumbnail_width', 'integer')
    .addColumn('thumbnail_height', 'integer')
    .addColumn('placeholder', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  for (const column of ['blob', 'thumbnail_blob', 'created_at']) {
    await db.schema
      .createIndex(`files_${column}`)
      .ifNotExists()
      .on('files')
      .column(column)
      .execute();
  }
  await db.schema
    .createTable('uploads')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('conversation_id', 'text', (column) =>
      column.notNull().references('conversations.id').onDelete('cascade'),
    )
    .addColumn('owner_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('uploads_owner')
    .ifNotExists()
    .on('uploads')
    .column('owner_id')
    .execute();
}
