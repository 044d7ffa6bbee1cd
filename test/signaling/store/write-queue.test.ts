import { describe, expect, it } from 'vitest';
import { WriteQueue, type Transactor } from '../../../signaling/store/write-queue.js';

/** A database that is a list: what a transaction wrote counts when the test lets it commit. */
class FakeDatabase implements Transactor<string[]> {
  readonly committed: string[][] = [];
  commits = 0;
  failCommits = false;
  #gates: (() => void)[] = [];
  #held = false;

  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    for (const open of this.#gates.splice(0)) open();
  }

  async transact<T>(body: (tx: string[]) => Promise<T>): Promise<T> {
    const tx: string[] = [];
    const value = await body(tx);
    if (this.#held) await new Promise<void>((resolve) => this.#gates.push(resolve));
    if (this.failCommits) throw new Error('disk full');
    this.commits++;
    this.committed.push(tx);
    return value;
  }

  async isolate<T>(tx: string[], body: () => Promise<T>): Promise<T> {
    const { length } = tx;
    try {
      return await body();
    } catch (error) {
      tx.length = length;
      throw error;
    }
  }

  get rows(): string[] {
    return this.committed.flat();
  }
}

const insert = (row: string) => async (tx: string[]) => {
  tx.push(row);
  return row;
};
const insertThenFail = (row: string) => async (tx: string[]) => {
  tx.push(row);
  throw new Error(`no ${row}`);
};

/** Long enough for everything that does not wait for a timer. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('WriteQueue', () => {
  it('resolves a write only after the commit that holds it', async () => {
    const database = new FakeDatabase();
    const queue = new WriteQueue(database);
    database.hold();
    let resolved = false;
    const write = queue.run(insert('a')).then(() => (resolved = true));
    await turns();
    expect(resolved).toBe(false);
    database.release();
    await write;
    expect(database.rows).toEqual(['a']);
    await queue.close();
  });

  it('commits writes of one moment together', async () => {
    const database = new FakeDatabase();
    const queue = new WriteQueue(database);
    await Promise.all(['a', 'b', 'c'].map((row) => queue.run(insert(row))));
    expect(database.committed).toEqual([['a', 'b', 'c']]);
    await queue.close();
  });

  it('gathers what comes while a commit is under way into the next one', async () => {
    const database = new FakeDatabase();
    const queue = new WriteQueue(database);
    database.hold();
    const first = queue.run(insert('a'));
    await turns();
    const others = ['b', 'c'].map((row) => queue.run(insert(row)));
    await turns();
    database.release();
    await Promise.all([first, ...others]);
    expect(database.committed).toEqual([['a'], ['b', 'c']]);
    await queue.close();
  });

  it('settles in the order in which writes were given', async () => {
    const database = new FakeDatabase();
    const queue = new WriteQueue(database);
    const order: string[] = [];
    const rows = Array.from({ length: 600 }, (_, index) => String(index));
    await Promise.all(rows.map((row) => queue.run(insert(row)).then((value) => order.push(value))));
    expect(order).toEqual(rows);
    expect(database.rows).toEqual(rows);
    await queue.close();
  });

  it('keeps a failing write from its neighbours and from the database', async () => {
    const database = new FakeDatabase();
    const queue = new WriteQueue(database);
    const outcomes = await Promise.allSettled([
      queue.run(insert('a')),
      queue.run(insertThenFail('b')),
      queue.run(insert('c')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(database.rows).toEqual(['a', 'c']);
    await queue.close();
  });

  it('rejects everything of a commit that failed, and goes on', async () => {
    const database = new FakeDatabase();
    const queue = new WriteQueue(database);
    database.failCommits = true;
    const outcomes = await Promise.allSettled([queue.run(insert('a')), queue.run(insert('b'))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    database.failCommits = false;
    await expect(queue.run(insert('c'))).resolves.toBe('c');
    expect(database.rows).toEqual(['c']);
    await queue.close();
  });

  it('commits what waits before it is closed, and refuses what comes later', async () => {
    const database = new FakeDatabase();
    const queue = new WriteQueue(database, 60_000);
    await queue.run(insert('a'));
    const waiting = ['b', 'c'].map((row) => queue.run(insert(row)));
    await queue.close();
    await expect(Promise.all(waiting)).resolves.toEqual(['b', 'c']);
    await expect(queue.run(insert('d'))).rejects.toThrow('closed');
    expect(database.rows).toEqual(['a', 'b', 'c']);
  });

  it('is not slowed down by writes that are hundreds in one group', async () => {
    const database = new FakeDatabase();
    const queue = new WriteQueue(database);
    await Promise.all(Array.from({ length: 1_000 }, (_, i) => queue.run(insert(String(i)))));
    expect(database.commits).toBeLessThanOrEqual(5);
    await queue.close();
  });
});
