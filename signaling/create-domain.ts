import { createMemoryBus } from './bus/memory-bus.js';
import { archiveExport } from './files/export-archive.js';
import { createFiles, type Files, type FileSettings } from './files/create-files.js';
import { FileMessages } from './files/file-messages.js';
import { SocketHub } from './socket/hub.js';
import type { SocketTimes } from './socket/lifetime.js';
import { DeviceRegistry } from './socket/registry.js';
import { openSqlStore } from './store/sql-store.js';
import { sqliteDialect } from './store/sqlite-dialect.js';
import type { Store } from './store/store.js';
import { closeInOrder } from './close-in-order.js';
import { AccountDesk } from './domain/account-desk.js';
import { AddressDialling } from './domain/address-dialling.js';
import { AdminDesk } from './domain/admin-desk.js';
import { BidDesk } from './domain/bid-desk.js';
import type { BidTimes } from './domain/bid-watch.js';
import { BlockDesk } from './domain/block-desk.js';
import type { CallTimes } from './domain/call-watch.js';
import { FrameBudget } from './domain/frame-budget.js';
import { ConversationViews } from './domain/conversation-views.js';
import { MessageDelivery } from './domain/delivery.js';
import { PeopleDirectory } from './domain/directory.js';
import { GuestDesk } from './domain/guest-desk.js';
import { createDomainLimits, type PersonLimits } from './domain/limits.js';
import { LinkDesk } from './domain/link-desk.js';
import { NO_METER, type Meter } from './domain/meter.js';
import { MessageDesk } from './domain/message-desk.js';
import { MessageNews } from './domain/message-news.js';
import { PersonalDesk } from './domain/personal-desk.js';
import { PlainCallers } from './domain/plain-callers.js';
import { PresenceDesk } from './domain/presence.js';
import { CallRinging } from './domain/ringing.js';
import { Retention, type RetentionTimes } from './domain/retention.js';
import { SearchDesk } from './domain/search-desk.js';
import type {
  Bids,
  Delivery,
  Directory,
  Log,
  Messages,
  PresenceBoard,
  Ringing,
} from './domain/types.js';

/** What the heart of the broker is told; the names are those of the broker's config. */
export interface DomainSettings {
  /** A file, or `:memory:`. Its folder must exist. */
  readonly databaseFile: string;
  readonly ringTimeoutMs: number;
  /** Null: limits are off. */
  readonly rateLimits: PersonLimits | null;
  readonly log: Log;
  readonly meter?: Meter;
  /**
   * Whether a peer id was issued to this person: somebody who takes a call may have only their own
   * devices dialled. Without it any peer id is believed.
   */
  readonly ownsPeer?: (peerId: string, userId: string) => boolean;
  /** Closes what somebody has open beside their app sockets. */
  readonly dismissPeers?: (userId: string) => void;
  readonly partPeers?: (peerId: string, otherId: string) => void;
  readonly files: FileSettings;
  /** Unset: everything is kept. */
  readonly retention?: RetentionTimes;
  /** Milliseconds since the epoch; a test's clock. */
  readonly now?: () => number;
  /** For tests: how long things take that people wait for. */
  readonly times?: {
    readonly sockets?: Partial<SocketTimes>;
    readonly calls?: Partial<CallTimes>;
    readonly bids?: Partial<BidTimes>;
    readonly reloadMs?: number;
  };
}

/** The heart of the broker, composed. */
export interface Domain {
  readonly store: Store;
  /** For sockets of every kind. */
  readonly frames: FrameBudget | null;
  readonly hub: SocketHub;
  readonly delivery: Delivery;
  readonly messages: Messages;
  readonly bids: Bids;
  readonly personal: PersonalDesk;
  readonly blocks: BlockDesk;
  readonly accounts: AccountDesk;
  readonly retention: Retention;
  readonly guests: GuestDesk;
  readonly search: SearchDesk;
  readonly admins: AdminDesk;
  readonly files: Files;
  readonly fileMessages: FileMessages;
  readonly directLinks: LinkDesk;
  readonly ringing: Ringing;
  readonly addresses: AddressDialling;
  readonly directory: Directory;
  readonly presence: PresenceBoard;
  /** How much of what there is now. */
  levels(): { sockets: number; queuedFrames: number; openCalls: number; waitingWrites: number };
  /** Refuses what is new, closes every socket with `restart`, drains the writes. Idempotent. */
  close(): Promise<void>;
}

/** Opens the database, brings it up to date, and ends what a crash left ringing or standing. */
export async function createDomain(settings: DomainSettings): Promise<Domain> {
  const { databaseFile, ringTimeoutMs, rateLimits, log, now = Date.now, times = {} } = settings;
  const { meter = NO_METER } = settings;
  const store = await openSqlStore(sqliteDialect(databaseFile), log);
  const bus = createMemoryBus();
  const registry = new DeviceRegistry(bus, settings.dismissPeers);
  const frames =
    rateLimits &&
    new FrameBudget({ person: rateLimits.allFrames, network: rateLimits.networks?.frames });
  const limits = createDomainLimits(rateLimits);
  const presence = new PresenceDesk({
    people: store.people,
    blocks: store.blocks,
    outlet: registry,
    isConnected: (userId) => registry.has(userId),
    log,
    now,
    ...(times.reloadMs !== undefined && { reloadMs: times.reloadMs }),
  });
  const directory = new PeopleDirectory({ ...store, presence, now });
  const files = createFiles({ ...settings.files, store, limits, log, now });
  const { links } = files;
  const news = new MessageNews(registry, links);
  const outlet = registry;
  const views = new ConversationViews({ store, directory, links, outlet, log });
  const delivery = new MessageDelivery({ store, outlet, views, limits, links, now });
  const bids = new BidDesk({
    store,
    news,
    limits,
    log,
    now,
    ...(times.bids && { times: times.bids }),
  });
  const personal = new PersonalDesk({ store, views, links, limits, log, now });
  const search = new SearchDesk({ store, links, limits });
  const admins = new AdminDesk({ store, links, log, now });
  const { ownsPeer } = settings;
  const directLinks = new LinkDesk({
    store,
    outlet,
    limits,
    now,
    ...(ownsPeer && { ownsPeer }),
  });
  const messages = new MessageDesk({
    store,
    news,
    views,
    limits,
    log,
    meter,
    now,
    bidWatch: bids.watch,
    files: files.desk,
  });
  const fileMessages = new FileMessages({ store, desk: files.desk, links, messages });
  const callers = new PlainCallers(registry);
  const ringing = new CallRinging({
    store,
    outlet: callers,
    directory,
    limits,
    ...(rateLimits?.silence && { silence: rateLimits.silence }),
    ringTimeoutMs,
    log,
    meter,
    now,
    ...(ownsPeer && { ownsPeer }),
    ...(settings.partPeers && { partPeers: settings.partPeers }),
    ...(times.calls && { times: times.calls }),
  });
  const addresses = new AddressDialling({ store, delivery, ringing, presence, callers, log });
  const blocks = new BlockDesk({ store, views, presence, directLinks, ringing, outlet, now });
  const leaving = { store, views, directory, ringing, sockets: registry, limits, log };
  const accounts = new AccountDesk({
    ...leaving,
    accounts: store.accounts,
    delivery,
    links,
    files: {
      archive: (userId, json) =>
        archiveExport({ accounts: store.accounts, blobs: files.blobs }, userId, json),
      discard: (fileId) => files.desk.discard(fileId),
      dropUpload: (uploadId) => files.uploads.drop(uploadId),
    },
    now,
  });
  const guests = new GuestDesk({ ...leaving, directLinks, outlet });
  const hub = new SocketHub({
    services: { delivery, messages, directLinks, ringing, directory, presence, registry, now },
    frameRate: rateLimits?.frames ?? null,
    ...(frames && { frames }),
    log,
    meter,
    ...(times.sockets && { times: times.sockets }),
  });
  const retention = new Retention({
    times: settings.retention ?? {},
    store,
    presence,
    accounts,
    news,
    files: files.desk,
    log,
    now,
  });
  await ringing.recover();
  await addresses.recover();
  await bids.watch.sweep();
  files.cleaner.start();
  retention.start();

  return {
    store,
    frames,
    hub,
    delivery,
    messages,
    bids,
    personal,
    blocks,
    accounts,
    retention,
    guests,
    search,
    admins,
    files,
    fileMessages,
    directLinks,
    ringing,
    addresses,
    directory,
    presence,
    levels: () => ({
      sockets: hub.size,
      queuedFrames: hub.queuedFrames,
      openCalls: ringing.openCount,
      waitingWrites: store.waitingWrites,
    }),
    // Whoever writes comes before the store.
    close: closeInOrder([hub, files, retention], ringing, bids.watch, presence, store, bus),
  };
}
