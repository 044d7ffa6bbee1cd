/**
 * The messages of one conversation on one device: live frames, fetched pages and own unsent
 * entries merged into one list without gaps or doubles, whatever order they come in.
 *
 *   stored   contiguous by seq; what came before `stored[0]` is fetched by paging
 *   ahead    beyond a gap: shown when the fetch of what was missed has closed it
 *   outside  changes to messages before the window, for a page that is being fetched right now
 *   pending  own entries without a place yet, in the order they were written
 *
 * `syncedRev`: every change up to it is here. Live frames move it on only without a hole, so that
 * the fetch after a reconnect starts early enough.
 */
import type { Message, MessageCall, MessageType, ReceiptMark } from '../protocol/index.js';
import type { DeskbellErrorCode } from './errors.js';

export type DeliveryState = 'pending' | 'sent' | 'delivered' | 'read' | 'failed';

/** One line of a conversation: stored by the broker (`seq` set) or still on its way. */
export interface LogEntry {
  readonly id: string;
  readonly senderId: string;
  readonly type: MessageType;
  readonly createdAt: string;
  readonly seq?: number;
  readonly text?: string;
  readonly call?: MessageCall;
  readonly message?: Message;
  /** Set on own entries that were refused; the sentence and the buttons follow from it. */
  readonly error?: DeskbellErrorCode;
}

export interface MessageLog {
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
 * The newest page, in any order. `rev` is the conversation's counter from before the page was
 * fetched. A window that the page does not touch is dropped: paging brings it back.
 */
export function withNewestPage(
  log: MessageLog,
  page: { messages: readonly Message[]; rev: number; complete: boolean },
): MessageLog {
  const sorted = bySeq(page.messages);
  const first = sorted[0]?.seq ?? 1;
  const end = log.stored.at(-1)?.seq ?? 0;
  const joins = log.history !== 'unknown' && end + 1 >= first;
  const base: MessageLog = joins ? log : { ...log, stored: [] };
  // What was heard live while the page was on its way may lie on its newer side.
  const rest = joins ? [] : log.stored;
  const window = contiguous([...base.stored, ...sorted, ...rest, ...log.ahead], first, joins);
  const history = page.complete || (joins && log.history === 'complete') ? 'complete' : 'partial';
  const merged = settle({ ...base, ...window, outside: joins ? log.outside : [], history });
  return synced(merged, page.rev);
}

/** A page that ends where the window begins. */
export function withOlderPage(
  log: MessageLog,
  page: { messages: readonly Message[]; complete: boolean },
): MessageLog {
  const first = log.stored[0]?.seq;
  if (first === undefined) return log;
  const older = bySeq(page.messages).filter((message) => message.seq < first);
  const touches = older.length === 0 || older.at(-1)?.seq === first - 1;
  if (!touches) return log;
  const window = contiguous(
    [...older, ...log.stored, ...log.outside],
    older[0]?.seq ?? first,
    false,
  );
  const history = page.complete ? 'complete' : log.history;
  return settle({
    ...log,
    stored: window.stored,
    outside: log.outside.filter((message) => message.seq < (older[0]?.seq ?? first)),
    history,
  });
}

/** An own entry was written; it stays until the broker has it or the person drops it. */
export function withPending(log: MessageLog, entry: LogEntry): MessageLog {
  if (log.stored.some(({ id }) => id === entry.id)) return log;
  const { error: _error, ...fresh } = entry;
  const next = entry.error ? entry : fresh;
  return log.pending.some(({ id }) => id === entry.id)
    ? { ...log, pending: log.pending.map((known) => (known.id === entry.id ? next : known)) }
    : { ...log, pending: [...log.pending, next] };
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

/** The socket is gone: a log that was never opened knows nothing for sure any more. */
export function disconnected(log: MessageLog): MessageLog {
  return log.history === 'unknown'
    ? { ...EMPTY_LOG, pending: log.pending, marks: log.marks }
    : { ...log, outside: [], heardRevs: [] };
}

/** Oldest first, own unsent entries last. */
export function entriesOf(log: MessageLog): LogEntry[] {
  return [...log.stored.map(entryOf), ...log.pending];
}

export function entryOf(message: Message): LogEntry {
  return {
    id: message.id,
    senderId: message.senderId,
    type: message.type,
    createdAt: message.createdAt,
    seq: message.seq,
    ...(message.text !== undefined && { text: message.text }),
    ...(message.call && { call: message.call }),
    message,
  };
}

/** How far an own entry has come; the slowest of the others counts. */
export function deliveryState(
  entry: LogEntry,
  marks: readonly ReceiptMark[],
  meId: string,
): DeliveryState | undefined {
  if (entry.senderId !== meId) return undefined;
  if (entry.error) return 'failed';
  const { seq } = entry;
  if (seq === undefined) return 'pending';
  const others = marks.filter(({ userId }) => userId !== meId);
  if (others.length === 0) return 'sent';
  if (others.every(({ readSeq }) => readSeq >= seq)) return 'read';
  return others.every(({ deliveredSeq }) => deliveredSeq >= seq) ? 'delivered' : 'sent';
}

function withMessages(log: MessageLog, messages: readonly Message[]): MessageLog {
  const first = log.stored[0]?.seq;
  if (first === undefined) {
    const all = bySeq([...log.ahead, ...messages]);
    // An open log that is empty begins at the first message; one never opened begins anywhere.
    const start = log.history === 'unknown' ? (all[0]?.seq ?? 1) : 1;
    return settle({ ...log, ...contiguous(all, start, false) });
  }
  const inside = messages.filter(({ seq }) => seq >= first);
  const outside = messages.filter(({ seq }) => seq < first);
  return settle({
    ...log,
    ...contiguous([...log.stored, ...log.ahead, ...inside], first, false),
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
  const stored = new Set(log.stored.map(({ id }) => id));
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

/** The newest version of each message, split where the first seq is missing. */
function contiguous(
  messages: readonly Message[],
  first: number,
  keepEarlier: boolean,
): { stored: Message[]; ahead: Message[] } {
  const sorted = bySeq(messages);
  const start = keepEarlier ? Math.min(first, sorted[0]?.seq ?? first) : first;
  const usable = sorted.filter(({ seq }) => seq >= start);
  const gap = usable.findIndex(({ seq }, index) => seq !== start + index);
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
