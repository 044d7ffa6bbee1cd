import type { ReactiveController } from 'lit';
import type { ConversationState, Messaging, SessionState } from '../client/types.js';
import type { DeskbellErrorCode } from '../core/errors.js';
import type { Listing, User } from '../protocol/index.js';
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

/** One conversation for an element that shows it: finds or makes it, and says who is in it. */
export class ConversationFinder implements ReactiveController {
  /** Why the last thing asked for could not be done, until the next try. */
  error: DeskbellErrorCode | undefined;

  protected target: ContactTarget = {};
  readonly #session: SessionController<Shown>;
  #foundId: string | undefined;
  #opening: Promise<string> | undefined;
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
        this.forget();
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
    return this.otherOf(this.value.conversation);
  }

  get peerId(): string | undefined {
    return this.peer?.id ?? this.target.to;
  }

  /** How the page calls the other side, else how they call themselves. */
  get name(): string | undefined {
    return this.target.name ?? this.peer?.name;
  }

  get picture(): string | undefined {
    return this.target.avatar ?? this.peer?.picture;
  }

  /** What the conversation is about, if it is about an offer of the page. */
  get listing(): Listing | undefined {
    return this.value.conversation?.conversation.listing ?? parseListing(this.target.listing);
  }

  /** Whether the target names anybody. */
  get isAddressed(): boolean {
    return (this.target.to ?? this.target.conversation) !== undefined;
  }

  /** What intents tell of whom they are about. */
  get about(): { conversationId?: string; to?: string } {
    const { id, peerId } = this;
    return { ...(peerId && { to: peerId }), ...(id && { conversationId: id }) };
  }

  /** Shows this conversation, or the same under another name. */
  setTarget(target: ContactTarget): void {
    const isSame = isSameTarget(target, this.target);
    this.target = target;
    if (!isSame) this.forget();
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
      this.fail(cause);
      throw cause;
    });
    return this.#opening;
  }

  protected get messaging(): Messaging | undefined {
    return this.host?.peek()?.messaging;
  }

  protected otherOf(state: ConversationState | undefined): User | undefined {
    return state?.conversation.participants.find(({ id }) => id !== this.value.myId);
  }

  protected forget(): void {
    this.#opening = this.#foundId = this.error = undefined;
    this.element.requestUpdate();
  }

  protected readonly fail = (cause: unknown): void => {
    this.error = errorCodeOf(cause);
    this.element.requestUpdate();
  };

  async #open(): Promise<string> {
    const { host } = this;
    if (!host) throw new Error('The element stands in no session.');
    this.error = undefined;
    this.element.requestUpdate();
    const { target } = this;
    const { to, conversation } = target;
    const listing = parseListing(target.listing);
    const { messaging } = await host.session();
    const { id } = conversation
      ? await messaging.getConversation(conversation)
      : await messaging.getOrCreateConversation(to ?? '', { ...(listing && { listing }) });
    if (isSameTarget(target, this.target)) this.#foundId = id;
    this.element.requestUpdate();
    const history = host.state.conversations.get(id)?.history ?? 'unknown';
    if (history === 'unknown') await messaging.getMessages(id);
    return id;
  }

  #find(state: SessionState): ConversationState | undefined {
    const id = this.target.conversation ?? this.#foundId;
    if (id !== undefined) return state.conversations.get(id);
    const { to } = this.target;
    return to === undefined ? undefined : findConversationWith(state, to, this.target.listing?.id);
  }
}
