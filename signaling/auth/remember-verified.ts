import { hash } from 'node:crypto';
import { BrokerError } from '../domain/broker-error.js';
import type { Identity } from '../domain/types.js';

type Verify = (token: string) => Promise<Identity>;

/** A key that an issuer takes back, and the tokens it signed, end within this time. */
const REMEMBERED_MS = 60_000;
const REMEMBERED = 10_000;

export interface RememberOptions {
  /** How long a token is good after `exp`, in seconds. */
  readonly skewSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Verifies a token once a minute, whoever shows it how often: an HMAC for each request is a tenth of its
 * work. Only what was found good is remembered, by its hash.
 */
export function rememberVerified(verify: Verify, { skewSeconds, now }: RememberOptions): Verify {
  const known = new Map<string, { identity: Identity; verifiedMs: number }>();
  return async (token) => {
    const key = hash('sha256', token, 'base64');
    const found = known.get(key);
    const sinceMs = now() - (found?.verifiedMs ?? -Infinity);
    if (found && sinceMs >= 0 && sinceMs < REMEMBERED_MS) {
      if (now() < (found.identity.expiresAt + skewSeconds) * 1000) return found.identity;
      throw new BrokerError('token_expired');
    }
    known.delete(key);
    const identity = await verify(token);
    // A map keeps the order in which it was told: the first is the eldest.
    if (known.size >= REMEMBERED) known.delete(known.keys().next().value!);
    known.set(key, { identity, verifiedMs: now() });
    return identity;
  };
}
