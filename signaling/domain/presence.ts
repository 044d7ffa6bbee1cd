import type { Presence } from '../../src/protocol/index.js';
import type { PeopleStore } from '../store/store.js';
import type { Log, Outlet, PresenceBoard } from './types.js';

/** A page that is reloaded is back within this time and was never away. */
const RELOAD_MS = 4_000;

export interface PresenceOptions {
  readonly people: PeopleStore;
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
  /** Not yet in the database. */
  readonly #lastSeenMs = new Map<string, number>();

  constructor(options: PresenceOptions) {
    this.#options = options;
  }

  isOnline(userId: string): boolean {
    return this.#online.has(userId);
  }

  async of(userId: string): Promise<Presence> {
    return (await this.ofAll([userId]))[0]!;
  }

  async ofAll(userIds: readonly string[]): Promise<Presence[]> {
    const away = userIds.filter((userId) => !this.isOnline(userId));
    const people = await this.#options.people.find(away);
    const seenMs = new Map(people.map((person) => [person.id, person.lastSeenAtMs]));
    return userIds.map((userId) => this.#presenceOf(userId, seenMs.get(userId)));
  }

  /** A device of this person said hello. */
  arrived(userId: string): void {
    const leaving = this.#leaving.get(userId);
    if (leaving) clearTimeout(leaving.timer);
    this.#leaving.delete(userId);
    if (this.#online.has(userId)) return;
    this.#online.add(userId);
    this.#tell(userId);
  }

  /** A device of this person went away. */
  left(userId: string): void {
    if (!this.#online.has(userId) || this.#options.isConnected(userId)) return;
    if (this.#leaving.has(userId)) return;
    const { reloadMs = RELOAD_MS, now } = this.#options;
    const atMs = now();
    const timer = setTimeout(() => {
      void this.#leave(userId, atMs);
      this.#tell(userId);
    }, reloadMs);
    this.#leaving.set(userId, { timer, atMs });
  }

  /** Remembers when those who are here were last seen. Idempotent. */
  async close(): Promise<void> {
    const nowMs = this.#options.now();
    const leaving = [...this.#online].map((userId) => {
      const known = this.#leaving.get(userId);
      clearTimeout(known?.timer);
      return this.#leave(userId, known?.atMs ?? nowMs);
    });
    await Promise.all(leaving);
  }

  async #leave(userId: string, atMs: number): Promise<void> {
    this.#leaving.delete(userId);
    this.#online.delete(userId);
    this.#lastSeenMs.set(userId, atMs);
    try {
      await this.#options.people.seen(userId, atMs);
    } catch (error) {
      this.#options.log.error({ err: error }, 'last seen was not stored');
    } finally {
      if (this.#lastSeenMs.get(userId) === atMs) this.#lastSeenMs.delete(userId);
    }
  }

  #tell(userId: string): void {
    const presence = this.#presenceOf(userId, undefined);
    this.#options.outlet.toWatchers(userId, { type: 'presence', presence });
  }

  #presenceOf(userId: string, storedMs: number | undefined): Presence {
    if (this.isOnline(userId)) return { userId, online: true };
    const seenMs = this.#lastSeenMs.get(userId) ?? storedMs;
    return {
      userId,
      online: false,
      ...(seenMs !== undefined && { lastSeenAt: new Date(seenMs).toISOString() }),
    };
  }
}
