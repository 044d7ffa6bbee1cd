import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Messaging } from '../client/types.js';
import type { DeskbellErrorCode } from '../core/errors.js';
import type { ConversationController } from './conversation-controller.js';
import { errorCodeOf } from './sentences.js';

type Send = (messaging: Messaging, conversationId: string) => Promise<unknown>;

/** What is known of the conversation that something is made for. */
interface Whereabouts {
  readonly to?: string;
  readonly conversationId?: string;
  readonly listingId?: string | undefined;
}

interface Unsent {
  readonly send: Send;
  /** Nobody else ever gets it. */
  readonly at: Whereabouts;
  readonly error: DeskbellErrorCode;
}

/**
 * Hands what the tools made to the session, in the order of the calls. What the session could not
 * take over is kept here, to be tried again or dropped by the person.
 */
export class OutgoingController implements ReactiveController {
  #unsent: readonly Unsent[] = [];
  #sending: Promise<unknown> = Promise.resolve();

  constructor(
    readonly element: ReactiveControllerHost,
    readonly chat: () => ConversationController | undefined,
  ) {
    element.addController(this);
  }

  hostConnected(): void {}

  /** Why the first thing still here could not be sent. */
  get error(): DeskbellErrorCode | undefined {
    return this.#own[0]?.error;
  }

  send(send: Send): void {
    const chat = this.chat();
    const host = chat?.host;
    if (!host) return;
    const at = whereaboutsOf(chat);
    const opening = chat.open();
    this.#sending = Promise.all([opening, this.#sending])
      .then(async ([id]) => send((await host.session()).messaging, id))
      .catch((cause: unknown) => {
        this.#unsent = [...this.#unsent, { send, at, error: errorCodeOf(cause) }];
        this.element.requestUpdate();
      });
  }

  retry(): void {
    for (const { send } of this.#take()) this.send(send);
  }

  drop(): void {
    this.#take();
  }

  get #own(): readonly Unsent[] {
    const shown = whereaboutsOf(this.chat());
    return this.#unsent.filter(({ at }) => !areApart(at, shown));
  }

  #take(): readonly Unsent[] {
    const own = this.#own;
    this.#unsent = this.#unsent.filter((each) => !own.includes(each));
    this.element.requestUpdate();
    return own;
  }
}

export function whereaboutsOf(chat: ConversationController | undefined): Whereabouts {
  return { ...chat?.about, listingId: chat?.listing?.id };
}

/** Whether these are two conversations for certain: what is not known yet may be the same. */
export function areApart(a: Whereabouts, b: Whereabouts): boolean {
  const fields = ['to', 'conversationId', 'listingId'] as const;
  return fields.some((name) => a[name] && b[name] && a[name] !== b[name]);
}
