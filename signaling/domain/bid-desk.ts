import type { BidStep, Message } from '../../src/protocol/index.js';
import type { Store } from '../store/store.js';
import { orRefuse } from './actors.js';
import { decideOffer, expireOffer } from './bid-rules.js';
import { BidWatch, type BidTimes } from './bid-watch.js';
import { BrokerError } from './broker-error.js';
import type { DomainLimits } from './limits.js';
import type { MessageNews } from './message-news.js';
import { requireReachOf } from './reach.js';
import type { Actor, BidPage, Bids, Log, Page } from './types.js';

/** As many as one look at them needs; those before are in the log. */
const ALL: BidPage = { limit: 1_000 };

export interface BidDeskOptions {
  readonly store: Store;
  readonly news: MessageNews;
  readonly limits: DomainLimits;
  readonly log: Log;
  readonly now: () => number;
  readonly times?: Partial<BidTimes>;
}

/** Where offers are decided, by people and by time. */
export class BidDesk implements Bids {
  readonly #options: BidDeskOptions;
  readonly watch: BidWatch;

  constructor(options: BidDeskOptions) {
    this.#options = options;
    const { store, now, log, times } = options;
    const expire = (id: string) => this.#expire(id);
    this.watch = new BidWatch({ bids: store.bids, expire, now, log, ...(times && { times }) });
  }

  async step(actor: Actor, id: string, step: BidStep): Promise<Message> {
    const { store, limits, news, now } = this.#options;
    const { userId } = actor;
    await limits.takeMessage(actor);
    if (step !== 'withdraw') await requireReachOf(store, actor, id);
    const outcome = await store.messages.change(id, userId, (message) =>
      decideOffer(message, { userId, step, atMs: now() }),
    );
    return news.changed(orRefuse(outcome));
  }

  async list(actor: Actor, conversationId: string, page: BidPage = ALL): Promise<Message[]> {
    const { store } = this.#options;
    const userIds = await store.conversations.participants(conversationId);
    if (!userIds.includes(actor.userId)) throw new BrokerError('not_found');
    return [...(await store.bids.list(conversationId, page.limit, page.before))];
  }

  async page(actor: Actor, conversationId: string, page: BidPage): Promise<Page<Message>> {
    const found = await this.list(actor, conversationId, { ...page, limit: page.limit + 1 });
    const items = found.slice(-page.limit);
    return { items, ...(found.length > page.limit && { nextCursor: String(items[0]!.seq) }) };
  }

  async #expire(id: string): Promise<void> {
    const { store, news, now } = this.#options;
    const outcome = await store.messages.change(id, undefined, (message) =>
      expireOffer(message, now()),
    );
    if (!('refused' in outcome)) news.changed(outcome);
  }
}
