import type { ReactiveController } from 'lit';
import type { Found, LateVerbs } from '../client/late-verbs.js';
import type { ConversationState, Messaging, SessionState } from '../client/types.js';
import type { DeskbellErrorCode } from '../core/errors.js';
import type { Conversation, User } from '../protocol/index.js';
import { errorCodeOf } from './sentences.js';
import { SessionController, type SessionElement } from './session-controller.js';
import type { SessionHost } from './session-host.js';

interface Known {
  readonly conversations: SessionState['conversations'];
  readonly presence: SessionState['presence'];
  readonly connection: SessionState['connection'];
  readonly myId: string | undefined;
}

/** All conversations of the session's person; fetched once it is online. */
export class InboxController implements ReactiveController {
  isLoaded = false;
  /** Why the list could not be fetched, or what was asked for be done. */
  error: DeskbellErrorCode | undefined;
  readonly #session: SessionController<Known>;
  #isLoading = false;
  #again: (() => Promise<unknown>) | undefined;
  #watched = '';
  #stopWatching: (() => void) | undefined;

  constructor(
    readonly element: SessionElement,
    onHostChange?: (host: SessionHost | undefined, old: SessionHost | undefined) => void,
  ) {
    this.#session = new SessionController(
      element,
      ({ conversations, presence, connection, me }) => ({
        conversations,
        presence,
        connection,
        myId: me?.id,
      }),
      (host, old) => {
        this.isLoaded = false;
        this.error = this.#again = undefined;
        this.#watch([]);
        onHostChange?.(host, old);
      },
    );
    element.addController(this);
  }

  get host(): SessionHost | undefined {
    return this.#session.host;
  }

  get messaging(): Messaging | undefined {
    return this.host?.peek()?.messaging;
  }

  get conversations(): ReadonlyMap<string, ConversationState> {
    return this.#session.value.conversations;
  }

  get connection(): SessionState['connection'] {
    return this.#session.value.connection;
  }

  peerOf({ participants }: Conversation): User | undefined {
    return participants.find(({ id }) => id !== this.#session.value.myId);
  }

  isOnline(userId: string | undefined): boolean {
    return userId !== undefined && this.#session.value.presence.get(userId)?.online === true;
  }

  /** Whose presence is on show: kept fresh, that of others is not. */
  watch(states: readonly ConversationState[]): void {
    if (this.#session.value.connection === 'idle') return this.#watch([]);
    this.#watch(states.flatMap(({ conversation }) => this.peerOf(conversation)?.id ?? []));
  }

  hostUpdated(): void {
    if (this.isLoaded || this.error || this.#session.value.connection !== 'online') return;
    void this.load();
  }

  /** Fetches the list. A failure is in `error` until the next try. */
  async load(): Promise<void> {
    const { host, messaging } = this;
    if (this.#isLoading || !messaging) return;
    this.#isLoading = true;
    this.error = this.#again = undefined;
    this.element.requestUpdate();
    try {
      await messaging.getConversations();
      if (host === this.host) this.isLoaded = true;
    } catch (cause) {
      this.error = errorCodeOf(cause);
    } finally {
      this.#isLoading = false;
      this.element.requestUpdate();
    }
  }

  /** Does something beside the list. A failure is in `error` until the next try. */
  async attempt(work: () => Promise<unknown>): Promise<void> {
    this.error = this.#again = undefined;
    try {
      await work();
    } catch (cause) {
      this.error = errorCodeOf(cause);
      this.#again = () => this.attempt(work);
    }
    this.element.requestUpdate();
  }

  /** Once more what failed last. */
  async tryAgain(): Promise<void> {
    await (this.#again?.() ?? this.load());
  }

  /** Asks for messages, and for the conversations they stand in where those are not known yet. */
  async find(ask: (verbs: LateVerbs) => Promise<Found>): Promise<Found> {
    const { messaging } = (await this.host?.session()) ?? {};
    if (!messaging) return { items: [] };
    const found = await ask(messaging);
    const ids = new Set(found.items.map(({ conversationId }) => conversationId));
    const unknown = [...ids].filter((id) => !this.conversations.has(id));
    // Without one, its messages stand under no name, and opening it tells what is wrong.
    await Promise.allSettled(unknown.map((id) => messaging.getConversation(id)));
    return found;
  }

  #watch(userIds: readonly string[]): void {
    const unique = [...new Set(userIds)].sort();
    const key = unique.join('\n');
    if (key === this.#watched) return;
    const stop = this.#stopWatching;
    this.#watched = key;
    this.#stopWatching = key ? this.host?.peek()?.watchPresence(unique) : undefined;
    stop?.();
  }
}
