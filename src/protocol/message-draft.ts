/**
 * Messages as their senders make them, for the door of the broker. A browser reads none of this.
 */
import * as v from 'valibot';
import { draftMembers, KeptFile, Place } from './drafts.js';
import { MESSAGING_LIMITS } from './messaging-limits.js';
import { MessageText, Uuid } from './primitives.js';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Length = v.pipe(v.number(), v.minValue(0), v.maxValue(MESSAGING_LIMITS.mediaSeconds));

/** Loudness over time, 1 to 64 bars of 0–31 each. */
export const Waveform = v.pipe(
  v.array(v.pipe(Count, v.maxValue(31))),
  v.minLength(1),
  v.maxLength(MESSAGING_LIMITS.waveformBars),
);

/** The file of a message that is being sent: stored at the broker before, or kept by its sender. */
export const MediaDraft = v.union([
  v.object({
    fileId: Uuid,
    durationSeconds: v.optional(Length),
    waveform: v.optional(Waveform),
  }),
  KeptFile,
]);
export type MediaDraft = v.InferOutput<typeof MediaDraft>;

/** A decimal number above zero, as written by a person: never a float, so never rounded. */
export const Amount = v.pipe(v.string(), v.regex(/^(?=.*[1-9])(?:0|[1-9]\d{0,11})(?:\.\d{1,4})?$/));
export const Currency = v.pipe(v.string(), v.regex(/^[A-Z]{3}$/));

export const BidDraft = v.object({
  amount: Amount,
  currency: Currency,
  counterTo: v.optional(Uuid),
  expiresInSeconds: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(MESSAGING_LIMITS.bidLeastSeconds),
      v.maxValue(MESSAGING_LIMITS.bidMostSeconds),
    ),
  ),
});
export type BidDraft = v.InferInput<typeof BidDraft>;

export const BidStep = v.picklist(['accept', 'decline', 'withdraw']);
export type BidStep = v.InferOutput<typeof BidStep>;

/** A message as its sender makes it, before the broker gives it a place. */
export const MessageDraft = v.variant('type', [
  v.object({ ...draftMembers, type: v.optional(v.literal('TEXT'), 'TEXT'), text: MessageText }),
  v.object({
    ...draftMembers,
    type: v.picklist(['IMAGE', 'FILE', 'VIDEO', 'VOICE']),
    media: MediaDraft,
    text: v.optional(MessageText),
  }),
  v.object({
    ...draftMembers,
    type: v.literal('LOCATION'),
    location: Place,
  }),
  v.object({ ...draftMembers, type: v.literal('BID'), bid: BidDraft }),
]);
export type MessageDraft = v.InferInput<typeof MessageDraft>;
/** The same after it was read: its type is filled in. */
export type ReadDraft = v.InferOutput<typeof MessageDraft>;
