import * as v from 'valibot';
import { IceCandidate, Sdp } from './ice.js';
import { PeerId } from './primitives.js';

/**
 * PeerJS's own signalling, as much of it as the broker lets through. Read in peerjs 1.5.5;
 * anything else (other types, other serializations, foreign fields) is refused at the gate.
 */
const ConnectionId = v.pipe(v.string(), v.minLength(1), v.maxLength(128));
// @__NO_SIDE_EFFECTS__
const Description = (type: 'offer' | 'answer') => v.object({ type: v.literal(type), sdp: Sdp });

const Media = v.object({
  type: v.literal('media'),
  connectionId: ConnectionId,
  sdp: Description('offer'),
  metadata: v.optional(v.unknown()),
});
/** Only `raw`: 5 bytes of PeerJS's binary format freeze a tab, an unknown one throws in it. */
const Data = v.object({
  type: v.literal('data'),
  connectionId: ConnectionId,
  sdp: Description('offer'),
  metadata: v.optional(v.unknown()),
  label: v.optional(v.pipe(v.string(), v.maxLength(128))),
  reliable: v.optional(v.boolean()),
  serialization: v.literal('raw'),
});

export const peerFrames = {
  HEARTBEAT: v.object({ type: v.literal('HEARTBEAT') }),
  OFFER: v.object({
    type: v.literal('OFFER'),
    dst: PeerId,
    payload: v.variant('type', [Media, Data]),
  }),
  ANSWER: v.object({
    type: v.literal('ANSWER'),
    dst: PeerId,
    payload: v.object({
      type: v.picklist(['media', 'data']),
      connectionId: ConnectionId,
      sdp: Description('answer'),
    }),
  }),
  CANDIDATE: v.object({
    type: v.literal('CANDIDATE'),
    dst: PeerId,
    payload: v.object({
      type: v.picklist(['media', 'data']),
      connectionId: ConnectionId,
      candidate: IceCandidate,
    }),
  }),
  /** PeerJS 1.5.5 obeys a LEAVE but never sends one; without `dst` it would unseat its sender. */
  LEAVE: v.object({ type: v.literal('LEAVE'), dst: PeerId }),
} as const;

type Schemas = typeof peerFrames;
export type PeerFrameType = keyof Schemas;
export type PeerFrameOf<T extends PeerFrameType> = v.InferOutput<Schemas[T]>;
export type PeerFrame = { [T in PeerFrameType]: PeerFrameOf<T> }[PeerFrameType];
