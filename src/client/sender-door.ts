import { DeskbellError } from '../core/errors.js';
import { withPending, type LogEntry } from '../core/message-log.js';
import type { Sending } from './assemble-sender.js';
import type { ConversationBook } from './conversation-book.js';
import type { MessageSender } from './message-sender.js';
import { isNoted, mayWait, note } from './outbox-journal.js';
import type { OutboxMessage } from './outbox.js';
import { lineOf } from './pending-line.js';
import type { KeyValueStorage } from './storage.js';

export interface SenderDoorPorts {
  /** Fetches the chunk and makes the sender with its outbox. */
  load(): Promise<Sending>;
  book: ConversationBook;
  storage: KeyValueStorage;
  onError(error: unknown): void;
}

/** Fetches what sends with the first keystroke, or when something waits from before. */
export class SenderDoor {
  readonly #ports: SenderDoorPorts;
  #sending: Promise<Sending> | undefined;
  #loaded: Sending | undefined;
  #isClosed = false;

  constructor(ports: SenderDoorPorts) {
    this.#ports = ports;
  }

  /** Without it nothing is in flight. */
  get loaded(): MessageSender | undefined {
    return this.#loaded?.sender;
  }

  /** Asks again after a failure. @throws DeskbellError `network` */
  open(): Promise<Sending> {
    return (this.#sending ??= this.#open().catch((cause: unknown) => {
      this.#sending = undefined;
      throw new DeskbellError('network', { cause });
    }));
  }

  /** Somebody begins to write. A failure shows when there is something to send. */
  prepare(): void {
    this.open().catch(() => undefined);
  }

  /**
   * Kept and shown at once, as by the sender itself. If that cannot be loaded now, the message waits
   * for the next connection.
   */
  async submit(entry: OutboxMessage): Promise<LogEntry> {
    const { book, storage, onError } = this.#ports;
    if (this.loaded) return this.loaded.submit(entry);
    const opening = this.open().catch(onError);
    note(storage, entry.id, entry);
    const line = lineOf(entry);
    book.changeLog(entry.conversationId, (log) => withPending(log, line));
    const sending = await opening;
    // It may have gone out with what waited from before, and be acknowledged.
    return sending && isNoted(storage, entry.id) ? sending.sender.submit(entry) : line;
  }

  /** A new connection: all that is not acknowledged goes out again. */
  async resendAll(): Promise<void> {
    await (await this.#whenNeeded())?.resendAll();
  }

  /** Shows what waits, for conversations that were fetched since. */
  async showPending(): Promise<void> {
    await (await this.#whenNeeded())?.showPending();
  }

  close(): void {
    this.#isClosed = true;
    this.#loaded?.sender.close();
    this.#loaded?.outbox.close();
  }

  async #whenNeeded(): Promise<MessageSender | undefined> {
    const { storage, onError } = this.#ports;
    if (!this.loaded && !mayWait(storage)) return undefined;
    return (await this.open().catch(onError))?.sender;
  }

  async #open(): Promise<Sending> {
    const { load, storage } = this.#ports;
    const waits = mayWait(storage);
    const sending = await load();
    this.#loaded = sending;
    if (this.#isClosed) this.close();
    // What was written before goes first.
    else if (waits) void sending.sender.resendAll();
    return sending;
  }
}
