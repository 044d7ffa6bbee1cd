import { randomBytes } from 'node:crypto';

/** Unguessable, in PeerJS's grammar: what a plain PeerJS client calls to ring somebody. */
export function newPeerAddress(): string {
  return randomBytes(20).toString('hex');
}
