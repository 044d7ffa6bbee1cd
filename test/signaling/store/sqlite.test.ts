import Database from 'better-sqlite3';
import { Kysely, sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openSqlStore } from '../../../signaling/store/sql-store.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';
import { openTestStore } from '../../support/broker/test-store.js';
import { describeStore } from './store-contract.js';

describeStore('the store on SQLite', openTestStore);

describe('SQLite', () => {
  it('is opened again where it was left', async () => {
    const { store, file, forget } = await openTestStore();
    await store.people.save({ id: 'a', name: 'Ada', kind: 'user', atMs: 1 });
    await store.close();
    const again = await openSqlStore(sqliteDialect(file));
    expect(await again.people.find(['a'])).toMatchObject([{ name: 'Ada' }]);
    await again.close();
    await forget();
  });

  it('keeps a log ahead of the file, so that readers and the writer do not wait', async () => {
    const { file, forget } = await openTestStore();
    const database = new Database(file, { readonly: true });
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    database.close();
    await forget();
  });

  it('reads wide rows, whatever is in them, as narrow ones', async () => {
    const { file, forget } = await openTestStore();
    const db = new Kysely<Record<string, never>>({ dialect: sqliteDialect(file) });
    const awkward = [
      null,
      '',
      'it\'s "so" \\',
      '\u0000',
      '🛎️',
      '{"a":1}',
      'null',
      2 ** 53,
      -1,
      0.5,
    ];
    const columns = awkward.map((_, index) => `c${index}`);
    const wide = [...columns, 'd', 'e', 'f'];
    await sql.raw(`create table awkward (n integer, ${columns.join(', ')}, d, e, f)`).execute(db);
    const rows = [3, 1, 2].map((n) => [n, ...awkward, n, 'é', null]);
    for (const row of rows) await sql`insert into awkward values (${sql.join(row)})`.execute(db);

    const read = (names: string[]) =>
      sql.raw<object>(`select ${names.join(', ')} from awkward order by n desc`).execute(db);
    const whole = (await read(['n', ...wide])).rows;
    const left = (await read(['n', ...wide.slice(0, 6)])).rows;
    const right = (await read(wide.slice(6))).rows;
    expect(whole).toHaveLength(3);
    expect(whole).toEqual(left.map((row, index) => ({ ...row, ...right[index] })));
    expect((await read(['n', ...wide].map((name) => `${name} as same`))).rows).toHaveLength(3);
    expect((await sql`select * from awkward where n > 3`.execute(db)).rows).toEqual([]);
    await db.destroy();
    await forget();
  });

  it('binds no limit where it would plan each query anew', async () => {
    const { file, forget } = await openTestStore();
    const db = new Kysely<{ t: { a: string } }>({ dialect: sqliteDialect(file) });
    const query = db.selectFrom('t').select('a').limit(5).compile();
    expect(query).toMatchObject({ sql: 'select "a" from "t" limit ? + 0', parameters: [5] });
    await db.destroy();
    await forget();
  });

  it('syncs its checkpoints itself, and leaves commits to the flush', async () => {
    const { file, forget } = await openTestStore();
    const db = new Kysely<Record<string, never>>({ dialect: sqliteDialect(file) });
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
    expect(rows).toEqual([{ synchronous: 1 }]);
    const keys = await sql<{ foreign_keys: number }>`pragma foreign_keys`.execute(db);
    expect(keys.rows).toEqual([{ foreign_keys: 1 }]);
    await db.destroy();
    await forget();
  });

  it('locks for writing where a transaction begins, so that two writers wait and do not fail', async () => {
    const { store, file, forget } = await openTestStore();
    await store.close();
    const other = new Database(file, { timeout: 0 });
    const db = new Kysely<Record<string, never>>({ dialect: sqliteDialect(file) });
    await db.transaction().execute(async () => {
      expect(() => other.exec('begin immediate')).toThrow('database is locked');
    });
    other.exec('begin immediate; rollback');
    other.close();
    await db.destroy();
    await forget();
  });

  it('refuses a database that a newer broker has changed', async () => {
    const { store, file, forget } = await openTestStore();
    await store.close();
    const database = new Database(file);
    database.exec(`insert into kysely_migration values ('9999_later', '2030-01-01T00:00:00.000Z')`);
    database.close();
    await expect(openSqlStore(sqliteDialect(file))).rejects.toThrow('brought up to date');
    await forget();
  });
});
