import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlStore } from '../../../signaling/store/sql-store.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';
import type { Store } from '../../../signaling/store/store.js';
import { WalFlush, type Flush } from '../../../signaling/store/wal-flush.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskbell-flush-'));
  file = join(folder, 'deskbell.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A disk that takes as long as it is told to, or fails. */
class SlowDisk implements Flush {
  failure: unknown;
  isClosed = false;
  #gate: PromiseWithResolvers | undefined;
  #reached = deferred();

  /** From now on every flush waits. */
  hold(): void {
    this.#gate = deferred();
    this.#reached = deferred();
  }

  /** Resolves when something waits for the disk. */
  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  release(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  async run(): Promise<void> {
    this.#reached.resolve();
    await this.#gate?.promise;
    if (this.failure !== undefined) throw this.failure;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  resolve(): void;
}

function deferred(): PromiseWithResolvers {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

describe('a commit', () => {
  let disk: SlowDisk;
  let store: Store;
  beforeEach(async () => {
    disk = new SlowDisk();
    store = await openSqlStore(sqliteDialect(file, disk));
  });
  afterEach(() => store.close().catch(() => {}));

  const save = (id: string) => store.people.save({ id, kind: 'user', atMs: 1 });

  it('is acknowledged, and read by others, only when it is on the disk', async () => {
    const order: string[] = [];
    disk.hold();
    const saved = save('a').then(() => order.push('acknowledged'));
    await disk.reached;
    const read = store.people.find(['a']).then(([person]) => order.push(`read ${person?.id}`));
    // Whoever does not wait for the disk would be through by then.
    for (let turns = 0; turns < 100; turns++) await turn();
    expect(order).toEqual([]);
    disk.release();
    await Promise.all([saved, read]);
    expect(order.sort()).toEqual(['acknowledged', 'read a']);
  });

  it('that does not reach the disk is refused, and so is all that comes after', async () => {
    disk.failure = new Error('the disk is broken');
    await expect(save('a')).rejects.toThrow('the disk is broken');
    await expect(save('b')).rejects.toThrow('the disk is broken');
    await expect(store.people.find(['a'])).rejects.toThrow('the disk is broken');
    await expect(store.check()).rejects.toThrow('the disk is broken');
  });

  it('leaves nothing open when the store is closed', async () => {
    await save('a');
    await store.close();
    expect(disk.isClosed).toBe(true);
  });
});

describe('the flush of a log', () => {
  it('is of the file beside the database', async () => {
    const store = await openSqlStore(sqliteDialect(file, new WalFlush(file)));
    await store.people.save({ id: 'a', kind: 'user', atMs: 1 });
    expect(await store.people.find(['a'])).toMatchObject([{ id: 'a' }]);
    await store.close();
  });

  it('fails for good after it failed once: the kernel does not say it twice', async () => {
    const flush = new WalFlush(file);
    await expect(flush.run()).rejects.toThrow('ENOENT');
    await writeFile(`${file}-wal`, '');
    await expect(flush.run()).rejects.toThrow('ENOENT');
    expect(flush.failure).toMatchObject({ code: 'ENOENT' });
    await flush.close();
  });
});
