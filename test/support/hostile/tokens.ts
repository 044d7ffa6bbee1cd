import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { strangeName, strangeValue, STRANGE_TEXTS } from './values.js';

export interface HostileToken {
  readonly token: string;
  /** The claims, when it carries a signature that is good. Nothing else may ever be let in. */
  readonly signed?: Claims;
}

type Claims = Readonly<Record<string, unknown>>;
type Header = Record<string, unknown>;

export interface TokenMakers {
  readonly secret: string;
  readonly audience: string;
  readonly issuer: string;
  /** The published key of the issuer, in the form in which it could be taken for a secret. */
  readonly publicKey: string;
  /** Whole tokens that are good. */
  readonly good: readonly string[];
  /** Somebody else's address, where keys could be fetched from. */
  readonly elsewhere: string;
}

const encode = (part: unknown) =>
  Buffer.from(typeof part === 'string' ? part : (JSON.stringify(part) ?? '')).toString('base64url');

function sign(payload: unknown, header: unknown, secret: string, hash = 'sha256'): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

const nowS = () => Math.floor(Date.now() / 1000);

/** Tokens that are wrong in every way that somebody has thought of, and a few that are right. */
export function hostileTokens(makers: TokenMakers): fc.Arbitrary<HostileToken> {
  return fc.oneof(
    { arbitrary: oddClaims(makers), weight: 5 },
    { arbitrary: oddHeader(makers), weight: 4 },
    { arbitrary: tampered(makers), weight: 5 },
    { arbitrary: garbage, weight: 2 },
  );
}

/** Signed with the secret by whoever has it: a site whose tokens are made wrongly. */
function oddClaims({ secret, audience, issuer }: TokenMakers): fc.Arbitrary<HostileToken> {
  const instant = fc.oneof(
    fc.integer({ min: -200_000, max: 200_000 }).map((offset) => nowS() + offset),
    fc.integer({ min: -90, max: 90 }).map((offset) => nowS() + offset),
    fc.constantFrom<unknown>(0, -1, 1e308, 2 ** 53, '1', null, [], {}, true, nowS() * 1000, 1.5),
    fc.double(),
  );
  const text = fc.oneof(
    fc.constantFrom<unknown>(...STRANGE_TEXTS, audience, issuer, [audience], ['x', audience]),
    strangeValue,
  );
  const odd = fc.record(
    {
      sub: text,
      exp: instant,
      iat: instant,
      nbf: instant,
      aud: text,
      iss: text,
      role: fc.oneof(fc.constantFrom<unknown>('user', 'guest', 'service', 'admin'), text),
      name: text,
      picture: text,
    },
    { requiredKeys: [] },
  );
  const good = { sub: 'somebody', iat: nowS(), exp: nowS() + 3_600, aud: audience, iss: issuer };
  return fc
    .tuple(
      odd,
      fc.array(fc.constantFrom(...Object.keys(good)), { maxLength: 2 }),
      fc.nat(3),
      fc.dictionary(strangeName, strangeValue, { maxKeys: 2 }),
    )
    .map(([claims, missing, kept, more]) => {
      // Most of them are wrong in a claim or two, and right in all others.
      const chosen = Object.entries(claims).slice(0, kept);
      const payload: Record<string, unknown> = { ...good, ...Object.fromEntries(chosen) };
      if (kept === 3) for (const name of missing) delete payload[name];
      for (const [name, value] of Object.entries(more))
        if (!(name in payload)) payload[name] = value;
      return { token: sign(payload, { alg: 'HS256', typ: 'JWT' }, secret), signed: payload };
    });
}

/** The games that are played with algorithms and keys. */
function oddHeader({
  secret,
  audience,
  issuer,
  publicKey,
  elsewhere,
}: TokenMakers): fc.Arbitrary<HostileToken> {
  const payload = { sub: 'victim', iat: nowS(), exp: nowS() + 3_600, aud: audience, iss: issuer };
  const alg = fc.oneof(
    fc.constantFrom<unknown>(
      'none',
      'None',
      'NONE',
      'nOnE',
      '',
      'HS384',
      'HS512',
      'RS256',
      'ES256',
      'EdDSA',
      'PS256',
      'hs256',
      'HS256\0',
      null,
      ['HS256'],
      { toString: 'HS256' },
      256,
    ),
    strangeValue,
  );
  const extra = fc.record(
    {
      kid: fc.oneof(
        fc.constantFrom<unknown>(
          'one',
          '../../dev/null',
          '/dev/null',
          "' union select 'x",
          ['one'],
          {},
          'x'.repeat(3_000),
          '',
        ),
        strangeValue,
      ),
      typ: fc.oneof(
        fc.constantFrom<unknown>('JWT', 'at+jwt', 'logout+jwt', 1, null, []),
        strangeValue,
      ),
      crit: fc.oneof(
        fc.constantFrom<unknown>(['exp'], ['b64'], [], 'exp', ['x'], {}),
        strangeValue,
      ),
      b64: fc.constantFrom<unknown>(false, true, 'false'),
      jku: fc.constant(elsewhere),
      x5u: fc.constant(elsewhere),
      jwk: fc.constant({ kty: 'oct', k: encode('a key that came with the token, 32 bytes') }),
      x5c: fc.constant(['MIIB']),
      zip: fc.constant('DEF'),
      enc: fc.constant('A256GCM'),
      cty: fc.constant('JWT'),
    },
    { requiredKeys: [] },
  );
  const key = fc.constantFrom(
    ...[
      '',
      ' ',
      '\0',
      publicKey,
      `${publicKey}\n`,
      'a key that came with the token, 32 bytes',
      'null',
      secret.slice(0, -1),
    ],
  );
  const forged = fc
    .record({
      alg,
      extra,
      key,
      isSigned: fc.boolean(),
      hash: fc.constantFrom('sha256', 'sha384', 'sha512'),
    })
    .map(({ alg: name, extra: more, key: by, isSigned, hash }) => {
      const header: Header = { ...more, alg: name };
      const token = sign(payload, header, by, hash);
      return { token: isSigned ? token : token.replace(/[^.]*$/, '') };
    });
  // With the right key, but by the wrong algorithm, or under words that nobody here understands.
  const misused = fc
    .tuple(fc.constantFrom('sha384', 'sha512', 'sha1'), fc.constantFrom('HS256', 'HS384', 'HS512'))
    .map(([hash, name]) => ({ token: sign(payload, { alg: name, typ: 'JWT' }, secret, hash) }));
  const critical = fc
    .constantFrom<unknown>(['exp'], ['b64'], ['x'], [], 'exp', [1], {}, null, [['exp']])
    .map((crit) => ({ token: sign(payload, { alg: 'HS256', crit, b64: true, exp: 1 }, secret) }));
  return fc.oneof({ arbitrary: forged, weight: 6 }, misused, critical);
}

/** Good ones of which somebody has changed something on the way. */
function tampered({ good, audience, issuer }: TokenMakers): fc.Arbitrary<HostileToken> {
  const whole = fc.constantFrom(...good);
  const claims = fc.record(
    {
      sub: fc.constant('victim'),
      exp: fc.constant(nowS() + 9_999),
      role: fc.constantFrom('service', 'admin'),
      aud: fc.constant(audience),
      iss: fc.constant(issuer),
    },
    { requiredKeys: [] },
  );
  const parts = (token: string) => token.split('.') as [string, string, string];
  const flipped = fc.tuple(whole, fc.nat(), fc.nat(7)).map(([token, at, bit]) => {
    // Behind the last whole byte there may be bits of padding, which mean nothing.
    const segments = parts(token).map((part) => Buffer.from(part, 'base64url'));
    const bytes = Buffer.concat(segments);
    bytes[at % bytes.length]! ^= 1 << bit;
    let from = 0;
    return segments
      .map((segment) => bytes.subarray(from, (from += segment.length)).toString('base64url'))
      .join('.');
  });
  const replaced = fc.tuple(whole, claims).map(([token, changes]) => {
    const [header, payload, signature] = parts(token);
    const read = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    return [header, encode({ ...read, ...changes, x: 1 }), signature].join('.');
  });
  const mixed = fc.tuple(whole, whole, fc.nat(2)).map(([one, other, index]) => {
    const chosen = parts(one);
    chosen[index] = parts(other)[index]!;
    return chosen.join('.');
  });
  const cut = fc
    .tuple(whole, fc.nat(2_000))
    .map(([token, at]) => token.slice(0, at % token.length));
  const dressed = fc
    .tuple(
      whole,
      fc.constantFrom('.', '..', '=', '==', '.x', 'AAAA', '\t', ' ', '%00', ','),
      fc.nat(2_000),
    )
    .map(([token, text, at]) => {
      const place = at % (token.length + 1);
      return token.slice(0, place) + text + token.slice(place);
    });
  const otherAlphabet = whole.map((token) => token.replaceAll('-', '+').replaceAll('_', '/'));
  const json = whole.map((token) => {
    const [header, payload, signature] = parts(token);
    return encode({ protected: header, payload, signature });
  });
  return fc
    .oneof(flipped, replaced, mixed, cut, dressed, otherAlphabet, json)
    .filter((token) => !good.includes(token.trim()))
    .map((token) => ({ token }));
}

const garbage: fc.Arbitrary<HostileToken> = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z0-9_-]{0,40}(\.[A-Za-z0-9_-]{0,40}){0,4}$/),
    fc.stringMatching(/^[\x21-\x7e]{1,80}$/),
    fc.constantFrom(
      '.',
      '..',
      '...',
      'null',
      'undefined',
      'Bearer',
      '[object Object]',
      '%00',
      'e30.e30.',
      'e30.e30.e30',
      `${'a'.repeat(9_000)}.b.c`,
    ),
    fc.tuple(strangeValue, strangeValue).map((each) => [...each.map(encode), 'AAAA'].join('.')),
  )
  .map((token) => ({ token }));
