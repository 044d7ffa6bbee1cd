import { createMemoryBus } from '../bus/memory-bus.js';
import { SocketHub } from '../socket/hub.js';
import type { SocketTimes } from '../socket/lifetime.js';
import { DeviceRegistry } from '../socket/registry.js';
import { openSqlStore } from '../store/sql-store.js';
import { sqliteDialect } from '../store/sqlite-dialect.js';
import type { Store } from '../store/store.js';
import type { CallTimes } from './call-watch.js';
import { MessageDelivery } from './delivery.js';
import { PeopleDirectory } from './directory.js';
import { createDomainLimits, type PersonLimits } from './limits.js';
import { PresenceDesk } from './presence.js';
import { CallRinging } from './ringing.js';
import type { Delivery, Directory, Log, PresenceBoard, Ringing } from './types.js';

/** What the heart of the broker is told; the names are those of the broker's config. */
export interface DomainSettings {
  /** A file, or `:memory:`. Its folder must exist. */
  readonly databaseFile: string;
  readonly ringTimeoutMs: number;
  /** Null: limits are off. */
  readonly rateLimits: PersonLimits | null;
  readonly log: Log;
  /**
   * Whether a peer id was issued to this person: somebody who takes a call may have only their own
   * devices dialled. Without it any peer id is believed.
   */
  readonly ownsPeer?: (peerId: string, userId: string) => boolean;
  /** Milliseconds since the epoch; a test's clock. */
  readonly now?: () => number;
  /** For tests: how long things take that people wait for. */
  readonly times?: {
    readonly sockets?: Partial<SocketTimes>;
    readonly calls?: Partial<CallTimes>;
    readonly reloadMs?: number;
  };
}

/** The heart of the broker, composed. */
export interface Domain {
  readonly store: Store;
  readonly hub: SocketHub;
  readonly delivery: Delivery;
  readonly ringing: Ringing;
  readonly directory: Directory;
  readonly presence: PresenceBoard;
  /** Refuses what is new, closes every socket with `restart`, drains the writes. Idempotent. */
  close(): Promise<void>;
}

/** Opens the database, brings it up to date, and recovers what a crash left ringing. */
export async function createDomain(settings: DomainSettings): Promise<Domain> {
  const { databaseFile, ringTimeoutMs, rateLimits, log, now = Date.now, times = {} } = settings;
  const store = await openSqlStore(sqliteDialect(databaseFile));
  const bus = createMemoryBus();
  const registry = new DeviceRegistry(bus);
  const limits = createDomainLimits(rateLimits);
  const presence = new PresenceDesk({
    people: store.people,
    outlet: registry,
    isConnected: (userId) => registry.has(userId),
    log,
    now,
    ...(times.reloadMs !== undefined && { reloadMs: times.reloadMs }),
  });
  const directory = new PeopleDirectory({ people: store.people, presence, now });
  const delivery = new MessageDelivery({ store, outlet: registry, directory, limits, now });
  const ringing = new CallRinging({
    store,
    outlet: registry,
    directory,
    limits,
    ringTimeoutMs,
    log,
    now,
    ...(settings.ownsPeer && { ownsPeer: settings.ownsPeer }),
    ...(times.calls && { times: times.calls }),
  });
  const hub = new SocketHub({
    services: { delivery, ringing, directory, presence, registry, now },
    frameRate: rateLimits?.frames ?? null,
    log,
    ...(times.sockets && { times: times.sockets }),
  });
  await ringing.recover();

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    await hub.close();
    await ringing.close();
    await presence.close();
    await store.close();
    await bus.close();
  }
  return {
    store,
    hub,
    delivery,
    ringing,
    directory,
    presence,
    close: () => (closing ??= close()),
  };
}
