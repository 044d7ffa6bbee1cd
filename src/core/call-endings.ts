import type { CallEndReason, ClientFrameInput } from '../protocol/index.js';
import type { Tone } from './call-events.js';
import {
  factsOf,
  IDLE_MACHINE,
  isLive,
  send,
  stay,
  type CallMachine,
  type LiveCall,
  type Step,
} from './call-steps.js';
import type { DeskbellErrorCode } from './errors.js';

/** Ends the call on the broker as failed. */
export const reportFailure = (callId: string): ClientFrameInput => ({
  type: 'call_end',
  callId,
  reason: 'failed',
});

/** Ends a call that cannot work here. */
export function fail(machine: CallMachine, error: DeskbellErrorCode, nowMs: number): Step {
  const { call } = machine;
  if (!isLive(call)) return stay(machine);
  // An incoming call that cannot be taken here may be taken on another device of this person.
  const frame = call.phase === 'incoming' ? undefined : reportFailure(call.callId);
  return finish(call, 'failed', nowMs, { error, ...(frame && { frame }) });
}

/** How each ending sounds to whoever was in the call. */
const TONES: Readonly<Record<CallEndReason, Tone>> = {
  hangup: 'end',
  declined: 'declined',
  busy: 'busy',
  no_answer: 'no_answer',
  cancelled: 'end',
  answered_elsewhere: 'end',
  failed: 'failed',
  lost: 'lost',
};

interface Ending {
  /** Tells the other side by way of the broker. */
  frame?: ClientFrameInput;
  error?: DeskbellErrorCode;
  durationSeconds?: number;
}

/** The one way into `ended`: tells who must be told, then lets go of everything. */
export function finish(
  call: LiveCall,
  reason: CallEndReason,
  nowMs: number,
  { frame, error, durationSeconds }: Ending = {},
): Step {
  const facts = factsOf(call);
  const ownSeconds =
    'connectedAtMs' in call ? Math.max(0, Math.round((nowMs - call.connectedAtMs) / 1000)) : 0;
  const seconds = durationSeconds ?? ownSeconds;
  return [
    {
      ...IDLE_MACHINE,
      call: { phase: 'ended', ...facts, reason, durationSeconds: seconds, ...(error && { error }) },
    },
    [
      ...(frame ? [send(frame)] : []),
      { type: 'stop_timer' },
      { type: 'stop_tone' },
      { type: 'close_link' },
      { type: 'release_media' },
      ...(call.phase === 'incoming' ? [] : [{ type: 'play_tone', tone: TONES[reason] } as const]),
      {
        type: 'announce',
        fact: 'call-ended',
        detail: { ...facts, outcome: reason, durationSeconds: seconds },
      },
    ],
  ];
}
