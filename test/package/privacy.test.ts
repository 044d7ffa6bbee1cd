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

const ROWS = PAGE.split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').slice(1));

/** What stands in backticks in a cell. */
const named = (cell = ''): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

const PLACES = new Set(['localStorage', 'sessionStorage', 'IndexedDB', 'private files']);
const KEYS = 'src/client/storage-keys.ts';
/** What would name something of ours in a storage. */
const KEY = /(?<!Symbol\.for\()['`](deskbell(?:[:.][a-z:.-]+|-emoji(?=';)|-files|(?=';)))/g;

/** Every key with the places that the comment above it names. */
function keysOf(module: string): string[] {
  const found = module.matchAll(/\/\*\* (In .*?)\*\/\s*export const \w+ =\s*'([^']+)';/gs);
  return [...found].flatMap(([, said = '', key]) =>
    [...said.matchAll(/\bIn (?:the )?`?([^`:]+)`?:/g)].map(([, place]) => `${place} ${key}`),
  );
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
    const listed = ROWS.flatMap(([first]) => named(first)).filter((name) => /^[a-z_]+$/.test(name));
    expect(listed.sort()).toEqual(tables.map(({ name }) => name).sort());
  });

  it('has every key that is kept on the device, in its place', () => {
    const listed = ROWS.flatMap(([where = '', keys]) => {
      const place = where.replaceAll('`', '').trim();
      if (!PLACES.has(place)) return [];
      return named(keys).map((key) => `${place} ${key.replace('…', '')}`);
    });
    const kept = keysOf(read(KEYS));
    expect(kept.length).toBeGreaterThan(15);
    expect(listed.sort()).toEqual(kept.sort());
  });

  it('knows of every key, since they stand in one file', () => {
    const names = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' });
    const paths = names.map((name) => `src/${name}`).filter((path) => path.endsWith('.ts'));
    // The names of locks that tabs share, of data channels and of the protocol: they keep nothing.
    const others = /^deskbell(:(changes|upload|outbox):$|\.(call|message)\.|\.v$)/;
    const strays = paths.flatMap((path) => {
      const keys = [...read(path).matchAll(KEY)].map(([, key = '']) => key);
      return path === KEYS ? [] : keys.filter((key) => !others.test(key));
    });
    expect(strays).toEqual([]);
    const constants = read(KEYS).match(/^export const/gm);
    expect(new Set(keysOf(read(KEYS)).map((each) => each.split(' ').at(-1))).size).toBe(
      constants?.length,
    );
    expect(paths.map(read).join('\n')).not.toContain('document.cookie');
  });

  it('names settings that there are', () => {
    const settings = PAGE.match(/`RETENTION_[A-Z]+`/g) ?? [];
    expect(settings.length).toBeGreaterThan(4);
    for (const name of settings) expect(read('README.md')).toContain(name);
  });
});
