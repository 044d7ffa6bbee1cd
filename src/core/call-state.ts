import type { CallEndReason, CallType } from '../protocol/index.js';
import type { DeskbellErrorCode } from './errors.js';

/** The other person of a call, as far as we know them. */
export interface CallPeer {
  readonly id: string;
  readonly name?: string;
  readonly picture?: string;
}

/** What stays the same from the first to the last phase of a call. */
export interface CallFacts {
  readonly callId: string;
  readonly conversationId: string;
  readonly direction: 'outgoing' | 'incoming';
  readonly type: CallType;
  readonly peer: CallPeer;
}

/** Who has put the call on hold. */
export type CallHold = 'own' | 'theirs' | 'both';

/**
 * Where a call stands. Waiting phases (`calling`, `ringing`, `incoming`, `connecting`,
 * `reconnecting`) each have a timer; `ended` is shown until dismissed or the next call.
 */
export type CallState =
  | { readonly phase: 'idle' }
  | ({ readonly phase: 'calling' | 'ringing' | 'incoming' | 'connecting' } & CallFacts)
  | ({
      readonly phase: 'active';
      readonly connectedAtMs: number;
      /** From the accept to the first media; unknown in a page that was reloaded since. */
      readonly setupMs?: number;
      readonly hold?: CallHold;
    } & CallFacts)
  /** The path between the two broke, or one of them reloads: it is being mended until `untilMs`. */
  | ({
      readonly phase: 'reconnecting';
      readonly connectedAtMs: number;
      readonly setupMs?: number;
      readonly untilMs: number;
      readonly hold?: CallHold;
    } & CallFacts)
  | ({
      readonly phase: 'ended';
      readonly reason: CallEndReason;
      readonly durationSeconds: number;
      /** Why it failed, when `reason` is `failed` and we know. */
      readonly error?: DeskbellErrorCode;
    } & CallFacts);

export type CallPhase = CallState['phase'];
export const IDLE_CALL: CallState = { phase: 'idle' };
