import { PAST_MS } from './call-silence.js';

/** Calls of one network to one person, and pairs of the two, that are remembered. */
const MOST_CALLS = 64;
const MOST_PAIRS = 10_000;

interface GuestCall {
  readonly id: string;
  readonly atMs: number;
}

/**
 * Which calls to a person came from guests of one network: a guest who made themselves anew is another
 * person to the records, and the same nuisance. Kept in memory only, since nobody's address is stored.
 */
export class GuestCalls {
  readonly #pairs = new Map<string, GuestCall[]>();

  of(network: string, calleeId: string, nowMs: number): string[] {
    const calls = this.#pairs.get(keyOf(network, calleeId)) ?? [];
    return calls.filter(({ atMs }) => atMs > nowMs - PAST_MS).map(({ id }) => id);
  }

  add(network: string, calleeId: string, call: GuestCall): void {
    const key = keyOf(network, calleeId);
    const calls = this.#pairs.get(key) ?? [];
    // The longest unused first, so that a flood of pairs is forgotten before a busy one.
    this.#pairs.delete(key);
    this.#pairs.set(key, [...calls, call].slice(-MOST_CALLS));
    if (this.#pairs.size <= MOST_PAIRS) return;
    const [oldest] = this.#pairs.keys();
    this.#pairs.delete(oldest!);
  }
}

const keyOf = (network: string, calleeId: string) => JSON.stringify([network, calleeId]);
