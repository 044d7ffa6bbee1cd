import Database from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Distinct statements kept prepared; lists of ids make more of them than we wrote. */
const STATEMENTS = 500;
const BUSY_TIMEOUT_MS = 5_000;
/** From how many columns on a row is read as JSON. */
const WIDE = 12;

export type BrokerDatabase = SqliteDatabase & Pick<Database.Database, 'inTransaction'>;

/** A database of SQLite, in the parts of it that Kysely's driver uses. */
export function openDatabase(file: string): BrokerDatabase {
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  database.pragma('journal_mode = WAL');
  // A checkpoint syncs by itself; for a commit the driver does.
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  const statements = new Map<string, SqliteStatement>();
  return {
    get inTransaction() {
      return database.inTransaction;
    },
    close: () => void database.close(),
    prepare(sql) {
      let statement = statements.get(sql);
      if (!statement) {
        if (statements.size >= STATEMENTS) statements.clear();
        statements.set(sql, (statement = prepare(database, sql)));
      }
      return statement;
    },
  };
}

/**
 * Each value that better-sqlite3 puts into a row is a call from C++ into V8. A page of messages with
 * its twenty columns takes less than half as long when SQLite writes it as one text of JSON.
 */
function prepare(database: Database.Database, sql: string): SqliteStatement {
  const statement = database.prepare<unknown[]>(sql);
  const names = isQuery(statement) ? statement.columns().map(({ name }) => name) : [];
  const isNamed = new Set(names.filter((name) => /^\w+$/.test(name))).size === names.length;
  if (names.length < WIDE || !isNamed) return statement;
  const pairs = names.map((name) => `'${name}', "${name}"`).join(', ');
  // SQLite keeps the order of a subquery for an aggregate.
  const asJson = database
    .prepare<unknown[], string>(`select json_group_array(json_object(${pairs})) from (${sql})`)
    .pluck();
  return {
    reader: true,
    all: (values) => JSON.parse(asJson.get(values) ?? '[]') as unknown[],
    run: (values) => statement.run(values),
    iterate: (values) => statement.iterate(values),
  };
}

function isQuery(statement: Database.Statement): boolean {
  return statement.reader && statement.readonly;
}
