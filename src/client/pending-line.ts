import type { LogEntry } from '../core/log-entry.js';
import type { OutboxMessage } from './outbox.js';

/** What is shown of a message until the broker has it. */
export function lineOf({ owner, createdAt, draft, shown, file, error }: OutboxMessage): LogEntry {
  return {
    type: 'TEXT',
    // A draft reads like a line, but for what `shown` says in place of it.
    ...(draft as Omit<LogEntry, 'type'>),
    ...shown,
    senderId: owner.slice(owner.indexOf('\n') + 1),
    createdAt,
    ...(file && { transfer: { loadedBytes: 0, totalBytes: file.size, local: file } }),
    ...(error && { error }),
  };
}
