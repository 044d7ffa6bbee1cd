/**
 * The messages of one conversation on one device: live frames, fetched pages and own unsent
 * entries merged into one list without gaps or doubles, whatever order they come in.
 *
 *   stored   the window: contiguous by seq from `baseSeq + 1` on; what is before it is paged in
 *   ahead    beyond a gap: shown when the fetch of what was missed has closed it
 *   outside  changes to messages before the window, for a page that is being fetched right now
 *   pending  entries without a place yet, in the order they were written here or came directly
 *
 * Message n of the window is at index n − baseSeq − 1, so that a live frame costs one copy of the
 * list and no search, however long it is. An entry stays the same object until its message changes.
 *
 * `syncedRev`: every change to the window up to it is here. Live frames move it on only without a
 * hole, so that the fetch after a reconnect starts early enough.
 */
import type { Message } from '../protocol/index.js';
import { entryOf, type LogEntry, type StoredEntry } from './log-entry.js';

export * from './log-entry.js';

export interface MessageLog {
  /** Rises when a newest page opens the window anew: an older page asked for before is void. */
  readonly windowId: number;
  readonly baseSeq: number;
  readonly stored: readonly StoredEntry[];
  readonly ahead: readonly StoredEntry[];
  readonly outside: readonly StoredEntry[];
  readonly pending: readonly LogEntry[];
  readonly syncedRev: number;
  /** Revs heard live beyond a hole. */
  readonly heardRevs: readonly number[];
  /** `unknown`: no page was fetched yet. */
  readonly history: 'unknown' | 'partial' | 'complete';
}

export const EMPTY_LOG: MessageLog = {
  windowId: 0,
  baseSeq: 0,
  stored: [],
  ahead: [],
  outside: [],
  pending: [],
  syncedRev: 0,
  heardRevs: [],
  history: 'unknown',
};

/** How many changes behind a fetched page is fresher and cheaper than the changes one by one. */
export const BIG_GAP_MESSAGES = 200;
const OUTSIDE_LIMIT = 200;
const HEARD_LIMIT = 1_000;

/** A log that takes up the conversation where the broker has it now; no page was fetched yet. */
export function logFrom(lastSeq: number, rev: number): MessageLog {
  return { ...EMPTY_LOG, baseSeq: lastSeq, syncedRev: rev };
}

/** Seq of the newest message with nothing missing before it. */
export function endOf(log: MessageLog): number {
  return log.baseSeq + log.stored.length;
}

/** Whether the message is here, in whatever version. */
export function holds(log: MessageLog, { seq }: Message): boolean {
  return seq <= endOf(log) || log.ahead.some((known) => known.seq === seq);
}

/** A message heard live, or an own one acknowledged. */
export function withLive(log: MessageLog, message: Message): MessageLog {
  return heard(withMessages(log, [message]), message.rev);
}

/** All changes from `syncedRev` to `rev`, fetched. */
export function withChanges(
  log: MessageLog,
  changes: { messages: readonly Message[]; rev: number },
): MessageLog {
  return synced(withMessages(log, changes.messages), changes.rev);
}

/**
 * The newest page, in any order. `rev` is the conversation's from before the page was fetched.
 * A window that the page does not touch is dropped: paging brings it back.
 */
export function withNewestPage(
  log: MessageLog,
  page: { messages: readonly Message[]; rev: number },
): MessageLog {
  // Overtaken by a later one.
  if (log.history !== 'unknown' && page.rev < log.syncedRev) return log;
  const pageBase = baseOf(page.messages);
  const joins = endOf(log) >= pageBase;
  const baseSeq = joins ? Math.min(log.baseSeq, pageBase) : pageBase;
  const opened = openWindow({ ...log, windowId: log.windowId + 1 }, page.messages, baseSeq);
  // Changes to what lies before the page are not in it.
  return opened.baseSeq === pageBase ? synced(opened, page.rev) : opened;
}

/** A page that ends where the window begins, asked for when the log had this `windowId`. */
export function withOlderPage(
  log: MessageLog,
  page: { messages: readonly Message[]; windowId: number },
): MessageLog {
  const older = page.messages.filter(({ seq }) => seq <= log.baseSeq);
  // Between the two, changes before the window went by unheard.
  if (page.windowId !== log.windowId) return log;
  // Nothing is kept of what once was before.
  if (page.messages.length === 0) return { ...log, history: 'complete' };
  const touches = older.some(({ seq }) => seq === log.baseSeq);
  if (!touches) return log;
  return openWindow(log, older, baseOf(older));
}

/** Seq before the first of these; 0 for none: then there is no message at all. */
function baseOf(messages: readonly Message[]): number {
  const first = messages.reduce((least, { seq }) => Math.min(least, seq), Infinity);
  return first === Infinity ? 0 : first - 1;
}

function openWindow(log: MessageLog, page: readonly Message[], baseSeq: number): MessageLog {
  const all = [...log.stored, ...log.ahead, ...log.outside, ...page.map(entryOf)];
  const next: MessageLog = {
    ...log,
    ...arrange([], all, baseSeq),
    baseSeq,
    outside: log.outside.filter(({ seq }) => seq <= baseSeq),
    history: baseSeq === 0 ? 'complete' : 'partial',
  };
  return settle(next, all);
}

/** An own entry was written; it stays until the broker has it or the person drops it. */
export function withPending(log: MessageLog, entry: LogEntry): MessageLog {
  const known = log.pending.find(({ id }) => id === entry.id);
  // What became of it meanwhile is kept, unless it failed and is tried again.
  if (known && known.error === entry.error) return log;
  const pending = known
    ? log.pending.map((each) => (each === known ? entry : each))
    : [...log.pending, entry];
  const lists = [log.stored, log.ahead, log.outside];
  const placed = lists.flatMap((list) => list.filter(({ id }) => id === entry.id));
  return settle({ ...log, pending }, placed);
}

/** Another's message that came over a direct link, perhaps before the broker knows of it. */
export function withDirect(log: MessageLog, entry: LogEntry): MessageLog {
  // A stranger's id must not take the place of what was written here.
  if (log.pending.some(({ id }) => id === entry.id)) return log;
  return withPending(log, { ...entry, direct: true });
}

/** Something became of an entry that has no place yet. */
export function withPendingChange(
  log: MessageLog,
  id: string,
  change: Partial<LogEntry>,
): MessageLog {
  const pending = log.pending.map((entry) => (entry.id === id ? { ...entry, ...change } : entry));
  return { ...log, pending };
}

export function withoutPending(log: MessageLog, id: string): MessageLog {
  return { ...log, pending: log.pending.filter((entry) => entry.id !== id) };
}

/** Oldest first, those without a place last. */
export function entriesOf({ stored, pending }: MessageLog): readonly LogEntry[] {
  return pending.length > 0 ? [...stored, ...pending] : stored;
}

function withMessages(log: MessageLog, messages: readonly Message[]): MessageLog {
  const news = messages.map(entryOf);
  const outside = news.filter(({ seq }) => seq <= log.baseSeq);
  const next: MessageLog = {
    ...log,
    ...arrange([...log.stored], [...log.ahead, ...news], log.baseSeq),
    outside: [...log.outside, ...outside].slice(-OUTSIDE_LIMIT),
  };
  return settle(next, news);
}

/** Entries that found their place leave the waiting list when the window has come so far. */
function settle(log: MessageLog, news: readonly StoredEntry[]): MessageLog {
  if (log.pending.length === 0) return log;
  const placed = new Map(news.map((entry) => [entry.id, entry]));
  const pending = log.pending
    .map((entry) => placed.get(entry.id) ?? entry)
    .filter(({ seq = Infinity }) => seq > endOf(log));
  return { ...log, pending };
}

/** A change of this rev was heard live: a message, or a receipt mark. */
export function heard(log: MessageLog, rev: number): MessageLog {
  if (rev <= log.syncedRev) return log;
  return advance({ ...log, heardRevs: [...log.heardRevs, rev].slice(-HEARD_LIMIT) });
}

function synced(log: MessageLog, rev: number): MessageLog {
  return advance({ ...log, syncedRev: Math.max(log.syncedRev, rev) });
}

function advance(log: MessageLog): MessageLog {
  let { syncedRev } = log;
  const waiting = [...log.heardRevs].sort((a, b) => a - b).filter((rev) => rev > log.syncedRev);
  while (waiting[0] !== undefined && waiting[0] <= syncedRev + 1) {
    syncedRev = Math.max(syncedRev, waiting[0]);
    waiting.shift();
  }
  return { ...log, syncedRev, heardRevs: waiting };
}

/**
 * Puts each entry where its seq says, the newest version of it, and splits where the first is
 * missing. `slots` holds the window so far and is used up.
 */
function arrange(
  slots: StoredEntry[],
  news: readonly StoredEntry[],
  baseSeq: number,
): { stored: StoredEntry[]; ahead: StoredEntry[] } {
  for (const entry of news) {
    const index = entry.seq - baseSeq - 1;
    const known = slots[index];
    if (index >= 0 && !(known && known.rev >= entry.rev)) slots[index] = entry;
  }
  let end = 0;
  while (slots[end]) end++;
  // Beyond the hole the list is sparse.
  const ahead = slots.length > end ? Object.values(slots).slice(end) : [];
  slots.length = end;
  return { stored: slots, ahead };
}
