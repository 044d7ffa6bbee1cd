import { BrokerError } from '../domain/broker-error.js';
import type { Payer } from '../domain/limits.js';

/** Of one person. A page brings two at a time. */
const MOST_WAITING = 8;
/** Nobody knows how long those before them take. */
const BUSY_MS = 5_000;

/** What waits of one network, by person. A map keeps the order of those who wait. */
type People = Map<string, (() => void)[]>;

/**
 * One at a time, like `Turns`, but all take turns: first the networks, then the people of each. Who
 * brings much, or is many, waits behind their own and keeps anybody else for one piece of work only.
 */
export class FairTurns {
  readonly #networks = new Map<string, People>();
  #isBusy = false;

  /** Rejects with `rate_limited` when too much of this person's waits already. */
  async take<T>({ network = '', userId }: Payer, work: () => Promise<T>): Promise<T> {
    if (this.#isBusy) await this.#wait(network, userId);
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      this.#next();
    }
  }

  #wait(network: string, userId: string): Promise<void> {
    const people: People = this.#networks.get(network) ?? new Map();
    const own = people.get(userId) ?? [];
    if (own.length >= MOST_WAITING) {
      throw new BrokerError('rate_limited', { retryAfterMs: BUSY_MS });
    }
    this.#networks.set(network, people.set(userId, own));
    return new Promise((resolve) => own.push(resolve));
  }

  /** Hands the turn over: it is never free in between. */
  #next(): void {
    const [network, people] = first(this.#networks);
    const [userId, own] = first(people);
    const begin = own?.shift();
    if (!begin) {
      this.#isBusy = false;
      return;
    }
    toTheEnd(people!, userId!, own!.length > 0);
    toTheEnd(this.#networks, network!, people!.size > 0);
    begin();
  }
}

function first<Value>(map: Map<string, Value> = new Map()): [string, Value] | [] {
  const [entry = []] = map;
  return entry;
}

function toTheEnd<Value>(map: Map<string, Value>, key: string, stays: boolean): void {
  const value = map.get(key)!;
  map.delete(key);
  if (stays) map.set(key, value);
}
