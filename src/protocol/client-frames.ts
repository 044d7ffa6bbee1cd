import * as v from 'valibot';
import { CallType } from './call.js';
import { callSignals, CallSummary } from './call-signals.js';
import { LIMITS } from './limits.js';
import type { VoiceFormat } from './media.js';
import { MessageDraft } from './message-draft.js';
import { PeerId, Seq, UserId, Uuid } from './primitives.js';

const VoiceFormats = v.picklist(['webm', 'ogg', 'mp4'] satisfies VoiceFormat[]);

/** What a device says to the broker on the app socket. `from` is never said: the broker knows. */
export const clientFrames = {
  /** First frame of a socket: which device this is (stable per browser profile and tab). */
  hello: v.object({
    type: v.literal('hello'),
    deviceId: Uuid,
    /** Voice notes this device can play. */
    plays: v.optional(v.pipe(v.array(VoiceFormats), v.maxLength(8))),
  }),
  pong: v.object({ type: v.literal('pong') }),
  message_send: v.object({
    type: v.literal('message_send'),
    conversationId: Uuid,
    message: MessageDraft,
  }),
  receipt: v.object({
    type: v.literal('receipt'),
    conversationId: Uuid,
    state: v.picklist(['delivered', 'read']),
    seq: Seq,
  }),
  typing: v.object({ type: v.literal('typing'), conversationId: Uuid, active: v.boolean() }),
  /** This device would chat directly and can be dialled at `peerId`. */
  link_request: v.object({
    type: v.literal('link_request'),
    conversationId: Uuid,
    peerId: PeerId,
  }),
  /** To one device that asked: it may dial `peerId` for data. */
  link_accept: v.object({
    type: v.literal('link_accept'),
    conversationId: Uuid,
    deviceId: Uuid,
    peerId: PeerId,
  }),
  /** Replaces the set of people whose presence this socket is told. */
  presence_watch: v.object({
    type: v.literal('presence_watch'),
    userIds: v.pipe(v.array(UserId), v.maxLength(LIMITS.watchedUsers)),
  }),
  call_request: v.object({
    type: v.literal('call_request'),
    callId: Uuid,
    conversationId: Uuid,
    calleeId: UserId,
    callType: CallType,
  }),
  /** This device shows and sounds the call. */
  call_ringing: v.object({ type: v.literal('call_ringing'), callId: Uuid }),
  /** This device takes the call and may be dialled at `peerId`. */
  call_accept: v.object({ type: v.literal('call_accept'), callId: Uuid, peerId: PeerId }),
  call_reject: v.object({
    type: v.literal('call_reject'),
    callId: Uuid,
    reason: v.optional(v.picklist(['declined', 'busy']), 'declined'),
  }),
  /** Media flows on this side. */
  call_connected: v.object({ type: v.literal('call_connected'), callId: Uuid }),
  call_end: v.object({
    type: v.literal('call_end'),
    callId: Uuid,
    reason: v.optional(v.picklist(['hangup', 'failed', 'lost']), 'hangup'),
  }),
  /** The device of an answered call was reloaded and can be dialled at `peerId`. */
  call_rejoin: v.object({ type: v.literal('call_rejoin'), callId: Uuid, peerId: PeerId }),
  /** How the call went here; the last word of each side is kept. */
  call_quality: v.object({ type: v.literal('call_quality'), callId: Uuid, summary: CallSummary }),
  ...callSignals,
} as const;

type Schemas = typeof clientFrames;
export type ClientFrameType = keyof Schemas;
export type ClientFrameOf<T extends ClientFrameType> = v.InferOutput<Schemas[T]>;
export type ClientFrame = { [T in ClientFrameType]: ClientFrameOf<T> }[ClientFrameType];
/** The same frames before defaults are filled in: what a sender may write. */
export type ClientFrameInput = {
  [T in ClientFrameType]: v.InferInput<Schemas[T]>;
}[ClientFrameType];
