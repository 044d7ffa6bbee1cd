import type { CallSignalInput, CallSignalOf } from '../../protocol/index.js';
import { warn } from '../logger.js';

export interface NegotiationPorts {
  rtc: RTCPeerConnection;
  /** Of two offers that meet, the polite side takes its own back. */
  isPolite: boolean;
  send(signal: CallSignalInput): void;
  /** Sections of the session have their names now. */
  onSettled?(): void;
}

/** A peer that offers without end is not listened to. */
const MOST_OFFERS_PER_MINUTE = 60;
const MOST_CANDIDATES_PER_MINUTE = 1_000;
const MINUTE_MS = 60_000;

type Description = CallSignalOf<'call_description'>;
type Candidate = CallSignalOf<'call_candidate'>;

/**
 * Every negotiation of a call after PeerJS's first one: perfect negotiation over frames that may be
 * late, lost, doubled or overtaken. Offers of each side are numbered, answers name their offer. One
 * thing is done after the other.
 */
export class Negotiation {
  readonly #ports: NegotiationPorts;
  readonly #stopping = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #ownRound = 0;
  #theirRound = 0;
  #isIgnoring = false;
  #counts = { sinceMs: 0, offers: 0, candidates: 0 };

  constructor(ports: NegotiationPorts) {
    this.#ports = ports;
    const { rtc } = ports;
    const { signal } = this.#stopping;
    // From here on candidates are ours to send: PeerJS's own way ends two minutes after its offer.
    rtc.onicecandidate = null;
    rtc.addEventListener('icecandidate', ({ candidate }) => this.#sendCandidate(candidate), {
      signal,
    });
    rtc.addEventListener('negotiationneeded', () => this.#enqueue(() => this.#offer()), { signal });
  }

  /** Looks for a path anew. An offer that nobody answered is overtaken by the new one. */
  restart(): void {
    this.#enqueue(() => this.#offer({ iceRestart: true }));
  }

  /** An offer of this side waits for its answer, which may have been lost, or was never asked for. */
  get isWaiting(): boolean {
    return this.#ports.rtc.signalingState === 'have-local-offer';
  }

  /** Says an offer again whose answer may have been lost. */
  repeat(): void {
    this.#enqueue(async () => {
      if (this.isWaiting) await this.#offer({});
    });
  }

  hear(signal: Description | Candidate): void {
    if (!this.#isAllowed(signal)) return;
    this.#enqueue(() =>
      signal.type === 'call_candidate' ? this.#takeCandidate(signal) : this.#take(signal),
    );
  }

  /** Idempotent. */
  close(): void {
    this.#stopping.abort();
  }

  async #offer(options?: RTCOfferOptions): Promise<void> {
    const { rtc, send } = this.#ports;
    // Nothing may have been left to say since this was wanted, or theirs is being answered.
    if (!options && rtc.signalingState !== 'stable') return;
    if (rtc.signalingState !== 'stable' && rtc.signalingState !== 'have-local-offer') return;
    await rtc.setLocalDescription(await rtc.createOffer(options));
    const { sdp } = rtc.localDescription ?? {};
    const description = { type: 'offer', sdp: sdp ?? '' } as const;
    send({ type: 'call_description', description, round: ++this.#ownRound });
    this.#ports.onSettled?.();
  }

  async #take({ description, round }: Description): Promise<void> {
    const { rtc, isPolite, send } = this.#ports;
    if (description.type === 'answer') {
      const isAwaited = rtc.signalingState === 'have-local-offer' && round === this.#ownRound;
      if (isAwaited) await rtc.setRemoteDescription(description);
      return;
    }
    if (round <= this.#theirRound) return;
    this.#theirRound = round;
    this.#isIgnoring = !isPolite && rtc.signalingState === 'have-local-offer';
    if (this.#isIgnoring) return;
    // What we had offered meanwhile is taken back by this, and offered again afterwards.
    await rtc.setRemoteDescription(description);
    await rtc.setLocalDescription(await rtc.createAnswer());
    const { sdp } = rtc.localDescription ?? {};
    send({ type: 'call_description', description: { type: 'answer', sdp: sdp ?? '' }, round });
    this.#ports.onSettled?.();
  }

  async #takeCandidate({ candidate }: Candidate): Promise<void> {
    const { sdpMid = null, sdpMLineIndex = null, usernameFragment = null } = candidate;
    try {
      await this.#ports.rtc.addIceCandidate({
        candidate: candidate.candidate,
        sdpMid,
        sdpMLineIndex,
        usernameFragment,
      });
    } catch (cause) {
      // Of an offer that was ignored or overtaken.
      if (!this.#isIgnoring && this.#ports.rtc.signalingState !== 'closed') {
        warn('a candidate of the other side was not taken', cause);
      }
    }
  }

  #sendCandidate(candidate: RTCIceCandidate | null): void {
    if (!candidate?.candidate) return;
    const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    this.#ports.send({
      type: 'call_candidate',
      candidate: { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment },
    });
  }

  #isAllowed({ type }: Description | Candidate): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#counts.sinceMs > MINUTE_MS) {
      this.#counts = { sinceMs: nowMs, offers: 0, candidates: 0 };
    }
    return type === 'call_candidate'
      ? ++this.#counts.candidates <= MOST_CANDIDATES_PER_MINUTE
      : ++this.#counts.offers <= MOST_OFFERS_PER_MINUTE;
  }

  #enqueue(work: () => Promise<void>): void {
    const isOver = () =>
      this.#stopping.signal.aborted || this.#ports.rtc.signalingState === 'closed';
    this.#work = this.#work
      .then(() => (isOver() ? undefined : work()))
      .catch((cause: unknown) => {
        // A description that makes no sense is the other side's trouble.
        if (!isOver()) warn('a renegotiation of the call failed', cause);
      });
  }
}
