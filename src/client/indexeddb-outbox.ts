import { DeskbellError } from '../core/errors.js';
import { entriesIn, type Outbox } from './outbox.js';
import { DATABASE } from './storage-keys.js';

const VERSION = 1;
const STORE = 'outbox';
/** Some browsers never answer, until they are started anew. */
const OPEN_LIMIT_MS = 3_000;

/**
 * The outbox that outlives the page.
 * @throws DOMException when the browser refuses storage, DeskbellError `timeout` when it does not answer
 */
export async function openIndexedDbOutbox(name = DATABASE): Promise<Outbox> {
  const db = await openDatabase(name);

  function begin(mode: IDBTransactionMode): [IDBObjectStore, Promise<void>] {
    // `strict`: an entry that was promised to be kept is on the disk.
    const transaction = db.transaction(STORE, mode, { durability: 'strict' });
    return [transaction.objectStore(STORE), endOf(transaction)];
  }

  return {
    async put(entry) {
      const [store, done] = begin('readwrite');
      const lookup = store.index('id').getKey(entry.id);
      lookup.onsuccess = () => {
        const place = lookup.result;
        store.put(place === undefined ? entry : { ...entry, place });
      };
      await done;
    },
    async list(owner) {
      const [store, done] = begin('readonly');
      const request: IDBRequest<unknown[]> = store.index('owner').getAll(owner);
      await done;
      return entriesIn(request.result);
    },
    async remove(id) {
      const [store, done] = begin('readwrite');
      const lookup = store.index('id').getKey(id);
      lookup.onsuccess = () => {
        if (lookup.result !== undefined) store.delete(lookup.result);
      };
      await done;
    },
    async isEmpty() {
      const [store, done] = begin('readonly');
      const request = store.count();
      await done;
      return request.result === 0;
    },
    close: () => db.close(),
  };
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, VERSION);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new DeskbellError('timeout'));
    }, OPEN_LIMIT_MS);
    request.onupgradeneeded = () => {
      // `place` is given by the browser and rises: it is the order of writing.
      const store = request.result.createObjectStore(STORE, {
        keyPath: 'place',
        autoIncrement: true,
      });
      store.createIndex('id', 'id', { unique: true });
      store.createIndex('owner', 'owner');
    };
    request.onsuccess = () => {
      const db = request.result;
      clearTimeout(timer);
      if (isLate) return db.close();
      // A newer version of this script in another tab must not wait for this one.
      db.onversionchange = () => db.close();
      resolve(db);
    };
    request.onerror = () => {
      clearTimeout(timer);
      reject(request.error);
    };
  });
}

function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
