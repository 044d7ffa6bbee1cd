import { dayKey } from '../controllers/formats.js';
import { isToRead } from '../core/conversations.js';
import type { LogEntry } from '../core/message-log.js';

/** A line that shows an entry. */
export interface EntryRow {
  readonly kind: 'message' | 'call';
  readonly key: string;
  readonly entry: LogEntry;
  readonly at: Date;
  readonly isOwn: boolean;
  /** First of several by the same person: it gets the tail. */
  readonly isFirst: boolean;
}

/** One line of the log as it is drawn, with the key that keeps it the same from draw to draw. */
export type MessageRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: Date }
  | { readonly kind: 'unread'; readonly key: string; readonly count: number }
  | EntryRow;

/** What is drawn of which entries (oldest first), and for whom. */
export interface RowsSource {
  readonly entries: readonly LogEntry[];
  readonly from: number;
  readonly to: number;
  readonly myId: string | undefined;
  /** Index of the first unread entry; -1 for none. */
  readonly unreadAt: number;
}

/** How far the end of a call is looked for, in entries. */
const CALL_SPAN = 400;

/** Puts day separators, the unread divider and groups into the entries of a window. */
export function rowsOf({ entries, from, to, myId, unreadAt }: RowsSource): MessageRow[] {
  const rows: MessageRow[] = [];
  let before = entries[from - 1];
  let day = before && dayKey(new Date(before.createdAt));
  for (let index = from; index < to; index++) {
    const entry = entries[index];
    if (!entry || isOver(entry, index, entries)) continue;
    const at = new Date(entry.createdAt);
    const today = dayKey(at);
    if (today !== day) {
      day = today;
      before = undefined;
      rows.push({ kind: 'day', key: `day ${day}`, at });
    }
    if (index === unreadAt) {
      before = undefined;
      rows.push({ kind: 'unread', key: 'unread', count: countUnread(entries, unreadAt, myId) });
    }
    const kind = isCall(entry) ? 'call' : 'message';
    const isFirst = !before || isCall(before) || before.senderId !== entry.senderId;
    rows.push({ kind, key: entry.id, entry, at, isOwn: entry.senderId === myId, isFirst });
    before = entry;
  }
  return rows;
}

/** Index of the first entry to read after this seq; -1 for none. */
export function unreadIndex(
  entries: readonly LogEntry[],
  myId: string | undefined,
  fromSeq: number | undefined,
): number {
  if (fromSeq === undefined) return -1;
  return entries.findIndex((entry) => (entry.seq ?? 0) > fromSeq && isToRead(entry, myId));
}

function isCall({ type }: LogEntry): boolean {
  return type.startsWith('CALL');
}

/** A call that has ended is told once, by its end. */
function isOver({ type, call }: LogEntry, index: number, entries: readonly LogEntry[]): boolean {
  return (
    type === 'CALL_STARTED' &&
    entries
      .slice(index, index + CALL_SPAN)
      .some((later) => later.type === 'CALL_ENDED' && later.call?.id === call?.id)
  );
}

function countUnread(entries: readonly LogEntry[], from: number, myId: string | undefined): number {
  return entries.slice(from).filter((entry) => isToRead(entry, myId)).length;
}
