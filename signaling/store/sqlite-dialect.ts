import Database from 'better-sqlite3';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type SqliteDatabase,
} from 'kysely';
import { NO_FLUSH, WalFlush, type Flush } from './wal-flush.js';

/** Distinct statements kept prepared; lists of ids make more of them than we wrote. */
const STATEMENTS = 500;
const BUSY_TIMEOUT_MS = 5_000;

/**
 * SQLite in one file (or `:memory:`), where a commit has reached the disk before it returns, and before
 * anybody reads what it wrote.
 */
export function sqliteDialect(
  file: string,
  flush: Flush = file === ':memory:' ? NO_FLUSH : new WalFlush(file),
): SqliteDialect {
  return new BrokerSqliteDialect(() => openDatabase(file), flush);
}

type BrokerDatabase = SqliteDatabase & Pick<Database.Database, 'inTransaction'>;

function openDatabase(file: string): BrokerDatabase {
  const database = new Database(file, { timeout: BUSY_TIMEOUT_MS });
  database.pragma('journal_mode = WAL');
  // A checkpoint syncs by itself; for a commit the driver does.
  database.pragma('synchronous = NORMAL');
  database.pragma('foreign_keys = ON');
  const statements = new Map<string, Database.Statement>();
  return {
    get inTransaction() {
      return database.inTransaction;
    },
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
  readonly #open: () => BrokerDatabase;
  readonly #flush: Flush;

  constructor(openIt: () => BrokerDatabase, flush: Flush) {
    super({ database: async () => openIt() });
    this.#open = openIt;
    this.#flush = flush;
  }

  override createDriver(): SqliteDriver {
    return new DurableDriver(this.#open, this.#flush);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/** There is one connection: whoever reads waits until it is released, after the flush. */
class DurableDriver extends SqliteDriver {
  readonly #flush: Flush;
  readonly #database: { current?: BrokerDatabase };

  constructor(openIt: () => BrokerDatabase, flush: Flush) {
    const database: { current?: BrokerDatabase } = {};
    super({ database: async () => (database.current = openIt()) });
    this.#database = database;
    this.#flush = flush;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    if (this.#flush.failure !== undefined) throw this.#flush.failure;
    return super.acquireConnection();
  }

  /** Takes the write lock at BEGIN, where waiting for it works; on the first write it would not. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    await this.#flush.run();
  }

  /** Nothing is left to roll back where the flush of a commit failed. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.current?.inTransaction) await super.rollbackTransaction(connection);
  }

  override async destroy(): Promise<void> {
    await super.destroy();
    await this.#flush.close();
  }
}

/** SQLite's DDL is transactional, so that two brokers starting at once migrate one by one. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
