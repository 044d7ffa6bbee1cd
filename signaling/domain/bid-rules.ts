import type { BidStatus, BidStep, Message } from '../../src/protocol/index.js';
import type { MessageStep, Offers, OfferStep } from '../store/store.js';

/** Pure: the states are drawn in src/protocol/bid.ts. Times are milliseconds since the epoch. */

const STATUS_OF: Readonly<Record<BidStep, BidStatus>> = {
  accept: 'accepted',
  decline: 'declined',
  withdraw: 'withdrawn',
};

/** Whether an offer may be opened, and which one it closes. */
export function openOffer(
  { hasListing, hasAccepted, open, countered }: Offers,
  draft: { makerId: string; counterTo: string | undefined; atMs: number },
): OfferStep {
  if (!hasListing) return { refused: 'no_listing' };
  if (draft.counterTo !== undefined) {
    if (!countered) return { refused: 'not_found' };
    if (countered.senderId === draft.makerId) return { refused: 'bid_not_yours' };
    return refusalOf(countered, draft.atMs) ?? { close: { offer: countered, status: 'countered' } };
  }
  if (hasAccepted) return { refused: 'bid_closed' };
  if (!open) return {};
  // Its time is over and the broker was about to say so.
  if (isOver(open, draft.atMs)) return { close: { offer: open, status: 'expired' } };
  return { refused: 'bid_open' };
}

/** A step of one of the two: accept and decline are the other side's, withdraw is the maker's. */
export function decideOffer(
  message: Message,
  { userId, step, atMs }: { userId: string; step: BidStep; atMs: number },
): MessageStep {
  if (!message.bid) return { refused: 'not_found' };
  const isMaker = message.senderId === userId;
  if (isMaker !== (step === 'withdraw')) return { refused: 'bid_not_yours' };
  return refusalOf(message, atMs) ?? { patch: { bidStatus: STATUS_OF[step] } };
}

/** The broker's own step. */
export function expireOffer(message: Message, atMs: number): MessageStep {
  return isOver(message, atMs) ? { patch: { bidStatus: 'expired' } } : { keep: true };
}

/** Whether an open offer's time is over. */
export function isOver({ bid }: Message, atMs: number): boolean {
  return bid?.status === 'open' && Date.parse(bid.expiresAt) <= atMs;
}

/** Why an offer can no longer be answered. */
function refusalOf(
  message: Message,
  atMs: number,
): { refused: 'bid_expired' | 'bid_closed' } | undefined {
  if (message.bid?.status === 'expired' || isOver(message, atMs)) return { refused: 'bid_expired' };
  return message.bid?.status === 'open' ? undefined : { refused: 'bid_closed' };
}
