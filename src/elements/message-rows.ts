import { dayKey } from '../controllers/formats.js';
import type { LogEntry } from '../core/message-log.js';
import { isCallEntry } from './message-text.js';

/** One line of the log as it is drawn, with the key that keeps it the same from draw to draw. */
export type MessageRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: Date }
  | { readonly kind: 'unread'; readonly key: string; readonly count: number }
  | {
      readonly kind: 'message' | 'call';
      readonly key: string;
      readonly entry: LogEntry;
      readonly at: Date;
      readonly isOwn: boolean;
      /** First of several by the same person: it gets the tail. */
      readonly isFirst: boolean;
    };

/** Puts day separators, the unread divider and groups into a list of entries, oldest first. */
export function rowsOf(
  entries: readonly LogEntry[],
  myId: string | undefined,
  unreadFromSeq: number | undefined,
): MessageRow[] {
  const rows: MessageRow[] = [];
  const over = new Set(
    entries.filter(({ type }) => type === 'CALL_ENDED').map(({ call }) => call?.id),
  );
  let day = '';
  let before: LogEntry | undefined;
  let hasDivider = unreadFromSeq === undefined;
  for (const entry of entries) {
    if (entry.type === 'CALL_STARTED' && over.has(entry.call?.id)) continue;
    const at = new Date(entry.createdAt);
    const isOwn = entry.senderId === myId;
    if (dayKey(at) !== day) {
      day = dayKey(at);
      before = undefined;
      rows.push({ kind: 'day', key: `day ${day}`, at });
    }
    if (!hasDivider && !isOwn && (entry.seq ?? 0) > (unreadFromSeq ?? 0)) {
      hasDivider = true;
      before = undefined;
      const count = countUnread(entries, myId, unreadFromSeq ?? 0);
      rows.push({ kind: 'unread', key: 'unread', count });
    }
    const kind = isCallEntry(entry) ? 'call' : 'message';
    const isFirst = before?.senderId !== entry.senderId;
    rows.push({ kind, key: entry.id, entry, at, isOwn, isFirst });
    before = kind === 'call' ? undefined : entry;
  }
  return rows;
}

function countUnread(
  entries: readonly LogEntry[],
  myId: string | undefined,
  fromSeq: number,
): number {
  return entries.filter((entry) => entry.senderId !== myId && (entry.seq ?? 0) > fromSeq).length;
}
