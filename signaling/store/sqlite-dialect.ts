import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type LimitNode,
} from 'kysely';
import { openDatabase, type BrokerDatabase } from './sqlite-database.js';
import { WriteTurn } from './write-turn.js';
import { NO_FLUSH, WalFlush, type Flush } from './wal-flush.js';

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

  override createQueryCompiler(): SqliteQueryCompiler {
    return new StableLimitCompiler();
  }
}

/**
 * SQLite looks at a value bound as a LIMIT while it plans, and so plans anew each time another is bound:
 * that takes longer than most of our queries do. Into a sum it does not look.
 */
class StableLimitCompiler extends SqliteQueryCompiler {
  protected override visitLimit(node: LimitNode): void {
    super.visitLimit(node);
    this.append(' + 0');
  }
}

/**
 * There is one connection, and a statement is through when it returns: many may hold it but during a
 * transaction, whose writes nobody else may read before they are on the disk.
 */
class DurableDriver extends SqliteDriver {
  readonly #turn = new WriteTurn();
  readonly #flush: Flush;
  readonly #database: { current?: BrokerDatabase };
  #connection!: DatabaseConnection;

  constructor(openIt: () => BrokerDatabase, flush: Flush) {
    const database: { current?: BrokerDatabase } = {};
    super({ database: async () => (database.current = openIt()) });
    this.#database = database;
    this.#flush = flush;
  }

  override async init(): Promise<void> {
    await super.init();
    // For good: Kysely's own lock would let in one at a time, and wake all who wait for each.
    this.#connection = await super.acquireConnection();
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turn.enter();
    if (this.#flush.failure === undefined) return this.#connection;
    this.#turn.leave();
    throw this.#flush.failure;
  }

  override async releaseConnection(): Promise<void> {
    this.#turn.leave();
  }

  /** Takes the write lock at BEGIN, where waiting for it works; on the first write it would not. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#turn.begin();
    try {
      await connection.executeQuery(CompiledQuery.raw('begin immediate'));
    } catch (error) {
      this.#turn.end();
      throw error;
    }
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    await this.#flush.run();
    this.#turn.end();
  }

  /** Also after a commit that failed. Where its flush did, nothing is left to roll back. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      if (this.#database.current?.inTransaction) await super.rollbackTransaction(connection);
    } finally {
      this.#turn.end();
    }
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
