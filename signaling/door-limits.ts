import type { RateLimits } from './config.js';
import { BrokerError } from './domain/broker-error.js';
import { counter } from './domain/counter.js';
import { networkOf } from './network-of.js';

/** Nobody knows when one of the others goes. */
const FULL_MS = 30_000;

/** Gives back what was taken. Idempotent. */
export type Release = () => void;

/**
 * How often somebody may knock, for the API and the sockets together. Each person has their own
 * count beside that of their address, so that one office is not locked out by one of its people.
 * The `take…` methods reject with `rate_limited`.
 */
export interface DoorLimits {
  takeAddressRequest(address: string): Promise<void>;
  /** After that of the address, which gets its own back where the person's is refused. */
  takeRequest(userId: string, address: string): Promise<void>;
  takeGuest(address: string): Promise<void>;
  /** Counts a socket of this address, and again of this person once they are known. */
  holdAddressSocket(address: string): Release;
  holdSocket(userId: string): Release;
  /** Counts a connection for requests. */
  holdAddressConnection(address: string): Release;
}

export function createDoorLimits(limits: RateLimits | null): DoorLimits {
  if (!limits) return unlimited;
  const requests = counter(limits.requests);
  const addressRequests = counter(limits.addressRequests);
  const guests = counter(limits.guests);
  const sockets = gauge(limits.sockets);
  const addressSockets = gauge(limits.addressSockets);
  const addressConnections = gauge(limits.addressConnections);
  return {
    takeAddressRequest: (address) => addressRequests.take(networkOf(address)),
    async takeRequest(userId, address) {
      try {
        await requests.take(userId);
      } catch (refusal) {
        await addressRequests.giveBack(networkOf(address));
        throw refusal;
      }
    },
    takeGuest: (address) => guests.take(networkOf(address)),
    holdSocket: (userId) => sockets(userId),
    holdAddressSocket: (address) => addressSockets(networkOf(address)),
    holdAddressConnection: (address) => addressConnections(networkOf(address)),
  };
}

const unlimited: DoorLimits = {
  takeAddressRequest: () => Promise.resolve(),
  takeRequest: () => Promise.resolve(),
  takeGuest: () => Promise.resolve(),
  holdSocket: () => () => {},
  holdAddressSocket: () => () => {},
  holdAddressConnection: () => () => {},
};

function gauge(max: number): (key: string) => Release {
  const held = new Map<string, number>();
  return (key) => {
    const count = held.get(key) ?? 0;
    if (count >= max) throw new BrokerError('rate_limited', { retryAfterMs: FULL_MS });
    held.set(key, count + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const left = held.get(key)! - 1;
      if (left === 0) held.delete(key);
      else held.set(key, left);
    };
  };
}
