import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const NONCE_BYTES = 16;
const MAC_BYTES = 16;
const SHAPE = /^([0-9a-f]{32})-([0-9a-f]{32})$/;

export interface PeerIds {
  /** A new id that PeerServer will know one device of this person by. Unguessable, never stored. */
  issue(userId: string): string;
  /** Whether `peerId` was issued to this person, by any of the secrets. Constant in time. */
  isOf(peerId: string, userId: string): boolean;
}

/** `nonce-mac`, both hex: PeerJS's grammar has neither `_` at an end nor two joiners in a row. */
export function createPeerIds(secrets: readonly string[]): PeerIds {
  const macOf = (secret: string, nonce: string, userId: string) =>
    createHmac('sha256', secret)
      .update(`deskbell peer id\0${nonce}\0${userId}`)
      .digest()
      .subarray(0, MAC_BYTES);

  return {
    issue(userId) {
      const nonce = randomBytes(NONCE_BYTES).toString('hex');
      return `${nonce}-${macOf(secrets[0]!, nonce, userId).toString('hex')}`;
    },
    isOf(peerId, userId) {
      const [, nonce, mac] = SHAPE.exec(peerId) ?? [];
      if (nonce === undefined || mac === undefined) return false;
      const claimed = Buffer.from(mac, 'hex');
      return secrets.some((secret) => timingSafeEqual(claimed, macOf(secret, nonce, userId)));
    },
  };
}
