import type { InferOutput } from 'valibot';
import type { Message } from '../../src/protocol/index.js';
import type { queries } from '../../src/protocol/requests.js';
import type { Store } from '../store/store.js';
import { queryWordsOf } from './words.js';
import { BrokerError } from './broker-error.js';
import type { DomainLimits } from './limits.js';
import type { Actor, MediaLinks, Page } from './types.js';

export interface SearchDeskOptions {
  readonly store: Pick<Store, 'search' | 'conversations'>;
  readonly links: MediaLinks;
  readonly limits: DomainLimits;
}

/** Finds messages in one's own conversations by the beginnings of their words. */
export class SearchDesk {
  readonly #options: SearchDeskOptions;

  constructor(options: SearchDeskOptions) {
    this.#options = options;
  }

  /** Newest first. A query without a word finds nothing. */
  async search(
    actor: Actor,
    { q, conversationId, before, limit }: InferOutput<typeof queries.search>,
  ): Promise<Page<Message>> {
    const { store, links, limits } = this.#options;
    const { userId } = actor;
    const place = readPlace(before);
    await limits.takeSearch(actor);
    if (conversationId !== undefined) {
      const userIds = await store.conversations.participants(conversationId);
      if (!userIds.includes(userId)) throw new BrokerError('not_found');
    }
    const { items, next } = await store.search.find(userId, {
      words: queryWordsOf(q),
      ...(conversationId !== undefined && { conversationId }),
      ...(place !== undefined && { before: place }),
      limit,
    });
    return {
      items: items.map((message) => links.sign(message)),
      ...(next !== undefined && { nextCursor: String(next) }),
    };
  }
}

function readPlace(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (!/^\d{1,15}$/.test(cursor)) throw new BrokerError('bad_request');
  return Number(cursor);
}
