import type { Kysely } from 'kysely';
import { callOf } from './rows.js';
import type { Schema } from './schema.js';
import type { CallPage, CallRecord } from './store.js';

/**
 * Calls somebody made and calls they got: two walks down two indexes, for as many as are asked for.
 * One query for both would read every call of a busy desk and sort them to find the newest few.
 */
export async function listCalls(
  db: Kysely<Schema>,
  userId: string,
  page: CallPage,
): Promise<readonly CallRecord[]> {
  const sides = [
    ['caller_id', 'callee_id'],
    ['callee_id', 'caller_id'],
  ] as const;
  const walks = await Promise.all(
    sides.map(([own, other]) => walk(db, page, { [own]: userId, [other]: page.otherId })),
  );
  return walks
    .flat()
    .sort((a, b) => compare(b.created_at, a.created_at) || compare(b.id, a.id))
    .slice(0, page.limit)
    .map(callOf);
}

function walk(
  db: Kysely<Schema>,
  { conversationId, before, limit }: CallPage,
  people: { caller_id?: string | undefined; callee_id?: string | undefined },
) {
  const wanted = Object.entries({ ...people, conversation_id: conversationId });
  let query = db
    .selectFrom('calls')
    .selectAll()
    .where((eb) => eb.and(Object.fromEntries(wanted.filter(([, value]) => value !== undefined))))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (before) {
    const { atMs, id } = before;
    // The first of these two is what the index is entered by.
    query = query
      .where('created_at', '<=', atMs)
      .where((eb) => eb.or([eb('created_at', '<', atMs), eb('id', '<', id)]));
  }
  return query.execute();
}

function compare<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
