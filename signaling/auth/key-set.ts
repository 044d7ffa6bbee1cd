import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import * as v from 'valibot';
import { BrokerError } from '../domain/broker-error.js';
import type { Log } from '../log.js';

/** After this the set is fetched anew, beside the requests that use what is there. */
const FRESH_MS = 10 * 60_000;
/** How long a key is believed whose issuer cannot be asked: nobody is shut out by its outage. */
const KEPT_MS = 24 * 3_600_000;
/** A token with a made-up key id makes us ask at most this often. */
const COOLDOWN_MS = 30_000;
const RETRY_MS = 5_000;
const FETCH_LIMIT_MS = 5_000;
const MAX_BYTES = 256 * 1024;
const MAX_KEYS = 100;

/** Public keys only: with a symmetric one in it, whoever reads the set could sign. */
const Key = v.looseObject({ kty: v.picklist(['RSA', 'EC', 'OKP']) });
const KeySetBody = v.object({ keys: v.pipe(v.array(v.unknown()), v.maxLength(MAX_KEYS)) });

export interface KeySet {
  /**
   * The public key of a token, as jose asks for it. Rejects with `unavailable` while no key is
   * known and the issuer cannot be reached, and with jose's own error when there is no such key.
   */
  readonly keyFor: JWTVerifyGetKey;
}

export interface KeySetOptions {
  /** Where the issuer publishes its keys (RFC 7517). */
  readonly url: string;
  readonly log: Pick<Log, 'warn'>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** The keys of the issuer at AUTH_JWKS_URL: cached, rotated, and fetched no oftener than needed. */
export function createKeySet({ url, log, now = Date.now }: KeySetOptions): KeySet {
  let known: { find: JWTVerifyGetKey; atMs: number } | undefined;
  let nextTryMs = -Infinity;
  let loading: Promise<void> | undefined;

  const ageMs = () => (known ? now() - known.atMs : Infinity);

  function load(): Promise<void> {
    if (!loading && now() >= nextTryMs) {
      loading = fetchKeySet(url)
        .then(
          (find) => {
            known = { find, atMs: now() };
            nextTryMs = now() + COOLDOWN_MS;
          },
          (error: unknown) => {
            nextTryMs = now() + RETRY_MS;
            log.warn({ err: error, keysKnown: known !== undefined }, 'no keys from AUTH_JWKS_URL');
          },
        )
        .finally(() => (loading = undefined));
    }
    return loading ?? Promise.resolve();
  }

  return {
    async keyFor(header, token) {
      if (ageMs() >= KEPT_MS) await load();
      else if (ageMs() >= FRESH_MS) void load();
      if (!known || ageMs() >= KEPT_MS) throw new BrokerError('unavailable');
      try {
        return await known.find(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await load();
        return known.find(header, token);
      }
    },
  };
}

/** Rejects when there is no answer in 5 s, or one that is no key set. */
export async function fetchKeySet(url: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(FETCH_LIMIT_MS),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the issuer answered ${response.status}`);
  }
  const { keys } = v.parse(KeySetBody, JSON.parse(await boundedText(response)));
  return createLocalJWKSet({ keys: keys.filter((key) => v.is(Key, key)) });
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error('the key set is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
