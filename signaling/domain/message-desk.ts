import type { Message, ReadDraft } from '../../src/protocol/index.js';
import { MESSAGING_LIMITS } from '../../src/protocol/messaging-limits.js';
import type { ChangeOutcome, MessageStep, NewMessage, Store } from '../store/store.js';
import { orRefuse } from './actors.js';
import { openOffer } from './bid-rules.js';
import type { BidWatch } from './bid-watch.js';
import type { ConversationViews } from './conversation-views.js';
import type { DomainLimits } from './limits.js';
import { newMedia } from './media-rules.js';
import type { Meter } from './meter.js';
import type { MessageNews } from './message-news.js';
import { edit, play, react, remove } from './message-rules.js';
import { requireReachOf, requireReachToSend } from './reach.js';
import type { Actor, FileKeeper, Log, Messages } from './types.js';

export interface MessageDeskOptions {
  readonly store: Store;
  readonly news: MessageNews;
  readonly views: Pick<ConversationViews, 'tell'>;
  readonly limits: DomainLimits;
  /** Times the offers that are opened here. */
  readonly bidWatch: Pick<BidWatch, 'follow'>;
  readonly files?: FileKeeper;
  readonly log: Log;
  readonly meter: Meter;
  readonly now: () => number;
}

/** Where messages are sent and changed: the rules decide inside the transaction that stores. */
export class MessageDesk implements Messages {
  readonly #options: MessageDeskOptions;

  constructor(options: MessageDeskOptions) {
    this.#options = options;
  }

  async send(
    actor: Actor,
    conversationId: string,
    draft: ReadDraft,
  ): Promise<{ message: Message; created: boolean }> {
    const { store, limits, news, views, bidWatch, meter, now } = this.#options;
    const startMs = performance.now();
    await limits.takeMessage(actor);
    await requireReachToSend(store, actor, { conversationId, id: draft.id });
    const appended = orRefuse(
      await store.messages.append(newMessage(actor, conversationId, draft, now())),
    );
    meter.stored(performance.now() - startMs);
    const message = news.sent(actor, appended);
    for (const userId of appended.broughtBackFor ?? []) void views.tell(userId, [conversationId]);
    if (appended.created) bidWatch.follow(message);
    return { message, created: appended.created };
  }

  edit(actor: Actor, id: string, text: string): Promise<Message> {
    return this.#change(actor, id, (message, atMs) => edit(message, actor.userId, text, atMs));
  }

  remove(actor: Actor, id: string): Promise<Message> {
    const options = { takesBack: true };
    return this.#change(actor, id, (message, atMs) => remove(message, actor.userId, atMs), options);
  }

  react(actor: Actor, id: string, emoji: string, active: boolean): Promise<Message> {
    const reaction = { emoji, active };
    const options = { takesBack: !active };
    return this.#change(actor, id, (message) => react(message, actor.userId, reaction), options);
  }

  played(actor: Actor, id: string): Promise<Message> {
    return this.#change(actor, id, (message) => play(message, actor.userId));
  }

  /** `takesBack`: allowed also where one of the two blocks the other. */
  async #change(
    actor: Actor,
    id: string,
    decide: (message: Message, atMs: number) => MessageStep,
    { takesBack } = { takesBack: false },
  ): Promise<Message> {
    const { store, limits, news, now } = this.#options;
    await limits.takeMessage(actor);
    if (!takesBack) await requireReachOf(store, actor, id);
    const outcome = orRefuse(
      await store.messages.change(id, actor.userId, (message) => decide(message, now())),
    );
    this.#release(outcome);
    return news.changed(outcome);
  }

  #release({ released, message }: ChangeOutcome): void {
    if (!released) return;
    const { files, log } = this.#options;
    files?.release(released).catch((error: unknown) => {
      log.error({ err: error, messageId: message.id }, 'file not released');
    });
  }
}

function newMessage(
  actor: Actor,
  conversationId: string,
  draft: ReadDraft,
  atMs: number,
): NewMessage {
  const { media, bid, ...plain } = { media: undefined, bid: undefined, ...draft };
  return {
    ...plain,
    ...(media && { media: orRefuse(newMedia(draft.type, media)) }),
    ...(bid && {
      bid: {
        draft: bid,
        expiresAtMs: atMs + (bid.expiresInSeconds ?? MESSAGING_LIMITS.bidSeconds) * 1000,
        decide: (offers) =>
          openOffer(offers, { makerId: actor.userId, counterTo: bid.counterTo, atMs }),
      },
    }),
    conversationId,
    senderId: actor.userId,
    atMs,
  };
}
