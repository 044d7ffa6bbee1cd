import { jsonOf } from './http.js';
import type { OutboxEntry } from './outbox.js';
import type { KeyValueStorage } from './storage.js';
import { JOURNAL, KEPT } from './storage-keys.js';

/** What stands in the journal, as it was written. */
export function rowsIn(storage: KeyValueStorage): unknown[] {
  const rows = jsonOf(storage.get(JOURNAL) ?? '');
  return Array.isArray(rows) ? rows : [];
}

const hasId = (row: unknown, id: string) => (row as { id?: unknown } | null)?.id === id;

export function isNoted(storage: KeyValueStorage, id: string): boolean {
  return rowsIn(storage).some((row) => hasId(row, id));
}

/** Writes an entry at the end of the journal, or without one takes it out. */
export function note(storage: KeyValueStorage, id: string, entry?: OutboxEntry): void {
  const known = rowsIn(storage);
  const others = known.filter((row) => !hasId(row, id));
  // A file cannot be written down so fast.
  if (entry && !('file' in entry)) others.push(entry);
  else if (others.length === known.length) return;
  if (others.length > 0) storage.set(JOURNAL, JSON.stringify(others));
  else storage.remove(JOURNAL);
}

/** Whether something written here may still have to go out. */
export function mayWait(storage: KeyValueStorage): boolean {
  return (storage.get(KEPT) ?? storage.get(JOURNAL)) !== undefined;
}
