import { TIMES } from '../../src/protocol/index.js';

/** What one socket, and the gate as a whole, may take. Times are milliseconds, sizes bytes. */
export interface GateLimits {
  /** Sockets held at once; the next one is told to try again later. */
  readonly sockets: number;
  /** Frames (pings too) a socket may send at once after a pause, and for ever after. */
  readonly frameBurst: number;
  readonly framesPerSecond: number;
  /** What a refused OFFER costs of that allowance, in frames. */
  readonly refusedOfferCost: number;
  /** The malformed frame that ends its socket. */
  readonly badFrames: number;
  /** Unsent bytes at which a reader counts as too slow. */
  readonly bufferedBytes: number;
  /** Links one peer takes part in at once; the oldest gives way. */
  readonly linksPerPeer: number;
  readonly candidatesPerLink: number;
  /** What one call to an address may leave here while it rings, and all of them together. */
  readonly dialBytes: number;
  readonly parkedBytes: number;
  /** A call to an address is not refused sooner, whatever the reason. */
  readonly refusalMs: number;
  /** How long a link lets frames through after its OFFER, and again after its ANSWER. */
  readonly linkMs: number;
  /** Every socket is looked at once in a round: expiry, liveness, forgotten links. */
  readonly roundMs: number;
  /** A round is walked in steps, so that 10,000 sockets are never pinged in one go. */
  readonly stepMs: number;
  /** A socket not heard for this long is dead. */
  readonly silenceMs: number;
  /** How long a closed socket may take to say goodbye. */
  readonly goodbyeMs: number;
}

export const GATE_LIMITS: GateLimits = {
  sockets: 20_000,
  frameBurst: 200,
  framesPerSecond: 100,
  refusedOfferCost: 10,
  badFrames: 8,
  bufferedBytes: 1024 * 1024,
  linksPerPeer: 32,
  candidatesPerLink: 512,
  dialBytes: 128 * 1024,
  parkedBytes: 64 * 1024 * 1024,
  refusalMs: 300,
  linkMs: 120_000,
  roundMs: TIMES.heartbeatMs,
  stepMs: 500,
  silenceMs: TIMES.brokerSilenceMs,
  goodbyeMs: 2_000,
};
