import type { CallType, PeerFrameOf } from '../../src/protocol/index.js';
import type { Link, Links } from './links.js';
import type { PeerSocket } from './peer-socket.js';
import { callTypeOf } from './session-descriptions.js';

export type RoutedFrame = PeerFrameOf<'OFFER' | 'ANSWER' | 'CANDIDATE' | 'LEAVE'>;

/** Who would offer to whom; the source is verified, the destination only named. */
export interface OfferQuestion {
  readonly srcUserId: string;
  readonly srcPeerId: string;
  readonly dstPeerId: string;
  /** What it asks for. */
  readonly callType: CallType;
}

export type Refusal =
  | 'offer_not_allowed'
  | 'offer_to_self'
  | 'peer_absent'
  | 'connection_id_taken'
  | 'no_link'
  | 'already_answered'
  | 'too_many_candidates'
  | 'not_rung'
  | 'not_judged';

/**
 * Where a frame goes. `expire` tells the sender that the destination cannot be reached, the same
 * whether it is absent or not to be called; `drop` tells nobody. A destination on another process
 * would be a further kind of route.
 */
export type Route =
  /** `as`: by which name the receiver knows the sender. */
  | { readonly kind: 'deliver'; readonly to: PeerSocket; readonly as: string }
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
      return alongLink(options.links.anyBetween(from, frame.dst, nowMs), from, options);
  }
}

function routeOffer(
  { dst, payload }: PeerFrameOf<'OFFER'>,
  from: PeerSocket,
  nowMs: number,
  options: RouterOptions,
): Route {
  if (dst === from.peerId) return { kind: 'expire', why: 'offer_to_self' };
  const { userId: srcUserId, peerId: srcPeerId } = from;
  const callType = callTypeOf(payload.sdp.sdp);
  const question = { srcUserId, srcPeerId, dstPeerId: dst, callType };
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
  return isNew
    ? { kind: 'deliver', to, as: from.peerId }
    : { kind: 'expire', why: 'connection_id_taken' };
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
  return alongLink(link, from, options);
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
  return alongLink(link, from, options);
}

function alongLink(link: Link | undefined, { peerId }: PeerSocket, { find }: RouterOptions): Route {
  if (!link) return { kind: 'drop', why: 'no_link' };
  const { offererId, answererId, address = answererId } = link;
  const isOfferer = peerId === offererId;
  const to = find(isOfferer ? answererId : offererId);
  if (!to) return { kind: 'drop', why: 'peer_absent' };
  return { kind: 'deliver', to, as: isOfferer ? offererId : address };
}
