import * as v from 'valibot';
import type { DeskbellErrorCode } from '../core/errors.js';

/** A message that was written here and not yet acknowledged by the broker. */
export const OutboxEntry = v.object({
  id: v.string(),
  /** The person who wrote it, on which broker: a shared computer has one outbox for all. */
  owner: v.string(),
  conversationId: v.string(),
  createdAt: v.string(),
  text: v.string(),
  replyTo: v.optional(v.string()),
  /** Why the broker will never take it as it is. */
  error: v.optional(v.string()),
});

export interface OutboxEntry {
  readonly id: string;
  readonly owner: string;
  readonly conversationId: string;
  readonly createdAt: string;
  readonly text: string;
  readonly replyTo?: string;
  readonly error?: DeskbellErrorCode;
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
  close(): void;
}

/** For browsers that refuse storage, and for tests: lasts as long as the page. */
export function memoryOutbox(): Outbox {
  const entries = new Map<string, OutboxEntry>();
  return {
    put: async (entry) => void entries.set(entry.id, entry),
    list: async (owner) => [...entries.values()].filter((entry) => entry.owner === owner),
    remove: async (id) => void entries.delete(id),
    close: () => entries.clear(),
  };
}
