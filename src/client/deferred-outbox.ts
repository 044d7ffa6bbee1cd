import { DeskbellError } from '../core/errors.js';
import { memoryOutbox, type Outbox } from './outbox.js';

/**
 * An outbox that opens at its first use, so that a page where nobody writes stores nothing, and
 * that keeps in memory what the browser has no room for or refuses to store.
 */
export function deferredOutbox(
  open: () => Promise<Outbox>,
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
  return {
    async put(entry) {
      const outbox = await opened();
      await outbox.put(entry).catch((cause: unknown) => inMemory(cause).put(entry));
    },
    async list(owner) {
      const entries = [...(await (await opened()).list(owner)), ...(await memory.list(owner))];
      // An entry that could be stored once and not again is in both: the later one counts.
      return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
    },
    async remove(id) {
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
