import type { Kysely } from 'kysely';

/** Guests who have signed in, and what became of their conversations. */
export async function createMerges(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('users').addColumn('merged_into', 'text').execute();
  await db.schema
    .createTable('joined_conversations')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('into_id', 'text', (column) =>
      column.notNull().references('conversations.id').onDelete('cascade'),
    )
    .addColumn('guest_id', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('joined_conversations_guest')
    .ifNotExists()
    .on('joined_conversations')
    .column('guest_id')
    .execute();
  await db.schema
    .createIndex('joined_conversations_into')
    .ifNotExists()
    .on('joined_conversations')
    .column('into_id')
    .execute();
}
