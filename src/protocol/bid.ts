import * as v from 'valibot';
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

/** An offer on the listing of its conversation. Its id is that of its message. */
export const Bid = v.object({
  /** A decimal number, as its maker wrote it. */
  amount: v.string(),
  currency: v.string(),
  status: BidStatus,
  expiresAt: Instant,
  /** The offer this one answers. */
  counterTo: v.optional(Uuid),
});
export type Bid = v.InferOutput<typeof Bid>;
