import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlStore } from '../../signaling/store/sql-store.js';
import { sqliteDialect } from '../../signaling/store/sqlite-dialect.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const PAGE = read('docs/privacy.md');
/** The database and the folder of a browser that signing out takes away. */
const ELSEWHERE = [
  ...read('src/client/sign-out.ts').matchAll(/^const (?:DATABASE|FOLDER) = '([^']+)';$/gm),
].map(([, name = '']) => name);

/** What stands in backticks in one column of the tables of the page. */
function named(column: number): string[] {
  return PAGE.split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => [...(line.split('|')[column + 1] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, name = '']) => name);
}

describe('the list of what is kept', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deskbell-'));
    file = join(folder, 'test.db');
    await (await openSqlStore(sqliteDialect(file))).close();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has every table of the database, and no other', () => {
    const database = new Database(file, { readonly: true });
    const tables = database
      .prepare<[], { name: string }>(
        `select name from sqlite_master where type = 'table'
          and name not like 'kysely_%' and name not like 'sqlite_%' and name not like 'message_words_%'`,
      )
      .all();
    database.close();
    const listed = named(0).filter((name) => /^[a-z_]+$/.test(name));
    expect(listed.sort()).toEqual(tables.map(({ name }) => name).sort());
  });

  it('has every key of the browser’s storage', () => {
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true })
      .map(String)
      .filter((path) => path.endsWith('.ts'))
      .map((path) => read(join('src', path)));
    const keys = sources.flatMap((text) =>
      [...text.matchAll(/(?<!Symbol\.for\()['`](deskbell[:.][a-z:.]+|deskbell-emoji(?=';))/g)].map(
        ([, key = '']) => key,
      ),
    );
    const listed = named(1)
      .map((name) => name.replace('…', ''))
      .filter((name) => !ELSEWHERE.includes(name));
    // The names of locks that tabs share, and of the protocol: they keep nothing.
    const others = /^deskbell(:(changes|upload|outbox):$|:sign$|\.(call|message)\.|\.v$)/;
    expect([...new Set(keys)].filter((key) => !others.test(key)).sort()).toEqual(
      [...new Set(listed)].sort(),
    );
    expect(sources.join('\n')).not.toContain('document.cookie');
  });

  it('has the database and the folder in the browser', () => {
    expect(ELSEWHERE).toHaveLength(2);
    expect(named(1)).toEqual(expect.arrayContaining(ELSEWHERE));
  });

  it('names settings that there are', () => {
    const settings = PAGE.match(/`RETENTION_[A-Z]+`/g) ?? [];
    expect(settings.length).toBeGreaterThan(4);
    for (const name of settings) expect(read('README.md')).toContain(name);
  });
});
