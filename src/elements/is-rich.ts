import type { LogEntry } from '../core/message-log.js';

/** What makes a text more than its characters: marks, addresses, or emoji and little else. */
const MARKED = /[*_~`]|(?:https?|mailto|tel):|^\s*[\p{ExtPict}\p{RI}].{0,60}$/iu;

/** Whether an entry is shown by more than its text: then it needs the bubbles. */
export function isRich({ type, text = '', message, replyTo, forwarded }: LogEntry): boolean {
  return Boolean(
    type !== 'TEXT' ||
    replyTo ||
    forwarded ||
    message?.editedAt ||
    message?.deletedAt ||
    message?.reactions.length ||
    MARKED.test(text),
  );
}
