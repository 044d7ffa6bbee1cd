import type { Store } from '../store/store.js';
import { BrokerError } from './broker-error.js';
import type { DomainLimits } from './limits.js';
import { LinkPermits } from './link-permits.js';
import { requireReach } from './reach.js';
import type { Actor, Device, Outlet } from './types.js';

/** How long an offer to link stands, and then how long it may be dialled. */
const DIAL_MS = 60_000;
const REMEMBERED = 50_000;

export interface LinkDeskOptions {
  readonly store: Pick<Store, 'blocks' | 'conversations'>;
  readonly outlet: Outlet;
  readonly limits: DomainLimits;
  readonly ownsPeer?: (peerId: string, userId: string) => boolean;
  readonly now: () => number;
}

interface Asked {
  readonly askerId: string;
  readonly peerId: string;
  readonly otherId: string;
  readonly untilMs: number;
}

/**
 * Direct links tell two devices each other's addresses. So both people must have dealt with each
 * other, both devices must be asked, and the gate lets exactly that one dialling through.
 */
export class LinkDesk {
  readonly #options: LinkDeskOptions;
  readonly #asked = new Map<string, Asked>();
  readonly #permits = new LinkPermits();
  /** Conversations in which both have written: that does not change any more. */
  readonly #mutual = new Set<string>();

  constructor(options: LinkDeskOptions) {
    this.#options = options;
  }

  /** This device would be the one that dials; every device of the other side is asked. */
  async request(
    actor: Actor,
    { conversationId, peerId }: { conversationId: string; peerId: string },
  ): Promise<void> {
    const device = await this.#authorize(actor, conversationId, peerId);
    const otherId = await this.#otherOf(actor, conversationId);
    const untilMs = this.#options.now() + DIAL_MS;
    this.#dropExpired();
    const key = keyOf(conversationId, device);
    this.#asked.delete(key);
    this.#asked.set(key, { askerId: actor.userId, peerId, otherId, untilMs });
    this.#options.outlet.toUsers([otherId], {
      type: 'link_request',
      conversationId,
      ...device,
      peerId,
    });
  }

  /** To a device that asked: it may dial this one. */
  async accept(
    actor: Actor,
    {
      conversationId,
      deviceId,
      peerId,
    }: { conversationId: string; deviceId: string; peerId: string },
  ): Promise<void> {
    const { outlet, now } = this.#options;
    const own = await this.#authorize(actor, conversationId, peerId);
    const asker = { userId: await this.#otherOf(actor, conversationId), deviceId };
    const asked = this.#asked.get(keyOf(conversationId, asker));
    if (!asked || asked.untilMs <= now()) throw new BrokerError('not_found');
    this.#permits.grant(
      {
        askerId: asker.userId,
        accepterId: own.userId,
        srcPeerId: asked.peerId,
        dstPeerId: peerId,
        untilMs: now() + DIAL_MS,
      },
      now(),
    );
    outlet.toDevice(asker, { type: 'link_accept', conversationId, ...own, peerId });
  }

  /** For the gate: whether this data OFFER may pass. Asking uses the permit up. */
  mayOffer(question: { srcUserId: string; srcPeerId: string; dstPeerId: string }): boolean {
    return this.#permits.take(question, this.#options.now());
  }

  /** These two do not want to be linked any more. */
  forget(userId: string, otherId: string): void {
    this.#permits.revoke(userId, otherId);
    for (const [key, asked] of this.#asked) {
      const pair = [asked.askerId, asked.otherId];
      if (pair.includes(userId) && pair.includes(otherId)) this.#asked.delete(key);
    }
  }

  async #authorize(actor: Actor, conversationId: string, peerId: string): Promise<Device> {
    const { store, limits, ownsPeer } = this.#options;
    const { userId, deviceId } = actor;
    const userIds = await store.conversations.participants(conversationId);
    if (!userIds.includes(userId) || deviceId === undefined) throw new BrokerError('not_found');
    await limits.takeLink(userId);
    if (ownsPeer?.(peerId, userId) === false) throw new BrokerError('forbidden');
    await requireReach(store, actor, conversationId);
    if (!(await this.#isMutual(conversationId))) throw new BrokerError('link_not_allowed');
    return { userId, deviceId };
  }

  async #isMutual(conversationId: string): Promise<boolean> {
    if (this.#mutual.has(conversationId)) return true;
    if (!(await this.#options.store.conversations.isMutual(conversationId))) return false;
    if (this.#mutual.size >= REMEMBERED) this.#mutual.clear();
    this.#mutual.add(conversationId);
    return true;
  }

  async #otherOf({ userId }: Actor, conversationId: string): Promise<string> {
    const userIds = await this.#options.store.conversations.participants(conversationId);
    const other = userIds.find((id) => id !== userId);
    if (other === undefined) throw new BrokerError('not_found');
    return other;
  }

  /** All stand equally long, so that the oldest come first. */
  #dropExpired(): void {
    const nowMs = this.#options.now();
    for (const [key, { untilMs }] of this.#asked) {
      if (untilMs > nowMs) return;
      this.#asked.delete(key);
    }
  }
}

function keyOf(conversationId: string, { userId, deviceId }: Device): string {
  return JSON.stringify([conversationId, userId, deviceId]);
}
