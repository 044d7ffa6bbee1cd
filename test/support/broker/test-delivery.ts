import { BidDesk } from '../../../signaling/domain/bid-desk.js';
import { ConversationViews } from '../../../signaling/domain/conversation-views.js';
import { MessageDelivery } from '../../../signaling/domain/delivery.js';
import { NO_METER } from '../../../signaling/domain/meter.js';
import { PeopleDirectory } from '../../../signaling/domain/directory.js';
import { createDomainLimits, type PersonLimits } from '../../../signaling/domain/limits.js';
import { MessageDesk } from '../../../signaling/domain/message-desk.js';
import { MessageNews } from '../../../signaling/domain/message-news.js';
import type { FileKeeper, MediaLinks, PresenceBoard } from '../../../signaling/domain/types.js';
import { openSqlStore } from '../../../signaling/store/sql-store.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';
import { RecordingOutlet } from './recording-outlet.js';
import { createTestLog } from './test-log.js';

export const nobodyOnline: PresenceBoard = {
  of: async (userId) => ({ userId, online: false }),
  ofAll: async (userIds) => userIds.map((userId) => ({ userId, online: false })),
  isOnline: () => false,
};

export interface TestDeliveryOptions {
  readonly limits?: PersonLimits;
  readonly links?: MediaLinks;
  readonly files?: FileKeeper;
  readonly now?: () => number;
}

/** Messages, offers and conversations over a database in memory; the outlet only listens. */
export async function createTestDelivery(options: TestDeliveryOptions = {}) {
  const store = await openSqlStore(sqliteDialect(':memory:'));
  const outlet = new RecordingOutlet();
  const { now = Date.now } = options;
  const log = createTestLog();
  const { people, devices, blocks } = store;
  const directory = new PeopleDirectory({ people, devices, blocks, presence: nobodyOnline, now });
  const shared = { store, limits: createDomainLimits(options.limits ?? null), log, now };
  const links = options.links ?? { sign: (message) => message };
  const news = new MessageNews(outlet, links);
  const views = new ConversationViews({ ...shared, directory, links, outlet });
  const delivery = new MessageDelivery({ ...shared, outlet, views, links });
  const bids = new BidDesk({ ...shared, news });
  const messages = new MessageDesk({
    ...shared,
    meter: NO_METER,
    news,
    views,
    bidWatch: bids.watch,
    ...(options.files && { files: options.files }),
  });
  return {
    store,
    outlet,
    directory,
    delivery,
    messages,
    bids,
    log: log.lines,
    async close() {
      await bids.watch.close();
      await store.close();
    },
  };
}
