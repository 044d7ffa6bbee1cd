import * as v from 'valibot';
import type { DeskbellErrorCode } from '../core/errors.js';
import type { LogEntry } from '../core/log-entry.js';
import type { Operation } from '../core/operation.js';
import type { MessageDraft } from '../protocol/index.js';

interface Kept {
  readonly id: string;
  /** The person who wrote it, on which broker: a shared computer has one outbox for all. */
  readonly owner: string;
  readonly conversationId: string;
  readonly createdAt: string;
  /** Why the broker will never take it as it is. */
  readonly error?: DeskbellErrorCode;
}

/** A message that was written here and not yet acknowledged by the broker. */
export interface OutboxMessage extends Kept {
  /** Of an entry with a `file`, its `media.fileId` is known when the broker has all of it. */
  readonly draft: MessageDraft;
  /** Not at the broker yet. */
  readonly file?: File;
  /** What the draft does not say of how it looks. */
  readonly shown?: Pick<LogEntry, 'media' | 'bid'>;
}

/** A change to a message that was made here and not yet answered by the broker. */
export interface OutboxChange extends Kept {
  readonly operation: Operation;
}

export type OutboxEntry = OutboxMessage | OutboxChange;

/** What earlier versions kept of a text message, and what all of them have in common. */
const Row = v.object({
  id: v.string(),
  owner: v.string(),
  conversationId: v.string(),
  createdAt: v.string(),
  text: v.optional(v.string()),
  replyTo: v.optional(v.string()),
  draft: v.optional(v.object({ id: v.string() })),
  operation: v.optional(v.object({ type: v.string() })),
});

/** Reads what a version of this script, this one or an earlier one, has kept. */
export function entriesIn(rows: readonly unknown[]): OutboxEntry[] {
  return rows.flatMap((row) => {
    if (!v.is(Row, row)) return [];
    const { id, text, replyTo } = row;
    if (text !== undefined) return [{ ...row, draft: { id, text, ...(replyTo && { replyTo }) } }];
    return row.draft || row.operation ? [row as unknown as OutboxEntry] : [];
  }) as OutboxEntry[];
}

/**
 * Keeps own messages until they are acknowledged. Once `put` has resolved, an entry survives
 * whatever happens to the page, where the browser lets it.
 */
export interface Outbox {
  /** Adds an entry at the end, or replaces the one with the same id in its place. */
  put(entry: OutboxEntry): Promise<void>;
  /** In the order they were added. */
  list(owner: string): Promise<OutboxEntry[]>;
  remove(id: string): Promise<void>;
  /** Whether nobody's entry is left. */
  isEmpty(): Promise<boolean>;
  close(): void;
}

/** For browsers that refuse storage, and for tests: lasts as long as the page. */
export function memoryOutbox(): Outbox {
  const entries = new Map<string, OutboxEntry>();
  return {
    put: async (entry) => void entries.set(entry.id, entry),
    list: async (owner) => [...entries.values()].filter((entry) => entry.owner === owner),
    remove: async (id) => void entries.delete(id),
    isEmpty: async () => entries.size === 0,
    close: () => entries.clear(),
  };
}
