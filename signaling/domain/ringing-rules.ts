/**
 * The life of a call's record, drawn:
 *
 *   begin ──▶ RINGING ── accept (the callee's first device) ──▶ ANSWERED ── end ──▶ ENDED
 *     │          │                                                 │ lost ────────▶ ENDED
 *     │          ├─ reject, callee ends ──▶ DECLINED │ BUSY        │ end (failed) ▶ FAILED
 *     │          ├─ ring_timeout, caller ends, caller lost ──▶ MISSED
 *     │          ├─ end (failed) ──▶ FAILED
 *     │          └─ taken: a side is in another call now ──▶ MISSED (the caller) │ BUSY (one too many)
 *     └────▶ BUSY (the callee has two calls)
 *
 * A person rings from one device at a time, and not while in a call. Who is in a call can be rung by
 * one more (call waiting), and answers that from the very device that is in the first: the two are on
 * one device, which holds one of them. Both call each other: the earlier call stays, the later request
 * is refused with `already_in_call` and its device is rung (again) by the earlier call, which its
 * client then takes.
 *
 * Pure: the store runs these inside the transaction that reads and writes the record.
 */
import type { CallStatus, CallSummary, ErrorCode } from '../../src/protocol/index.js';
import type { BeginStep, CallRecord, CallStep } from '../store/store.js';
import { finish, instantOf, summarize } from './call-endings.js';

/** The last word on how a call went comes with its end or soon after it. */
const SUMMARY_MS = 60_000;

/** One is talked in; the other rings or is on hold. */
const CALLS_AT_ONCE = 2;

export type CallEvent =
  /** `foreign`: the peer is not one of theirs. */
  | { type: 'accept'; by: string; deviceId?: string; peerId?: string; foreign?: boolean }
  | { type: 'reject'; by: string; reason: 'declined' | 'busy' }
  | { type: 'ringing'; by: string }
  | { type: 'connected'; by: string; deviceId?: string }
  | { type: 'end'; by: string; deviceId?: string; reason: 'hangup' | 'failed' | 'lost' }
  /** The caller's device dials: the first to do so is the one that may. */
  | { type: 'dial'; by: string; peerId: string }
  /** A device of the call was reloaded and has another peer now. */
  | { type: 'rejoin'; by: string; deviceId?: string; peerId: string; foreign?: boolean }
  /** How the call went for one side. */
  | { type: 'summary'; by: string; deviceId?: string; summary: CallSummary }
  | { type: 'ring_timeout' }
  /** A device of the call has been away for too long, since `sinceMs`. */
  | { type: 'lost'; sinceMs: number }
  /** These people are in another call now. */
  | { type: 'taken'; userIds: readonly string[] };

interface Circumstances {
  readonly nowMs: number;
  /** Other open calls of either side. */
  readonly open: readonly CallRecord[];
}

type EventOf<T extends CallEvent['type']> = Extract<CallEvent, { type: T }>;
type Rules = {
  readonly [T in CallEvent['type']]: (
    call: CallRecord,
    event: EventOf<T>,
    circumstances: Circumstances,
  ) => CallStep;
};

const KEEP: CallStep = { keep: true };
const refuse = (refused: ErrorCode): CallStep => ({ refused });

export function decideBegin(
  { callerId, calleeId }: Pick<CallRecord, 'callerId' | 'calleeId'>,
  open: readonly CallRecord[],
): BeginStep {
  const glare = open.find(
    (call) => call.status === 'RINGING' && call.callerId === calleeId && call.calleeId === callerId,
  );
  if (isInCall(callerId, open)) return { refused: 'already_in_call' };
  if (glare) return { refused: 'already_in_call', because: glare };
  if (open.some((call) => call.callerId === callerId)) return { refused: 'already_in_call' };
  if (callsOf(calleeId, open).length >= CALLS_AT_ONCE) {
    return { status: 'BUSY', entry: 'CALL_MISSED' };
  }
  return { status: 'RINGING' };
}

export function decideCall(
  call: CallRecord,
  event: CallEvent,
  circumstances: Circumstances,
): CallStep {
  if ('by' in event && !isSide(call, event.by)) return refuse('not_found');
  const rule = rulesFor(call.status)[event.type] as (
    call: CallRecord,
    event: CallEvent,
    circumstances: Circumstances,
  ) => CallStep;
  return rule(call, event, circumstances);
}

function rulesFor(status: CallStatus): Rules {
  if (status === 'RINGING') return whileRinging;
  return status === 'ANSWERED' ? onceAnswered : whenOver;
}

const whileRinging: Rules = {
  accept(call, { by, deviceId, peerId, foreign }, { nowMs, open }) {
    if (by === call.callerId || foreign) return refuse('forbidden');
    if (!mayAnswer(by, deviceId, open)) return refuse('already_in_call');
    if (isInCall(call.callerId, open)) return refuse('call_not_ringing');
    const now = instantOf(nowMs);
    return {
      patch: {
        status: 'ANSWERED',
        startedAt: now,
        updatedAt: now,
        calleeDeviceId: deviceId ?? null,
        calleePeerId: peerId ?? null,
      },
      entry: 'CALL_STARTED',
    };
  },
  reject(call, { by, reason }, { nowMs }) {
    if (by === call.callerId) return refuse('forbidden');
    return finish(call, reason === 'busy' ? 'BUSY' : 'DECLINED', reason, nowMs);
  },
  ringing: (call, { by }) => (by === call.callerId ? refuse('forbidden') : KEEP),
  connected: () => refuse('conflict'),
  end(call, { by, reason }, { nowMs }) {
    if (reason === 'failed') return finish(call, 'FAILED', 'failed', nowMs);
    return by === call.callerId
      ? finish(call, 'MISSED', 'cancelled', nowMs)
      : finish(call, 'DECLINED', 'declined', nowMs);
  },
  dial: () => refuse('conflict'),
  rejoin: () => refuse('conflict'),
  summary: () => refuse('conflict'),
  ring_timeout: (call, _event, { nowMs }) => finish(call, 'MISSED', 'no_answer', nowMs),
  lost: (call, _event, { nowMs }) => finish(call, 'MISSED', 'cancelled', nowMs),
  taken(call, { userIds }, { nowMs, open }) {
    if (userIds.includes(call.callerId)) return finish(call, 'MISSED', 'cancelled', nowMs);
    const before = callsOf(call.calleeId, open).filter((other) => isBefore(other, call));
    return before.length >= CALLS_AT_ONCE ? finish(call, 'BUSY', 'busy', nowMs) : KEEP;
  },
};

const onceAnswered: Rules = {
  accept(call, { by, deviceId }) {
    if (by === call.callerId) return refuse('forbidden');
    const again = deviceId !== undefined && deviceId === call.calleeDeviceId;
    return again ? KEEP : refuse('call_already_answered');
  },
  reject: () => refuse('call_not_ringing'),
  ringing: () => refuse('call_not_ringing'),
  connected(call, event, { nowMs }) {
    if (isBystander(call, event)) return refuse('call_already_answered');
    if (call.connectedAt !== null) return KEEP;
    const now = instantOf(nowMs);
    return { patch: { connectedAt: now, startedAt: now, updatedAt: now } };
  },
  end(call, event, { nowMs }) {
    if (isBystander(call, event)) return refuse('call_already_answered');
    const { reason } = event;
    return finish(call, reason === 'failed' ? 'FAILED' : 'ENDED', reason, nowMs);
  },
  dial(call, { by, peerId }) {
    if (by !== call.callerId) return refuse('forbidden');
    if (call.callerPeerId !== null) {
      return call.callerPeerId === peerId ? KEEP : refuse('forbidden');
    }
    return { patch: { callerPeerId: peerId } };
  },
  rejoin(call, event, { nowMs }) {
    if (isBystander(call, event)) return refuse('call_already_answered');
    const { by, peerId, foreign } = event;
    if (foreign) return refuse('forbidden');
    const side = by === call.callerId ? 'callerPeerId' : 'calleePeerId';
    if (call[side] === peerId) return KEEP;
    return { patch: { [side]: peerId, updatedAt: instantOf(nowMs) } };
  },
  summary(call, event, { nowMs }) {
    if (isBystander(call, event)) return refuse('call_already_answered');
    return summarize(call, event, nowMs);
  },
  ring_timeout: () => KEEP,
  lost: (call, { sinceMs }) => finish(call, 'ENDED', 'lost', sinceMs),
  taken: () => KEEP,
};

const whenOver: Rules = {
  accept: () => refuse('call_not_ringing'),
  reject: () => refuse('call_not_ringing'),
  ringing: () => refuse('call_not_ringing'),
  connected: () => refuse('conflict'),
  end: () => KEEP,
  dial: () => refuse('conflict'),
  rejoin: () => refuse('conflict'),
  summary(call, event, { nowMs }) {
    if (isBystander(call, event)) return refuse('call_already_answered');
    const isLate = nowMs > Date.parse(call.endedAt ?? call.updatedAt) + SUMMARY_MS;
    return isLate || call.startedAt === null ? refuse('conflict') : summarize(call, event, nowMs);
  },
  ring_timeout: () => KEEP,
  lost: () => KEEP,
  taken: () => KEEP,
};

/** A device of either person that is not the one in the call. REST names none and may be any. */
export function isBystander(call: CallRecord, event: { by: string; deviceId?: string }): boolean {
  const own = deviceIn(call, event.by);
  return event.deviceId !== undefined && own !== null && own !== event.deviceId;
}

/** The device of this person in a call; null of a side that named none. */
export function deviceIn(call: CallRecord, userId: string): string | null {
  return call.callerId === userId ? call.callerDeviceId : call.calleeDeviceId;
}

/** The answered ones of this person. */
export function talksOf(userId: string, open: readonly CallRecord[]): CallRecord[] {
  return callsOf(userId, open).filter(({ status }) => status === 'ANSWERED');
}

export function isSide({ callerId, calleeId }: CallRecord, userId: string): boolean {
  return callerId === userId || calleeId === userId;
}

function callsOf(userId: string, open: readonly CallRecord[]): CallRecord[] {
  return open.filter((call) => isSide(call, userId));
}

function isInCall(userId: string, open: readonly CallRecord[]): boolean {
  return talksOf(userId, open).length > 0;
}

/** Whoever is in a call takes a second one on the same device, which then holds the first. */
function mayAnswer(
  userId: string,
  deviceId: string | undefined,
  open: readonly CallRecord[],
): boolean {
  const [talk, ...more] = talksOf(userId, open);
  return !talk || (more.length === 0 && deviceIn(talk, userId) === (deviceId ?? null));
}

/** Whether it has the better claim on its person: it is answered, or rings for longer. */
function isBefore(one: CallRecord, other: CallRecord): boolean {
  if (one.status === 'ANSWERED') return true;
  return `${one.createdAt} ${one.id}` < `${other.createdAt} ${other.id}`;
}
