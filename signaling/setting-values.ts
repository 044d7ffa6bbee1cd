import { isIP } from 'node:net';
import * as v from 'valibot';
import type { Rate } from './domain/limits.js';
import { LOOPBACK_HOSTS } from './network-of.js';

const list = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  ),
);

export function listOf(accepts: (item: string) => boolean, message: string) {
  return v.pipe(
    list,
    v.check((items) => items.length > 0 && items.every(accepts), message),
  );
}

export function integer(min: number, max: number, message: string) {
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,12}$/, message),
    v.transform(Number),
    v.check((value) => value >= min && value <= max, message),
  );
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `30` and `30s` are seconds, `500ms`, `5m`, `12h`, `1d` say their unit. Undefined: not a duration. */
export function parseDurationMs(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,9})(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  return digits === undefined ? undefined : Number(digits) * UNIT_MS[unit ?? 's']!;
}

export function duration(minMs: number, maxMs: number, message: string) {
  return v.pipe(
    v.string(),
    v.transform((text) => parseDurationMs(text) ?? Number.NaN),
    v.check((ms) => ms >= minMs && ms <= maxMs, message),
  );
}

const RATE_MESSAGE = 'expected a count per window, such as 600/1m (at least 1, at most one day)';

/** Written `600/1m`. */
export const rate = v.pipe(
  v.string(),
  v.transform((text): Rate => {
    const [, points, window] = /^(\d{1,12})\/(.+)$/.exec(text.trim()) ?? [];
    return { points: Number(points), windowMs: parseDurationMs(window ?? '') ?? Number.NaN };
  }),
  v.check(
    ({ points, windowMs }) => points >= 1 && windowMs >= 1000 && windowMs <= 86_400_000,
    RATE_MESSAGE,
  ),
);

/** The origin of an address that is nothing but an origin; undefined for all else. */
export function parseOrigin(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text)) return undefined;
  try {
    const { href, origin } = new URL(text);
    return href === `${origin}/` && !text.includes('*') ? origin : undefined;
  } catch {
    return undefined;
  }
}

const ORIGIN_MESSAGE = 'expected an origin such as https://shop.example.com, without a path';

export const origin = v.pipe(
  v.string(),
  v.transform((text) => parseOrigin(text) ?? ''),
  v.check((text) => text !== '', ORIGIN_MESSAGE),
);

export const origins = v.pipe(
  listOf((item) => parseOrigin(item) !== undefined, `${ORIGIN_MESSAGE}; several by commas`),
  v.transform((items) => items.map((item) => parseOrigin(item)!)),
);

/** Keys that came unprotected could be anybody's. */
export const keySetUrl = v.pipe(
  v.string(),
  v.check((text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname, username, password } = new URL(text);
    const isHere = LOOPBACK_HOSTS.includes(hostname);
    return !username && !password && (protocol === 'https:' || (protocol === 'http:' && isHere));
  }, 'expected an address such as https://login.example.com/.well-known/jwks.json'),
);

export const isNetwork = (text: string): boolean => {
  const [address = '', prefix, extra] = text.split('/');
  const version = isIP(address);
  const bits = version === 6 ? 128 : 32;
  return (
    version > 0 &&
    extra === undefined &&
    (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))
  );
};
