import { sql, type Kysely } from 'kysely';

type Db = Kysely<unknown>;

/** Reports have a state, and who looks at them is written down for good. */
export async function createAdminTables(db: Db): Promise<void> {
  await db.schema
    .alterTable('reports')
    .addColumn('state', 'text', (column) => column.notNull().defaultTo('open'))
    .execute();
  for (const column of ['note', 'changed_by']) {
    await db.schema.alterTable('reports').addColumn(column, 'text').execute();
  }
  await db.schema.alterTable('reports').addColumn('changed_at', 'bigint').execute();
  await db.schema
    .createTable('audit')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('admin_id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('report_id', 'text')
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  for (const table of ['reports', 'audit']) {
    await db.schema
      .createIndex(`${table}_newest`)
      .on(table)
      .columns(['created_at', 'id'])
      .execute();
  }
  await forbidChanges(db);
}

/** Whoever has the file can do anything; the broker cannot, whatever is wrong with it. */
async function forbidChanges(db: Db): Promise<void> {
  for (const change of ['update', 'delete']) {
    await sql`create trigger ${sql.id(`audit_no_${change}`)} before ${sql.raw(change)} on audit
      begin select raise(abort, 'the audit is only ever added to'); end`.execute(db);
  }
}
