/**
 * What messages are made of while their senders write them. Only simple schemas: direct links read
 * these in the browser, where every kind of schema is bytes; the rest is in message-draft.ts.
 */
import * as v from 'valibot';
import { MESSAGING_LIMITS } from './messaging-limits.js';
import { FileName, Latitude, Longitude, printable, Seq, Uuid } from './primitives.js';

/** What every kind has. */
export const draftMembers = {
  id: Uuid,
  replyTo: v.optional(Uuid),
  forwarded: v.optional(v.boolean()),
} as const;

/** A file that its sender keeps and hands over on a direct link. */
export const KeptFile = v.object({
  name: FileName,
  mimeType: v.pipe(v.string(), v.regex(/^[a-z]+\/[\w.+-]{1,100}$/)),
  size: v.pipe(
    Seq,
    v.check((bytes) => bytes <= MESSAGING_LIMITS.directFileBytes),
  ),
});

export const Place = v.object({
  latitude: Latitude,
  longitude: Longitude,
  address: v.optional(v.pipe(v.string(), v.trim(), printable(MESSAGING_LIMITS.addressChars))),
});
