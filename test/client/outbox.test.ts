import { expect } from '@open-wc/testing';
import { deferredOutbox } from '../../src/client/deferred-outbox.js';
import { openIndexedDbOutbox } from '../../src/client/indexeddb-outbox.js';
import { memoryOutbox, type Outbox, type OutboxEntry } from '../../src/client/outbox.js';
import { deleteDatabase } from '../support/databases.js';
import { makeId } from '../support/fake-broker.js';

const entry = (text: string, owner = 'buyer-7'): OutboxEntry => ({
  id: makeId(),
  owner,
  conversationId: makeId(),
  createdAt: '2026-01-01T00:00:00.000Z',
  text,
});

const textsIn = async (outbox: Outbox, owner = 'buyer-7') =>
  (await outbox.list(owner)).map(({ text }) => text);

let databases: string[] = [];
const openFresh = async () => {
  const name = `deskbell-test-${makeId()}`;
  databases.push(name);
  return openIndexedDbOutbox(name);
};

const kinds: Record<string, () => Promise<Outbox>> = {
  memory: async () => memoryOutbox(),
  IndexedDB: openFresh,
  'IndexedDB, opened at first use': async () => deferredOutbox(openFresh, () => undefined),
};

afterEach(async () => {
  await Promise.all(databases.map((name) => deleteDatabase(name)));
  databases = [];
});

for (const [kind, open] of Object.entries(kinds)) {
  describe(`an outbox (${kind})`, () => {
    let outbox: Outbox;
    beforeEach(async () => {
      outbox = await open();
    });
    afterEach(() => outbox.close());

    it('lists in the order of writing', async () => {
      await Promise.all(['one', 'two', 'three'].map((text) => outbox.put(entry(text))));
      expect(await textsIn(outbox)).to.deep.equal(['one', 'two', 'three']);
    });

    it('replaces an entry in its place', async () => {
      const first = entry('first');
      await outbox.put(first);
      await outbox.put(entry('second'));
      await outbox.put({ ...first, error: 'forbidden' });
      expect(await textsIn(outbox)).to.deep.equal(['first', 'second']);
      expect((await outbox.list('buyer-7'))[0]?.error).to.equal('forbidden');
      await outbox.put(first);
      expect((await outbox.list('buyer-7'))[0]?.error).to.equal(undefined);
    });

    it('removes one entry, and does not mind removing it twice', async () => {
      const first = entry('first');
      await outbox.put(first);
      await outbox.put(entry('second'));
      await outbox.remove(first.id);
      await outbox.remove(first.id);
      expect(await textsIn(outbox)).to.deep.equal(['second']);
    });

    it('keeps people apart', async () => {
      await outbox.put(entry('mine'));
      await outbox.put(entry('theirs', 'buyer-8'));
      expect(await textsIn(outbox)).to.deep.equal(['mine']);
      expect(await textsIn(outbox, 'buyer-8')).to.deep.equal(['theirs']);
    });
  });
}

describe('an outbox in the browser', () => {
  it('is there again after the page is gone', async () => {
    const name = `deskbell-test-${makeId()}`;
    databases.push(name);
    const before = await openIndexedDbOutbox(name);
    await before.put(entry('written before'));
    before.close();
    const after = await openIndexedDbOutbox(name);
    expect(await textsIn(after)).to.deep.equal(['written before']);
    after.close();
  });

  it('is not opened before it is used', async () => {
    let opened = 0;
    const outbox = deferredOutbox(
      async () => {
        opened++;
        return memoryOutbox();
      },
      () => undefined,
    );
    expect(opened).to.equal(0);
    await Promise.all([outbox.list('a'), outbox.list('b')]);
    expect(opened).to.equal(1);
    outbox.close();
  });
});
