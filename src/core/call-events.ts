import {
  RING_GIVE_UP_MS,
  type CallEndReason,
  type CallType,
  type ClientFrameInput,
} from '../protocol/index.js';
import type { CallFacts, CallPeer } from './call-state.js';
import type { DeskbellErrorCode } from './errors.js';

/** A call that rings here, as told by the broker. */
export interface IncomingCall {
  readonly callId: string;
  readonly conversationId: string;
  readonly type: CallType;
  readonly peer: CallPeer;
}

/** All that can happen to a call. */
export type CallEvent =
  // The person.
  | { readonly type: 'start'; readonly call: IncomingCall }
  | { readonly type: 'answer' }
  | { readonly type: 'decline' }
  | { readonly type: 'end' }
  | { readonly type: 'dismiss' }
  | { readonly type: 'hold' }
  | { readonly type: 'resume' }
  // Their microphone and camera. `media_promised`: permission was given before, no prompt follows.
  | { readonly type: 'media_promised' }
  | { readonly type: 'media_settled' }
  | { readonly type: 'media_failed'; readonly error: DeskbellErrorCode }
  // The broker.
  | { readonly type: 'call_started'; readonly callId: string }
  | { readonly type: 'call_ringing'; readonly callId: string }
  | { readonly type: 'call_request'; readonly call: IncomingCall; readonly isSecond?: boolean }
  | { readonly type: 'call_accept'; readonly callId: string; readonly peerId?: string }
  | {
      readonly type: 'call_end';
      readonly callId: string;
      readonly reason: CallEndReason;
      readonly durationSeconds?: number;
    }
  | { readonly type: 'call_refused'; readonly callId: string; readonly error: DeskbellErrorCode }
  // The page was reloaded in this call, which is still open on the broker.
  | {
      readonly type: 'rejoin';
      readonly call: IncomingCall;
      readonly direction: CallFacts['direction'];
      readonly connectedAtMs: number;
    }
  // The other side's page was reloaded: it can be dialled, or will dial, anew.
  | { readonly type: 'peer_rejoined'; readonly callId: string; readonly peerId: string }
  // The other side, by way of the broker or over the link.
  | { readonly type: 'peer_held' }
  | { readonly type: 'peer_resumed' }
  | { readonly type: 'peer_ended'; readonly reason: CallEndReason }
  // Both agreed to a picture.
  | { readonly type: 'became_video' }
  // The socket came back; these calls are still open on the broker.
  | {
      readonly type: 'resynced';
      readonly open: readonly { readonly callId: string; readonly ringing: boolean }[];
    }
  // The direct link. `link_ready`: this device may be dialled at `peerId`.
  | { readonly type: 'link_ready'; readonly peerId: string }
  | { readonly type: 'media_flowing' }
  // Nothing comes from the other side any more, though nobody hung up.
  | { readonly type: 'link_interrupted' }
  // The other side let go of the link. `final`: nobody will come back to it.
  | { readonly type: 'link_closed'; readonly final: boolean }
  | { readonly type: 'link_failed'; readonly error: DeskbellErrorCode }
  // The timer of the phase ran out.
  | { readonly type: 'timeout' };

/** `waiting`: a second call rings; each ending that is no usual one has its own. */
export type Tone =
  | 'ringtone'
  | 'ringback'
  | 'waiting'
  | 'reconnecting'
  | 'end'
  | 'busy'
  | 'no_answer'
  | 'declined'
  | 'failed'
  | 'lost';
export type CallFact = 'call-incoming' | 'call-started' | 'call-connected' | 'call-ended';

/** What a fact of the call says of it. */
export interface CallFactDetail extends CallFacts {
  /** Set on `call-ended`. */
  readonly outcome?: CallEndReason;
  /** Set on `call-ended`: seconds between connected and ended, 0 if it never connected. */
  readonly durationSeconds?: number;
}

/** What the shell is told to do, in this order. */
export type CallEffect =
  | { readonly type: 'send'; readonly frame: ClientFrameInput }
  | { readonly type: 'acquire_media'; readonly callType: CallType }
  | { readonly type: 'release_media' }
  /** Loads PeerJS and opens its socket; nothing is disclosed to the other side yet. */
  | { readonly type: 'warm_link' }
  | { readonly type: 'dial'; readonly callId: string; readonly peerId: string }
  /** Answers the dial of this call, now or when it comes. */
  | { readonly type: 'answer_dial'; readonly callId: string }
  /** Lets go of the connection and keeps the address: the other side connects anew. */
  | { readonly type: 'reset_link' }
  /** The path is looked for anew, again and again until media flows. */
  | { readonly type: 'mend_link' }
  /** Nothing is sent and nothing is heard, or again everything. */
  | { readonly type: 'quiet_media'; readonly isQuiet: boolean }
  | { readonly type: 'close_link' }
  /** There is one timer; starting it again replaces it. */
  | { readonly type: 'start_timer'; readonly limitMs: number }
  | { readonly type: 'stop_timer' }
  | { readonly type: 'play_tone'; readonly tone: Tone }
  | { readonly type: 'stop_tone' }
  | { readonly type: 'announce'; readonly fact: CallFact; readonly detail: CallFactDetail };

/** How long each waiting phase may last, in milliseconds. */
export const CALL_LIMITS = {
  /** From the request to the broker's record of it. */
  requestMs: 15_000,
  /** Only for a broker that went away. */
  ringMs: RING_GIVE_UP_MS,
  /** From `already_in_call` to the call of the other side that was earlier than ours. */
  glareMs: 3_000,
  /** For a person to answer the browser's permission prompt. */
  permissionMs: 60_000,
  /** From accept to media. */
  connectMs: 20_000,
  /** For a broken path to be mended, or for a reloaded page to be back. */
  reconnectMs: 60_000,
} as const;

/** Refusals by the broker that are an answer of the world, not a failure. */
export const REFUSALS: Partial<Record<DeskbellErrorCode, CallEndReason>> = {
  call_already_answered: 'answered_elsewhere',
  call_not_ringing: 'cancelled',
};
