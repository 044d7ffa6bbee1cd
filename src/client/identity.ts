import * as v from 'valibot';
import { DeskbellError } from '../core/errors.js';
import { responses } from '../protocol/index.js';
import { claimsOf } from './claims.js';
import { fetchText, jsonOf, parseAnswer, type Fetch } from './http.js';
import type { KeyValueStorage } from './storage.js';
import { GUEST } from './storage-keys.js';

export interface IdentityOptions {
  broker: string;
  token?: string | undefined;
  tokenUrl?: string | undefined;
  guestName?: string | undefined;
  /** Where a guest's token outlives the page. */
  storage: KeyValueStorage;
  /** Where it is noted which guest this tab was. */
  tabStorage: KeyValueStorage;
  fetch: Fetch;
  /** A fresh token took the place of another. */
  onRenewed(): void;
}

const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const TOKEN_TIMEOUT_MS = 10_000;
/** Renewed this long before it expires, or after four fifths of its life when that is short. */
const RENEW_MARGIN_MS = 60_000;
/** After a renewal that failed. */
const RETRY_MS = 10_000;
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Sessions of this page that became a guest: with another beside it, that guest is no former one. */
export const guestsHere = new Set<Identity>();

/** Who this session is: keeps the token, fetches and renews it, makes a guest when there is none. */
export class Identity {
  readonly #options: IdentityOptions;
  #token: string | undefined;
  #renewAtMs = Infinity;
  #obtaining: Promise<string> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  /** The page gave the token, not only a place to fetch it: they are no guest, also when it has aged. */
  #isGiven: boolean;

  constructor(options: IdentityOptions) {
    this.#options = options;
    this.#isGiven = !!options.token;
    if (options.token) this.#adopt(options.token);
  }

  /** The `sub` of the token in use: known before the broker has welcomed us. */
  get userId(): string | undefined {
    return this.#token ? claimsOf(this.#token).sub : undefined;
  }

  /** A token that is good for now. May make a guest: ask only when the person acts. */
  async token(): Promise<string> {
    if (this.#token && Date.now() < this.#renewAtMs) return this.#token;
    return this.renew();
  }

  /**
   * Gets another token because the one in use was refused or is ageing.
   * @throws DeskbellError `token_expired` when there is no way to get another
   */
  renew(): Promise<string> {
    this.#obtaining ??= this.#obtain().finally(() => {
      this.#obtaining = undefined;
    });
    return this.#obtaining;
  }

  /** The site's own new token, for the same person or another: whoever was a guest is one no more. */
  set(token: string): void {
    this.#isGiven = true;
    guestsHere.delete(this);
    this.#adopt(token);
    this.#options.onRenewed();
  }

  close(): void {
    this.#closed = true;
    guestsHere.delete(this);
    clearTimeout(this.#timer);
  }

  async #obtain(): Promise<string> {
    const before = this.#token;
    const { tokenUrl } = this.#options;
    if (this.#isGiven && !tokenUrl) throw new DeskbellError('token_expired');
    const asking = tokenUrl ? this.#fromSite(tokenUrl) : this.#guest();
    // One that the page set meanwhile wins, whatever came of this.
    const fresh = await asking.catch((cause: unknown) => {
      if (this.#token === before) throw cause;
    });
    if (this.#closed) throw new DeskbellError('closed');
    if (!fresh || this.#token !== before) return this.#token!;
    if (!tokenUrl) this.#noteGuest(fresh);
    this.#adopt(fresh);
    if (before !== undefined) this.#options.onRenewed();
    return fresh;
  }

  /** The site answers `{"token": "…"}` or the bare token, for whoever its cookies say. */
  async #fromSite(tokenUrl: string): Promise<string> {
    const text = await fetchText(
      this.#options.fetch,
      tokenUrl,
      { credentials: 'include' },
      { timeoutMs: TOKEN_TIMEOUT_MS },
    );
    const answer = v.safeParse(v.object({ token: v.string() }), jsonOf(text));
    const token = answer.success ? answer.output.token : text.trim();
    if (!JWT.test(token)) throw new DeskbellError('token_missing');
    return token;
  }

  /** The guest of an earlier visit: by their token while it lasts, by a new one after that. */
  async #guest(): Promise<string> {
    const { broker, storage } = this.#options;
    const kept = storage.get(GUEST + broker);
    const former = kept && JWT.test(kept) ? kept : undefined;
    const lasts = former && (claimsOf(former).exp ?? 0) * 1_000 > Date.now();
    return lasts && former !== this.#token ? former : this.#newGuest(former);
  }

  /** The tab notes which guest it was, and when it last became that one. */
  #noteGuest(token: string): void {
    const { broker, storage, tabStorage } = this.#options;
    const key = GUEST + broker;
    storage.set(key, token);
    tabStorage.set(key, `${claimsOf(token).sub} ${Date.now()}`);
    guestsHere.add(this);
  }

  async #newGuest(former: string | undefined): Promise<string> {
    const { broker, guestName, fetch } = this.#options;
    const text = await fetchText(fetch, `${broker}/api/guests`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(former && { authorization: `Bearer ${former}` }),
      },
      body: JSON.stringify(guestName ? { name: guestName } : {}),
    });
    return parseAnswer(responses.guest, text).token;
  }

  #adopt(token: string): void {
    this.#token = token;
    this.#renewAtMs = Infinity;
    clearTimeout(this.#timer);
    const { exp } = claimsOf(token);
    // There is no way to get another.
    const isLast = this.#isGiven && !this.#options.tokenUrl;
    if (exp === undefined || isLast || this.#closed) return;
    const leftMs = exp * 1_000 - Date.now();
    const inMs = leftMs - Math.min(RENEW_MARGIN_MS, leftMs / 5);
    this.#renewAtMs = Date.now() + inMs;
    if (inMs <= 0) return;
    const renewIn = (ms: number): void => {
      this.#timer = setTimeout(() => {
        // Again while the old one is good; then a failure shows when a token is needed.
        this.renew().catch(() => Date.now() < exp * 1_000 && !this.#closed && renewIn(RETRY_MS));
      }, ms);
    };
    renewIn(Math.min(inMs, MAX_TIMER_MS));
  }
}
