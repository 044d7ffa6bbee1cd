import { randomUUID } from 'node:crypto';
import { orRefuse } from '../../../signaling/domain/actors.js';
import { createFiles, type Files } from '../../../signaling/files/create-files.js';
import type { Identity } from '../../../signaling/domain/types.js';
import { openSqlStore } from '../../../signaling/store/sql-store.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';
import type { Store } from '../../../signaling/store/store.js';
import { createTestLog, type LogLine } from './test-log.js';

export interface TestFiles extends Files {
  readonly store: Store;
  readonly folder: string;
  readonly log: readonly LogLine[];
  /** Between `a` and `b`. */
  readonly conversationId: string;
  readonly a: Identity;
  /** The clock, which a test may turn. */
  readonly clock: { nowMs: number };
  forget(): Promise<void>;
}

const identityOf = (userId: string): Identity => ({ userId, role: 'user', expiresAt: 4e9 });

/** Everything about files, in a folder, over a database in memory. */
export async function createTestFiles(folder: string, maxBytes = 1_000_000): Promise<TestFiles> {
  const store = await openSqlStore(sqliteDialect(':memory:'));
  const log = createTestLog();
  const clock = { nowMs: Date.now() };
  const now = () => clock.nowMs;
  const taken = () => Promise.resolve();
  const limits = { takeUpload: taken, takeUploadBytes: taken };
  const secrets = ['a secret for tests and for nothing else'];
  const files = createFiles({
    folder,
    maxBytes,
    reserveBytes: 1,
    secrets,
    store,
    limits,
    log,
    now,
  });
  const { id: conversationId } = orRefuse(
    await store.conversations.open({ id: randomUUID(), userIds: ['a', 'b'], atMs: now() }),
  );
  return {
    ...files,
    store,
    folder,
    log: log.lines,
    conversationId,
    a: identityOf('a'),
    clock,
    async forget() {
      await files.close();
      await store.close();
    },
  };
}
