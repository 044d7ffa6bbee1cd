import type { PeerFrameOf } from '../../src/protocol/index.js';
import type { Link, Links } from './links.js';
import type { PeerSocket } from './peer-socket.js';

export type RoutedFrame = PeerFrameOf<'OFFER' | 'ANSWER' | 'CANDIDATE' | 'LEAVE'>;

/** Who would offer to whom; the source is verified, the destination only named. */
export interface OfferQuestion {
  readonly srcUserId: string;
  readonly srcPeerId: string;
  readonly dstPeerId: string;
}

export type Refusal =
  | 'offer_not_allowed'
  | 'offer_to_self'
  | 'peer_absent'
  | 'connection_id_taken'
  | 'no_link'
  | 'already_answered'
  | 'too_many_candidates'
  | 'not_judged';

/**
 * Where a frame goes. `expire` tells the sender that the destination cannot be reached, the same
 * whether it is absent or not to be called; `drop` tells nobody. A destination on another process,
 * or an address that stands for a person, would be further kinds of route.
 */
export type Route =
  | { readonly kind: 'deliver'; readonly to: PeerSocket }
  | { readonly kind: 'expire'; readonly why: Refusal }
  | { readonly kind: 'drop'; readonly why: Refusal };

export interface RouterOptions {
  readonly find: (peerId: string) => PeerSocket | undefined;
  readonly links: Links;
  readonly authorizeOffer: (question: OfferQuestion) => boolean;
  readonly authorizeData: (question: OfferQuestion) => boolean;
  readonly linkMs: number;
  readonly candidatesPerLink: number;
}

/** Decides every (source, destination, type). Only an OFFER is asked about; the rest follows links. */
export function routeFrame(
  frame: RoutedFrame,
  from: PeerSocket,
  nowMs: number,
  options: RouterOptions,
): Route {
  switch (frame.type) {
    case 'OFFER':
      return routeOffer(frame, from, nowMs, options);
    case 'ANSWER':
      return routeAnswer(frame, from, nowMs, options);
    case 'CANDIDATE':
      return routeCandidate(frame, from, nowMs, options);
    case 'LEAVE':
      return options.links.areLinked(from, frame.dst, nowMs)
        ? deliver(frame.dst, options)
        : { kind: 'drop', why: 'no_link' };
  }
}

function routeOffer(
  { dst, payload }: PeerFrameOf<'OFFER'>,
  from: PeerSocket,
  nowMs: number,
  options: RouterOptions,
): Route {
  if (dst === from.peerId) return { kind: 'expire', why: 'offer_to_self' };
  const question = { srcUserId: from.userId, srcPeerId: from.peerId, dstPeerId: dst };
  const isAllowed =
    payload.type === 'media' ? options.authorizeOffer(question) : options.authorizeData(question);
  if (!isAllowed) return { kind: 'expire', why: 'offer_not_allowed' };
  const to = options.find(dst);
  if (!to) return { kind: 'expire', why: 'peer_absent' };
  const link: Link = {
    offererId: from.peerId,
    answererId: dst,
    connectionId: payload.connectionId,
    type: payload.type,
    expiresAtMs: nowMs + options.linkMs,
    answered: false,
    candidates: 0,
  };
  const isNew = options.links.open(link, from, to);
  return isNew ? { kind: 'deliver', to } : { kind: 'expire', why: 'connection_id_taken' };
}

function routeAnswer(
  { dst, payload }: PeerFrameOf<'ANSWER'>,
  from: PeerSocket,
  nowMs: number,
  options: RouterOptions,
): Route {
  const link = options.links.between(from, dst, payload.connectionId, nowMs);
  if (!link || link.answererId !== from.peerId || link.type !== payload.type) {
    return { kind: 'expire', why: 'no_link' };
  }
  if (link.answered) return { kind: 'drop', why: 'already_answered' };
  link.answered = true;
  link.expiresAtMs = nowMs + options.linkMs;
  return deliver(dst, options);
}

function routeCandidate(
  { dst, payload }: PeerFrameOf<'CANDIDATE'>,
  from: PeerSocket,
  nowMs: number,
  options: RouterOptions,
): Route {
  const link = options.links.between(from, dst, payload.connectionId, nowMs);
  if (!link || link.type !== payload.type) return { kind: 'drop', why: 'no_link' };
  if (link.candidates >= options.candidatesPerLink) {
    return { kind: 'drop', why: 'too_many_candidates' };
  }
  link.candidates++;
  return deliver(dst, options);
}

function deliver(dst: string, { find }: RouterOptions): Route {
  const to = find(dst);
  return to ? { kind: 'deliver', to } : { kind: 'drop', why: 'peer_absent' };
}
