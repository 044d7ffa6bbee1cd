import type { DeskbellErrorCode } from '../core/errors.js';
import {
  withoutPending,
  withPending,
  withPendingChange,
  type LogEntry,
} from '../core/message-log.js';
import type { ClientFrameInput, Message } from '../protocol/index.js';
import type { ConversationBook } from './conversation-book.js';
import type { Outbox, OutboxEntry, OutboxMessage } from './outbox.js';
import { lineOf } from './pending-line.js';

/** Runs `work` while no other tab of this browser does the same. `signal` ends the wait, not the work. */
export type Exclusive = (
  name: string,
  work: () => Promise<void>,
  signal?: AbortSignal,
) => Promise<void>;

export interface SenderPorts {
  outbox: Outbox;
  book: ConversationBook;
  exclusive: Exclusive;
  /** Whose entries are sent; undefined while nobody is known. */
  owner(): string | undefined;
  /** @returns false when offline */
  send(frame: ClientFrameInput): boolean;
  /** What needs more than to be sent: a file that is not at the broker, a change to a message. */
  carry(entry: OutboxEntry): void;
  /** Nobody waits for this entry any more. */
  drop(id: string): void;
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
  async submit(entry: OutboxMessage): Promise<LogEntry> {
    // Shown at once; the outbox comes before the wire.
    this.#show(entry);
    const stored = this.#ports.outbox.put(entry);
    // It is waited for in its turn.
    stored.catch(() => undefined);
    try {
      await this.#enqueue(async () => {
        await stored;
        this.#send(entry);
      });
    } catch (error) {
      this.#ports.book.changeLog(entry.conversationId, (log) => withoutPending(log, entry.id));
      throw error;
    }
    return lineOf(entry);
  }

  /** A new connection: all that is not acknowledged goes out again. */
  async resendAll(): Promise<void> {
    await this.#enqueue(async () => {
      const owner = this.#ports.owner();
      if (owner === undefined) return;
      await this.#exclusively(`deskbell:outbox:${owner}`, async () => {
        for (const entry of await this.#ports.outbox.list(owner)) {
          this.#show(entry);
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
    for (const entry of waiting ?? []) this.#show(entry);
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
      this.#ports.book.changeLog(entry.conversationId, (log) =>
        withPendingChange(log, id, { error: code }),
      );
    } catch (error) {
      this.#ports.onError(error);
    }
  }

  async retry(id: string): Promise<void> {
    const entry = await this.#find(id);
    if (!entry || !('draft' in entry)) return;
    await this.submit(withoutError(entry));
  }

  async discard(conversationId: string, id: string): Promise<void> {
    this.#ports.drop(id);
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
    if (this.#closed || this.#inFlight.has(entry.id)) return;
    if (!('draft' in entry) || entry.file) return this.#ports.carry(entry);
    const { conversationId, draft: message } = entry;
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

  #show(entry: OutboxEntry): void {
    if (!('draft' in entry)) return;
    this.#ports.book.changeLog(entry.conversationId, (log) => withPending(log, lineOf(entry)));
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

const withoutError = ({ error: _former, ...entry }: OutboxMessage): OutboxMessage => entry;
