import * as v from 'valibot';
import { Call, CallEndReason } from './call-record.js';
import { chatFrames } from './chat-frames.js';
import { PeerId, Uuid } from './primitives.js';
import { User } from './user.js';

/** What the broker says that is about calls, or may be. */
export const callFrames = {
  welcome: v.object({
    ...chatFrames.welcome.entries,
    /** `other`: whom this person talks to, in a call that this device is in. */
    calls: v.array(v.object({ call: Call, from: User, other: v.optional(User) })),
  }),
  error: chatFrames.error,
  /** Somebody calls this person. */
  call_request: v.object({ type: v.literal('call_request'), call: Call, from: User }),
  /** To the caller: the record is stored; ringing begins on the other side. */
  call_started: v.object({ type: v.literal('call_started'), call: Call }),
  call_ringing: v.object({ type: v.literal('call_ringing'), callId: Uuid }),
  /** To the caller and to the accepting device: media may be negotiated, with `peerId`. */
  call_accept: v.object({
    type: v.literal('call_accept'),
    call: Call,
    deviceId: v.optional(Uuid),
    peerId: v.optional(PeerId),
  }),
  call_connected: v.object({ type: v.literal('call_connected'), callId: Uuid }),
  call_end: v.object({ type: v.literal('call_end'), call: Call, reason: CallEndReason }),
  /** The other device of the call was reloaded: its media comes from `peerId` now. */
  call_rejoin: v.object({ type: v.literal('call_rejoin'), callId: Uuid, peerId: PeerId }),
} as const;

type Schemas = typeof callFrames;
export type CallFrame = { [T in keyof Schemas]: v.InferOutput<Schemas[T]> }[keyof Schemas];
