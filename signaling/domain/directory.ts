import { randomUUID } from 'node:crypto';
import type { User } from '../../src/protocol/index.js';
import type { BlockStore, DeviceStore, PeopleStore, PersonRecord } from '../store/store.js';
import { BrokerError } from './broker-error.js';
import type { Actor, Directory, Identity, PresenceBoard } from './types.js';

/** People whose token said nothing new lately are not looked up again. */
const REMEMBERED = 50_000;

/** A device that was not here for so long does not count any more. */
const DEVICE_GONE_MS = 30 * 24 * 60 * 60 * 1000;

export interface DirectoryOptions {
  readonly people: PeopleStore;
  readonly devices: DeviceStore;
  readonly blocks: Pick<BlockStore, 'of'>;
  readonly presence: PresenceBoard;
  readonly now: () => number;
}

export class PeopleDirectory implements Directory {
  readonly #options: DirectoryOptions;
  readonly #met = new Map<string, string>();
  /** Rises when somebody is forgotten: who was looked up before may be over. */
  #era = 0;

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  async meet({ userId, name, picture, role }: Identity): Promise<void> {
    const kind = role === 'guest' ? 'guest' : 'user';
    const told = JSON.stringify([kind, name, picture]);
    if (this.#met.get(userId) === told) return;
    const era = this.#era;
    const [known] = await this.#options.people.find([userId]);
    // Whoever still has a token of theirs is nobody.
    if (known?.mergedIntoId !== undefined) throw new BrokerError('unauthorized');
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
    if (era === this.#era) this.#met.set(userId, told);
  }

  /** What was known of this person is over: they are somebody new if they come again, or nobody. */
  forget(userId: string): void {
    this.#era++;
    this.#met.delete(userId);
  }

  async isSpent(guestId: string): Promise<boolean> {
    const [known] = await this.#options.people.find([guestId]);
    return known?.mergedIntoId !== undefined;
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

  async hear({ userId, deviceId }: Actor, plays: readonly string[] | undefined): Promise<void> {
    if (deviceId === undefined || !plays) return;
    const atMs = this.#options.now();
    const goneMs = atMs - DEVICE_GONE_MS;
    await this.#options.devices.tell({ userId, deviceId, plays, atMs, goneMs });
  }

  async user(id: string, viewerId: string): Promise<User> {
    const user = (await this.users([id], viewerId)).get(id);
    if (!user) throw new BrokerError('not_found');
    return user;
  }

  /** Those of them who are known, as this person may see them. */
  async users(ids: readonly string[], viewerId: string): Promise<ReadonlyMap<string, User>> {
    const { people, devices, blocks, now } = this.#options;
    const unique = [...new Set(ids)];
    const { blockedBy } = await blocks.of(viewerId);
    const known = await people.find(unique);
    const plays = await devices.plays(unique, now() - DEVICE_GONE_MS);
    return new Map(
      known.map((person) => [
        person.id,
        { ...this.#userOf(person, blockedBy.has(person.id)), ...playsOf(plays.get(person.id)) },
      ]),
    );
  }

  /** Whoever blocks the viewer is not seen to come and go. */
  #userOf(person: PersonRecord, isHidden: boolean): User {
    const { id, name, picture, peerAddress, lastSeenAtMs } = person;
    const seenAt = lastSeenAtMs !== undefined && !isHidden && new Date(lastSeenAtMs).toISOString();
    return {
      id,
      ...(name !== undefined && { name }),
      ...(picture !== undefined && { picture }),
      online: !isHidden && this.#options.presence.isOnline(id),
      ...(seenAt && { lastSeenAt: seenAt }),
      peerAddress,
    };
  }
}

function playsOf(formats: readonly string[] | undefined): Pick<User, 'plays'> {
  return formats ? { plays: [...formats] } : {};
}
