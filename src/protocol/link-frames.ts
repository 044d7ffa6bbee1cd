import * as v from 'valibot';
import { PeerId, UserId, Uuid } from './primitives.js';

/** What the broker says of direct links. */
export const linkFrames = {
  /** A device of the other side would chat directly. */
  link_request: v.object({
    type: v.literal('link_request'),
    conversationId: Uuid,
    userId: UserId,
    deviceId: Uuid,
    peerId: PeerId,
  }),
  /** To the device that asked: dial `peerId`, it is let through. */
  link_accept: v.object({
    type: v.literal('link_accept'),
    conversationId: Uuid,
    userId: UserId,
    deviceId: Uuid,
    peerId: PeerId,
  }),
} as const;
