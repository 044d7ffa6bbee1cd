import * as v from 'valibot';
import { CallStatus, CallType } from './call.js';
import { Instant, UserId, Uuid } from './primitives.js';

/** Why a call is over. Closed: a new reason needs a text in every locale. */
export const CallEndReason = v.picklist([
  'hangup',
  'declined',
  'busy',
  'no_answer',
  'cancelled',
  'answered_elsewhere',
  'failed',
  'lost',
]);
export type CallEndReason = v.InferOutput<typeof CallEndReason>;

/** A call as the broker stores it. */
export const Call = v.object({
  id: Uuid,
  conversationId: Uuid,
  callerId: UserId,
  calleeId: UserId,
  type: CallType,
  status: CallStatus,
  startedAt: v.nullable(Instant),
  endedAt: v.nullable(Instant),
  /** Seconds between answer and end; null before the end. */
  duration: v.nullable(v.number()),
  missedReason: v.nullable(v.string()),
  /** `reason` (why it ended) and `quality` (how it went, by side) are the broker's. */
  metadata: v.unknown(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Call = v.InferOutput<typeof Call>;
