import type { PeerLink } from '../peer-link.js';

/** Credentials are renewed when this much of their time is over. */
const RENEW_SHARE = 0.8;
/** As long as a timer can wait: longer than any call. */
const LONGEST_MS = 2 ** 31 - 1;

/** Renews the credentials of TURN servers: a relayed call outlives those that it began with. */
export class Renewal {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onRenewed there are fresh ones, which count from the next look for a path on */
  constructor(
    readonly link: Pick<PeerLink, 'serversTtlMs' | 'renewServers'>,
    readonly onRenewed: () => void,
  ) {
    this.#wait();
  }

  /** Idempotent. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    const { serversTtlMs } = this.link;
    if (serversTtlMs === undefined) return;
    const waitMs = Math.min(serversTtlMs * RENEW_SHARE, LONGEST_MS);
    this.#timer = setTimeout(() => this.#renew(), waitMs);
  }

  #renew(): void {
    this.#wait();
    // Those that could not be renewed now may be the next time.
    this.link.renewServers().then(this.onRenewed, () => undefined);
  }
}
