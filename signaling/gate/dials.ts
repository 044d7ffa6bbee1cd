import { setTimeout as delay } from 'node:timers/promises';
import type { PeerFrameOf } from '../../src/protocol/index.js';
import type { AddressBook, Dialled, DialLine } from '../domain/address-book.js';
import type { GateLimits } from './limits.js';
import type { Link } from './links.js';
import type { PeerSocket } from './peer-socket.js';
import type { Refusal, RoutedFrame } from './router.js';
import { callTypeOf, refusingAnswer } from './session-descriptions.js';

type Offer = PeerFrameOf<'OFFER'>;
type Candidate = PeerFrameOf<'CANDIDATE'>;

export interface DialsOptions {
  readonly addresses: AddressBook;
  readonly limits: GateLimits;
  readonly find: (peerId: string) => PeerSocket | undefined;
  /** Lets a frame through as if it were said now; false if it may not or cannot. */
  readonly pass: (from: PeerSocket, frame: RoutedFrame) => boolean;
  readonly onRefused: (from: PeerSocket, type: RoutedFrame['type'], why: Refusal) => void;
}

/** One call to an address. */
interface Dial {
  from: PeerSocket;
  readonly address: string;
  readonly connectionId: string;
  /** What PeerJS takes for a “no”. */
  readonly no: string;
  /** All of it tells where the caller is, and is gone from here once a device has it. */
  parked: { readonly offer: Offer; readonly candidates: Candidate[]; bytes: number } | undefined;
  /** What the domain made of it. */
  call: Dialled | undefined;
  /** To the device that took the call. */
  link: Link | undefined;
  isOver: boolean;
}

/**
 * Calls to the addresses of people. An OFFER tells where in the network its sender is, so it waits
 * here until a device of that person takes the call, and goes to that device alone.
 */
export class Dials {
  readonly #options: DialsOptions;
  /** At most one of each peer. */
  readonly #waiting = new Map<PeerSocket, Dial>();
  readonly #connected = new Map<PeerSocket, Dial>();
  #bytes = 0;

  constructor(options: DialsOptions) {
    this.#options = options;
  }

  /** Those that nobody has taken yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  isAddress(dst: string): boolean {
    return this.#options.addresses.isAddress(dst);
  }

  /** Takes a media OFFER to an address. What its peer dialled before, and waits, is given up. */
  park(from: PeerSocket, offer: Offer, bytes: number): void {
    const { addresses, limits } = this.#options;
    const { dst: address, payload } = offer;
    const dial: Dial = {
      from,
      address,
      connectionId: payload.connectionId,
      no: noTo(offer),
      parked: { offer, candidates: [], bytes },
      call: undefined,
      link: undefined,
      isOver: false,
    };
    const former = this.#waiting.get(from);
    this.#waiting.set(from, dial);
    this.#bytes += bytes;
    if (former) this.#giveUp(former);
    const line = this.#lineOf(dial);
    if (this.#bytes > limits.parkedBytes) return line.refuse();
    const { userId: srcUserId, peerId: srcPeerId } = from;
    const { role, network } = from.identity;
    const src = { role, ...(network !== undefined && { network }) };
    const callType = callTypeOf(payload.sdp.sdp);
    dial.call = addresses.dial({ srcUserId, srcPeerId, src, address, callType }, line);
  }

  /** Takes what follows an OFFER that waits. */
  take(from: PeerSocket, frame: RoutedFrame, bytes: number): boolean {
    const dial = this.#waiting.get(from);
    if (dial?.address !== frame.dst) return false;
    if (frame.type === 'CANDIDATE') return this.#keep(dial, frame, bytes);
    if (frame.type !== 'LEAVE') return false;
    this.#giveUp(dial);
    return true;
  }

  /** The same peer on a newer socket. */
  move(from: PeerSocket, to: PeerSocket): void {
    for (const dials of [this.#waiting, this.#connected]) {
      const dial = dials.get(from);
      if (!dial) continue;
      dials.delete(from);
      dials.set(to, dial);
      dial.from = to;
    }
  }

  /** The peer is gone. A call that was taken goes on without it. */
  drop(peer: PeerSocket): void {
    for (const dials of [this.#waiting, this.#connected]) {
      const dial = dials.get(peer);
      if (!dial) continue;
      this.#release(dial);
      dial.call?.leave();
    }
  }

  #keep(dial: Dial, frame: Candidate, bytes: number): boolean {
    const { limits, onRefused } = this.#options;
    const { parked, connectionId } = dial;
    const { payload } = frame;
    if (!parked || payload.connectionId !== connectionId || payload.type !== 'media') return false;
    const isTooMuch =
      parked.candidates.length >= limits.candidatesPerLink ||
      parked.bytes + bytes > limits.dialBytes ||
      this.#bytes + bytes > limits.parkedBytes;
    if (isTooMuch) onRefused(dial.from, 'CANDIDATE', 'too_many_candidates');
    else {
      parked.candidates.push(frame);
      parked.bytes += bytes;
      this.#bytes += bytes;
    }
    return true;
  }

  #lineOf(dial: Dial): DialLine {
    const { limits, find } = this.#options;
    // Nobody learns from the time it takes whether an address is somebody's.
    const patience = delay(limits.refusalMs, undefined, { ref: false });
    return {
      refuse: () => {
        if (dial.isOver) return;
        this.#release(dial);
        dial.isOver = true;
        this.#options.onRefused(dial.from, 'OFFER', 'not_rung');
        void patience.then(() => find(dial.from.peerId)?.expire(dial.address));
      },
      connect: (to) => this.#connect(dial, to),
      end: () => this.#end(dial),
    };
  }

  #connect(dial: Dial, { callId, peerId }: { callId: string; peerId: string }): boolean {
    const { from, parked, connectionId, address } = dial;
    if (!parked) return false;
    this.#release(dial);
    const { sdp } = parked.offer.payload;
    // The callee's page answers the dial of the call that was taken there, and no other.
    const payload = { type: 'media', connectionId, sdp, metadata: { callId } } as const;
    if (!this.#options.pass(from, { type: 'OFFER', dst: peerId, payload })) return false;
    dial.link = from.links?.get(connectionId);
    if (dial.link) dial.link.address = address;
    this.#connected.set(from, dial);
    for (const candidate of parked.candidates) this.#options.pass(from, candidate);
    return true;
  }

  /** The caller's own doing: the domain hears of it, and has no more to say. */
  #giveUp(dial: Dial): void {
    this.#end(dial);
    dial.call?.leave();
  }

  #end(dial: Dial): void {
    if (dial.isOver) return;
    dial.isOver = true;
    this.#release(dial);
    const { peerId } = dial.from;
    const peer = this.#options.find(peerId);
    // PeerJS tells `close` only of what was answered.
    if (!dial.link?.answered) peer?.send(dial.no);
    const isDialledAnew = peer && this.#waiting.get(peer)?.address === dial.address;
    // Ends all that PeerJS has with this address.
    if (!isDialledAnew)
      peer?.send(JSON.stringify({ type: 'LEAVE', src: dial.address, dst: peerId }));
  }

  /** From all that is kept here. */
  #release(dial: Dial): void {
    for (const dials of [this.#waiting, this.#connected]) {
      if (dials.get(dial.from) === dial) dials.delete(dial.from);
    }
    this.#bytes -= dial.parked?.bytes ?? 0;
    dial.parked = undefined;
  }
}

function noTo({ dst, payload: { connectionId, sdp } }: Offer): string {
  const answer = { type: 'answer', sdp: refusingAnswer(sdp.sdp) };
  const payload = { type: 'media', connectionId, sdp: answer };
  return JSON.stringify({ type: 'ANSWER', src: dst, payload });
}
