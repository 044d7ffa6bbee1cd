import * as v from 'valibot';
import { CallType } from './call.js';
import { IceCandidate, SessionDescription } from './ice.js';
import { Uuid } from './primitives.js';

/** What one side may ask the other for in a call; nothing of it begins before a yes. */
export const CallWish = v.picklist(['video', 'recording']);
export type CallWish = v.InferOutput<typeof CallWish>;

/** Names a section of the session description; short in every browser. */
const Mid = v.pipe(v.string(), v.minLength(1), v.maxLength(16));

/**
 * What the two devices of an answered call say to each other. Each frame goes by way of the broker,
 * which passes it to the other device of the call and to nobody else, or over the call's own data
 * channel, so that a call outlives its broker. Both ends take every frame twice without harm.
 */
export const callSignals = {
  /** This side is quiet until `call_resume`: nothing is sent, nothing is played. */
  call_hold: v.object({ type: v.literal('call_hold'), callId: Uuid }),
  call_resume: v.object({ type: v.literal('call_resume'), callId: Uuid }),
  /** Renegotiation: an offer or an answer (ICE restart, a camera or a screen that comes or goes). */
  call_description: v.object({
    type: v.literal('call_description'),
    callId: Uuid,
    description: SessionDescription,
    /** Rises with every offer of a side; an answer repeats that of its offer. */
    round: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
  }),
  call_candidate: v.object({
    type: v.literal('call_candidate'),
    callId: Uuid,
    candidate: IceCandidate,
  }),
  /** What this side sends now, whenever it changes and once when media first flows. */
  call_media: v.object({
    type: v.literal('call_media'),
    callId: Uuid,
    muted: v.boolean(),
    cameraOff: v.boolean(),
    /** The camera is on, but its picture is not sent for now, so that the sound stays clear. */
    picturePaused: v.optional(v.boolean()),
    /** Where the picture of a shared screen is, and its sound. */
    screenMid: v.optional(Mid),
    screenSoundMid: v.optional(Mid),
    /** This side records, with the other's consent. */
    recording: v.optional(v.boolean()),
  }),
  call_ask: v.object({ type: v.literal('call_ask'), callId: Uuid, wish: CallWish }),
  /** Answers an ask; from the one who asked it takes the ask back (`accepted: false`). */
  call_reply: v.object({
    type: v.literal('call_reply'),
    callId: Uuid,
    wish: CallWish,
    accepted: v.boolean(),
  }),
} as const;

/** On the call's data channel, beside the signals. */
export const callChannelFrames = {
  ...callSignals,
  call_end: v.object({
    type: v.literal('call_end'),
    callId: Uuid,
    reason: v.optional(v.picklist(['hangup', 'failed', 'lost']), 'hangup'),
  }),
  /** Says that this side is still there. Not answered: each side says it by itself. */
  ping: v.object({ type: v.literal('ping') }),
} as const;

type Signals = typeof callSignals;
export type CallSignal = { [T in keyof Signals]: v.InferOutput<Signals[T]> }[keyof Signals];
export type CallSignalType = keyof Signals;
/** What a side says: the shell adds the call. */
export type CallSignalInput = {
  [T in keyof Signals]: Omit<v.InferInput<Signals[T]>, 'callId'>;
}[keyof Signals];
export type CallSignalOf<T extends CallSignalType> = v.InferOutput<Signals[T]>;

type ChannelFrames = typeof callChannelFrames;
export type CallChannelFrame = {
  [T in keyof ChannelFrames]: v.InferOutput<ChannelFrames[T]>;
}[keyof ChannelFrames];

const Amount = v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000));
const Score = v.picklist([1, 2, 3, 4, 5]);

/** How a call went for one side: kept with its record, under `metadata.quality`. */
export const CallSummary = v.object({
  /** 5 is good; the mean over the call, rounded, and its worst moment. */
  score: Score,
  worst: Score,
  callType: CallType,
  setupMs: v.optional(Amount),
  roundTripMs: v.optional(Amount),
  jitterMs: v.optional(Amount),
  lossPercent: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
  kbitsIn: v.optional(Amount),
  kbitsOut: v.optional(Amount),
  relayed: v.optional(v.boolean()),
  /** How often the path broke and was mended. */
  reconnects: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(10_000))),
});
export type CallSummary = v.InferOutput<typeof CallSummary>;
