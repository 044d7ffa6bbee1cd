import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlStore } from '../../../signaling/store/sql-store.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';
import type { Store } from '../../../signaling/store/store.js';

export async function openTestStore(): Promise<{
  store: Store;
  file: string;
  forget: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
  const file = join(folder, 'test.db');
  const store = await openSqlStore(sqliteDialect(file));
  return {
    store,
    file,
    async forget() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
