import { randomUUID } from 'node:crypto';
import type { InferOutput } from 'valibot';
import type { Conversation, Message } from '../../src/protocol/index.js';
import type { requests } from '../../src/protocol/requests.js';
import type { Store } from '../store/store.js';
import { orRefuse } from './actors.js';
import { BrokerError } from './broker-error.js';
import type { ConversationViews } from './conversation-views.js';
import type { DomainLimits } from './limits.js';
import { cursorOf, readCursor } from './places.js';
import type { Actor, Log, MediaLinks, Page } from './types.js';

type Change = InferOutput<typeof requests.changeConversation>;
type Report = InferOutput<typeof requests.report>;

export interface PersonalDeskOptions {
  readonly store: Store;
  readonly views: ConversationViews;
  readonly links: MediaLinks;
  readonly limits: DomainLimits;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * What a person does with conversations for themselves: archive, mute, star, report. Their own
 * devices are told, nobody else is.
 */
export class PersonalDesk {
  readonly #options: PersonalDeskOptions;

  constructor(options: PersonalDeskOptions) {
    this.#options = options;
  }

  async change(actor: Actor, id: string, { archived, mutedUntil }: Change): Promise<Conversation> {
    const { store, views } = this.#options;
    const { changed } = orRefuse(
      await store.personal.arrange(id, actor.userId, {
        ...(archived !== undefined && { archived }),
        ...(mutedUntil !== undefined && { mutedUntilMs: this.#muteOf(mutedUntil) }),
      }),
    );
    if (changed) await views.tell(actor.userId, [id]);
    const conversation = await views.of(actor.userId, id);
    if (!conversation) throw new BrokerError('not_found');
    return conversation;
  }

  async star(actor: Actor, messageId: string, starred: boolean): Promise<void> {
    const { store, views, now } = this.#options;
    const { changed, conversationId } = orRefuse(
      await store.personal.star(messageId, actor.userId, { starred, atMs: now() }),
    );
    if (changed) await views.tell(actor.userId, [conversationId]);
  }

  /** Newest star first. */
  async starred(
    actor: Actor,
    { conversationId, before, limit }: { conversationId?: string; before?: string; limit: number },
  ): Promise<Page<Message>> {
    const { store, links } = this.#options;
    const place = readCursor(before);
    if (conversationId !== undefined) {
      const userIds = await store.conversations.participants(conversationId);
      if (!userIds.includes(actor.userId)) throw new BrokerError('not_found');
    }
    const found = await store.personal.starred(actor.userId, {
      ...(conversationId !== undefined && { conversationId }),
      ...(place && { before: place }),
      limit: limit + 1,
    });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(({ message }) => links.sign(message)),
      ...(found.length > limit && last && { nextCursor: cursorOf(last.place) }),
    };
  }

  /** For whoever runs the broker. The log tells that there is one, not what it says. */
  async report(actor: Actor, report: Report): Promise<{ id: string }> {
    const { store, limits, log, now } = this.#options;
    await limits.takeReport(actor.userId);
    const filed = orRefuse(
      await store.personal.report({
        ...report,
        id: randomUUID(),
        reporterId: actor.userId,
        atMs: now(),
      }),
    );
    const { userId: reportedId, reason, conversationId, messageId } = report;
    const { userId } = actor;
    log.warn(
      { reportId: filed.id, userId, reportedId, reason, conversationId, messageId },
      'reported',
    );
    return filed;
  }

  /** A time that has passed mutes nothing. */
  #muteOf(mutedUntil: string | null): number | null {
    if (mutedUntil === null) return null;
    const ms = Date.parse(mutedUntil);
    if (Number.isNaN(ms)) throw new BrokerError('bad_request', { detail: 'No such time.' });
    return ms > this.#options.now() ? ms : null;
  }
}
