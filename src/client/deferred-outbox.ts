import { DeskbellError } from '../core/errors.js';
import { note, rowsIn } from './outbox-journal.js';
import { entriesIn, memoryOutbox, type Outbox } from './outbox.js';
import type { KeyValueStorage } from './storage.js';
import { KEPT } from './storage-keys.js';

/**
 * An outbox that opens at its first use, so that a page where nobody writes stores nothing, and
 * that keeps in memory what the browser has no room for or refuses to store. Until an entry is
 * stored it stands in the journal; while any is stored, a mark beside the journal says so.
 */
export function deferredOutbox(
  open: () => Promise<Outbox>,
  journal: KeyValueStorage,
  onError: (error: DeskbellError) => void,
): Outbox {
  const memory = memoryOutbox();
  const wasMarked = journal.get(KEPT) !== undefined;
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
  return {
    async put(entry) {
      note(journal, entry.id, entry);
      journal.set(KEPT, entry.id);
      const outbox = await opened();
      await outbox.put(entry).catch((cause: unknown) => inMemory(cause).put(entry));
      // Once more: another tab may have found the outbox empty meanwhile.
      journal.set(KEPT, entry.id);
      note(journal, entry.id);
    },
    async list(owner) {
      const stored = await (await opened()).list(owner);
      const later = entriesIn(rowsIn(journal)).filter((entry) => entry.owner === owner);
      const entries = [...stored, ...later, ...(await memory.list(owner))];
      // One that is in several of them is newest in the last.
      return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
    },
    async isEmpty() {
      const entries = [await opened().then((outbox) => outbox.isEmpty()), await memory.isEmpty()];
      return entries.every(Boolean) && rowsIn(journal).length === 0;
    },
    async remove(id) {
      note(journal, id);
      await memory.remove(id);
      const outbox = await opened();
      await outbox.remove(id);
      // What an earlier page stored may be there, and not answer now.
      if (outbox === memory && wasMarked) return;
      const mark = journal.get(KEPT);
      if (mark === undefined || !(await outbox.isEmpty())) return;
      // Not if something was put there while we looked.
      if (journal.get(KEPT) === mark) journal.remove(KEPT);
    },
    close() {
      if (closed) return;
      closed = true;
      void opening?.then((inner) => inner.close());
    },
  };
}
