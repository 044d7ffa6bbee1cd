import { afterMark, afterMessage, markOf, mergeConversation } from '../core/conversations.js';
import {
  entriesOf,
  entryOf,
  heard,
  holds,
  logFrom,
  withChanges,
  withDirect,
  withLive,
  withPendingChange,
  type LogEntry,
  type MessageLog,
} from '../core/message-log.js';
import type {
  Conversation,
  ConversationChanges,
  Message,
  ReceiptMark,
  User,
} from '../protocol/index.js';
import type { Emit, MessagingEventMap, SessionEventMap } from './session-events.js';
import type { Store } from './store.js';
import type { ConversationState, SessionState } from './types.js';

/** One conversation with its log, and what only this page knows of it. */
export interface BookEntry {
  readonly conversation: Conversation;
  readonly log: MessageLog;
  readonly loading: boolean;
  readonly typingUserIds: readonly string[];
  readonly unreadFromSeq?: number;
  readonly direct?: boolean;
  /** Shows what the person changed and the broker does not know yet. */
  readonly overlay?: ((state: ConversationState) => ConversationState) | undefined;
}

export interface BookPorts {
  store: Store<SessionState>;
  emit: Emit<SessionEventMap>;
  emitMessaging: Emit<MessagingEventMap>;
  /** A conversation told of these people. */
  onPeople(users: readonly User[]): void;
}

/** Every conversation this session knows. Reducers change an entry; the book shows it and tells. */
export class ConversationBook {
  readonly #ports: BookPorts;
  readonly #entries = new Map<string, BookEntry>();
  /** Live messages of conversations that are being fetched. */
  readonly #early = new Map<string, Message[]>();
  /** Broker's time when this session first heard everything; younger conversations are new. */
  #sinceTime = Infinity;

  constructor(ports: BookPorts) {
    this.#ports = ports;
  }

  get(id: string): BookEntry | undefined {
    return this.#entries.get(id);
  }

  ids(): string[] {
    return [...this.#entries.keys()];
  }

  /** The socket hears everything from here on. A conversation begun later is new in every part. */
  markStart(serverTime: string): void {
    this.#sinceTime = Math.min(this.#sinceTime, Date.parse(serverTime));
  }

  /** Takes a conversation as the broker answered it. */
  upsert(conversation: Conversation): void {
    this.#ports.onPeople(conversation.participants);
    const known = this.#entries.get(conversation.id);
    if (known) {
      const merged = mergeConversation(known.conversation, conversation);
      this.change(conversation.id, (entry) => ({ ...entry, conversation: merged }));
      return;
    }
    const isNew = Date.parse(conversation.createdAt) >= this.#sinceTime;
    const early = this.#early.get(conversation.id) ?? [];
    this.#early.delete(conversation.id);
    const firstSeq = Math.min(...early.map(({ seq }) => seq));
    const firstRev = Math.min(...early.map(({ rev }) => rev));
    const log = logFrom(
      isNew ? 0 : Math.min(conversation.lastSeq, firstSeq - 1),
      isNew ? 0 : Math.min(conversation.rev, firstRev - 1),
    );
    this.#show({ conversation, log, loading: false, typingUserIds: [] });
    for (const message of early) this.receive(message);
    if (conversation.unreadCount > 0) this.#tellUnread(conversation.id);
  }

  /**
   * Takes a live message or an acknowledgement.
   * @returns false when its conversation must be fetched first
   */
  receive(message: Message): boolean {
    const entry = this.#entries.get(message.conversationId);
    if (!entry) {
      const early = this.#early.get(message.conversationId) ?? [];
      this.#early.set(message.conversationId, [...early, message]);
      return false;
    }
    this.#merge(entry, [message], (log) => withLive(log, message));
    return true;
  }

  receiveMark(conversationId: string, mark: ReceiptMark, rev: number): void {
    this.#mergeMark(conversationId, mark, rev);
    this.changeLog(conversationId, (log) => heard(log, rev));
  }

  /** An own mark that is on its way to the broker. */
  assumeMark(conversationId: string, mark: ReceiptMark): void {
    this.#mergeMark(conversationId, mark, 0);
  }

  receiveChanges(id: string, changes: ConversationChanges): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    for (const mark of changes.receipts) this.#mergeMark(id, mark, changes.rev);
    const current = this.#entries.get(id) ?? entry;
    this.#merge(current, changes.messages, (log) => withChanges(log, changes));
  }

  /** Another's message by the direct link: the broker may not have it yet. */
  receiveDirect(conversationId: string, entry: LogEntry): void {
    const { log } = this.#entries.get(conversationId) ?? {};
    this.changeLog(conversationId, (known) => withDirect(known, entry));
    if (log?.pending === this.#entries.get(conversationId)?.log.pending) return;
    this.#ports.emitMessaging('message:new', { conversationId, entry });
  }

  /** An own message arrived by the direct link. */
  markDirect(messageId: string): void {
    for (const id of this.ids()) {
      this.changeLog(id, (log) => withPendingChange(log, messageId, { direct: true }));
    }
  }

  setDirect(conversationId: string, direct: boolean): void {
    this.change(conversationId, (entry) => ({ ...entry, direct }));
  }

  changeLog(id: string, change: (log: MessageLog) => MessageLog): void {
    this.change(id, (entry) => ({ ...entry, log: change(entry.log) }));
  }

  change(id: string, change: (entry: BookEntry) => BookEntry): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const next = change(entry);
    this.#show(next);
    if (next.conversation.unreadCount !== entry.conversation.unreadCount) this.#tellUnread(id);
  }

  /** The broker does not know it any more. */
  drop(id: string): void {
    this.#entries.delete(id);
    const { conversations } = this.#ports.store.get();
    const others = new Map([...conversations].filter(([known]) => known !== id));
    this.#ports.store.update((state) => ({ ...state, conversations: others }));
  }

  /** Another person's session begins: nothing of the former one's stays. */
  clear(): void {
    this.#entries.clear();
    this.#early.clear();
    this.#sinceTime = Infinity;
    this.#ports.store.update((state) => ({ ...state, conversations: new Map() }));
  }

  get #meId(): string {
    return this.#ports.store.get().me?.id ?? '';
  }

  #merge(
    before: BookEntry,
    messages: readonly Message[],
    merge: (log: MessageLog) => MessageLog,
  ): void {
    const fresh = messages.filter((message) => !holds(before.log, message));
    const writers = new Set(fresh.map(({ senderId }) => senderId));
    this.change(before.conversation.id, (entry) => ({
      ...entry,
      conversation: messages.reduce(
        (conversation, message) => afterMessage(conversation, message, this.#meId),
        entry.conversation,
      ),
      log: merge(entry.log),
      typingUserIds: entry.typingUserIds.filter((userId) => !writers.has(userId)),
    }));
    for (const message of fresh) this.#tellMessage(message, before);
  }

  #tellMessage(message: Message, before: BookEntry): void {
    const { conversationId } = message;
    const isOwn = message.senderId === this.#meId;
    const wasPending = before.log.pending.some(({ id }) => id === message.id);
    const detail = { conversationId, message };
    if (isOwn && wasPending) this.#ports.emit('message-sent', detail);
    if (!isOwn) this.#ports.emit('message-received', detail);
    this.#ports.emitMessaging('message:new', { conversationId, entry: entryOf(message) });
  }

  #mergeMark(conversationId: string, mark: ReceiptMark, rev: number): void {
    const entry = this.#entries.get(conversationId);
    if (!entry) return;
    const { userId, readSeq } = mark;
    const advanced = readSeq > markOf(entry.conversation, userId).readSeq;
    this.change(conversationId, (current) => ({
      ...current,
      conversation: afterMark(current.conversation, mark, rev, this.#meId),
    }));
    if (advanced) this.#ports.emit('message-read', { conversationId, userId, seq: readSeq });
  }

  #tellUnread(conversationId: string): void {
    const entry = this.#entries.get(conversationId);
    if (!entry) return;
    let totalUnread = 0;
    for (const { conversation } of this.#entries.values()) totalUnread += conversation.unreadCount;
    const { unreadCount } = entry.conversation;
    this.#ports.emit('unread-change', { conversationId, unreadCount, totalUnread });
  }

  #show(entry: BookEntry): void {
    const { id } = entry.conversation;
    this.#entries.set(id, entry);
    this.#ports.store.update((state) => ({
      ...state,
      conversations: new Map(state.conversations).set(id, stateOf(entry)),
    }));
  }
}

function stateOf(entry: BookEntry): ConversationState {
  const { conversation, log, loading, typingUserIds, unreadFromSeq, direct = false } = entry;
  const state: ConversationState = {
    conversation,
    entries: entriesOf(log),
    history: loading ? 'loading' : log.history,
    typingUserIds,
    direct,
    ...(unreadFromSeq !== undefined && { unreadFromSeq }),
  };
  return entry.overlay?.(state) ?? state;
}
