import Database from 'better-sqlite3';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type SqliteDatabase,
  type SqliteDialectConfig,
} from 'kysely';

/** Distinct statements kept prepared; lists of ids make more of them than we wrote. */
const STATEMENTS = 500;
const BUSY_TIMEOUT_MS = 5_000;

/** SQLite in one file (or `:memory:`), where a commit has reached the disk before it returns. */
export function sqliteDialect(file: string): SqliteDialect {
  return new BrokerSqliteDialect({ database: async () => openDatabase(file) });
}

function openDatabase(file: string): SqliteDatabase {
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  const statements = new Map<string, Database.Statement>();
  return {
    close: () => void database.close(),
    prepare(sql) {
      let statement = statements.get(sql);
      if (!statement) {
        if (statements.size >= STATEMENTS) statements.clear();
        statements.set(sql, (statement = database.prepare(sql)));
      }
      return statement;
    },
  };
}

class BrokerSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;

  constructor(config: SqliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): SqliteDriver {
    return new ImmediateDriver(this.#config);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/** Takes the write lock at BEGIN, where waiting for it works; on the first write it would not. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
}

/** SQLite's DDL is transactional, so that two brokers starting at once migrate one by one. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
