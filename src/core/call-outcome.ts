import type { CallFacts } from './call-state.js';
import type { CallStatus } from '../protocol/index.js';

export type CallDirection = CallFacts['direction'];

/** What became of a call, for the side that reads it. `open`: it is not over. */
export type CallOutcome =
  | 'open'
  | 'answered'
  /** They talked until the connection broke. */
  | 'lost'
  /** It rang for the reader, who did not take it: they were away, talking, or too late. */
  | 'missed'
  | 'missed_while_busy'
  /** The reader called, and … */
  | 'no_answer'
  | 'cancelled'
  | 'busy'
  /** The same for both. */
  | 'declined'
  | 'failed';

/**
 * What a stored call, or the line of a conversation that tells of one, came to.
 * @param reason why it ended, where that is known: `missedReason`, or `reason` of the metadata
 */
export function callOutcome(
  { status, reason }: { readonly status: CallStatus; readonly reason?: unknown },
  direction: CallDirection,
): CallOutcome {
  const isIncoming = direction === 'incoming';
  switch (status) {
    case 'RINGING':
    case 'ANSWERED':
      return 'open';
    case 'ENDED':
      return reason === 'lost' ? 'lost' : 'answered';
    case 'MISSED':
      if (isIncoming) return 'missed';
      return reason === 'cancelled' ? 'cancelled' : 'no_answer';
    case 'BUSY':
      return isIncoming ? 'missed_while_busy' : 'busy';
    case 'DECLINED':
      return 'declined';
    case 'FAILED':
      return 'failed';
  }
}

/** Whether somebody waits to be called back. */
export function isMissed(outcome: CallOutcome): boolean {
  return outcome === 'missed' || outcome === 'missed_while_busy';
}
