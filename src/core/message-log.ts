/**
 * The messages of one conversation on one device: live frames, fetched pages and own unsent
 * entries merged into one list without gaps or doubles, whatever order they come in.
 *
 *   stored   the window: contiguous by seq from `baseSeq + 1` on; what is before it is paged in
 *   ahead    beyond a gap: shown when the fetch of what was missed has closed it
 *   outside  changes to messages before the window, for a page that is being fetched right now
 *   pending  own entries without a place yet, in the order they were written
 *
 * `syncedRev`: every change to the window up to it is here. Live frames move it on only without a
 * hole, so that the fetch after a reconnect starts early enough.
 */
import type { Message, ReceiptMark } from '../protocol/index.js';
import type { DeskbellErrorCode } from './errors.js';
import { entryOf, type LogEntry } from './log-entry.js';

export * from './log-entry.js';

export interface MessageLog {
  /** Rises when a newest page opens the window anew: an older page asked for before is void. */
  readonly windowId: number;
  readonly baseSeq: number;
  readonly stored: readonly Message[];
  readonly ahead: readonly Message[];
  readonly outside: readonly Message[];
  readonly pending: readonly LogEntry[];
  readonly marks: readonly ReceiptMark[];
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
  marks: [],
  syncedRev: 0,
  heardRevs: [],
  history: 'unknown',
};

/** How many changes behind a fetched page is fresher and cheaper than the changes one by one. */
export const BIG_GAP_MESSAGES = 200;
const OUTSIDE_LIMIT = 200;
const HEARD_LIMIT = 1_000;

/** A log that takes up the conversation where the broker has it now; no page was fetched yet. */
export function logFrom(lastSeq: number, rev: number, marks: readonly ReceiptMark[]): MessageLog {
  return { ...EMPTY_LOG, baseSeq: lastSeq, syncedRev: rev, marks };
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

/** A receipt mark heard live. */
export function withLiveMark(log: MessageLog, mark: ReceiptMark, rev: number): MessageLog {
  return heard(withMarks(log, [mark]), rev);
}

/** All changes from `syncedRev` to `rev`, fetched. */
export function withChanges(
  log: MessageLog,
  changes: { messages: readonly Message[]; receipts: readonly ReceiptMark[]; rev: number },
): MessageLog {
  const merged = withMarks(withMessages(log, changes.messages), changes.receipts);
  return synced(merged, changes.rev);
}

/**
 * The newest page, in any order. `rev` and `marks` are the conversation's from before the page was
 * fetched. A window that the page does not touch is dropped: paging brings it back.
 */
export function withNewestPage(
  log: MessageLog,
  page: { messages: readonly Message[]; rev: number; marks: readonly ReceiptMark[] },
): MessageLog {
  // Overtaken by a later one.
  if (log.history !== 'unknown' && page.rev < log.syncedRev) return log;
  const pageBase = baseOf(page.messages);
  const joins = endOf(log) >= pageBase;
  const baseSeq = joins ? Math.min(log.baseSeq, pageBase) : pageBase;
  const marked = withMarks({ ...log, windowId: log.windowId + 1 }, page.marks);
  const opened = openWindow(marked, page.messages, baseSeq);
  // Changes to what lies before the page are not in it.
  return opened.baseSeq === pageBase ? synced(opened, page.rev) : opened;
}

/** A page that ends where the window begins, asked for when the log had this `windowId`. */
export function withOlderPage(
  log: MessageLog,
  page: { messages: readonly Message[]; windowId: number },
): MessageLog {
  const older = page.messages.filter(({ seq }) => seq <= log.baseSeq);
  const touches = older.some(({ seq }) => seq === log.baseSeq);
  // Between the two, changes before the window went by unheard.
  if (!touches || page.windowId !== log.windowId) return log;
  return openWindow(log, older, baseOf(older));
}

/** Seq before the first of these; 0 for none: then there is no message at all. */
function baseOf(messages: readonly Message[]): number {
  const first = messages.reduce((least, { seq }) => Math.min(least, seq), Infinity);
  return first === Infinity ? 0 : first - 1;
}

function openWindow(log: MessageLog, page: readonly Message[], baseSeq: number): MessageLog {
  const all = [...log.stored, ...log.ahead, ...log.outside, ...page];
  return settle({
    ...log,
    ...contiguous(all, baseSeq),
    baseSeq,
    outside: log.outside.filter(({ seq }) => seq <= baseSeq),
    history: baseSeq === 0 ? 'complete' : 'partial',
  });
}

/** An own entry was written; it stays until the broker has it or the person drops it. */
export function withPending(log: MessageLog, entry: LogEntry): MessageLog {
  if (log.stored.some(({ id }) => id === entry.id)) return log;
  return log.pending.some(({ id }) => id === entry.id)
    ? { ...log, pending: log.pending.map((known) => (known.id === entry.id ? entry : known)) }
    : { ...log, pending: [...log.pending, entry] };
}

export function withFailure(log: MessageLog, id: string, error: DeskbellErrorCode): MessageLog {
  return {
    ...log,
    pending: log.pending.map((entry) => (entry.id === id ? { ...entry, error } : entry)),
  };
}

export function withoutPending(log: MessageLog, id: string): MessageLog {
  return { ...log, pending: log.pending.filter((entry) => entry.id !== id) };
}

/** Oldest first, own unsent entries last. */
export function entriesOf(log: MessageLog): LogEntry[] {
  return [...log.stored.map(entryOf), ...log.pending];
}

function withMessages(log: MessageLog, messages: readonly Message[]): MessageLog {
  const outside = messages.filter(({ seq }) => seq <= log.baseSeq);
  return settle({
    ...log,
    ...contiguous([...log.stored, ...log.ahead, ...messages], log.baseSeq),
    outside: outside.length > 0 ? [...log.outside, ...outside].slice(-OUTSIDE_LIMIT) : log.outside,
  });
}

function withMarks(log: MessageLog, marks: readonly ReceiptMark[]): MessageLog {
  return marks.length === 0 ? log : { ...log, marks: mergeMarks(log.marks, marks) };
}

/** Marks only ever move on. */
export function mergeMarks(
  known: readonly ReceiptMark[],
  news: readonly ReceiptMark[],
): ReceiptMark[] {
  const byUser = new Map(known.map((mark) => [mark.userId, mark]));
  for (const mark of news) {
    const old = byUser.get(mark.userId);
    byUser.set(mark.userId, {
      userId: mark.userId,
      deliveredSeq: Math.max(mark.deliveredSeq, old?.deliveredSeq ?? 0),
      readSeq: Math.max(mark.readSeq, old?.readSeq ?? 0),
    });
  }
  return [...byUser.values()];
}

/** Own entries that found their place leave the waiting list. */
function settle(log: MessageLog): MessageLog {
  if (log.pending.length === 0) return log;
  const stored = new Set([...log.stored, ...log.outside].map(({ id }) => id));
  const ahead = new Map(log.ahead.map((message) => [message.id, message]));
  const pending = log.pending
    .filter(({ id }) => !stored.has(id))
    .map((entry) => {
      const message = ahead.get(entry.id);
      return message ? entryOf(message) : entry;
    });
  return { ...log, pending };
}

function heard(log: MessageLog, rev: number): MessageLog {
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

/** The newest version of each message after `baseSeq`, split where the first seq is missing. */
function contiguous(
  messages: readonly Message[],
  baseSeq: number,
): { stored: Message[]; ahead: Message[] } {
  const usable = bySeq(messages).filter(({ seq }) => seq > baseSeq);
  const gap = usable.findIndex(({ seq }, index) => seq !== baseSeq + 1 + index);
  return gap === -1
    ? { stored: usable, ahead: [] }
    : { stored: usable.slice(0, gap), ahead: usable.slice(gap) };
}

function bySeq(messages: readonly Message[]): Message[] {
  const newest = new Map<number, Message>();
  for (const message of messages) {
    const known = newest.get(message.seq);
    if (!known || message.rev > known.rev) newest.set(message.seq, message);
  }
  return [...newest.values()].sort((a, b) => a.seq - b.seq);
}
