import type { ReactiveController } from 'lit';
import type { ConversationState, Messaging, SessionState } from '../client/types.js';
import type { DeskbellErrorCode } from '../core/errors.js';
import type { DeliveryState, LogEntry } from '../core/message-log.js';
import type { CallType, User } from '../protocol/index.js';
import { findConversationWith } from './find-conversation.js';
import { parseListing } from './listing.js';
import { isSameTarget } from './same-target.js';
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

/** One conversation for an element that shows it: finds or makes it, loads its pages, acts in it. */
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
    return this.#otherOf(this.value.conversation);
  }

  get peerId(): string | undefined {
    return this.peer?.id ?? this.#target.to;
  }

  /** How the page calls the other side, else how they call themselves. */
  get name(): string | undefined {
    return this.#target.name ?? this.peer?.name;
  }

  get picture(): string | undefined {
    return this.#target.avatar ?? this.peer?.picture;
  }

  /** Whether the target names anybody. */
  get isAddressed(): boolean {
    return (this.#target.to ?? this.#target.conversation) !== undefined;
  }

  /** What intents tell of whom they are about. */
  get about(): { conversationId?: string; to?: string } {
    const { id, peerId } = this;
    return { ...(peerId && { to: peerId }), ...(id && { conversationId: id }) };
  }

  /** Shows this conversation, or the same under another name. */
  setTarget(target: ContactTarget): void {
    const isSame = isSameTarget(target, this.#target);
    this.#target = target;
    if (!isSame) this.#forget();
  }

  hostUpdated(): void {
    const isOnline = this.value.connection === 'online';
    const isBack = isOnline && !this.#wasOnline;
    this.#wasOnline = isOnline;
    if (!isOnline || this.#opening || !this.isAddressed || !this.parts.isShown()) return;
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

  /** What is written and not sent; kept for each conversation, also while another is on show. */
  get draft(): string {
    return this.host?.drafts.get(this.#draftKey) ?? '';
  }

  setDraft(text: string): void {
    this.host?.drafts.set(this.#draftKey, text);
    this.element.requestUpdate();
    if (!this.id) return;
    if (text) this.#messaging?.sendTyping(this.id);
    else this.#messaging?.stopTyping(this.id);
  }

  /**
   * Sends to the conversation on show now, in the order of the calls. What could not be kept for
   * sending is given back as its draft.
   */
  send(text: string): void {
    const { host } = this;
    const key = this.#draftKey;
    const opening = this.open();
    this.#sending = Promise.all([opening, this.#sending])
      .then(([id]) => host?.peek()?.messaging.sendTextMessage(id, text))
      .then(() => (this.error = undefined))
      .catch((cause: unknown) => {
        const draft = host?.drafts.get(key);
        host?.drafts.set(key, draft ? `${text}\n${draft}` : text);
        this.#fail(cause);
      });
  }

  /** Calls the other side of the conversation on show now. */
  async startCall(type: CallType): Promise<void> {
    const { name } = this;
    const { to = '', avatar } = this.#target;
    try {
      const id = await this.open();
      const { calls } = (await this.host?.session()) ?? {};
      const found = this.host?.state.conversations.get(id);
      const { id: peerId, picture = avatar } = this.#otherOf(found) ?? { id: to };
      await calls?.startCall(id, { id: peerId, name, ...(picture && { picture }) }, type);
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

  /** Whoever closes the chat is no longer typing in it. */
  stopTyping(): void {
    if (this.id && this.draft) this.#messaging?.stopTyping(this.id);
  }

  /** Tells the others that everything on show was seen; once per newest message. */
  markAsRead(): void {
    const conversation = this.value.conversation?.conversation;
    if (!conversation?.unreadCount || conversation.lastSeq <= this.#markedSeq) return;
    this.#markedSeq = conversation.lastSeq;
    this.#messaging?.markAsRead(conversation.id).catch(() => (this.#markedSeq = 0));
  }

  get #draftKey(): string {
    return this.#target.conversation ?? this.#target.to ?? '';
  }

  get #messaging(): Messaging | undefined {
    return this.host?.peek()?.messaging;
  }

  async #open(): Promise<string> {
    const { host } = this;
    if (!host) throw new Error('The element stands in no session.');
    this.error = undefined;
    this.element.requestUpdate();
    const target = this.#target;
    const { to, conversation } = target;
    const listing = parseListing(target.listing);
    const { messaging } = await host.session();
    const { id } = conversation
      ? await messaging.getConversation(conversation)
      : await messaging.getOrCreateConversation(to ?? '', { ...(listing && { listing }) });
    if (isSameTarget(target, this.#target)) this.#foundId = id;
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

  #otherOf(state: ConversationState | undefined): User | undefined {
    return state?.conversation.participants.find(({ id }) => id !== this.value.myId);
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
