import * as v from 'valibot';
import { MESSAGING_LIMITS } from './messaging-limits.js';
import { Instant, Uuid } from './primitives.js';

/**
 * What became of an offer. Only `open` ones can still change:
 *
 *   open ──counter by the other──▶ countered   (and a new open one, in the other direction)
 *        ──accept by the other───▶ accepted
 *        ──decline by the other──▶ declined
 *        ──withdraw by its maker─▶ withdrawn
 *        ──time────────────────▶ expired
 */
export const BidStatus = v.picklist([
  'open',
  'countered',
  'accepted',
  'declined',
  'withdrawn',
  'expired',
]);
export type BidStatus = v.InferOutput<typeof BidStatus>;

/** A decimal number above zero, as written by a person: never a float, so never rounded. */
export const Amount = v.pipe(v.string(), v.regex(/^(?=.*[1-9])(?:0|[1-9]\d{0,11})(?:\.\d{1,4})?$/));
export const Currency = v.pipe(v.string(), v.regex(/^[A-Z]{3}$/));

/** An offer on the listing of its conversation. Its id is that of its message. */
export const Bid = v.object({
  amount: Amount,
  currency: Currency,
  status: BidStatus,
  expiresAt: Instant,
  /** The offer this one answers. */
  counterTo: v.optional(Uuid),
});
export type Bid = v.InferOutput<typeof Bid>;

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
