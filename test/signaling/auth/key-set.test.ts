import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { base64url, exportSPKI, importJWK, type JWTPayload } from 'jose';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKeySet } from '../../../signaling/auth/key-set.js';
import { createTokens, type Tokens } from '../../../signaling/auth/tokens.js';
import { BrokerError } from '../../../signaling/domain/broker-error.js';
import { strangeValue } from '../../support/hostile/values.js';
import { Issuer, makeKey, type IssuerKey } from '../../support/issuer.js';

const SECRET = 'a secret of the broker, 32 bytes or more';
const NOW_S = 1_800_000_000;
const MINUTE_MS = 60_000;

let clockMs: number;
let issuer: Issuer;
let warnings: object[];
let tokens: Tokens;
let first: IssuerKey;
let second: IssuerKey;

const now = () => clockMs;
const claims = (): JWTPayload => ({
  sub: 'seller-42',
  iat: clockMs / 1000,
  exp: clockMs / 1000 + 3600,
});

function tokensOf(url: string): Tokens {
  const log = { warn: (fields: object) => void warnings.push(fields) };
  return createTokens({ secrets: [SECRET], keySet: createKeySet({ url, log, now }), now });
}

async function outcome(token: string): Promise<string> {
  try {
    return (await tokens.verify(token)).userId;
  } catch (error) {
    if (error instanceof BrokerError) return error.code;
    throw error;
  }
}

beforeAll(async () => {
  [first, second] = await Promise.all([makeKey('ES256', 'first'), makeKey('ES256', 'second')]);
});

beforeEach(async () => {
  clockMs = NOW_S * 1000;
  warnings = [];
  issuer = await Issuer.start(first);
  tokens = tokensOf(issuer.url);
});

afterEach(() => issuer.close());

describe('a token of an issuer', () => {
  it.each(['RS256', 'ES256', 'EdDSA'] as const)(
    'signed by %s says who its person is',
    async (alg) => {
      const key = await makeKey(alg, 'one');
      issuer.keys = [key.published];
      expect(await outcome(await key.sign(claims()))).toBe('seller-42');
    },
  );

  it('is held to everything a token of ours is', async () => {
    const soon = NOW_S + 3600;
    const wrong: [JWTPayload, object?][] = [
      [{ exp: soon }],
      [{ sub: 'x' }],
      [{ sub: 'x', exp: NOW_S + 86_401 }],
      [{ sub: 'x', exp: soon, iat: NOW_S + 61 }],
      [{ sub: 'x', exp: soon, nbf: NOW_S + 61 }],
      [{ sub: 'x'.repeat(129), exp: soon }],
      [{ sub: 'x', exp: soon }, { typ: 'at+jwt' }],
    ];
    for (const [payload, header] of wrong) {
      expect(await outcome(await first.sign(payload, header))).toBe('unauthorized');
    }
    expect(await outcome(await first.sign({ sub: 'x', exp: NOW_S - 61 }))).toBe('token_expired');
  });

  it.each(['admin', 'service', 'authenticated', 'editor', '', ['admin'], null, { admin: true }])(
    'that calls its person %j is a person’s',
    async (role) => {
      const theirs = await first.sign({ ...claims(), role });
      expect(await tokens.verify(theirs)).toMatchObject({ userId: 'seller-42', role: 'user' });
    },
  );

  it('may be a guest’s, and makes nobody an admin here', async () => {
    const guests = await first.sign({ ...claims(), role: 'guest' });
    expect(await tokens.verify(guests)).toMatchObject({ role: 'guest' });
    const ours = await tokens.sign({ userId: 'a', role: 'admin', ttlSeconds: 60 });
    expect(await tokens.verify(ours)).toMatchObject({ role: 'admin' });
  });

  it('is refused when another signed it by the same name', async () => {
    const stranger = await makeKey('ES256', 'first');
    expect(await outcome(await stranger.sign(claims()))).toBe('unauthorized');
  });

  it('makes nobody a guest of ours again, long after its issuer let it expire', async () => {
    const former = await first.sign({ sub: 'x', exp: NOW_S - 3600, role: 'guest' });
    await expect(tokens.verifyFormerGuest(former)).rejects.toThrow('unauthorized');
    expect(issuer.asked).toBe(0);
  });

  it('is refused without an issuer', async () => {
    tokens = createTokens({ secrets: [SECRET], now });
    expect(await outcome(await first.sign(claims()))).toBe('unauthorized');
  });

  it('is never verified with a public key as if that were a secret', async () => {
    const key = await makeKey('RS256', 'one');
    const secret = await exportSPKI((await importJWK(key.published, 'RS256')) as CryptoKey);
    // A careless issuer publishes it as a symmetric key, too.
    issuer.keys = [
      key.published,
      { kty: 'oct', kid: 'one', alg: 'HS256', k: base64url.encode(secret) },
    ];
    const encode = (part: object) => base64url.encode(JSON.stringify(part));
    const signed = `${encode({ alg: 'HS256', kid: 'one' })}.${encode(claims())}`;
    const mac = createHmac('sha256', secret).update(signed).digest('base64url');
    expect(await outcome(`${signed}.${mac}`)).toBe('unauthorized');
  });

  it.each(['none', 'HS384', 'HS512', 'PS256', 'ES384', 'constructor', ''])(
    'is refused with the algorithm %j',
    async (alg) => {
      const [, payload, signature] = (await first.sign(claims())).split('.');
      const header = base64url.encode(JSON.stringify({ alg, kid: 'first' }));
      expect(await outcome(`${header}.${payload}.${signature}`)).toBe('unauthorized');
    },
  );

  it('is refused when its key signed by another algorithm than those we take', async () => {
    const key = await makeKey('PS256', 'one');
    issuer.keys = [{ ...key.published, alg: undefined }];
    expect(await outcome(await key.sign(claims()))).toBe('unauthorized');
  });

  it('stands beside tokens of our own, which need no issuer', async () => {
    issuer.answer = (response) => response.writeHead(500).end();
    const ours = await tokens.sign({ userId: 'guest-1', role: 'guest', ttlSeconds: 60 });
    expect(await outcome(ours)).toBe('guest-1');
    expect(issuer.asked).toBe(0);
  });
});

describe('the keys of an issuer', () => {
  it('are fetched once for all who come at once, and kept', async () => {
    const token = await first.sign(claims());
    await Promise.all(Array.from({ length: 20 }, () => outcome(token)));
    await outcome(token);
    expect(issuer.asked).toBe(1);
  });

  it('are fetched anew for a key that is not among them', async () => {
    await outcome(await first.sign(claims()));
    clockMs += MINUTE_MS;
    issuer.keys = [first.published, second.published];
    expect(await outcome(await second.sign(claims()))).toBe('seller-42');
    expect(await outcome(await first.sign(claims()))).toBe('seller-42');
    expect(issuer.asked).toBe(2);
  });

  it('are fetched twice a minute at most for keys that somebody made up', async () => {
    await outcome(await first.sign(claims()));
    for (let seconds = 0; seconds < 60; seconds++) {
      clockMs += 1000;
      expect(await outcome(await second.sign(claims()))).toBe('unauthorized');
    }
    expect(issuer.asked).toBe(3);
  });

  it('are believed no longer once the issuer took them back', async () => {
    const key = first;
    await outcome(await key.sign(claims()));
    issuer.keys = [second.published];
    clockMs += 10 * MINUTE_MS;
    // The first one after ten minutes is still let in, and has the keys fetched.
    await outcome(await key.sign(claims()));
    await expect.poll(async () => outcome(await key.sign(claims()))).toBe('unauthorized');
    expect(issuer.asked).toBe(2);
  });

  it('outlive an outage of the issuer by a day, and not more', async () => {
    await outcome(await first.sign(claims()));
    issuer.answer = (response) => response.writeHead(503).end();
    clockMs += 23 * 60 * MINUTE_MS;
    expect(await outcome(await first.sign(claims()))).toBe('seller-42');
    clockMs += 60 * MINUTE_MS;
    expect(await outcome(await first.sign(claims()))).toBe('unavailable');
    expect(warnings.length).toBeGreaterThan(0);
  });

  it('are asked for again soon after the first try failed', async () => {
    issuer.answer = (response) => response.destroy();
    const token = await first.sign(claims());
    expect(await outcome(token)).toBe('unavailable');
    issuer.answer = undefined;
    expect(await outcome(token)).toBe('unavailable');
    clockMs += 5000;
    expect(await outcome(token)).toBe('seller-42');
    expect(issuer.asked).toBe(2);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    [
      'a redirect, though there would be keys',
      (response) => {
        issuer.answer = undefined;
        response.writeHead(302, { location: '/elsewhere' }).end();
      },
    ],
    ['a page', (response) => response.end('<!doctype html>')],
    ['null', (response) => response.end('null')],
    ['no list', (response) => response.end('{"keys":{}}')],
    ['too many', (response) => response.end(JSON.stringify({ keys: Array(101).fill({}) }))],
    ['too much', (response) => response.end(`{"keys":[],"x":"${'x'.repeat(256 * 1024)}"}`)],
    ['half of it', (response) => response.writeHead(200, { 'content-length': 99 }).end('{"keys"')],
  ])('are not taken from %s', async (_name, answer) => {
    issuer.answer = answer;
    expect(await outcome(await first.sign(claims()))).toBe('unavailable');
    expect(warnings).toHaveLength(1);
  });

  it('are read past what is no public key', async () => {
    issuer.keys = [null, 7, 'x', {}, { kty: 'oct', k: 'AAAA', kid: 'first' }, first.published];
    expect(await outcome(await first.sign(claims()))).toBe('seller-42');
  });

  it('are found among anything else, and nobody is let in by what is none', async () => {
    const [token, forged] = [
      await first.sign(claims()),
      await (await makeKey('ES256', 'first')).sign(claims()),
    ];
    const member = fc.oneof(strangeValue, fc.constantFrom('EC', 'RSA', 'OKP', 'ES256', 'P-256'));
    const names = ['kty', 'kid', 'alg', 'use', 'crv', 'x', 'y', 'n', 'e', 'k', 'key_ops', 'ext'];
    const key = fc.dictionary(fc.constantFrom(...names), member, { maxKeys: 8 });
    /** A key of ours with something wrong in it. */
    const near = key.map((wrong) => ({ ...first.published, ...wrong }));
    const others = fc.array(fc.oneof(strangeValue, key, near), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(others, fc.boolean(), async (published, isThere) => {
        const isOther = (value: unknown) => (value as { kid?: unknown } | null)?.kid !== 'first';
        issuer.keys = isThere ? [...published.filter(isOther), first.published] : published;
        tokens = tokensOf(issuer.url);
        if (isThere) expect(await outcome(token)).toBe('seller-42');
        expect(['unauthorized', 'unavailable']).toContain(await outcome(forged));
      }),
      { numRuns: 100 },
    );
  });
});
