import type { LogEntry } from '../../core/log-entry.js';
import { entryOf } from '../../core/log-entry.js';
import type { Message } from '../../protocol/index.js';
import type { ConversationBook } from '../conversation-book.js';

/** So many results of searches are remembered, for what is done with them. */
const MOST = 500;

/** Messages by id: of the open conversations, and of what was found lately. */
export class FoundMessages {
  readonly #book: ConversationBook;
  readonly #found = new Map<string, Message>();

  constructor(book: ConversationBook) {
    this.#book = book;
  }

  keep(messages: readonly Message[]): void {
    for (const message of messages) this.#found.set(message.id, message);
    const tooMany = [...this.#found.keys()].slice(0, -MOST);
    for (const id of tooMany) this.#found.delete(id);
  }

  /** With the conversation it is in; a newer version than the one that was found, if there is one. */
  get(messageId: string): { conversationId: string; entry: LogEntry } | undefined {
    for (const conversationId of this.#book.ids()) {
      const log = this.#book.get(conversationId)?.log;
      const all = [...(log?.stored ?? []), ...(log?.pending ?? [])];
      const entry = all.find(({ id }) => id === messageId);
      if (entry) return { conversationId, entry };
    }
    const message = this.#found.get(messageId);
    return message && { conversationId: message.conversationId, entry: entryOf(message) };
  }
}
