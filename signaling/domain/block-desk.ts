import type { Store } from '../store/store.js';
import { orRefuse } from './actors.js';
import { BrokerError } from './broker-error.js';
import type { ConversationViews } from './conversation-views.js';
import type { LinkDesk } from './link-desk.js';
import type { PresenceDesk } from './presence.js';
import type { Actor, Outlet, Ringing } from './types.js';

export interface BlockDeskOptions {
  readonly store: Store;
  readonly views: ConversationViews;
  readonly presence: Pick<PresenceDesk, 'show'>;
  readonly directLinks: Pick<LinkDesk, 'forget'>;
  readonly ringing: Pick<Ringing, 'part'>;
  readonly outlet: Outlet;
  readonly now: () => number;
}

/** Who does not want to hear from whom. What a block forbids is asked about in reach.ts. */
export class BlockDesk {
  readonly #options: BlockDeskOptions;

  constructor(options: BlockDeskOptions) {
    this.#options = options;
  }

  /** Idempotent. The other side is not told; they find out when they write. A call of theirs ends. */
  async block(actor: Actor, otherId: string): Promise<void> {
    const { userId } = actor;
    if (otherId === userId) throw new BrokerError('cannot_message_self');
    const { store, directLinks, ringing, presence, views, now } = this.#options;
    const { conversationIds } = orRefuse(await store.blocks.block(userId, otherId, now()));
    directLinks.forget(userId, otherId);
    await ringing.part(actor, otherId);
    await presence.show(userId, otherId);
    await views.tell(userId, conversationIds);
  }

  /** Idempotent, also for somebody who does not exist. */
  async unblock({ userId }: Actor, otherId: string): Promise<void> {
    const { store, presence, views, outlet } = this.#options;
    const { conversationIds, marks } = await store.blocks.unblock(userId, otherId);
    for (const mark of marks) outlet.toUsers([userId, otherId], { type: 'receipt', ...mark });
    if (conversationIds.length > 0) await presence.show(userId, otherId);
    await views.tell(userId, conversationIds);
  }
}
