import { randomBytes } from 'node:crypto';

const ADDRESS_BYTES = 20;
const HEX = /^[0-9a-f]+$/;

/** Unguessable, in PeerJS's grammar: what a plain PeerJS client calls to ring somebody. */
export function newPeerAddress(): string {
  return randomBytes(ADDRESS_BYTES).toString('hex');
}

/** Whether it looks like one. Peer ids never do: they hold a `-`. */
export function isPeerAddress(text: string): boolean {
  return text.length === ADDRESS_BYTES * 2 && HEX.test(text);
}
