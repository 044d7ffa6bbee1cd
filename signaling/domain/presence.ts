import type { Presence } from '../../src/protocol/index.js';
import type { BlockStore, PeopleStore } from '../store/store.js';
import type { Log, Outlet, PresenceBoard, Watchers } from './types.js';

/** A page that is reloaded is back within this time and was never away. */
const RELOAD_MS = 4_000;

export interface PresenceOptions {
  readonly people: PeopleStore;
  /** Whoever is blocked is not told. */
  readonly blocks: Pick<BlockStore, 'of'>;
  readonly outlet: Outlet;
  /** Whether any device of this person is connected. */
  readonly isConnected: (userId: string) => boolean;
  readonly log: Log;
  readonly now: () => number;
  readonly reloadMs?: number;
}

/** Who is here. Somebody is online from their first socket until a moment after their last. */
export class PresenceDesk implements PresenceBoard {
  readonly #options: PresenceOptions;
  readonly #online = new Set<string>();
  readonly #leaving = new Map<string, { timer: NodeJS.Timeout; atMs: number }>();

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  isOnline(userId: string): boolean {
    return this.#online.has(userId);
  }

  async of(userId: string): Promise<Presence> {
    return (await this.ofAll([userId], userId))[0]!;
  }

  async ofAll(userIds: readonly string[], viewerId: string): Promise<Presence[]> {
    const { people, blocks } = this.#options;
    const { blockedBy } = await blocks.of(viewerId);
    const shown = userIds.filter((userId) => !blockedBy.has(userId));
    const away = await people.find(shown.filter((userId) => !this.isOnline(userId)));
    const seenMs = new Map(away.map((person) => [person.id, person.lastSeenAtMs]));
    return userIds.map((userId) =>
      this.isOnline(userId) && !blockedBy.has(userId)
        ? { userId, online: true }
        : absenceOf(userId, seenMs.get(userId)),
    );
  }

  /** Somebody was blocked, or is not any more: what they see of this person changes at once. */
  async show(userId: string, viewerId: string): Promise<void> {
    const [presence] = await this.ofAll([userId], viewerId);
    if (presence) this.#send(presence, { only: [viewerId] });
  }

  /** A device of this person said hello. */
  arrived(userId: string): void {
    const leaving = this.#leaving.get(userId);
    if (leaving) clearTimeout(leaving.timer);
    this.#leaving.delete(userId);
    if (this.#online.has(userId)) return;
    this.#online.add(userId);
    void this.#tell({ userId, online: true });
  }

  /** A device of this person went away. */
  left(userId: string): void {
    if (!this.#online.has(userId) || this.#options.isConnected(userId)) return;
    if (this.#leaving.has(userId)) return;
    const { reloadMs = RELOAD_MS, now } = this.#options;
    const atMs = now();
    const timer = setTimeout(() => void this.#leave(userId, atMs), reloadMs);
    this.#leaving.set(userId, { timer, atMs });
  }

  /** Remembers when those who are here were last seen. Idempotent. */
  async close(): Promise<void> {
    const nowMs = this.#options.now();
    const leaving = [...this.#online].map((userId) => {
      const known = this.#leaving.get(userId);
      clearTimeout(known?.timer);
      return this.#remember(userId, known?.atMs ?? nowMs);
    });
    this.#leaving.clear();
    this.#online.clear();
    await Promise.all(leaving);
  }

  /** Away only when it is stored, so that nobody reads of an absence without its time. */
  async #leave(userId: string, atMs: number): Promise<void> {
    const leaving = this.#leaving.get(userId);
    await this.#remember(userId, atMs);
    const hasReturned = !leaving || this.#leaving.get(userId) !== leaving;
    if (hasReturned) return;
    this.#leaving.delete(userId);
    this.#online.delete(userId);
    await this.#tell(absenceOf(userId, atMs));
  }

  async #remember(userId: string, atMs: number): Promise<void> {
    try {
      await this.#options.people.seen(userId, atMs);
    } catch (error) {
      this.#options.log.error({ err: error }, 'last seen was not stored');
    }
  }

  async #tell(presence: Presence): Promise<void> {
    try {
      const { blocked } = await this.#options.blocks.of(presence.userId);
      this.#send(presence, { except: [...blocked] });
    } catch (error) {
      this.#options.log.error({ err: error }, 'presence was not told');
    }
  }

  #send(presence: Presence, to: Watchers): void {
    this.#options.outlet.toWatchers(presence.userId, { type: 'presence', presence }, to);
  }
}

function absenceOf(userId: string, seenMs: number | undefined): Presence {
  const lastSeenAt = seenMs === undefined ? undefined : new Date(seenMs).toISOString();
  return { userId, online: false, ...(lastSeenAt !== undefined && { lastSeenAt }) };
}
