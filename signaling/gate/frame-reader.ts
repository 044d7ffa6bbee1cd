import type { RawData } from 'ws';
import * as v from 'valibot';
import { LIMITS, PeerId, type CloseReason, type ErrorCode } from '../../src/protocol/index.js';
import { decodeFrame } from '../../src/protocol/codec.js';
import { peerFrames } from '../../src/protocol/peer-frames.js';
import type { Counters } from './counters.js';
import type { Dials } from './dials.js';
import type { GateLimits } from './limits.js';
import type { PeerSocket } from './peer-socket.js';
import { relayFrame, type Cargo } from './relay.js';
import {
  routeFrame,
  type Refusal,
  type Route,
  type RoutedFrame,
  type RouterOptions,
} from './router.js';
import type { GateLog } from './types.js';

export interface FrameReaderOptions {
  readonly cargo: Cargo;
  readonly counters: Counters;
  readonly dials: Dials;
  readonly limits: GateLimits;
  readonly log: GateLog;
  readonly router: RouterOptions;
  readonly dismiss: (peer: PeerSocket, reason: CloseReason) => void;
}

const HEARTBEAT = JSON.stringify({ type: 'HEARTBEAT' });

/** An OFFER that no schema knows, as far as is needed to tell its sender. */
const AnyOffer = v.object({ type: v.literal('OFFER'), dst: PeerId });

/** From bytes of a peer to a frame that PeerServer relays, or to an answer, or to nothing. */
export class FrameReader {
  readonly #options: FrameReaderOptions;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  read(from: PeerSocket, data: RawData, isBinary: boolean, nowMs: number): void {
    const { counters, dismiss } = this.#options;
    if (isBinary || !Buffer.isBuffer(data)) return this.#refuseMalformed(from, 'invalid_frame');
    if (data.length > LIMITS.frameBytes) return dismiss(from, 'frameTooLarge');
    const text = data.toString();
    const decoded = decodeFrame(peerFrames, text);
    if (decoded.kind === 'unknown') {
      counters.unknownTypes++;
    } else if (decoded.kind === 'invalid') {
      const offer = decoded.code === 'invalid_frame' ? offerIn(text) : undefined;
      if (offer) this.#refuseOffer(from, offer.dst, 'offer_not_allowed', nowMs);
      else this.#refuseMalformed(from, decoded.code);
    } else if (decoded.frame.type === 'HEARTBEAT') {
      counters.heartbeats++;
      from.say(HEARTBEAT);
    } else {
      this.#route(from, decoded.frame, { said: decoded.said, text }, nowMs);
    }
  }

  /** Lets a frame through as if it had been said now. */
  pass(from: PeerSocket, frame: RoutedFrame, nowMs: number): boolean {
    const { cargo, counters } = this.#options;
    const route = this.#ask(frame, from, nowMs);
    if (route.kind === 'deliver') {
      counters.delivered++;
      relayFrame(cargo, { from, ...route, frame, text: '' });
      return true;
    }
    this.refuse(from, frame.type, route.why);
    return false;
  }

  #route(
    from: PeerSocket,
    frame: RoutedFrame,
    raw: { said: object; text: string },
    nowMs: number,
  ): void {
    const { cargo, counters, dials } = this.#options;
    if (dials.isAddress(frame.dst) && this.#dial(from, frame, raw.text.length, nowMs)) return;
    const route = this.#ask(frame, from, nowMs);
    if (route.kind === 'deliver') {
      const { to, as } = route;
      counters.delivered++;
      return relayFrame(cargo, { from, to, as, frame, said: raw.said, text: raw.text });
    }
    if (frame.type === 'OFFER') return this.#refuseOffer(from, frame.dst, route.why, nowMs);
    this.refuse(from, frame.type, route.why);
    if (route.kind === 'expire') from.expire(frame.dst);
  }

  /** Whether it is about a call to an address that nobody has taken yet. */
  #dial(from: PeerSocket, frame: RoutedFrame, bytes: number, nowMs: number): boolean {
    const { dials, dismiss, limits } = this.#options;
    if (frame.type !== 'OFFER') return dials.take(from, frame, bytes);
    if (frame.payload.type !== 'media') return false;
    // Costs as much as a refused one, which it may become only later.
    if (from.spend(nowMs, limits.refusedOfferCost)) dials.park(from, frame, bytes);
    else dismiss(from, 'tooManyFrames');
    return true;
  }

  /** A failing authoriser lets nothing through, and costs nobody else anything. */
  #ask(frame: RoutedFrame, from: PeerSocket, nowMs: number): Route {
    try {
      return routeFrame(frame, from, nowMs, this.#options.router);
    } catch (err) {
      this.#options.log.error({ err, type: frame.type }, 'peer frame could not be judged');
      return { kind: 'expire', why: 'not_judged' };
    }
  }

  #refuseOffer(from: PeerSocket, dst: string, why: Refusal, nowMs: number): void {
    const { dismiss, limits, log, counters } = this.#options;
    counters.refuse(why);
    log.info({ userId: from.userId, peerId: from.peerId, dst, why }, 'offer refused');
    from.expire(dst);
    if (!from.spend(nowMs, limits.refusedOfferCost)) dismiss(from, 'tooManyFrames');
  }

  /** Candidates follow a refused OFFER by the dozen: counted, but not worth a line each. */
  refuse(from: PeerSocket, type: RoutedFrame['type'], why: Refusal): void {
    const { counters, log } = this.#options;
    counters.refuse(why);
    log.debug({ userId: from.userId, peerId: from.peerId, type, why }, 'peer frame refused');
  }

  /** PeerJS takes ERROR as final and disconnects; its own frames never come here. */
  #refuseMalformed(from: PeerSocket, code: ErrorCode): void {
    const { counters, dismiss, limits, log } = this.#options;
    counters.malformed++;
    log.info({ userId: from.userId, peerId: from.peerId, code }, 'malformed peer frame');
    if (++from.badFrames >= limits.badFrames) dismiss(from, 'badFrame');
    else from.send(JSON.stringify({ type: 'ERROR', payload: { msg: code } }));
  }
}

function offerIn(text: string): { dst: string } | undefined {
  const offer = v.safeParse(AnyOffer, JSON.parse(text));
  return offer.success ? offer.output : undefined;
}
