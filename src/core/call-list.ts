import type { Call, CallEndReason, CallStatus } from '../protocol/index.js';
import type { CallFactDetail } from './call-events.js';

/** Calls, newest first. */
export interface CallList {
  readonly calls: readonly Call[];
  /** Where older ones begin; none when the first call of all is here. */
  readonly cursor?: string;
}

interface Page {
  readonly items: readonly Call[];
  readonly nextCursor?: string;
}

export const NO_CALLS: CallList = { calls: [] };

const STATUS: Record<Exclude<CallEndReason, 'answered_elsewhere'>, CallStatus> = {
  hangup: 'ENDED',
  lost: 'ENDED',
  declined: 'DECLINED',
  busy: 'BUSY',
  no_answer: 'MISSED',
  cancelled: 'MISSED',
  failed: 'FAILED',
};

export function isOver({ status }: Call): boolean {
  return status !== 'RINGING' && status !== 'ANSWERED';
}

export function withOlder({ calls }: CallList, { items, nextCursor }: Page): CallList {
  return listOf(merge(calls, items), nextCursor);
}

/**
 * Takes the newest page, for the first time or again. Where it does not reach down to what is known
 * (a night offline, many calls), there is a gap: what lies below it is asked for anew.
 */
export function withNewest(list: CallList, { items, nextCursor }: Page): CallList {
  const oldest = items.at(-1);
  const reaches = !nextCursor || list.calls.some(({ id }) => id === oldest?.id);
  if (reaches) return listOf(merge(list.calls, items), nextCursor && list.cursor);
  const above = list.calls.filter((call) => oldest && newestFirst(call, oldest) < 0);
  return listOf(merge(above, items), nextCursor);
}

/** Shows a call that ended here at once, until the broker's record of it comes. */
export function withEnded(
  list: CallList,
  { callId, conversationId, direction, type, peer, outcome, durationSeconds = 0 }: CallFactDetail,
  meId: string,
  nowMs: number,
): CallList {
  if (!outcome || outcome === 'answered_elsewhere') return list;
  const [callerId, calleeId] = direction === 'outgoing' ? [meId, peer.id] : [peer.id, meId];
  const status = STATUS[outcome];
  const endedAt = new Date(nowMs).toISOString();
  const createdAt = new Date(nowMs - durationSeconds * 1000).toISOString();
  const call: Call = {
    id: callId,
    conversationId,
    callerId,
    calleeId,
    type,
    status,
    startedAt: null,
    endedAt,
    duration: status === 'ENDED' ? Math.floor(durationSeconds) : null,
    missedReason: status === 'ENDED' ? null : outcome,
    metadata: { reason: outcome },
    createdAt,
    updatedAt: endedAt,
  };
  const known = list.calls.find(({ id }) => id === callId);
  if (known && isOver(known)) return list;
  // What the broker said of its beginning is better than our guess.
  return listOf(
    merge(list.calls, [{ ...call, ...(known && { createdAt: known.createdAt }) }]),
    list.cursor,
  );
}

function listOf(calls: readonly Call[], cursor: string | undefined): CallList {
  return { calls, ...(cursor !== undefined && { cursor }) };
}

/** The later record wins, but none that still knows a call as open which has ended here. */
function merge(known: readonly Call[], fresh: readonly Call[]): Call[] {
  const byId = new Map(known.map((call) => [call.id, call]));
  for (const call of fresh) {
    const old = byId.get(call.id);
    if (!old || isOver(call) || !isOver(old)) byId.set(call.id, call);
  }
  return [...byId.values()].sort(newestFirst);
}

function newestFirst(a: Call, b: Call): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}
