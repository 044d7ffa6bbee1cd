import { openDB, type DBSchema } from 'idb';
import * as v from 'valibot';
import { OutboxEntry, type Outbox } from './outbox.js';

interface Schema extends DBSchema {
  outbox: {
    key: number;
    value: OutboxEntry & { place?: number };
    indexes: { id: string; owner: string };
  };
}

/** The outbox that outlives the page. @throws when the browser refuses storage */
export async function openIndexedDbOutbox(name = 'deskbell'): Promise<Outbox> {
  const db = await openDB<Schema>(name, 1, {
    upgrade(fresh) {
      // `place` is given by the browser and rises: it is the order of writing.
      const store = fresh.createObjectStore('outbox', { keyPath: 'place', autoIncrement: true });
      store.createIndex('id', 'id', { unique: true });
      store.createIndex('owner', 'owner');
    },
    // A newer version of this script in another tab must not wait for this one.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  return {
    async put(entry) {
      const tx = db.transaction('outbox', 'readwrite', { durability: 'strict' });
      const place = await tx.store.index('id').getKey(entry.id);
      await Promise.all([tx.store.put(place === undefined ? entry : { ...entry, place }), tx.done]);
    },
    async list(owner) {
      const rows: unknown[] = await db.getAllFromIndex('outbox', 'owner', owner);
      return rows.filter((row) => v.is(OutboxEntry, row)) as OutboxEntry[];
    },
    async remove(id) {
      const tx = db.transaction('outbox', 'readwrite');
      const place = await tx.store.index('id').getKey(id);
      if (place !== undefined) await tx.store.delete(place);
      await tx.done;
    },
    close: () => db.close(),
  };
}
