import * as v from 'valibot';
import { Call } from './call-record.js';
import { Media } from './media.js';
import { Instant, PeerId, Uuid } from './primitives.js';
import { listOf } from './rest.js';

export const IceServer = v.object({
  urls: v.array(v.string()),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
});

/** What the REST API answers of files, calls and all else. */
export const moreResponses = {
  peer: v.object({ peerId: PeerId }),
  iceServers: v.object({
    iceServers: v.array(IceServer),
    ttlSeconds: v.optional(v.number()),
    /** This broker keeps every call on its TURN servers. */
    relayOnly: v.optional(v.boolean()),
  }),
  /** How far an upload is; `fileId` when all is here and was looked at. */
  upload: v.object({ id: Uuid, offset: v.number(), size: v.number(), file: v.optional(Media) }),
  fileLink: v.object({ url: v.string(), expiresAt: Instant }),
  report: v.object({ id: Uuid }),
  calls: listOf(Call),
} as const;
