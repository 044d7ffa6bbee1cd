import type { Kysely } from 'kysely';
import type { DeviceStore } from './personal-store.js';
import { prepared } from './prepared.js';
import type { Schema } from './schema.js';
import type { Write } from './sql-store.js';

/** More than anybody uses: whoever calls each socket another device leaves no more rows than these. */
const MOST_DEVICES = 50;
/** A device that was seen this lately is not written again. */
const STALE_MS = 24 * 60 * 60 * 1000;

const selectPlays = prepared(
  (db, { userIds, sinceMs }: { userIds: readonly string[]; sinceMs: number }) =>
    db
      .selectFrom('devices')
      .select(['user_id', 'plays'])
      .distinct()
      .where('user_id', 'in', userIds)
      .where('seen_at', '>=', sinceMs),
);

function newestOf(db: Kysely<Schema>, userId: string) {
  return db
    .selectFrom('devices')
    .select('device_id')
    .where('user_id', '=', userId)
    .orderBy('seen_at', 'desc')
    .limit(MOST_DEVICES);
}

export function sqlDevices(db: Kysely<Schema>, write: Write): DeviceStore {
  return {
    async tell({ userId, deviceId, plays, atMs, goneMs }) {
      const formats = JSON.stringify([...new Set(plays)].sort());
      const known = await db
        .selectFrom('devices')
        .select(['plays', 'seen_at'])
        .where('user_id', '=', userId)
        .where('device_id', '=', deviceId)
        .executeTakeFirst();
      if (known?.plays === formats && known.seen_at > atMs - STALE_MS) return;
      await write(async (tx) => {
        const told = { plays: formats, seen_at: atMs };
        await tx
          .insertInto('devices')
          .values({ user_id: userId, device_id: deviceId, ...told })
          .onConflict((conflict) => conflict.columns(['user_id', 'device_id']).doUpdateSet(told))
          .execute();
        await tx
          .deleteFrom('devices')
          .where('user_id', '=', userId)
          .where(({ or, eb, not }) =>
            or([eb('seen_at', '<', goneMs), not(eb('device_id', 'in', newestOf(tx, userId)))]),
          )
          .execute();
      });
    },

    async plays(userIds, sinceMs) {
      if (userIds.length === 0) return new Map();
      const rows = await selectPlays(db, { userIds, sinceMs });
      const plays = new Map<string, readonly string[]>();
      for (const row of rows) {
        const formats = JSON.parse(row.plays) as string[];
        const known = plays.get(row.user_id) ?? formats;
        plays.set(
          row.user_id,
          known.filter((format) => formats.includes(format)),
        );
      }
      return plays;
    },
  };
}
