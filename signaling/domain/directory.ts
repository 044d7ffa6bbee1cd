import { randomUUID } from 'node:crypto';
import type { User } from '../../src/protocol/index.js';
import type { PeopleStore, PersonRecord } from '../store/store.js';
import { BrokerError } from './broker-error.js';
import type { Directory, Identity, PresenceBoard } from './types.js';

/** People whose token said nothing new lately are not looked up again. */
const REMEMBERED = 50_000;

export interface DirectoryOptions {
  readonly people: PeopleStore;
  readonly presence: PresenceBoard;
  readonly now: () => number;
}

export class PeopleDirectory implements Directory {
  readonly #options: DirectoryOptions;
  readonly #met = new Map<string, string>();

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  async meet({ userId, name, picture, role }: Identity): Promise<void> {
    const kind = role === 'guest' ? 'guest' : 'user';
    const told = JSON.stringify([kind, name, picture]);
    if (this.#met.get(userId) === told) return;
    const [known] = await this.#options.people.find([userId]);
    const isNews =
      known?.kind !== kind ||
      (name !== undefined && known.name !== name) ||
      (picture !== undefined && known.picture !== picture);
    if (isNews) {
      await this.#options.people.save({
        id: userId,
        ...(name !== undefined && { name }),
        ...(picture !== undefined && { picture }),
        kind,
        atMs: this.#options.now(),
      });
    }
    if (this.#met.size >= REMEMBERED) this.#met.clear();
    this.#met.set(userId, told);
  }

  async createGuest(name?: string): Promise<{ userId: string; name?: string }> {
    const userId = `guest-${randomUUID()}`;
    await this.#options.people.save({
      id: userId,
      ...(name !== undefined && { name }),
      kind: 'guest',
      atMs: this.#options.now(),
    });
    return { userId, ...(name !== undefined && { name }) };
  }

  async user(id: string): Promise<User> {
    const [person] = await this.#options.people.find([id]);
    if (!person) throw new BrokerError('not_found');
    return this.#userOf(person);
  }

  /** Those of them who are known. */
  async users(ids: readonly string[]): Promise<ReadonlyMap<string, User>> {
    const people = await this.#options.people.find([...new Set(ids)]);
    return new Map(people.map((person) => [person.id, this.#userOf(person)]));
  }

  #userOf({ id, name, picture, peerAddress, lastSeenAtMs }: PersonRecord): User {
    return {
      id,
      ...(name !== undefined && { name }),
      ...(picture !== undefined && { picture }),
      online: this.#options.presence.isOnline(id),
      ...(lastSeenAtMs !== undefined && { lastSeenAt: new Date(lastSeenAtMs).toISOString() }),
      peerAddress,
    };
  }
}
