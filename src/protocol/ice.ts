import * as v from 'valibot';
import { LIMITS } from './limits.js';

/** SDP is opaque to us; its size is not. */
export const Sdp = v.pipe(v.string(), v.minLength(1), v.maxLength(LIMITS.sdpBytes));

export const SessionDescription = v.object({ type: v.picklist(['offer', 'answer']), sdp: Sdp });
export type SessionDescription = v.InferOutput<typeof SessionDescription>;

/** As browsers write one. Never the null or empty candidate that ends gathering. */
export const IceCandidate = v.object({
  candidate: v.pipe(v.string(), v.minLength(1), v.maxLength(2048)),
  sdpMid: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(64)))),
  sdpMLineIndex: v.optional(
    v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535))),
  ),
  usernameFragment: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(256)))),
});
export type IceCandidate = v.InferOutput<typeof IceCandidate>;
