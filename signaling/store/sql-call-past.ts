import type { Kysely } from 'kysely';
import type { CallPast, PastCall } from '../domain/call-silence.js';
import type { Schema } from './schema.js';
import { pairKeyOf } from './sql-pairs.js';
import type { NewCall, PastSpan } from './store.js';

type Db = Kysely<Schema>;

/** Whoever makes more calls in a day has more of them counted than any limit needs. */
const MOST_CALLS = 1000;
/** Lines of a conversation that are looked through for a word of the callee. */
const MOST_LINES = 500;

/** What bears on a new call. A few short walks down indexes, and only the first one for most. */
export async function readCallPast(
  tx: Db,
  { callerId, calleeId }: Pick<NewCall, 'callerId' | 'calleeId'>,
  { sinceMs, alike }: PastSpan,
): Promise<CallPast> {
  const columns = ['callee_id', 'status', 'started_at', 'ended_at', 'created_at'] as const;
  const callerIds = [callerId, ...(await formerIds(tx, callerId, sinceMs))];
  const own = await tx
    .selectFrom('calls')
    .select(columns)
    .where('caller_id', 'in', callerIds)
    .where('created_at', '>', sinceMs)
    .orderBy('created_at', 'desc')
    .limit(MOST_CALLS)
    .execute();
  const others =
    alike.length === 0
      ? []
      : await tx
          .selectFrom('calls')
          .select(columns)
          .where('id', 'in', alike)
          .where('created_at', '>', sinceMs)
          .orderBy('created_at', 'desc')
          .execute();
  const isFirst = own.length === 0 && others.length === 0;
  return {
    own: own.reverse().map(pastCallOf),
    alike: others.reverse().map(pastCallOf),
    heardAtMs: isFirst ? null : await lastHeard(tx, callerIds, calleeId, sinceMs),
  };
}

/** The names that their calls have since they deleted their account, and came back. */
async function formerIds(tx: Db, userId: string, sinceMs: number): Promise<string[]> {
  const rows = await tx
    .selectFrom('departures')
    .select('gone_id')
    .where('user_id', '=', userId)
    .where('left_at', '>', sinceMs)
    .execute();
  return rows.map((row) => row.gone_id);
}

async function lastHeard(
  tx: Db,
  callerIds: readonly string[],
  calleeId: string,
  sinceMs: number,
): Promise<number | null> {
  const called = await tx
    .selectFrom('calls')
    .select('created_at')
    .where('caller_id', '=', calleeId)
    .where('callee_id', 'in', callerIds)
    .where('created_at', '>', sinceMs)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const wrote = await tx
    .selectFrom('messages as m')
    .innerJoin('conversations as c', 'c.id', 'm.conversation_id')
    .select('m.created_at')
    .where(
      'c.pair_key',
      'in',
      callerIds.map((id) => pairKeyOf([id, calleeId])),
    )
    .where('c.updated_at', '>', sinceMs)
    .where('m.sender_id', '=', calleeId)
    .where('m.created_at', '>', sinceMs)
    .whereRef('m.seq', '>', (eb) => eb('c.last_seq', '-', MOST_LINES))
    .orderBy('m.created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const times = [called, wrote].flatMap((row) => (row ? [row.created_at] : []));
  return times.length === 0 ? null : Math.max(...times);
}

function pastCallOf(row: {
  callee_id: string;
  status: PastCall['status'];
  started_at: number | null;
  ended_at: number | null;
  created_at: number;
}): PastCall {
  return {
    calleeId: row.callee_id,
    status: row.status,
    answeredAtMs: row.started_at,
    atMs: row.created_at,
    overAtMs: row.ended_at ?? row.created_at,
  };
}
