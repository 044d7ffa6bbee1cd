import { DeskbellError } from '../core/errors.js';
import { memoryOutbox, type Outbox } from './outbox.js';

/**
 * An outbox that opens at its first use, so that a page where nobody writes stores nothing, and
 * that falls back to memory where the browser refuses storage.
 */
export function deferredOutbox(
  open: () => Promise<Outbox>,
  onError: (error: DeskbellError) => void,
): Outbox {
  let opening: Promise<Outbox> | undefined;
  let closed = false;
  const outbox = () =>
    (opening ??= open().catch((cause: unknown) => {
      onError(new DeskbellError('storage_unavailable', { cause }));
      return memoryOutbox();
    }));
  const opened = async () => {
    if (closed) throw new DeskbellError('closed');
    return outbox();
  };
  return {
    put: async (entry) => (await opened()).put(entry),
    list: async (owner) => (await opened()).list(owner),
    remove: async (id) => (await opened()).remove(id),
    close() {
      if (closed) return;
      closed = true;
      void opening?.then((inner) => inner.close());
    },
  };
}
