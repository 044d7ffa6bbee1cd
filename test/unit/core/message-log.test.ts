import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  deliveryState,
  EMPTY_LOG,
  endOf,
  entriesOf,
  logFrom,
  withChanges,
  heard,
  withDirect,
  withLive,
  withNewestPage,
  withOlderPage,
  withoutPending,
  withPending,
  withPendingChange,
  type LogEntry,
  type MessageLog,
} from '../../../src/core/message-log.js';
import { mergeMarks } from '../../../src/core/conversations.js';
import type { ConversationChanges, Message, ReceiptMark } from '../../../src/protocol/index.js';

const ME = 'buyer-7';
const SELLER = 'seller-42';
const CONVERSATION = '01890000-0000-7000-8000-0000000000ff';
const AT = '2026-01-01T00:00:00.000Z';

function message(seq: number, rev = seq, senderId = SELLER, id = `m${seq}`): Message {
  return {
    id,
    conversationId: CONVERSATION,
    senderId,
    type: 'TEXT',
    seq,
    rev,
    createdAt: AT,
    text: `text ${seq} at ${rev}`,
    reactions: [],
  };
}

const pending = (id: string): LogEntry => ({ id, senderId: ME, type: 'TEXT', createdAt: AT });
const olderPage = (log: MessageLog, ...messages: Message[]) =>
  withOlderPage(log, { messages, windowId: log.windowId });
const seqsOf = (log: MessageLog) => entriesOf(log).map(({ seq }) => seq);

describe('one log', () => {
  it('shows live messages in order, whatever order they come in', () => {
    const log = [2, 1, 3].reduce((at, seq) => withLive(at, message(seq)), EMPTY_LOG);
    expect(seqsOf(log)).toEqual([1, 2, 3]);
  });

  it('holds back what lies beyond a gap until the gap is closed', () => {
    const gapped = withLive(withLive(EMPTY_LOG, message(1)), message(3));
    expect(seqsOf(gapped)).toEqual([1]);
    expect(endOf(gapped)).toBe(1);
    const closed = withChanges(gapped, { messages: [message(2)], rev: 3 });
    expect(seqsOf(closed)).toEqual([1, 2, 3]);
  });

  it('is complete where nothing older is kept', () => {
    const log = withNewestPage(EMPTY_LOG, { messages: [message(41), message(42)], rev: 50 });
    expect(log.history).toBe('partial');
    expect(olderPage(log).history).toBe('complete');
    const late = withOlderPage(log, { messages: [], windowId: log.windowId - 1 });
    expect(late.history).toBe('partial');
    expect(seqsOf(withLive(olderPage(log), message(43, 51)))).toEqual([41, 42, 43]);
  });

  it('drops what it has, and takes a newer version in its place', () => {
    const log = withLive(withLive(EMPTY_LOG, message(1, 5)), message(1, 2));
    expect(entriesOf(log)).toHaveLength(1);
    expect(entriesOf(log)[0]?.text).toBe('text 1 at 5');
  });

  it('keeps own unsent entries last and lets an acknowledged one take its place', () => {
    const written = withPending(withPending(EMPTY_LOG, pending('own-1')), pending('own-2'));
    const met = withLive(written, message(1));
    expect(entriesOf(met).map(({ id }) => id)).toEqual(['m1', 'own-1', 'own-2']);
    const acked = withLive(met, message(2, 2, ME, 'own-1'));
    expect(entriesOf(acked).map(({ id, seq }) => [id, seq])).toEqual([
      ['m1', 1],
      ['own-1', 2],
      ['own-2', undefined],
    ]);
  });

  it('keeps showing an own entry whose place lies beyond a gap', () => {
    const log = withLive(withPending(EMPTY_LOG, pending('own')), message(4, 4, ME, 'own'));
    expect(entriesOf(log).map(({ id, seq }) => [id, seq])).toEqual([['own', 4]]);
  });

  it('shows a written entry once, though it is written again or stored already', () => {
    const stored = withLive(EMPTY_LOG, message(1, 1, ME, 'own'));
    expect(entriesOf(withPending(stored, pending('own')))).toHaveLength(1);
    const twice = withPending(withPending(EMPTY_LOG, pending('own')), pending('own'));
    expect(entriesOf(twice)).toHaveLength(1);
  });

  it('marks a refused entry, clears the mark when it is sent again, forgets a dropped one', () => {
    const refused = withPendingChange(withPending(EMPTY_LOG, pending('own')), 'own', {
      error: 'forbidden',
    });
    expect(entriesOf(refused)[0]?.error).toBe('forbidden');
    expect(entriesOf(withPending(refused, pending('own')))[0]?.error).toBeUndefined();
    expect(entriesOf(withoutPending(refused, 'own'))).toEqual([]);
  });

  it('begins where the broker is and pages back to the first message', () => {
    const log = withLive(logFrom(4, 4), message(5));
    expect(log.history).toBe('unknown');
    const newest = [5, 4, 3].map((seq) => message(seq));
    const opened = withNewestPage(log, { messages: newest, rev: 5 });
    expect([opened.history, seqsOf(opened)]).toEqual(['partial', [3, 4, 5]]);
    const whole = olderPage(opened, message(2), message(1));
    expect([whole.history, seqsOf(whole)]).toEqual(['complete', [1, 2, 3, 4, 5]]);
  });

  it('knows an empty conversation to be complete', () => {
    const log = withNewestPage(EMPTY_LOG, { messages: [], rev: 0 });
    expect(log.history).toBe('complete');
  });

  it('ignores a page that does not touch the window', () => {
    const opened = withNewestPage(EMPTY_LOG, { messages: [message(9)], rev: 9 });
    expect(olderPage(opened, message(3))).toBe(opened);
  });

  it('drops a window that a new page does not touch, so that no gap can hide', () => {
    const old = withNewestPage(EMPTY_LOG, {
      messages: [message(2), message(1)],
      rev: 2,
    });
    const page = [message(501), message(500)];
    const fresh = withNewestPage(old, { messages: page, rev: 501 });
    expect([fresh.history, seqsOf(fresh)]).toEqual(['partial', [500, 501]]);
  });

  it('applies a change to a message whose page is still on its way', () => {
    const opened = withNewestPage(EMPTY_LOG, { messages: [message(2)], rev: 2 });
    const edited = withLive(opened, message(1, 3));
    const paged = olderPage(edited, message(1, 1));
    expect(entriesOf(paged)[0]?.text).toBe('text 1 at 3');
  });

  it('puts another’s direct message last until the broker has it, and shows it once', () => {
    const before = withLive(EMPTY_LOG, message(1));
    const heardDirectly = withDirect(before, { ...pending('direct'), senderId: SELLER });
    expect(entriesOf(heardDirectly).map(({ id, direct }) => [id, direct])).toEqual([
      ['m1', undefined],
      ['direct', true],
    ]);
    expect(withDirect(heardDirectly, pending('direct'))).toBe(heardDirectly);
    const stored = withLive(heardDirectly, message(2, 2, SELLER, 'direct'));
    expect(entriesOf(stored).map(({ id, seq }) => [id, seq])).toEqual([
      ['m1', 1],
      ['direct', 2],
    ]);
    expect(entriesOf(withDirect(stored, pending('direct')))).toHaveLength(2);
  });

  it('does not let a direct message take the place of what was written here', () => {
    const log = withPending(EMPTY_LOG, { ...pending('own'), text: 'mine' });
    const other = { ...pending('own'), senderId: SELLER, text: 'not yours' };
    expect(entriesOf(withDirect(log, other))[0]?.text).toBe('mine');
  });

  it('keeps every entry the same object until its message changes', () => {
    const messages = [1, 2, 3].map((seq) => message(seq));
    const log = withNewestPage(EMPTY_LOG, { messages, rev: 3 });
    const before = entriesOf(log);
    const appended = entriesOf(withLive(log, message(4)));
    const edited = entriesOf(withLive(log, message(2, 4)));
    const twice = entriesOf(withLive(log, message(2, 2)));
    expect(appended.slice(0, 3).every((entry, i) => entry === before[i])).toBe(true);
    expect(edited.map((entry, i) => entry === before[i])).toEqual([true, false, true]);
    expect(twice.every((entry, i) => entry === before[i])).toBe(true);
    expect(entriesOf(heard(log, 9))).toBe(before);
  });

  it('is not confused by a number far ahead', () => {
    const log = withLive(withLive(EMPTY_LOG, message(1)), message(2 ** 31));
    expect([seqsOf(log), log.ahead.length]).toEqual([[1], 1]);
    expect(seqsOf(withLive(log, message(2)))).toEqual([1, 2]);
  });

  it('is only synced as far as it heard without a hole', () => {
    const log = heard(withLive(EMPTY_LOG, message(1, 1)), 3);
    expect(log.syncedRev).toBe(1);
    expect(withLive(log, message(2, 2)).syncedRev).toBe(3);
  });
});

function mark(userId: string, deliveredSeq: number, readSeq: number): ReceiptMark {
  return { userId, deliveredSeq, readSeq };
}

describe('the state of an own entry', () => {
  const own = { ...pending('own'), seq: 5 };
  const direct = { ...pending('own'), direct: true };
  it.each([
    ['pending without a place', pending('own'), [], 'pending'],
    ['failed when refused', { ...pending('own'), error: 'forbidden' as const }, [], 'failed'],
    ['delivered when a device of the other side has it', direct, [], 'delivered'],
    ['pending while a change of it is on its way', { ...own, changing: true }, [], 'pending'],
    ['sent when nobody has it', own, [mark(SELLER, 4, 4)], 'sent'],
    ['delivered when all have it', own, [mark(SELLER, 5, 4)], 'delivered'],
    ['read when all have read it', own, [mark(SELLER, 5, 5), mark(ME, 0, 0)], 'read'],
    ['sent while one of two has not', own, [mark('a', 5, 5), mark('b', 2, 2)], 'sent'],
  ])('is %s', (_name, entry, marks, expected) => {
    expect(deliveryState(entry, marks, ME)).toBe(expected);
  });

  it('is not told of others’ entries', () => {
    expect(deliveryState({ ...own, senderId: SELLER }, [], ME)).toBeUndefined();
  });
});

/** The broker's side of one conversation: all messages, each at its newest version. */
class Broker {
  readonly messages: Message[] = [];
  readonly marks = new Map<string, { mark: ReceiptMark; rev: number }>();
  rev = 0;

  publish(senderId: string, id?: string): Message {
    const known = this.messages.find((stored) => stored.id === id);
    if (known) return known;
    const stored = message(this.messages.length + 1, ++this.rev, senderId, id);
    this.messages.push(stored);
    return stored;
  }

  /** Edits, deletes or reacts to one of them. */
  change(pick: number): Message | undefined {
    const index = this.messages.length > 0 ? pick % this.messages.length : 0;
    const old = this.messages[index];
    if (!old) return undefined;
    const rev = ++this.rev;
    const edited = { ...message(old.seq, rev, old.senderId, old.id), editedAt: AT };
    const deleted: Message = { ...edited, deletedAt: AT };
    delete deleted.text;
    const kinds: readonly Message[] = [
      edited,
      deleted,
      { ...old, rev, reactions: [{ emoji: '👍', userIds: [ME] }] },
    ];
    const changed = kinds[pick % kinds.length] ?? edited;
    this.messages[index] = changed;
    return changed;
  }

  read(userId: string): { mark: ReceiptMark; rev: number } {
    const seq = this.messages.length;
    const said = { mark: mark(userId, seq, seq), rev: ++this.rev };
    this.marks.set(userId, said);
    return said;
  }

  page(before: number, limit: number): Message[] {
    return this.messages
      .filter(({ seq }) => seq < before)
      .slice(-limit)
      .reverse();
  }

  changes(after: number, limit: number): ConversationChanges {
    const changed = this.messages.filter(({ rev }) => rev > after).sort((a, b) => a.rev - b.rev);
    const messages = changed.slice(0, limit);
    const more = changed.length > messages.length;
    const rev = more ? (messages.at(-1)?.rev ?? after) : this.rev;
    const receipts = [...this.marks.values()].map(({ mark: said }) => said);
    return { messages, receipts, rev, more };
  }
}

type Frame =
  { kind: 'message'; message: Message } | { kind: 'mark'; mark: ReceiptMark; rev: number };
type Answer = (log: MessageLog) => MessageLog;

/** One device against the broker, with the wire and the answers of fetches between them. */
class Device {
  readonly broker = new Broker();
  log: MessageLog = EMPTY_LOG;
  online = false;
  wire: Frame[] = [];
  answers: Answer[] = [];
  readonly unsent: string[] = [];
  /** The conversation's, as the session keeps them. */
  marks: ReceiptMark[] = [];
  readonly #direct: string[] = [];
  #made = 0;

  step(op: number, pick: number): void {
    switch (op) {
      case 0:
        return this.#fanOut({ kind: 'message', message: this.broker.publish(SELLER) });
      case 1:
        return this.#write();
      case 2: {
        const changed = this.broker.change(pick);
        return changed && this.#fanOut({ kind: 'message', message: changed });
      }
      case 3:
        return this.#fanOut({ kind: 'mark', ...this.broker.read(SELLER) });
      case 4:
        // Our own mark: the broker does not tell it to the device that said it.
        return void this.broker.read(ME);
      case 5:
        this.online = false;
        this.wire = [];
        return;
      case 6:
        return this.connect();
      case 7:
        return this.#fetchChanges();
      case 8:
        return this.log.history === 'unknown' ? this.#fetchNewest() : this.#fetchOlder();
      case 11:
        // What a device does that missed very much.
        return this.#fetchNewest();
      case 9:
        // Answers overtake each other.
        return this.#answer(pick % Math.max(1, this.answers.length));
      case 10:
        // A fetch that failed.
        return void this.answers.shift();
      case 12:
        return this.#hearDirect();
      case 13:
        // What came directly reaches the broker, sooner or later and in any order.
        return this.#storeDirect(pick);
      default:
        return this.deliver(pick);
    }
  }

  connect(): void {
    this.online = true;
    for (const id of this.unsent) {
      this.#fanOut({ kind: 'message', message: this.broker.publish(ME, id) });
    }
  }

  /** Commits fan out nearly in order. */
  deliver(pick: number): void {
    const [frame] = this.wire.splice(Math.min(pick % 3, Math.max(0, this.wire.length - 1)), 1);
    if (!frame) return;
    if (frame.kind === 'message') {
      this.log = withLive(this.log, frame.message);
      return;
    }
    this.marks = mergeMarks(this.marks, [frame.mark]);
    this.log = heard(this.log, frame.rev);
  }

  #write(): void {
    const id = `own-${++this.#made}`;
    this.log = withPending(this.log, pending(id));
    this.unsent.push(id);
    if (this.online) this.#fanOut({ kind: 'message', message: this.broker.publish(ME, id) });
  }

  #hearDirect(): void {
    const id = `direct-${++this.#made}`;
    this.log = withDirect(this.log, { ...pending(id), senderId: SELLER });
    this.#direct.push(id);
  }

  #storeDirect(pick: number): void {
    const [id] = this.#direct.splice(pick % Math.max(1, this.#direct.length), 1);
    if (id) this.#fanOut({ kind: 'message', message: this.broker.publish(SELLER, id) });
  }

  #fanOut(frame: Frame): void {
    if (this.online) this.wire.push(frame);
  }

  #fetchChanges(): void {
    const changes = this.broker.changes(this.log.syncedRev, 7);
    this.answers.push((log) => {
      this.marks = mergeMarks(this.marks, changes.receipts);
      return withChanges(log, changes);
    });
  }

  #fetchNewest(): void {
    const { rev } = this.broker;
    const marks = [...this.broker.marks.values()].map(({ mark: said }) => said);
    const messages = this.broker.page(Infinity, 5);
    this.answers.push((log) => {
      this.marks = mergeMarks(this.marks, marks);
      return withNewestPage(log, { messages, rev });
    });
  }

  #fetchOlder(): void {
    const { windowId, baseSeq } = this.log;
    const messages = this.broker.page(baseSeq + 1, 5);
    this.answers.push((log) => withOlderPage(log, { messages, windowId }));
  }

  #answer(index: number): void {
    const [apply] = this.answers.splice(index, 1);
    if (apply) this.log = apply(this.log);
  }

  /** What the session does after a welcome, to the end. */
  settle(): void {
    while (this.#direct.length > 0) this.#storeDirect(0);
    this.connect();
    while (this.wire.length > 0) this.deliver(0);
    for (let more = true; more;) {
      const changes = this.broker.changes(this.log.syncedRev, 7);
      this.marks = mergeMarks(this.marks, changes.receipts);
      this.log = withChanges(this.log, changes);
      more = changes.more;
    }
  }
}

function violationOf({ log, broker }: Device): string | undefined {
  const entries = entriesOf(log);
  if (new Set(entries.map(({ id }) => id)).size !== entries.length) return 'a message shows twice';
  const gap = log.stored.findIndex(({ seq }, index) => seq !== log.baseSeq + 1 + index);
  if (gap !== -1) return `a gap before seq ${log.stored[gap]?.seq}`;
  for (const truth of broker.messages) {
    if (truth.seq <= log.baseSeq || truth.rev > log.syncedRev) continue;
    const held = [...log.stored, ...log.ahead].find(({ seq }) => seq === truth.seq);
    if (!held || held.rev < truth.rev) return `synced to ${log.syncedRev} without ${truth.rev}`;
  }
  return undefined;
}

describe('any interleaving of live frames, fetches, writing and loss', () => {
  const steps = fc.array(fc.tuple(fc.nat(16), fc.nat(30)), {
    maxLength: 50,
    size: 'max',
  });

  it('shows no gap, no double and misses no change, 10,000 times', () => {
    fc.assert(
      fc.property(steps, fc.nat(12), fc.boolean(), (ops, before, opened) => {
        const device = new Device();
        for (let i = 0; i < before; i++) device.broker.publish(SELLER);
        if (opened) device.log = logFrom(before, before);
        for (const [op, pick] of ops) {
          device.step(op, pick);
          expect(violationOf(device)).toBeUndefined();
        }
        device.settle();
        const { log, broker } = device;
        expect(violationOf(device)).toBeUndefined();
        expect(log.stored.map((entry) => entry.message)).toEqual(
          broker.messages.slice(log.baseSeq),
        );
        expect(log.ahead).toEqual([]);
        // What came directly and was stored before a window that was dropped waits for its page.
        const seqs = new Map(broker.messages.map(({ id, seq }) => [id, seq]));
        expect(log.pending.filter(({ id }) => (seqs.get(id) ?? 0) > log.baseSeq)).toEqual([]);
        expect(log.pending.filter(({ direct }) => !direct)).toEqual([]);
        const seen = new Map(device.marks.map((known) => [known.userId, known]));
        for (const [userId, said] of broker.marks) expect(seen.get(userId)).toEqual(said.mark);
      }),
      { numRuns: 10_000 },
    );
  }, 60_000);
});
