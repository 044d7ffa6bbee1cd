import { randomUUID } from 'node:crypto';
import type {
  Conversation,
  ConversationChanges,
  Listing,
  Message,
  ReceiptMark,
} from '../../src/protocol/index.js';
import type { Store } from '../store/store.js';
import { exceptActing, orRefuse } from './actors.js';
import { BrokerError } from './broker-error.js';
import type { ConversationViews } from './conversation-views.js';
import type { DomainLimits } from './limits.js';
import { cursorOf, readCursor } from './places.js';
import { mayReach } from './reach.js';
import type { Actor, Delivery, MediaLinks, Outlet, Page } from './types.js';

export interface DeliveryOptions {
  readonly store: Store;
  readonly outlet: Outlet;
  readonly views: ConversationViews;
  readonly limits: DomainLimits;
  readonly links: MediaLinks;
  readonly now: () => number;
}

/**
 * Conversations, their logs and receipts. What a write brought about is told in the same turn in
 * which its commit resolves, so that devices hear the changes of a conversation in their order.
 */
export class MessageDelivery implements Delivery {
  readonly #options: DeliveryOptions;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  async openConversation(
    actor: Actor,
    { userId, listing }: { userId: string; listing?: Listing },
  ): Promise<{ conversation: Conversation; created: boolean }> {
    if (userId === actor.userId) throw new BrokerError('cannot_message_self');
    const { store, limits, outlet, now } = this.#options;
    const userIds = [actor.userId, userId] as const;
    const known = await store.conversations.find(userIds, listing?.id);
    if (known) return { conversation: await this.conversation(actor, known), created: false };
    if (!(await mayReach(store, actor.userId, userIds))) throw new BrokerError('blocked');
    await limits.takeConversation(actor);
    const { id, created } = orRefuse(
      await store.conversations.open({
        id: randomUUID(),
        userIds,
        ...(listing && { listing }),
        atMs: now(),
      }),
    );
    const conversation = await this.conversation(actor, id);
    if (created) {
      outlet.toUsers(userIds, { type: 'conversation', conversation }, exceptActing(actor));
    }
    return { conversation, created };
  }

  async mayRelay({ userId, role }: Actor): Promise<boolean> {
    return role !== 'guest' || this.#options.store.conversations.hasAny(userId);
  }

  async conversation(actor: Actor, id: string): Promise<Conversation> {
    const conversation = await this.#options.views.of(actor.userId, id);
    if (!conversation) throw new BrokerError('not_found');
    return conversation;
  }

  async conversations(
    actor: Actor,
    page: { before?: string; limit: number },
  ): Promise<Page<Conversation>> {
    const before = readCursor(page.before);
    const records = await this.#options.store.conversations.list(actor.userId, {
      ...(before && { before }),
      limit: page.limit + 1,
    });
    const items = records.slice(0, page.limit);
    const last = items.at(-1);
    return {
      items: await this.#options.views.describe(actor.userId, items),
      ...(records.length > page.limit &&
        last && { nextCursor: cursorOf({ atMs: last.updatedAtMs, id: last.id }) }),
    };
  }

  async messages(
    actor: Actor,
    conversationId: string,
    page: { before?: number; after?: number; limit: number },
  ): Promise<Page<Message>> {
    const { lastSeq } = await this.#headsFor(actor, conversationId);
    if (page.after !== undefined && page.after > lastSeq) throw new BrokerError('cursor_ahead');
    const found = await this.#options.store.messages.page(conversationId, {
      ...page,
      limit: page.limit + 1,
    });
    const items = found.slice(0, page.limit).map((message) => this.#sign(message));
    const last = items.at(-1);
    return { items, ...(found.length > page.limit && last && { nextCursor: String(last.seq) }) };
  }

  async changes(
    actor: Actor,
    conversationId: string,
    { after, limit }: { after: number; limit: number },
  ): Promise<ConversationChanges> {
    const heads = await this.#headsFor(actor, conversationId);
    if (after > heads.rev) throw new BrokerError('cursor_ahead');
    const { conversations } = this.#options.store;
    const found = await conversations.changes(conversationId, actor.userId, after, limit + 1);
    const changes = found.slice(0, limit);
    const more = found.length > limit;
    const lastRev = changes.at(-1)?.rev ?? after;
    return {
      messages: changes.flatMap((change) =>
        'message' in change ? [this.#sign(change.message)] : [],
      ),
      receipts: changes.flatMap((change) => ('mark' in change ? [change.mark] : [])),
      rev: more ? lastRev : Math.max(lastRev, heads.rev),
      more,
    };
  }

  async mark(
    actor: Actor,
    conversationId: string,
    state: 'delivered' | 'read',
    seq: number,
  ): Promise<ReceiptMark> {
    const { store, outlet } = this.#options;
    const { blocked } = await store.blocks.of(actor.userId);
    const { mark, rev, changed, participantIds } = orRefuse(
      await store.conversations.mark(conversationId, actor.userId, state, seq),
    );
    const userIds = participantIds.filter((userId) => !blocked.has(userId));
    if (changed) outlet.toUsers(userIds, { type: 'receipt', conversationId, mark, rev });
    return mark;
  }

  async typing(actor: Actor, conversationId: string, active: boolean): Promise<void> {
    const { store, outlet, limits } = this.#options;
    const userIds = await store.conversations.participants(conversationId);
    if (!userIds.includes(actor.userId)) throw new BrokerError('not_found');
    if (!(await mayReach(store, actor.userId, userIds))) return;
    if (!(await limits.takeTyping(actor.userId, conversationId))) return;
    const others = userIds.filter((userId) => userId !== actor.userId);
    const { userId } = actor;
    outlet.toUsers(others, { type: 'typing', conversationId, userId, active });
  }

  #sign(message: Message): Message {
    return this.#options.links.sign(message);
  }

  /** Where a conversation stands, for one of its participants. */
  async #headsFor(actor: Actor, id: string): Promise<{ lastSeq: number; rev: number }> {
    const { conversations } = this.#options.store;
    const userIds = await conversations.participants(id);
    const heads = userIds.includes(actor.userId) ? await conversations.heads(id) : undefined;
    if (!heads) throw new BrokerError('not_found');
    return heads;
  }
}
