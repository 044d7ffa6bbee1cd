import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refusalOf } from '../../../signaling/http/problem.js';
import { openSqlStore } from '../../../signaling/store/sql-store.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';
import type { Store } from '../../../signaling/store/store.js';
import { makeTempFolder } from '../../support/broker/temp-folder.js';
import { createTestLog } from '../../support/broker/test-log.js';

const root = await makeTempFolder();

/** Of what a write needs as long as it is set. */
let full: Error | undefined;
let flushes: number;
let store: Store;
let log: ReturnType<typeof createTestLog>;
beforeEach(async () => {
  full = undefined;
  flushes = 0;
  log = createTestLog();
  const flush = {
    failure: undefined,
    async run() {
      flushes++;
      if (full) throw full;
    },
    async close() {},
  };
  const file = join(await mkdtemp(join(root, 'full-')), 'deskbell.db');
  store = await openSqlStore(sqliteDialect(file, flush), log);
});
afterEach(() => store.close());

const diskError = (code: string) => Object.assign(new Error('database or disk is full'), { code });
const save = (id: string) => store.people.save({ id, kind: 'user', atMs: 1 });
const said = (level: string) => log.lines.filter((line) => line.level === level);

describe.each(['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'ENOSPC'])('a disk that says %s', (code) => {
  it('makes the store not ready until it takes a write again, without anybody writing', async () => {
    await save('a');
    await store.check();
    full = diskError(code);
    await expect(save('b')).rejects.toMatchObject({ code: 'unavailable', status: 503 });
    await expect(store.check()).rejects.toMatchObject({ code: 'unavailable' });
    full = undefined;
    await store.check();
    const before = flushes;
    await store.check();
    expect(flushes).toBe(before);
    await save('c');
  });
});

describe('a full disk', () => {
  it('is told of once, and again when it is over', async () => {
    await save('a');
    full = diskError('SQLITE_FULL');
    for (let i = 0; i < 3; i++) await save('b').catch(() => {});
    expect(said('error')).toMatchObject([
      { message: expect.stringMatching(/disk full/) as string },
    ]);
    full = undefined;
    await save('b');
    expect(said('info')).toHaveLength(1);
  });

  it('is not blamed for what is wrong with a write', async () => {
    full = new Error('another');
    await expect(save('b')).rejects.toThrow('another');
    full = undefined;
    expect(said('error')).toEqual([]);
    await store.check();
  });

  it('under the files is no fault of the broker, either: later', () => {
    expect(refusalOf(diskError('ENOSPC'))).toMatchObject({
      code: 'unavailable',
      options: { retryAfterMs: expect.any(Number) as number },
    });
  });
});
