import type { CloseReason } from '../../src/protocol/index.js';
import type { Store } from '../store/store.js';
import { orRefuse } from './actors.js';
import { BrokerError } from './broker-error.js';
import type { ConversationViews } from './conversation-views.js';
import type { PeopleDirectory } from './directory.js';
import type { DomainLimits } from './limits.js';
import type { LinkDesk } from './link-desk.js';
import type { Identity, Log, Outlet, Ringing } from './types.js';

export interface GuestDeskOptions {
  readonly store: Pick<Store, 'merges' | 'calls'>;
  readonly views: Pick<ConversationViews, 'tell'>;
  readonly directory: Pick<PeopleDirectory, 'forget'>;
  readonly directLinks: Pick<LinkDesk, 'forget'>;
  readonly ringing: Pick<Ringing, 'endAll'>;
  readonly outlet: Outlet;
  readonly sockets: { dismiss(userId: string, reason: CloseReason): void };
  readonly limits: Pick<DomainLimits, 'takeMerge'>;
  readonly log: Log;
}

/** What a member is told of the guest they were. */
export interface Merged {
  readonly guestId: string;
  /** Conversations of the guest that are part of another one now. */
  readonly joined: readonly { readonly id: string; readonly intoId: string }[];
}

/** Guests who have signed in: what was theirs is the member's, and they are nobody any more. */
export class GuestDesk {
  readonly #options: GuestDeskOptions;

  constructor(options: GuestDeskOptions) {
    this.#options = options;
  }

  /** `guest`: as a token of theirs says. The same again is harmless and answers the same. */
  async absorb(member: Identity, guest: Identity): Promise<Merged> {
    if (member.role !== 'user') throw new BrokerError('forbidden');
    const { store, limits, ringing, log } = this.#options;
    const { userId } = member;
    const { userId: guestId } = guest;
    await limits.takeMerge(userId);
    // Under the name that both sides of it know.
    await ringing.endAll(guest);
    const outcome = orRefuse(await store.merges.absorb({ guestId, memberId: userId }));
    const { changed, talks, joined } = outcome;
    if (changed) {
      this.#part(guestId, talks);
      for (const { id, intoId } of joined) this.#tellGone(id, intoId, userId, talks);
      log.info({ userId, guestId, conversations: talks.length }, 'a guest became a member');
      // One that began meanwhile.
      await ringing.endAll(
        member,
        outcome.openCallIds.map((id) => ({ id })),
      );
      await Promise.all(talks.map(({ id, otherId }) => this.#tell([userId, otherId], id)));
    }
    return { guestId, joined };
  }

  #part(guestId: string, talks: readonly { otherId: string }[]): void {
    const { directory, directLinks, sockets } = this.#options;
    directory.forget(guestId);
    for (const { otherId } of talks) directLinks.forget(guestId, otherId);
    sockets.dismiss(guestId, 'unauthorized');
  }

  #tellGone(
    conversationId: string,
    intoId: string,
    memberId: string,
    talks: readonly { id: string; otherId: string }[],
  ): void {
    const others = talks.flatMap(({ id, otherId }) => (id === intoId ? [otherId] : []));
    const frame = { type: 'conversation_gone', conversationId, intoId } as const;
    this.#options.outlet.toUsers([...others, memberId], frame);
  }

  async #tell(userIds: readonly string[], conversationId: string): Promise<void> {
    for (const userId of userIds) await this.#options.views.tell(userId, [conversationId]);
  }
}
