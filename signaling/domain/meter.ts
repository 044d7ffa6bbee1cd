import type { CallEndReason, CallSummary, CallType, ErrorCode } from '../../src/protocol/index.js';

/** What those who run the broker count. Never of whom. */
export interface Meter {
  /** A call rings. */
  rang(type: CallType): void;
  answered(type: CallType, ringMs: number): void;
  /** A call that rang is over, answered or not. */
  ended(type: CallType, reason: CallEndReason): void;
  /** One side told how its call went. */
  summarized(summary: CallSummary): void;
  /** From a message at the door to its commit. */
  stored(tookMs: number): void;
  refused(door: 'http' | 'socket', code: ErrorCode): void;
}

export const NO_METER: Meter = {
  rang() {},
  answered() {},
  ended() {},
  summarized() {},
  stored() {},
  refused() {},
};
