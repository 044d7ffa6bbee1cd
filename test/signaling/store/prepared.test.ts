import fc from 'fast-check';
import { Kysely, PostgresAdapter, sql } from 'kysely';
import { DummyDriver, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepared } from '../../../signaling/store/prepared.js';
import type { Schema } from '../../../signaling/store/schema.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';

let db: Kysely<Schema>;
let built = 0;
beforeEach(async () => {
  built = 0;
  db = new Kysely<Schema>({ dialect: sqliteDialect(':memory:') });
  await sql`create table stars (user_id text, conversation_id text, message_id text, created_at integer)`.execute(
    db,
  );
});
afterEach(() => db.destroy());

interface Asked {
  readonly [name: string]: string | number | readonly string[] | undefined;
  readonly userId: string;
  readonly ids: readonly string[];
  readonly sinceMs?: number | undefined;
}

function build(on: Kysely<Schema>, { userId, ids, sinceMs }: Asked) {
  built++;
  const query = on
    .selectFrom('stars')
    .select('message_id')
    .where('user_id', '=', userId)
    .where('conversation_id', 'in', ids)
    .orderBy('message_id');
  return sinceMs === undefined ? query : query.where('created_at', '>=', sinceMs);
}

const star = prepared((on, row: { user: string; talk: string; message: string; atMs: number }) =>
  on.insertInto('stars').values({
    user_id: row.user,
    conversation_id: row.talk,
    message_id: row.message,
    created_at: row.atMs,
  }),
);

describe('a prepared query', () => {
  it('answers as the same query built anew, whatever its values', async () => {
    const select = prepared(build);
    const id = fc.constantFrom('a', 'b', "c'; drop table stars; --");
    const values = fc.record(
      { userId: id, ids: fc.array(id, { minLength: 1, maxLength: 4 }), sinceMs: fc.nat(3) },
      { requiredKeys: ['userId', 'ids'] },
    );
    const row = fc.record({ user: id, talk: id, message: fc.string(), atMs: fc.nat(3) });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 6 }), values, async (rows, asked) => {
        await db.deleteFrom('stars').execute();
        for (const each of rows) await star(db, each);
        expect(await select(db, asked)).toEqual(await build(db, asked).execute());
      }),
    );
  });

  it('is built once for each shape of its values', async () => {
    const select = prepared(build);
    for (const userId of ['a', 'b', 'c']) await select(db, { userId, ids: ['x', 'y'] });
    expect(built).toBe(1);
    await select(db, { userId: 'a', ids: ['x'] });
    await select(db, { userId: 'a', ids: ['x'], sinceMs: 1 });
    await select(db, { userId: 'b', ids: ['z'], sinceMs: 2 });
    await select(db, { userId: 'b', ids: ['z'], sinceMs: undefined });
    expect(built).toBe(3);
  });

  it('runs in a transaction as outside of one', async () => {
    const select = prepared(build);
    const asked = { userId: 'a', ids: ['t'] };
    const undo = new Error('undone');
    const undone = db.transaction().execute(async (tx) => {
      await star(tx, { user: 'a', talk: 't', message: 'm', atMs: 1 });
      expect(await select(tx, asked)).toEqual([{ message_id: 'm' }]);
      throw undo;
    });
    await expect(undone).rejects.toBe(undo);
    expect(await select(db, asked)).toEqual([]);
    expect(built).toBe(1);
  });

  it('is compiled for each kind of database', async () => {
    const select = prepared(build);
    const asked = { userId: 'a', ids: ['t'] };
    await select(db, asked);
    const said: string[] = [];
    const other = new Kysely<Schema>({
      log: ({ query }) => void said.push(query.sql),
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (on) => new PostgresIntrospector(on),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    });
    await select(other, asked);
    expect(said).toEqual([expect.stringContaining('"user_id" = $1')]);
    await select(db, asked);
    expect(built).toBe(2);
  });
});
