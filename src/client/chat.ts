import * as v from 'valibot';
import type { CallPeer } from '../core/call-state.js';
import { markOf } from '../core/conversations.js';
import { DeskbellError } from '../core/errors.js';
import {
  deliveryState,
  entriesOf,
  type DeliveryState,
  type LogEntry,
} from '../core/message-log.js';
import {
  isErrorCode,
  MessageText,
  type ChatFrame,
  type CallType,
  type Conversation,
  type Listing,
  type Message,
} from '../protocol/index.js';
import type { ConversationBook } from './conversation-book.js';
import type { ConversationSync } from './conversation-sync.js';
import { LateVerbTarget, type LateVerbs } from './late-verbs.js';
import type { Receipts } from './receipts.js';
import type { RestClient } from './rest-client.js';
import type { SenderDoor } from './sender-door.js';
import { emitterOf, type Emit, type MessagingEventMap } from './session-events.js';
import type { Abortable, Calls, Messaging } from './types.js';
import type { Typing } from './typing.js';

export interface ChatPorts {
  book: ConversationBook;
  sync: ConversationSync;
  sender: SenderDoor;
  receipts: Receipts;
  typing: Typing;
  rest: RestClient;
  calls: Calls;
  /** Begins to connect; resolves to the owner of outbox entries when it is known who writes. */
  identify(): Promise<string>;
  meId(): string | undefined;
  makeId(): string;
  /** Loads the verbs beyond text. */
  late(): Promise<LateVerbs>;
  /** The newest messages of a conversation are here and on show. */
  onOpened(id: string): void;
}

/** The verbs of chat. What they do is done by the parts it is given. */
export class Chat extends LateVerbTarget implements Messaging {
  readonly #ports: ChatPorts;
  readonly emit: Emit<MessagingEventMap> = emitterOf<MessagingEventMap>(this);

  constructor(ports: ChatPorts) {
    super(ports.late);
    this.#ports = ports;
  }

  async getConversations(options: Abortable = {}): Promise<Conversation[]> {
    const { rest, book, identify } = this.#ports;
    await identify();
    const conversations = await rest.conversations(options);
    for (const conversation of conversations) book.upsert(conversation);
    return conversations;
  }

  async getConversation(id: string, options: Abortable = {}): Promise<Conversation> {
    const { rest, book, identify } = this.#ports;
    await identify();
    const conversation = await rest.conversation(id, options);
    book.upsert(conversation);
    return conversation;
  }

  async getOrCreateConversation(
    userId: string,
    { listing, signal }: { listing?: Listing } & Abortable = {},
  ): Promise<Conversation> {
    const { rest, book, identify, sender } = this.#ports;
    await identify();
    const body = { userId, ...(listing && { listing }) };
    const conversation = await rest.openConversation(body, { ...(signal && { signal }) });
    book.upsert(conversation);
    await sender.showPending();
    return conversation;
  }

  async getMessages(
    id: string,
    { before, limit, signal }: { before?: number; limit?: number } & Abortable = {},
  ): Promise<LogEntry[]> {
    const { sync, sender, book, identify, onOpened } = this.#ports;
    await identify();
    const options = { ...(signal && { signal }) };
    const conversation = await sync.know(id, options);
    if (before === undefined) this.#rememberDivider(conversation);
    await sync.loadPage(id, { before, limit, ...options });
    await sender.showPending();
    if (before === undefined) onOpened(id);
    const entry = book.get(id);
    const entries = entry ? entriesOf(entry.log) : [];
    return before === undefined
      ? [...entries]
      : entries.filter(({ seq }) => seq !== undefined && seq < before).slice(-(limit ?? 50));
  }

  async sendTextMessage(
    id: string,
    text: string,
    { replyTo }: { replyTo?: string } = {},
  ): Promise<LogEntry> {
    if (!v.is(MessageText, text)) throw new DeskbellError('invalid_text');
    const { identify, sender, makeId, typing } = this.#ports;
    const owner = await identify();
    typing.stop(id);
    const messageId = makeId();
    return sender.submit({
      id: messageId,
      owner,
      conversationId: id,
      createdAt: new Date().toISOString(),
      draft: { id: messageId, text, ...(replyTo && { replyTo }) },
    });
  }

  async retryMessage(_id: string, messageId: string): Promise<void> {
    const { identify, sender } = this.#ports;
    await identify();
    await (await sender.open()).sender.retry(messageId);
  }

  async discardMessage(id: string, messageId: string): Promise<void> {
    const { sender } = await this.#ports.sender.open();
    await sender.discard(id, messageId);
  }

  sendTyping(id: string): void {
    this.#ports.sender.prepare();
    this.#ports.typing.start(id);
  }

  stopTyping(id: string): void {
    this.#ports.typing.stop(id);
  }

  async markAsRead(id: string): Promise<void> {
    const { identify, sync, receipts } = this.#ports;
    await identify();
    await sync.know(id);
    receipts.read(id);
  }

  startCall(conversationId: string, callee: CallPeer, type: CallType): Promise<void> {
    return this.#ports.calls.startCall(conversationId, callee, type);
  }

  answerCall(callId?: string): Promise<void> {
    return this.#ports.calls.answerCall(callId);
  }

  endCall(callId?: string): Promise<void> {
    return this.#ports.calls.endCall(callId);
  }

  declineCall(callId?: string): Promise<void> {
    return this.#ports.calls.declineCall(callId);
  }

  deliveryStateOf(conversationId: string, entry: LogEntry): DeliveryState | undefined {
    const { book, meId } = this.#ports;
    const conversation = book.get(conversationId)?.conversation;
    const others = conversation?.participants.map(({ id }) => id) ?? [];
    // A participant without a mark has stored nothing yet.
    const marks = conversation ? others.map((userId) => markOf(conversation, userId)) : [];
    return deliveryState(entry, marks, meId() ?? entry.senderId);
  }

  /** @returns whether the frame was about chat */
  handle(frame: ChatFrame): boolean {
    const { book, sync, sender, typing } = this.#ports;
    switch (frame.type) {
      case 'message_ack':
      case 'message':
        this.#receive(frame.message);
        // Another tab of ours may have sent what waits here too.
        if (frame.message.senderId === this.#ports.meId())
          void sender.loaded?.acknowledge(frame.message);
        return true;
      case 'conversation':
        book.upsert(frame.conversation);
        void sync.catchUp(frame.conversation.id);
        return true;
      case 'receipt':
        book.receiveMark(frame.conversationId, frame.mark, frame.rev);
        return true;
      case 'typing':
        if (frame.userId !== this.#ports.meId()) {
          typing.hear(frame.conversationId, frame.userId, frame.active);
        }
        return true;
      case 'error':
        if (frame.ref === undefined) return false;
        void sender.loaded?.refuse(
          frame.ref,
          isErrorCode(frame.code) ? frame.code : 'bad_request',
          frame.retryAfterMs,
        );
        return false;
      default:
        return false;
    }
  }

  #receive(message: Message): void {
    const { book, sync, receipts, typing } = this.#ports;
    const { conversationId, senderId } = message;
    if (!book.receive(message)) return sync.discover(conversationId);
    typing.hear(conversationId, senderId, false);
    if (book.get(conversationId)?.log.ahead.length) void sync.catchUp(conversationId);
    receipts.delivered(conversationId);
  }

  /** Where the unread part begins, as long as the conversation stays open. */
  #rememberDivider(conversation: Conversation): void {
    const { book, meId } = this.#ports;
    const me = meId();
    if (me === undefined || conversation.unreadCount === 0) return;
    const unreadFromSeq = markOf(conversation, me).readSeq;
    book.change(conversation.id, (entry) => ({ ...entry, unreadFromSeq }));
  }
}
