import type { CallType } from '../../src/protocol/index.js';
import type { Identity } from './types.js';

/**
 * People behind addresses. A PeerJS client without our code knows no frame but PeerJS's own: it calls
 * the address of a person, and its OFFER waits at the gate while that person's devices ring.
 */
export interface AddressBook {
  /** Whether it looks like an address; whether it is anybody's is for `dial` to say. */
  isAddress(text: string): boolean;
  /** Rings whoever has the address. What becomes of it is said to `line`, which may be at once. */
  dial(question: DialQuestion, line: DialLine): Dialled;
}

export interface DialQuestion {
  readonly srcUserId: string;
  /** Unset: as a person of the site, from nowhere in particular. */
  readonly src?: Pick<Identity, 'role' | 'network'>;
  readonly srcPeerId: string;
  readonly address: string;
  readonly callType: CallType;
}

/** The caller's end of such a call, at the gate. */
export interface DialLine {
  /** It does not ring. Why not is nobody's business. */
  refuse(): void;
  /** A device took the call: its peer gets the OFFER now. False when it cannot. */
  connect(to: { callId: string; peerId: string }): boolean;
  /** It rang, and is over. */
  end(): void;
}

export interface Dialled {
  /** The caller's socket is gone, or dials anew, or hangs up. */
  leave(): void;
}
