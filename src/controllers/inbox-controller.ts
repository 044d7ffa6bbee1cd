import type { ReactiveController } from 'lit';
import type { ConversationState } from '../client/types.js';
import type { Conversation, User } from '../protocol/index.js';
import { SessionController, type SessionElement } from './session-controller.js';
import type { SessionHost } from './session-host.js';

/** All conversations of the session's person, newest first; fetched once it is online. */
export class InboxController implements ReactiveController {
  isLoaded = false;
  readonly #session;
  #isLoading = false;

  constructor(readonly element: SessionElement) {
    this.#session = new SessionController(
      element,
      ({ conversations, connection, me }) => ({ conversations, connection, myId: me?.id }),
      () => {
        this.isLoaded = false;
      },
    );
    element.addController(this);
  }

  get host(): SessionHost | undefined {
    return this.#session.host;
  }

  get conversations(): readonly ConversationState[] {
    return [...this.#session.value.conversations.values()].sort((a, b) =>
      b.conversation.updatedAt.localeCompare(a.conversation.updatedAt),
    );
  }

  peerOf({ participants }: Conversation): User | undefined {
    return participants.find(({ id }) => id !== this.#session.value.myId);
  }

  hostUpdated(): void {
    if (this.isLoaded || this.#isLoading || this.#session.value.connection !== 'online') return;
    this.#isLoading = true;
    this.host
      ?.peek()
      ?.messaging.getConversations()
      .then(() => (this.isLoaded = true))
      // Asked again with the next change of the session, such as its return to the network.
      .catch(() => undefined)
      .finally(() => {
        this.#isLoading = false;
        this.element.requestUpdate();
      });
  }
}
