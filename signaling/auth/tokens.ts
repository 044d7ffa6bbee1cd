import { webcrypto } from 'node:crypto';
import {
  decodeProtectedHeader,
  errors,
  jwtVerify,
  SignJWT,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  type JWTVerifyResult,
} from 'jose';
import * as v from 'valibot';
import { DisplayName, HttpUrl, UserId } from '../../src/protocol/index.js';
import { BrokerError } from '../domain/broker-error.js';
import type { Identity } from '../domain/types.js';
import { visibleName } from '../domain/visible-name.js';
import type { KeySet } from './key-set.js';
import { rememberVerified } from './remember-verified.js';

const SKEW_SECONDS = 60;
const MAX_LIFETIME_SECONDS = 24 * 3600;
/** How long a guest who stays away is still the same person. */
const GUEST_MEMORY_SECONDS = 30 * 24 * 3600;
/** Far above any honest token; a header may carry 16 KiB, and every byte of it would be hashed. */
const MAX_TOKEN_CHARS = 8192;

/** What an issuer with public keys may sign by. Never a list that a token or a key brings along. */
const ISSUER_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'];

const Role = v.picklist(['user', 'guest', 'service', 'admin']);

/** Cleaned, not refused: whoever made the token may know nothing of what we bear. */
const ShownName = v.pipe(v.string(), v.transform(visibleName), DisplayName);

export interface TokenOptions {
  /** Newest first: the first signs, all verify. */
  readonly secrets: readonly string[];
  /** Keys of an issuer besides the secrets. */
  readonly keySet?: KeySet;
  readonly audience?: string;
  readonly issuer?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface TokenClaims {
  readonly userId: string;
  readonly name?: string;
  readonly role?: Identity['role'];
  /** At most 24 h. */
  readonly ttlSeconds: number;
}

export interface Tokens {
  /** Rejects with `unauthorized` or `token_expired`, never with why. */
  verify(token: string): Promise<Identity>;
  /** Who a guest's token was made for, up to 30 days after it expired. Rejects like `verify`. */
  verifyFormerGuest(token: string): Promise<Identity>;
  sign(claims: TokenClaims): Promise<string>;
}

export function createTokens(options: TokenOptions): Tokens {
  const { secrets, keySet, audience, issuer, now = Date.now } = options;
  const keys = secrets.map(keyFrom);
  const nowSeconds = () => Math.floor(now() / 1000);

  /** Secrets verify HS256 and public keys the rest: a public key is never taken for a secret. */
  async function verifiedPayload(
    token: string,
    toleranceSeconds: number,
    { onlyOurs = false } = {},
  ): Promise<JWTPayload> {
    if (!isCompact(token)) throw new BrokerError('unauthorized');
    const claims = {
      audience,
      issuer,
      clockTolerance: toleranceSeconds,
      currentDate: new Date(now()),
      requiredClaims: ['sub', 'exp'],
    };
    try {
      const isOurs = decodeProtectedHeader(token).alg === 'HS256';
      const algorithms = isOurs ? ['HS256'] : ISSUER_ALGORITHMS;
      const { payload, protectedHeader } = isOurs
        ? await verifyWithAny(token, keys, { ...claims, algorithms })
        : await jwtVerify(token, keyOf(onlyOurs ? undefined : keySet), { ...claims, algorithms });
      const { typ, crit } = protectedHeader;
      // What must be understood is nothing that any token of ours needs.
      if (!isJwtType(typ) || crit !== undefined) throw new BrokerError('unauthorized');
      return isOurs ? payload : asPerson(payload);
    } catch (error) {
      if (error instanceof BrokerError) throw error;
      if (error instanceof errors.JWTExpired) throw new BrokerError('token_expired');
      throw new BrokerError('unauthorized', { cause: error });
    }
  }

  const verify = rememberVerified(
    async (token) => identityOf(await verifiedPayload(token, SKEW_SECONDS), nowSeconds()),
    { skewSeconds: SKEW_SECONDS, now },
  );

  return {
    async verify(token) {
      requireSize(token);
      return verify(token);
    },

    async verifyFormerGuest(token) {
      requireSize(token);
      const payload = await verifiedPayload(token, GUEST_MEMORY_SECONDS, { onlyOurs: true });
      const identity = identityOf(payload, nowSeconds());
      if (identity.role !== 'guest') throw new BrokerError('unauthorized');
      return identity;
    },

    async sign({ userId, name, role = 'user', ttlSeconds }) {
      const issuedAt = nowSeconds();
      const jwt = new SignJWT({ ...(name && { name }), ...(role !== 'user' && { role }) })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + Math.min(ttlSeconds, MAX_LIFETIME_SECONDS));
      if (audience) jwt.setAudience(audience);
      if (issuer) jwt.setIssuer(issuer);
      return jwt.sign(await keys[0]!);
    },
  };
}

function requireSize(token: string): void {
  if (token.length > MAX_TOKEN_CHARS) throw new BrokerError('unauthorized');
}

/** Made once: to make it anew for each token would be half of the work of verifying one. */
function keyFrom(secret: string): Promise<webcrypto.CryptoKey> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  return webcrypto.subtle.importKey('raw', Buffer.from(secret), algorithm, false, [
    'sign',
    'verify',
  ]);
}

function keyOf(keySet: KeySet | undefined): JWTVerifyGetKey {
  if (!keySet) throw new BrokerError('unauthorized');
  return keySet.keyFor;
}

/**
 * What an issuer calls its people's roles (`authenticated`, `editor`, a list) is its own affair, and
 * makes nobody an admin or a service here: those are tokens of ours. Its guests may be guests.
 */
function asPerson(payload: JWTPayload): JWTPayload {
  return { ...payload, role: payload['role'] === 'guest' ? 'guest' : 'user' };
}

/** While secrets are rotated, an older one may have signed. */
async function verifyWithAny(
  token: string,
  [key, ...older]: readonly Promise<webcrypto.CryptoKey>[],
  options: JWTVerifyOptions,
): Promise<JWTVerifyResult> {
  if (!key) throw new BrokerError('unauthorized');
  try {
    return await jwtVerify(token, await key, options);
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed && older.length > 0) {
      return verifyWithAny(token, older, options);
    }
    throw error;
  }
}

/** Three parts in base64url, each written in the one way there is: no token has a twin. */
function isCompact(token: string): boolean {
  const parts = token.split('.');
  return (
    parts.length === 3 &&
    parts.every(
      (part) => part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part,
    )
  );
}

/** A token made for another purpose (`at+jwt`, `logout+jwt`, …) is not for us; none named is fine. */
function isJwtType(typ: string | undefined): boolean {
  return typ === undefined || /^(application\/)?jwt$/i.test(typ);
}

function identityOf(payload: JWTPayload, nowSeconds: number): Identity {
  const { sub, exp, iat } = payload;
  const userId = v.safeParse(UserId, sub);
  const role = v.safeParse(v.optional(Role, 'user'), payload['role']);
  if (!userId.success || !role.success || exp === undefined) throw new BrokerError('unauthorized');
  if (iat !== undefined && iat > nowSeconds + SKEW_SECONDS) throw new BrokerError('unauthorized');
  if (exp - (iat ?? nowSeconds) > MAX_LIFETIME_SECONDS) throw new BrokerError('unauthorized');
  const name = v.safeParse(ShownName, payload['name']);
  const picture = v.safeParse(HttpUrl, payload['picture']);
  return {
    userId: userId.output,
    role: role.output,
    expiresAt: exp,
    // What a token says wrongly of a name or picture is no reason to lock its person out.
    ...(name.success && { name: name.output }),
    ...(picture.success && { picture: picture.output }),
  };
}
