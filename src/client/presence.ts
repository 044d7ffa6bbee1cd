import { LIMITS, type ClientFrameInput, type Presence, type User } from '../protocol/index.js';
import type { Emit, SessionEventMap } from './session-events.js';
import type { Store } from './store.js';
import type { SessionState } from './types.js';

export interface PresencePorts {
  store: Store<SessionState>;
  emit: Emit<SessionEventMap>;
  /** @returns false when offline */
  send(frame: ClientFrameInput): boolean;
}

/** Who is there: counts who is watched, tells the broker the sum, keeps what it answers. */
export class PresenceBoard {
  readonly #ports: PresencePorts;
  readonly #watchers = new Map<string, number>();
  #isDue = false;

  constructor(ports: PresencePorts) {
    this.#ports = ports;
  }

  watch(userIds: readonly string[]): () => void {
    this.#count(userIds, 1);
    let active = true;
    return () => {
      if (active) this.#count(userIds, -1);
      active = false;
    };
  }

  /** What the broker says of somebody now. */
  hear(presence: Presence): void {
    const known = this.#ports.store.get().presence.get(presence.userId);
    if (known?.online === presence.online && known.lastSeenAt === presence.lastSeenAt) return;
    this.#ports.store.update((state) => ({
      ...state,
      presence: new Map(state.presence).set(presence.userId, presence),
    }));
    this.#ports.emit('presence-change', presence);
  }

  /** What a list said in passing: good enough for those nobody watches. */
  learn(users: readonly User[]): void {
    for (const { id, online, lastSeenAt } of users) {
      if (this.#watchers.has(id) && this.#ports.store.get().presence.has(id)) continue;
      this.hear({ userId: id, online, ...(lastSeenAt && { lastSeenAt }) });
    }
  }

  /** A new connection watches nobody. */
  resume(): void {
    if (this.#watchers.size > 0) this.#tell();
  }

  #count(userIds: readonly string[], by: 1 | -1): void {
    let changed = false;
    for (const userId of userIds) {
      const count = (this.#watchers.get(userId) ?? 0) + by;
      if (count > 0) this.#watchers.set(userId, count);
      else this.#watchers.delete(userId);
      changed ||= count === (by === 1 ? 1 : 0);
    }
    if (!changed || this.#isDue) return;
    this.#isDue = true;
    // Fifty buttons are one frame.
    queueMicrotask(() => this.#tell());
  }

  #tell(): void {
    this.#isDue = false;
    const userIds = [...this.#watchers.keys()].slice(0, LIMITS.watchedUsers);
    this.#ports.send({ type: 'presence_watch', userIds });
  }
}
