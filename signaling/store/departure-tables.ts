import { sql, type Kysely } from 'kysely';

type Db = Kysely<unknown>;

/** What others decided about a person, and what they did to others lately, outlives their account. */
export async function createDepartures(db: Db): Promise<void> {
  await letBlocksStay(db);
  await db.schema
    .createTable('departures')
    .addColumn('gone_id', 'text', (column) => column.primaryKey().references('users.id'))
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('left_at', 'bigint', (column) => column.notNull())
    .execute();
  for (const column of ['user_id', 'left_at']) {
    await db.schema.createIndex(`departures_${column}`).on('departures').column(column).execute();
  }
}

/** Who is blocked may be nobody now. SQLite takes a reference away only with its table. */
async function letBlocksStay(db: Db): Promise<void> {
  await db.schema.alterTable('blocks').renameTo('former_blocks').execute();
  await db.schema
    .createTable('blocks')
    .addColumn('user_id', 'text', (column) => column.notNull().references('users.id'))
    .addColumn('blocked_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('blocks_key', ['user_id', 'blocked_id'])
    .execute();
  await sql`insert into blocks (user_id, blocked_id, created_at)
    select user_id, blocked_id, created_at from former_blocks order by rowid`.execute(db);
  await db.schema.dropTable('former_blocks').execute();
  await db.schema.createIndex('blocks_blocked').on('blocks').column('blocked_id').execute();
}
