import type { ReactiveController } from 'lit';
import type { ConversationState, Messaging, SessionState } from '../client/types.js';
import type { DeskbellErrorCode } from '../core/errors.js';
import type { DeliveryState, LogEntry } from '../core/message-log.js';
import type { CallType, User } from '../protocol/index.js';
import { findConversationWith } from './find-conversation.js';
import { parseListing } from './listing.js';
import { errorCodeOf } from './sentences.js';
import { SessionController, type SessionElement } from './session-controller.js';
import type { ContactTarget, SessionHost } from './session-host.js';

interface Shown {
  readonly conversation: ConversationState | undefined;
  readonly connection: SessionState['connection'];
  readonly myId: string | undefined;
}

export interface ConversationControllerParts {
  /** Whether the conversation is on show: then it opens by itself once the session is online. */
  isShown(): boolean;
  onHostChange(host: SessionHost | undefined, old: SessionHost | undefined): void;
}

/**
 * One conversation for an element that shows it: finds or makes it from a target, loads its pages,
 * and performs what the person does in it.
 */
export class ConversationController implements ReactiveController {
  /** Why the last thing asked for could not be done, until the next try. */
  error: DeskbellErrorCode | undefined;

  readonly #session: SessionController<Shown>;
  #target: ContactTarget = {};
  #foundId: string | undefined;
  #opening: Promise<string> | undefined;
  #sending: Promise<unknown> = Promise.resolve();
  #markedSeq = 0;
  #wasOnline = false;

  constructor(
    readonly element: SessionElement,
    readonly parts: ConversationControllerParts,
  ) {
    this.#session = new SessionController(
      element,
      (state) => ({
        conversation: this.#find(state),
        connection: state.connection,
        myId: state.me?.id,
      }),
      (host, old) => {
        this.#forget();
        parts.onHostChange(host, old);
      },
    );
    element.addController(this);
  }

  get host(): SessionHost | undefined {
    return this.#session.host;
  }

  get value(): Shown {
    return this.#session.value;
  }

  get id(): string | undefined {
    return this.value.conversation?.conversation.id ?? this.#foundId;
  }

  /** The other side, once the conversation is known. */
  get peer(): User | undefined {
    const { conversation, myId } = this.value;
    return conversation?.conversation.participants.find(({ id }) => id !== myId);
  }

  get peerId(): string | undefined {
    return this.peer?.id ?? this.#target.to;
  }

  /** Shows another conversation. */
  setTarget(target: ContactTarget): void {
    const { to, conversation } = this.#target;
    this.#target = target;
    if (target.to !== to || target.conversation !== conversation) this.#forget();
  }

  hostUpdated(): void {
    const isOnline = this.value.connection === 'online';
    const isBack = isOnline && !this.#wasOnline;
    this.#wasOnline = isOnline;
    if (!isOnline || this.#opening || !this.parts.isShown()) return;
    if (isBack || !this.error) this.open().catch(() => undefined);
  }

  /** Finds or makes the conversation and loads its newest page. Safe to call often. */
  open(): Promise<string> {
    this.#opening ??= this.#open().catch((cause: unknown) => {
      this.#opening = undefined;
      this.#fail(cause);
      throw cause;
    });
    return this.#opening;
  }

  /** Loads the page before the oldest known message, if there is one. */
  async loadOlder(): Promise<void> {
    const shown = this.value.conversation;
    if (shown?.history !== 'partial') return;
    await this.#messaging?.getMessages(shown.conversation.id).catch(this.#fail);
  }

  /** Sends in the order of the calls. Rejects when the text could not be kept for sending. */
  send(text: string): Promise<void> {
    const sent = this.#sending.then(async () => {
      const id = await this.open();
      await this.#messaging?.sendTextMessage(id, text);
      this.error = undefined;
    });
    this.#sending = sent.catch(this.#fail);
    return sent;
  }

  async startCall(type: CallType, name: string): Promise<void> {
    try {
      const id = await this.open();
      const session = await this.host?.session();
      const picture = this.peer?.picture ?? this.#target.avatar;
      const callee = { id: this.peerId ?? '', name, ...(picture && { picture }) };
      await session?.calls.startCall(id, callee, type);
    } catch (cause) {
      this.#fail(cause);
    }
  }

  deliveryStateOf(entry: LogEntry): DeliveryState | undefined {
    return this.id ? this.#messaging?.deliveryStateOf(this.id, entry) : undefined;
  }

  retry(messageId: string): void {
    if (this.id) this.#messaging?.retryMessage(this.id, messageId).catch(this.#fail);
  }

  discard(messageId: string): void {
    if (this.id) this.#messaging?.discardMessage(this.id, messageId).catch(this.#fail);
  }

  setTyping(isTyping: boolean): void {
    if (!this.id) return;
    if (isTyping) this.#messaging?.sendTyping(this.id);
    else this.#messaging?.stopTyping(this.id);
  }

  /** Tells the others that everything on show was seen; once per newest message. */
  markAsRead(): void {
    const conversation = this.value.conversation?.conversation;
    if (!conversation?.unreadCount || conversation.lastSeq <= this.#markedSeq) return;
    this.#markedSeq = conversation.lastSeq;
    this.#messaging?.markAsRead(conversation.id).catch(() => (this.#markedSeq = 0));
  }

  get #messaging(): Messaging | undefined {
    return this.host?.peek()?.messaging;
  }

  async #open(): Promise<string> {
    const { host } = this;
    if (!host) throw new Error('The element stands in no session.');
    this.error = undefined;
    this.element.requestUpdate();
    const { to, conversation } = this.#target;
    const listing = parseListing(this.#target.listing);
    const { messaging } = await host.session();
    const { id } = conversation
      ? await messaging.getConversation(conversation)
      : await messaging.getOrCreateConversation(to ?? '', { ...(listing && { listing }) });
    this.#foundId = id;
    this.element.requestUpdate();
    const history = host.state.conversations.get(id)?.history ?? 'unknown';
    if (history === 'unknown') await messaging.getMessages(id);
    return id;
  }

  #find(state: SessionState): ConversationState | undefined {
    const id = this.#target.conversation ?? this.#foundId;
    if (id !== undefined) return state.conversations.get(id);
    const { to } = this.#target;
    return to === undefined ? undefined : findConversationWith(state, to);
  }

  #forget(): void {
    this.#opening = this.#foundId = this.error = undefined;
    this.#markedSeq = 0;
    this.element.requestUpdate();
  }

  readonly #fail = (cause: unknown): void => {
    this.error = errorCodeOf(cause);
    this.element.requestUpdate();
  };
}
