import { expect } from '@open-wc/testing';
import { deferredOutbox } from '../../src/client/deferred-outbox.js';
import { openIndexedDbOutbox } from '../../src/client/indexeddb-outbox.js';
import { memoryOutbox, type Outbox, type OutboxMessage } from '../../src/client/outbox.js';
import { deleteDatabase } from '../support/databases.js';
import { makeId } from '../support/fake-broker.js';
import { memoryStorage } from '../support/sessions.js';

function entry(text: string, owner = 'buyer-7'): OutboxMessage {
  const id = makeId();
  const createdAt = '2026-01-01T00:00:00.000Z';
  return { id, owner, conversationId: makeId(), createdAt, draft: { id, text } };
}

function fileEntry(file: File): OutboxMessage {
  const kept = entry('a caption');
  const draft = { id: kept.id, type: 'FILE', media: { fileId: '' }, text: 'a caption' } as const;
  return { ...kept, draft, file, shown: { media: { name: file.name, mimeType: '', size: 3 } } };
}

const textsIn = async (outbox: Outbox, owner = 'buyer-7') =>
  (await outbox.list(owner)).map((kept) =>
    'draft' in kept && kept.draft.type === undefined ? kept.draft.text : undefined,
  );

let databases: string[] = [];
const openFresh = async () => {
  const name = `deskbell-test-${makeId()}`;
  databases.push(name);
  return openIndexedDbOutbox(name);
};

const kinds: Record<string, () => Promise<Outbox>> = {
  memory: async () => memoryOutbox(),
  IndexedDB: openFresh,
  'IndexedDB, opened at first use': async () =>
    deferredOutbox(openFresh, memoryStorage(), () => undefined),
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

    it('keeps a file with its name until it is taken out', async () => {
      const file = new File(['abc'], 'price list.pdf', { type: 'application/pdf' });
      const first = fileEntry(file);
      await outbox.put(first);
      const [kept] = await outbox.list('buyer-7');
      const stored = kept && 'draft' in kept ? kept.file : undefined;
      expect([stored?.name, stored?.type, await stored?.text()]).to.deep.equal([
        'price list.pdf',
        'application/pdf',
        'abc',
      ]);
      const { id, owner, conversationId, createdAt, draft, shown } = first;
      await outbox.put({ id, owner, conversationId, createdAt, draft, ...(shown && { shown }) });
      expect(await outbox.list('buyer-7')).to.satisfy(
        ([after]: OutboxMessage[]) => after && !after.file && after.draft.type === 'FILE',
      );
    });

    it('keeps changes among the messages, in the order they were made', async () => {
      const message = entry('first');
      const { id, owner, conversationId, createdAt } = entry('');
      const operation = { type: 'edit', messageId: message.id, text: 'first!' } as const;
      await outbox.put(message);
      await outbox.put({ id, owner, conversationId, createdAt, operation });
      await outbox.put(entry('last'));
      const kinds = (await outbox.list('buyer-7')).map((kept) =>
        'operation' in kept ? kept.operation.type : 'message',
      );
      expect(kinds).to.deep.equal(['message', 'edit', 'message']);
    });

    it('keeps people apart', async () => {
      await outbox.put(entry('mine'));
      await outbox.put(entry('theirs', 'buyer-8'));
      expect(await textsIn(outbox)).to.deep.equal(['mine']);
      expect(await textsIn(outbox, 'buyer-8')).to.deep.equal(['theirs']);
    });
  });
}

/** Puts rows as they are into a store that was made by this version. */
function storeRows(name: string, rows: readonly object[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const db = opening.result;
      const transaction = db.transaction('outbox', 'readwrite');
      for (const row of rows) transaction.objectStore('outbox').put(row);
      transaction.oncomplete = () => {
        db.close();
        resolve();
      };
    };
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

  it('reads what an earlier version kept, and nothing that is none of ours', async () => {
    const name = `deskbell-test-${makeId()}`;
    databases.push(name);
    (await openIndexedDbOutbox(name)).close();
    const { id, owner, conversationId, createdAt } = entry('');
    const replyTo = makeId();
    const old = { id, owner, conversationId, createdAt, text: 'before the update', replyTo };
    await storeRows(name, [old, { id: 'x', owner }, { ...old, id: 'y', text: undefined }]);
    const outbox = await openIndexedDbOutbox(name);
    const entries = (await outbox.list(owner)) as OutboxMessage[];
    expect(entries.map(({ draft }) => draft)).to.deep.equal([
      { id, text: 'before the update', replyTo },
    ]);
    await outbox.put({ ...entry('after'), owner });
    expect(await textsIn(outbox, owner)).to.deep.equal(['before the update', 'after']);
    await outbox.remove(id);
    expect(await textsIn(outbox, owner)).to.deep.equal(['after']);
    outbox.close();
  });

  it('keeps in memory, and says so, what the browser has no room for', async () => {
    const errors: string[] = [];
    const inner = memoryOutbox();
    let isFull = false;
    const full: Outbox = {
      ...inner,
      async put(kept) {
        if (isFull) throw new DOMException('full', 'QuotaExceededError');
        await inner.put(kept);
      },
    };
    const outbox = deferredOutbox(
      async () => full,
      memoryStorage(),
      ({ code }) => errors.push(code),
    );
    const first = entry('first');
    await outbox.put(first);
    isFull = true;
    await outbox.put(entry('second'));
    await outbox.put({ ...first, error: 'forbidden' });
    expect(await textsIn(outbox)).to.deep.equal(['first', 'second']);
    expect((await outbox.list('buyer-7'))[0]?.error).to.equal('forbidden');
    expect(errors).to.deep.equal(['storage_unavailable', 'storage_unavailable']);
    await outbox.remove(first.id);
    expect(await textsIn(outbox)).to.deep.equal(['second']);
    outbox.close();
  });

  it('has written an entry down before its database has', async () => {
    const storage = memoryStorage();
    const never = deferredOutbox(
      () => new Promise(() => {}),
      storage,
      () => undefined,
    );
    const [first, second] = [entry('first'), entry('second')];
    void never.put(first);
    void never.put(second);
    const after = deferredOutbox(openFresh, storage, () => undefined);
    expect(await textsIn(after)).to.deep.equal(['first', 'second']);
    await after.put({ ...second, error: 'forbidden' });
    await after.remove(first.id);
    expect(storage.keys()).to.deep.equal(['deskbell:outbox:kept']);
    expect(await textsIn(after)).to.deep.equal(['second']);
    await after.remove(second.id);
    expect(storage.keys()).to.deep.equal([]);
    after.close();
  });

  it('is not opened before it is used', async () => {
    let opened = 0;
    const outbox = deferredOutbox(
      async () => {
        opened++;
        return memoryOutbox();
      },
      memoryStorage(),
      () => undefined,
    );
    expect(opened).to.equal(0);
    await Promise.all([outbox.list('a'), outbox.list('b')]);
    expect(opened).to.equal(1);
    outbox.close();
  });
});
