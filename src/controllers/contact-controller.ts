import type { ReactiveController } from 'lit';
import type { SessionState } from '../client/types.js';
import { SessionController, type SessionElement } from './session-controller.js';
import type { SessionHost } from './session-host.js';

/** What is known of a person before talking to them. */
export interface Contact {
  /** Undefined while nobody asked. */
  readonly isOnline: boolean | undefined;
  readonly lastSeenAt: string | undefined;
  readonly unread: number;
  /** `free`: no call; `other`: a call with someone else. */
  readonly call: 'free' | 'calling' | 'in-call' | 'other';
  /** Whoever calls a person just as they ring takes that call. */
  readonly canCall: boolean;
}

/** Follows one person's presence, unread messages and call, once the session is connected. */
export class ContactController implements ReactiveController {
  readonly #session: SessionController<Contact & { readonly isConnected: boolean }>;
  #watched: string | undefined;
  #stopWatching: (() => void) | undefined;

  constructor(
    element: SessionElement,
    readonly userId: () => string | undefined,
  ) {
    this.#session = new SessionController(
      element,
      (state) => selectContact(state, userId()),
      () => this.#watch(undefined),
    );
    element.addController(this);
  }

  get value(): Contact {
    return this.#session.value;
  }

  get host(): SessionHost | undefined {
    return this.#session.host;
  }

  hostUpdated(): void {
    this.#watch(this.#session.value.isConnected ? this.userId() : undefined);
  }

  #watch(userId: string | undefined): void {
    if (userId === this.#watched) return;
    this.#stopWatching?.();
    this.#watched = userId;
    this.#stopWatching = userId ? this.host?.peek()?.watchPresence([userId]) : undefined;
  }
}

function selectContact(
  state: SessionState,
  userId: string | undefined,
): Contact & { readonly isConnected: boolean } {
  const presence = userId === undefined ? undefined : state.presence.get(userId);
  return {
    isConnected: state.connection !== 'idle',
    isOnline: presence?.online,
    lastSeenAt: presence?.lastSeenAt,
    unread: unreadFrom(state, userId),
    ...callWith(state, userId),
  };
}

/** Over all conversations with the person: each listing has its own. */
function unreadFrom({ conversations, me }: SessionState, userId: string | undefined): number {
  let sum = 0;
  for (const { conversation } of conversations.values()) {
    const isWith = conversation.participants.some(({ id }) => id === userId && id !== me?.id);
    if (isWith) sum += conversation.unreadCount;
  }
  return sum;
}

function callWith(
  { call }: SessionState,
  userId: string | undefined,
): Pick<Contact, 'call' | 'canCall'> {
  const { phase } = call;
  if (phase === 'idle' || phase === 'ended') return { call: 'free', canCall: true };
  if (call.peer.id !== userId) return { call: 'other', canCall: false };
  const isRunning = phase === 'active' || phase === 'reconnecting';
  return { call: isRunning ? 'in-call' : 'calling', canCall: phase === 'incoming' };
}
