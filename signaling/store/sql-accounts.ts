import type { Kysely } from 'kysely';
import type { AccountRecord, AccountStore } from './account-store.js';
import type { BlockCache } from './block-cache.js';
import { personOf } from './rows.js';
import type { Schema } from './schema.js';
import { erase, eraseFrom } from './sql-erasure.js';
import { fileOf, isNamed } from './sql-files.js';
import type { MessageKeeping } from './sql-message-changes.js';
import type { Write } from './sql-store.js';

type Db = Kysely<Schema>;

export function sqlAccounts(
  db: Db,
  write: Write,
  { participants, index, blocks }: MessageKeeping & { readonly blocks: BlockCache },
): AccountStore {
  return {
    read: (userId) => read(db, userId),

    conversationIds: async (userId) => {
      const rows = await db
        .selectFrom('participants')
        .select('conversation_id')
        .where('user_id', '=', userId)
        .orderBy('conversation_id')
        .execute();
      return rows.map((row) => row.conversation_id);
    },

    async files(userId, { after = '', limit }) {
      const rows = await db
        .selectFrom('files')
        .innerJoin('participants as p', 'p.conversation_id', 'files.conversation_id')
        .selectAll('files')
        .where('p.user_id', '=', userId)
        .where((eb) => eb.or([eb('files.owner_id', '=', userId), isNamed]))
        .where('files.id', '>', after)
        .orderBy('files.id')
        .limit(limit)
        .execute();
      return rows.map(fileOf);
    },

    async uploads(userId) {
      const rows = await db
        .selectFrom('uploads')
        .select('id')
        .where('owner_id', '=', userId)
        .execute();
      return rows.map(({ id }) => id);
    },

    async eraseFrom(conversationId, departure, after = 0) {
      const { userId, goneId } = departure;
      const userIds = [userId, goneId];
      const forget = () => {
        participants.forget([conversationId]);
        blocks.forget(userIds);
      };
      // What else is written in this commit must not go by who took part before it, nor, if it fails,
      // what comes later by who would have.
      return write(async (tx) => {
        const erased = await eraseFrom(tx, { index }, conversationId, { ...departure, after });
        userIds.push(...erased.otherIds);
        forget();
        return erased;
      }).finally(forget);
    },

    async erase(departure) {
      const { userId, goneId } = departure;
      const { blocked, blockedBy } = await blocks.of(userId);
      const isErased = await write((tx) => erase(tx, departure));
      blocks.forget([userId, goneId, ...blocked, ...blockedBy]);
      return isErased;
    },
  };
}

async function read(db: Db, userId: string): Promise<AccountRecord | undefined> {
  const person = await db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', userId)
    .executeTakeFirst();
  if (!person) return undefined;
  const devices = await db
    .selectFrom('devices')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('seen_at', 'desc')
    .execute();
  const blocked = await db
    .selectFrom('blocks')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute();
  const stars = await db
    .selectFrom('stars')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .execute();
  const reports = await db
    .selectFrom('reports')
    .selectAll()
    .where('reporter_id', '=', userId)
    .orderBy('created_at')
    .execute();
  return {
    ...personOf(person),
    createdAtMs: person.created_at,
    devices: devices.map((row) => ({
      deviceId: row.device_id,
      plays: JSON.parse(row.plays) as string[],
      seenAtMs: row.seen_at,
    })),
    blocked: blocked.map((row) => ({ userId: row.blocked_id, atMs: row.created_at })),
    starred: stars.map((row) => ({
      messageId: row.message_id,
      conversationId: row.conversation_id,
      atMs: row.created_at,
    })),
    reports: reports.map((row) => ({
      id: row.id,
      reporterId: row.reporter_id,
      userId: row.user_id,
      reason: row.reason as AccountRecord['reports'][number]['reason'],
      atMs: row.created_at,
      ...(row.conversation_id !== null && { conversationId: row.conversation_id }),
      ...(row.message_id !== null && { messageId: row.message_id }),
      ...(row.text !== null && { text: row.text }),
    })),
  };
}
