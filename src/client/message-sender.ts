import type { DeskbellErrorCode } from '../core/errors.js';
import { withFailure, withoutPending, withPending, type LogEntry } from '../core/message-log.js';
import type { ClientFrameInput, Message } from '../protocol/index.js';
import type { ConversationBook } from './conversation-book.js';
import type { Outbox, OutboxEntry } from './outbox.js';

/** Runs `work` while no other tab of this browser does the same. */
export type Exclusive = (name: string, work: () => Promise<void>) => Promise<void>;

export interface SenderPorts {
  outbox: Outbox;
  book: ConversationBook;
  exclusive: Exclusive;
  /** Whose entries are sent; undefined while nobody is known. */
  owner(): string | undefined;
  /** @returns false when offline */
  send(frame: ClientFrameInput): boolean;
  onError(error: unknown): void;
}

/** An acknowledgement this late is not coming: the message goes out again, under the same id. */
const ACK_LIMIT_MS = 15_000;
const RETRY_MS = 2_000;
const LOCK_LIMIT_MS = 5_000;

/** Gets own messages from the outbox to the broker, in order, each until it is acknowledged. */
export class MessageSender {
  readonly #ports: SenderPorts;
  /** What went out on this connection, and the timer that sends it once more. */
  readonly #inFlight = new Map<string, ReturnType<typeof setTimeout>>();
  /** One thing at a time, so that messages leave in the order they were written. */
  #queue: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(ports: SenderPorts) {
    this.#ports = ports;
  }

  /** Resolves when the entry is in the outbox. @throws when storing it failed */
  async submit(entry: OutboxEntry): Promise<LogEntry> {
    const line = lineOf(entry);
    // Shown at once; the outbox comes before the wire.
    this.#ports.book.changeLog(entry.conversationId, (log) => withPending(log, line));
    const stored = this.#enqueue(async () => {
      await this.#ports.outbox.put(entry);
      this.#send(entry);
    });
    try {
      await stored;
    } catch (error) {
      this.#ports.book.changeLog(entry.conversationId, (log) => withoutPending(log, entry.id));
      throw error;
    }
    return line;
  }

  /** A new connection: all that is not acknowledged goes out again. */
  async resendAll(): Promise<void> {
    await this.#enqueue(async () => {
      const owner = this.#ports.owner();
      if (owner === undefined) return;
      await this.#exclusively(`deskbell:outbox:${owner}`, async () => {
        for (const entry of await this.#ports.outbox.list(owner)) {
          const line = lineOf(entry);
          this.#ports.book.changeLog(entry.conversationId, (log) => withPending(log, line));
          if (!entry.error) this.#send(entry);
        }
      });
    }).catch(this.#ports.onError);
  }

  /** Shows what waits in the outbox, for conversations that were fetched since. */
  async showPending(): Promise<void> {
    const owner = this.#ports.owner();
    if (owner === undefined) return;
    const waiting = await this.#ports.outbox.list(owner).catch(this.#ports.onError);
    for (const entry of waiting ?? []) {
      this.#ports.book.changeLog(entry.conversationId, (log) => withPending(log, lineOf(entry)));
    }
  }

  async acknowledge({ id }: Message): Promise<void> {
    this.#land(id);
    await this.#ports.outbox.remove(id).catch(this.#ports.onError);
  }

  /** The broker will not take this message: now, or ever. Ids of other things are none of ours. */
  async refuse(id: string, code: DeskbellErrorCode, retryAfterMs?: number): Promise<void> {
    try {
      const entry = await this.#find(id);
      if (!entry) return;
      this.#land(id);
      if (TEMPORARY.includes(code)) return this.#resendLater(entry, retryAfterMs ?? RETRY_MS);
      await this.#ports.outbox.put({ ...entry, error: code });
      this.#ports.book.changeLog(entry.conversationId, (log) => withFailure(log, id, code));
    } catch (error) {
      this.#ports.onError(error);
    }
  }

  async retry(id: string): Promise<void> {
    const entry = await this.#find(id);
    if (!entry) return;
    const { owner, conversationId, createdAt, text, replyTo } = entry;
    await this.submit({ id, owner, conversationId, createdAt, text, ...(replyTo && { replyTo }) });
  }

  async discard(conversationId: string, id: string): Promise<void> {
    await this.#ports.outbox.remove(id);
    this.#ports.book.changeLog(conversationId, (log) => withoutPending(log, id));
  }

  /** The connection is gone, and with it every acknowledgement that was to come. */
  forgetInFlight(): void {
    for (const timer of this.#inFlight.values()) clearTimeout(timer);
    this.#inFlight.clear();
  }

  close(): void {
    this.#closed = true;
    this.forgetInFlight();
  }

  #send(entry: OutboxEntry): void {
    const { id, conversationId, text, replyTo } = entry;
    if (this.#closed || this.#inFlight.has(id)) return;
    const message = { id, text, ...(replyTo && { replyTo }) };
    if (!this.#ports.send({ type: 'message_send', conversationId, message })) return;
    this.#resendLater(entry, ACK_LIMIT_MS);
  }

  #resendLater(entry: OutboxEntry, delayMs: number): void {
    if (this.#closed) return;
    const again = () => {
      this.#inFlight.delete(entry.id);
      this.#send(entry);
    };
    this.#inFlight.set(entry.id, setTimeout(again, delayMs));
  }

  #land(id: string): void {
    clearTimeout(this.#inFlight.get(id));
    this.#inFlight.delete(id);
  }

  async #find(id: string): Promise<OutboxEntry | undefined> {
    const owner = this.#ports.owner();
    if (owner === undefined) return undefined;
    return (await this.#ports.outbox.list(owner)).find((entry) => entry.id === id);
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(step);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Two tabs sending the same is harmless, waiting for ever is not. */
  async #exclusively(name: string, work: () => Promise<void>): Promise<void> {
    let begun: Promise<void> | undefined;
    const once = () => (begun ??= work());
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LOCK_LIMIT_MS);
    }).then(once);
    await Promise.race([this.#ports.exclusive(name, once), late]);
    clearTimeout(timer);
  }
}

const TEMPORARY: readonly DeskbellErrorCode[] = ['rate_limited', 'unavailable', 'internal'];

function lineOf({ id, owner, createdAt, text, error }: OutboxEntry): LogEntry {
  const senderId = owner.slice(owner.indexOf('\n') + 1);
  return { id, senderId, type: 'TEXT', createdAt, text, ...(error && { error }) };
}
