import { MessageDelivery } from '../../../signaling/domain/delivery.js';
import { PeopleDirectory } from '../../../signaling/domain/directory.js';
import { createDomainLimits, type PersonLimits } from '../../../signaling/domain/limits.js';
import type { PresenceBoard } from '../../../signaling/domain/types.js';
import { openSqlStore } from '../../../signaling/store/sql-store.js';
import { sqliteDialect } from '../../../signaling/store/sqlite-dialect.js';
import { RecordingOutlet } from './recording-outlet.js';

export const nobodyOnline: PresenceBoard = {
  of: async (userId) => ({ userId, online: false }),
  ofAll: async (userIds) => userIds.map((userId) => ({ userId, online: false })),
  isOnline: () => false,
};

/** Delivery over a database in memory, with an outlet that only listens. */
export async function createTestDelivery(limits: PersonLimits | null = null) {
  const store = await openSqlStore(sqliteDialect(':memory:'));
  const outlet = new RecordingOutlet();
  const now = Date.now;
  const directory = new PeopleDirectory({ people: store.people, presence: nobodyOnline, now });
  const delivery = new MessageDelivery({
    store,
    outlet,
    directory,
    limits: createDomainLimits(limits),
    now,
  });
  return { store, outlet, directory, delivery };
}
