import type { WebSocket } from 'ws';
import type { AddressBook } from '../domain/address-book.js';
import type { FrameBudget } from '../domain/frame-budget.js';
import type { Identity } from '../domain/types.js';
import type { GateCounts } from './counters.js';
import type { GateLimits } from './limits.js';
import type { OfferQuestion } from './router.js';

/** As much of a pino logger as the gate needs. */
export interface GateLog {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

export interface PeerGateOptions {
  /** Whether a media OFFER may pass. Asked for absent destinations too. */
  readonly authorizeOffer: (question: OfferQuestion) => boolean;
  /** The same for data OFFERs; without it none passes. */
  readonly authorizeData?: (question: OfferQuestion) => boolean;
  /** Who is behind the addresses that plain clients call; without it no address is anybody's. */
  readonly addresses?: AddressBook;
  readonly log: GateLog;
  /** What all sockets of one person, and of one network, may say; without it each has only its own limit. */
  readonly frames?: Pick<FrameBudget, 'take'>;
  readonly limits?: Partial<GateLimits>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** PeerServer behind a gate that lets in verified people and lets through authorised frames. */
export interface PeerGate {
  /**
   * Takes over an upgraded socket whose token, origin and peer id were verified. Whoever had the
   * same peer id is replaced. What refuses the socket is a close code.
   */
  accept(socket: WebSocket, peer: { peerId: string; identity: Identity }): void;
  /** Closes every socket of somebody whose token is good for nothing any more. */
  dismiss(userId: string): void;
  /** A call of these two peers is over: nothing that would follow its OFFER passes any more. */
  part(peerId: string, otherId: string): void;
  counts(): GateCounts;
  /** Closes every socket with `restart`; resolves when all are gone. */
  close(): Promise<void>;
}
