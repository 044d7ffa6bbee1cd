import { DeskbellError } from '../core/errors.js';
import { jsonOf } from './http.js';
import { entriesIn, memoryOutbox, type Outbox, type OutboxEntry } from './outbox.js';
import type { KeyValueStorage } from './storage.js';

const JOURNAL = 'deskbell:outbox';

/**
 * An outbox that opens at its first use, so that a page where nobody writes stores nothing, and
 * that keeps in memory what the browser has no room for or refuses to store. Until an entry is
 * stored it stands in a journal, which is written at once: a tab may die while a database commits.
 */
export function deferredOutbox(
  open: () => Promise<Outbox>,
  journal: KeyValueStorage,
  onError: (error: DeskbellError) => void,
): Outbox {
  const memory = memoryOutbox();
  let opening: Promise<Outbox> | undefined;
  let closed = false;
  const inMemory = (cause: unknown) => {
    onError(new DeskbellError('storage_unavailable', { cause }));
    return memory;
  };
  const opened = async () => {
    if (closed) throw new DeskbellError('closed');
    return (opening ??= open().catch(inMemory));
  };
  const noted = () => {
    const rows = jsonOf(journal.get(JOURNAL) ?? '');
    return Array.isArray(rows) ? entriesIn(rows) : [];
  };
  const note = (id: string, entry?: OutboxEntry) => {
    const known = noted();
    const others = known.filter((each) => each.id !== id);
    // A file cannot be written down so fast.
    if (entry && !('file' in entry)) others.push(entry);
    else if (others.length === known.length) return;
    if (others.length > 0) journal.set(JOURNAL, JSON.stringify(others));
    else journal.remove(JOURNAL);
  };
  return {
    async put(entry) {
      note(entry.id, entry);
      const outbox = await opened();
      await outbox.put(entry).catch((cause: unknown) => inMemory(cause).put(entry));
      note(entry.id);
    },
    async list(owner) {
      const stored = await (await opened()).list(owner);
      const later = noted().filter((entry) => entry.owner === owner);
      const entries = [...stored, ...later, ...(await memory.list(owner))];
      // One that is in several of them is newest in the last.
      return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
    },
    async remove(id) {
      note(id);
      await memory.remove(id);
      await (await opened()).remove(id);
    },
    close() {
      if (closed) return;
      closed = true;
      void opening?.then((inner) => inner.close());
    },
  };
}
