import { markOf } from '../core/conversations.js';
import { endOf } from '../core/message-log.js';
import type { ClientFrameInput, ReceiptMark } from '../protocol/index.js';
import type { ConversationBook } from './conversation-book.js';

export interface ReceiptPorts {
  book: ConversationBook;
  meId(): string | undefined;
  /** @returns false when offline */
  send(frame: ClientFrameInput): boolean;
}

/** Tells the broker what arrived on this device and what its person has read. */
export class Receipts {
  readonly #ports: ReceiptPorts;
  readonly #due = new Set<string>();
  /** Read while offline: said on the next connection. */
  readonly #unsaid = new Map<string, number>();

  constructor(ports: ReceiptPorts) {
    this.#ports = ports;
  }

  /** Messages may have arrived: one receipt for all that come in the same turn. */
  delivered(conversationId: string): void {
    if (this.#due.size === 0) queueMicrotask(() => this.#flush());
    this.#due.add(conversationId);
  }

  /** Everything up to the newest message here was seen. */
  read(conversationId: string): void {
    const mark = this.#ownMark(conversationId);
    const entry = this.#ports.book.get(conversationId);
    if (!mark || !entry) return;
    const seq = Math.max(endOf(entry.log), entry.conversation.lastSeq);
    if (seq <= mark.readSeq) return;
    this.#ports.book.assumeMark(conversationId, { ...mark, deliveredSeq: seq, readSeq: seq });
    this.#sayRead(conversationId, seq);
  }

  /** A new connection: says what could not be said. */
  resume(): void {
    for (const [id, seq] of [...this.#unsaid]) this.#sayRead(id, seq);
    for (const id of this.#ports.book.ids()) this.delivered(id);
  }

  #sayRead(conversationId: string, seq: number): void {
    const said = this.#ports.send({ type: 'receipt', conversationId, state: 'read', seq });
    if (said) this.#unsaid.delete(conversationId);
    else this.#unsaid.set(conversationId, seq);
  }

  #flush(): void {
    const due = [...this.#due];
    this.#due.clear();
    for (const conversationId of due) {
      const mark = this.#ownMark(conversationId);
      const entry = this.#ports.book.get(conversationId);
      if (!mark || !entry) continue;
      const { conversation, log } = entry;
      const seq = endOf(log);
      const fromOthers =
        conversation.unreadCount > 0 || conversation.lastMessage?.senderId !== mark.userId;
      if (seq <= mark.deliveredSeq || !fromOthers) continue;
      const frame = { type: 'receipt', conversationId, state: 'delivered', seq } as const;
      if (!this.#ports.send(frame)) continue;
      this.#ports.book.assumeMark(conversationId, { ...mark, deliveredSeq: seq });
    }
  }

  #ownMark(conversationId: string): ReceiptMark | undefined {
    const meId = this.#ports.meId();
    const entry = this.#ports.book.get(conversationId);
    return entry && meId !== undefined ? markOf(entry.conversation, meId) : undefined;
  }
}
