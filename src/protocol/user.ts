import * as v from 'valibot';
import { DisplayName, HttpUrl, Instant, PeerId, UserId } from './primitives.js';

/** A person as others see them. `peerAddress` is what a plain PeerJS client calls to ring them. */
export const User = v.object({
  id: UserId,
  name: v.optional(DisplayName),
  picture: v.optional(HttpUrl),
  online: v.boolean(),
  lastSeenAt: v.optional(Instant),
  peerAddress: v.optional(PeerId),
  /** Voice notes that every device they were last seen with can play. */
  plays: v.optional(v.array(v.string())),
});
export type User = v.InferOutput<typeof User>;

/** Whether a person has a live socket, and when they last had one. */
export const Presence = v.object({
  userId: UserId,
  online: v.boolean(),
  lastSeenAt: v.optional(Instant),
});
export type Presence = v.InferOutput<typeof Presence>;
