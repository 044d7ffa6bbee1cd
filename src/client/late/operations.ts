import type { DeskbellError } from '../../core/errors.js';
import { errorOf } from '../../core/errors.js';
import type { LogEntry } from '../../core/log-entry.js';
import { starsAfter, withOperation, type Operation } from '../../core/operation.js';
import { Message } from '../../protocol/index.js';
import type { OutboxChange, OutboxEntry } from '../outbox.js';
import type { ConversationState } from '../types.js';
import type { FoundMessages } from './found-messages.js';
import { isOnline, type LatePorts } from './late-ports.js';
import { NOTHING } from './queries.js';

const RETRY_MS = 3_000;
/** A message that was waiting for its place has it: what was changed of it can be told. */
const PLACED = ['message-sent', 'message-received'];

type Overlay = (state: ConversationState) => ConversationState;

/**
 * Changes to messages, from the press of a button to the broker's answer: shown at once, kept in
 * the outbox, told in the order they were made. One that is refused is taken back.
 */
export class Operations {
  readonly #ports: LatePorts;
  readonly #messages: FoundMessages;
  /** Not answered yet, oldest first. */
  readonly #open = new Map<string, OutboxChange>();
  readonly #settled = new Map<string, (error?: DeskbellError) => void>();
  #draining: Promise<void> | undefined;
  #again = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(ports: LatePorts, messages: FoundMessages) {
    this.#ports = ports;
    this.#messages = messages;
    for (const fact of PLACED) ports.session.addEventListener(fact, this.#onPlaced);
  }

  /** Resolves when the broker has done it, or when it is kept for the time it is back. */
  async submit(conversationId: string, operation: Operation): Promise<void> {
    const { identify, makeId, outbox } = this.#ports;
    const owner = await identify();
    const createdAt = new Date().toISOString();
    const change = { id: makeId(), owner, conversationId, createdAt, operation };
    this.#track(change);
    const answered = new Promise<void>((resolve, reject) => {
      this.#settled.set(change.id, (error) => (error ? reject(error) : resolve()));
    });
    // Whoever asked waits for it below; until then nobody else must be told.
    answered.catch(() => undefined);
    try {
      await outbox.put(change);
    } catch (cause) {
      this.#forget(change);
      throw errorOf(cause, 'storage_unavailable');
    }
    this.#drain();
    await answered;
  }

  /** One that was kept by an earlier page, or could not be told before. */
  carry(change: OutboxChange): void {
    if (!this.#open.has(change.id)) this.#track(change);
    this.#drain();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    for (const fact of PLACED) this.#ports.session.removeEventListener(fact, this.#onPlaced);
    for (const settle of this.#settled.values()) settle();
    this.#settled.clear();
  }

  readonly #onPlaced = (): void => {
    if (this.#open.size > 0) this.#drain();
  };

  #drain(): void {
    if (this.#closed) return;
    clearTimeout(this.#retry);
    if (this.#draining) return void (this.#again = true);
    if (!isOnline(this.#ports)) return this.#release();
    this.#draining = this.#run()
      .catch(this.#ports.onError)
      .finally(() => {
        this.#draining = undefined;
        if (this.#again) this.#drain();
      });
  }

  /** One tab at a time, so that “on” of one cannot overtake “off” of another. */
  async #run(): Promise<void> {
    const { world, owner } = this.#ports;
    const whose = owner();
    if (whose === undefined) return;
    await world.exclusive(`deskbell:changes:${whose}`, async () => {
      do {
        this.#again = false;
        await this.#tellAll(whose);
      } while (this.#again && !this.#closed);
    });
  }

  async #tellAll(owner: string): Promise<void> {
    const entries = await this.#ports.outbox.list(owner);
    const kept = new Set(entries.map(({ id }) => id));
    // Told by another tab.
    for (const change of [...this.#open.values()]) if (!kept.has(change.id)) this.#done(change);
    const held = new Set<string>();
    for (const entry of entries) {
      if (this.#closed || !isOnline(this.#ports)) return this.#release();
      if (!('operation' in entry)) continue;
      const { messageId } = entry.operation;
      const known = this.#messages.get(messageId)?.entry;
      // Its message is not at the broker; later changes to it wait with this one.
      const isPlaceless = kept.has(messageId) || (known && !known.message);
      if (isPlaceless || held.has(messageId)) continue;
      if (!(await this.#tell(entry))) held.add(messageId);
    }
    this.#release();
  }

  /** @returns false when it must be told again */
  async #tell(change: OutboxChange): Promise<boolean> {
    const { outbox, onError } = this.#ports;
    try {
      await this.#ask(change);
    } catch (cause) {
      const error = errorOf(cause, 'internal');
      if (error.code === 'closed' || error.code === 'aborted') return false;
      if (error.retryable) {
        clearTimeout(this.#retry);
        this.#retry = setTimeout(() => this.#drain(), error.retryAfterMs ?? RETRY_MS);
        return false;
      }
      await outbox.remove(change.id);
      if (!this.#settled.has(change.id)) onError(error);
      this.#done(change, error);
      return true;
    }
    await outbox.remove(change.id);
    this.#done(change);
    return true;
  }

  async #ask({ operation, conversationId }: OutboxChange): Promise<void> {
    const { rest, book } = this.#ports;
    const path = `messages/${operation.messageId}`;
    switch (operation.type) {
      case 'edit': {
        const json = { text: operation.text };
        book.receive(await rest.ask(path, Message, { method: 'PATCH', json }));
        return;
      }
      case 'delete':
        book.receive(await rest.ask(path, Message, { method: 'DELETE' }));
        return;
      case 'react': {
        const emoji = encodeURIComponent(operation.emoji);
        const method = operation.active ? 'PUT' : 'DELETE';
        book.receive(await rest.ask(`${path}/reactions/${emoji}`, Message, { method }));
        return;
      }
      case 'star': {
        const method = operation.active ? 'PUT' : 'DELETE';
        await rest.ask(`${path}/star`, NOTHING, { method });
        // Who has starred what is told with the conversation.
        book.upsert(await rest.conversation(conversationId));
        return;
      }
      case 'played':
        book.receive(await rest.ask(`${path}/played`, Message, { method: 'POST' }));
        return;
    }
  }

  /** Those who wait are not kept waiting for a broker that is away. */
  #release(): void {
    for (const settle of this.#settled.values()) settle();
    this.#settled.clear();
  }

  #track(change: OutboxChange): void {
    this.#open.set(change.id, change);
    this.#show(change.conversationId);
  }

  #done(change: OutboxEntry, error?: DeskbellError): void {
    this.#forget(change);
    this.#settled.get(change.id)?.(error);
    this.#settled.delete(change.id);
  }

  #forget({ id, conversationId }: OutboxEntry): void {
    if (this.#open.delete(id)) this.#show(conversationId);
  }

  #show(conversationId: string): void {
    const changes = [...this.#open.values()].filter(
      (change) => change.conversationId === conversationId,
    );
    const meId = this.#ports.store.get().me?.id ?? '';
    const overlay = changes.length > 0 ? overlayOf(changes, meId) : undefined;
    this.#ports.book.change(conversationId, (entry) => ({ ...entry, overlay }));
  }
}

/** The conversation as it will be when the changes are made. */
function overlayOf(changes: readonly OutboxChange[], meId: string): Overlay {
  const shown = new WeakMap<LogEntry, LogEntry>();
  const touched = new Set(changes.map(({ operation }) => operation.messageId));
  const change = (entry: LogEntry): LogEntry => {
    if (!touched.has(entry.id)) return entry;
    const changed =
      shown.get(entry) ??
      changes.reduce(
        (current, { operation, createdAt: now }) =>
          withOperation(current, operation, { meId, now }),
        entry,
      );
    shown.set(entry, changed);
    return changed;
  };
  return (state) => {
    const starredIds = changes.reduce(
      (ids, { operation }) => starsAfter(ids, operation),
      state.conversation.starredIds as readonly string[],
    );
    return {
      ...state,
      conversation: { ...state.conversation, starredIds: [...starredIds] },
      entries: state.entries.map(change),
    };
  };
}
