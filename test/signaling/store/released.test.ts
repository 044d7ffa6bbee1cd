import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { Kysely, Migrator } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../signaling/store/migrations.js';
import { openSqlStore } from '../../../signaling/store/sql-store.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';
import type { Call, Conversation, Message } from '../../../src/protocol/index.js';
import { startBroker } from '../../support/start-broker.js';

const VERSIONS = Object.keys(MIGRATIONS);
const FOLDER = fileURLToPath(new URL('./released', import.meta.url));
const TALK = '018f4e3a-0000-7000-8000-00000000000a';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
  file = join(folder, 'deskbell.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A database as the migrations leave it, up to a version. */
async function migratedTo(version: string): Promise<void> {
  const db = new Kysely<unknown>({ dialect: sqliteDialect(file) });
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error } = await migrator.migrateTo(version);
  await db.destroy();
  if (error) throw error as Error;
}

function open<T>(use: (database: Database.Database) => T): T {
  const database = new Database(file);
  try {
    return use(database);
  } finally {
    database.close();
  }
}

/** Everything that makes the schema, but what SQLite makes by itself, and which versions it has had. */
function schemaText(): string {
  return open((database) => {
    const made = database
      .prepare<[], { sql: string }>(
        `select sql from sqlite_master where sql is not null and name not like 'sqlite_%'
           and name not like 'message\\_words\\_%' escape '\\' order by rowid`,
      )
      .all()
      .map(({ sql }) => `${sql};\n`);
    const had = database
      .prepare<[], { name: string }>('select name from kysely_migration order by name')
      .all()
      .map(
        ({ name }) =>
          `insert into kysely_migration values ('${name}', '2026-01-01T00:00:00.000Z');\n`,
      );
    return [
      ...made,
      `insert into kysely_migration_lock values ('migration_lock', 0);\n`,
      ...had,
    ].join('');
  });
}

type Row = Record<string, unknown>;

/** All rows of our tables, with the columns that they have now. */
function rowsOf(database: Database.Database): Map<string, Row[]> {
  const tables = database
    .prepare<[], { name: string }>(
      `select name from sqlite_master where type = 'table' and name not like 'sqlite_%'
         and name not like 'kysely_%' and name not like '%words%'`,
    )
    .all();
  return new Map(
    tables.map(({ name }) => [
      name,
      database.prepare<[], Row>(`select * from "${name}" order by rowid`).all(),
    ]),
  );
}

/** The frozen schema of a version, with rows of it and of all before. */
function released(version: string): Map<string, Row[]> {
  return open((database) => {
    database.exec(readFileSync(join(FOLDER, `${version}.sql`), 'utf8'));
    for (const each of VERSIONS.slice(0, VERSIONS.indexOf(version) + 1)) {
      const rows = join(FOLDER, `${each}.rows.sql`);
      if (existsSync(rows)) database.exec(readFileSync(rows, 'utf8'));
    }
    return rowsOf(database);
  });
}

describe.each(VERSIONS)('a database of version %s', (version) => {
  it('has the schema that was released, to the letter', async () => {
    await migratedTo(version);
    await expect(schemaText()).toMatchFileSnapshot(join(FOLDER, `${version}.sql`));
  });

  it('is brought up to date when it is opened, and keeps every value', async () => {
    const before = released(version);
    const filled = [...before].filter(([, rows]) => rows.length > 0).map(([name]) => name);
    expect(filled.length).toBeGreaterThanOrEqual(5);
    const store = await openSqlStore(sqliteDialect(file));
    await store.close();
    const after = open(rowsOf);
    for (const [table, rows] of before) {
      const kept = after.get(table)!;
      expect(kept.length, table).toBe(rows.length);
      rows.forEach((row, index) => expect(kept[index], table).toMatchObject(row));
    }
  });

  it('is read by its people as before, and searched', async () => {
    released(version);
    const isOld = version.startsWith('0001');
    const broker = await startBroker({ DATABASE_URL: `sqlite:${file}`, DATA_DIR: folder });
    const token = await broker.token('buyer-7');
    const get = async <Body>(path: string) =>
      (await broker.api<Body>(`/api${path}`, { token })).body;
    const { items: conversations } = await get<{ items: Conversation[] }>('/conversations');
    expect(conversations).toMatchObject([
      { id: TALK, listing: { title: 'A blue car' }, lastSeq: isOld ? 3 : 6 },
    ]);
    const { items } = await get<{ items: Message[] }>(`/conversations/${TALK}/messages`);
    const texts = items.map(({ text, type }) => text ?? type).reverse();
    expect(texts.slice(0, 3)).toEqual(['Is the zebra still there?', 'Yes ✓ سيارة', 'CALL_ENDED']);
    if (!isOld) expect(texts.slice(3)).toEqual(['LOCATION', 'BID', 'The papers']);
    const calls = await get<{ items: Call[] }>('/calls');
    expect(calls.items).toMatchObject([{ status: 'ENDED', duration: 61 }]);
    // What was written before there was a search is found, too.
    for (const word of ['zebra', 'سيارة']) {
      const found = await get<{ items: Message[] }>(`/search?q=${encodeURIComponent(word)}`);
      expect(found.items, word).toHaveLength(1);
    }
    const starred = await get<{ items: Message[] }>('/starred');
    expect(starred.items).toHaveLength(isOld ? 0 : 1);
    await broker.close();
  });
});

it('every version has its rows, so that the next one is tried on them', () => {
  expect(VERSIONS.filter((name) => !existsSync(join(FOLDER, `${name}.rows.sql`)))).toEqual([]);
});
