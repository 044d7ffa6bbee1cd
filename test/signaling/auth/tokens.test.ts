import { SignJWT, base64url, exportPKCS8, generateKeyPair, type JWTPayload } from 'jose';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTokens } from '../../../signaling/auth/tokens.js';
import { BrokerError } from '../../../signaling/domain/broker-error.js';

const NOW_S = 1_800_000_000;
const SECRET = 'the newest secret, 32 bytes or more';
const OLD_SECRET = 'the older secret, 32 bytes or more!';
const now = () => NOW_S * 1000;
const tokens = createTokens({ secrets: [SECRET, OLD_SECRET], now });

interface Header {
  alg?: string;
  [name: string]: unknown;
}

/** A token put together by hand, so that nothing in it is made right on the way. */
function forge(payload: unknown, header: Header = {}, secret = SECRET): string {
  const encode = (part: unknown) =>
    base64url.encode(typeof part === 'string' ? part : JSON.stringify(part));
  const signed = `${encode({ alg: 'HS256', typ: 'JWT', ...header })}.${encode(payload)}`;
  const hash = header.alg === 'HS512' ? 'sha512' : 'sha256';
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

const good: JWTPayload = { sub: 'seller-42', iat: NOW_S, exp: NOW_S + 3600 };

async function refusal(token: string, verifier = tokens): Promise<string> {
  try {
    await verifier.verify(token);
  } catch (error) {
    if (error instanceof BrokerError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('a good token', () => {
  it('says who its person is', async () => {
    const picture = 'https://cdn.example.com/42.png';
    const token = forge({ ...good, name: ' Blue Door Motors ', picture, role: 'service' });
    expect(await tokens.verify(token)).toEqual({
      userId: 'seller-42',
      name: 'Blue Door Motors',
      picture,
      role: 'service',
      expiresAt: NOW_S + 3600,
    });
  });

  it('shows of its person’s name what can be seen', async () => {
    const token = forge({ ...good, name: '\u001b[31m\u202eBlue\u200b\nDoor\u009b' });
    expect(await tokens.verify(token)).toMatchObject({ name: '[31mBlue Door' });
  });

  it('may be signed with an older secret while secrets are rotated', async () => {
    expect(await refusal(forge(good, {}, OLD_SECRET))).toBe('accepted');
    const rotated = createTokens({ secrets: [SECRET], now });
    expect(await refusal(forge(good, {}, OLD_SECRET), rotated)).toBe('unauthorized');
  });

  it('is accepted up to the limits: 24 h, 60 s of skew, 128 characters of id', async () => {
    expect(await refusal(forge({ ...good, exp: NOW_S + 86_400 }))).toBe('accepted');
    expect(await refusal(forge({ sub: 'a', exp: NOW_S + 86_400 }))).toBe('accepted');
    expect(await refusal(forge({ ...good, iat: NOW_S - 3600, exp: NOW_S - 59 }))).toBe('accepted');
    expect(await refusal(forge({ ...good, iat: NOW_S + 60 }))).toBe('accepted');
    expect(await refusal(forge({ ...good, nbf: NOW_S + 60 }))).toBe('accepted');
    expect(await refusal(forge({ ...good, sub: 'x'.repeat(128) }))).toBe('accepted');
    expect(await refusal(forge(good, { typ: undefined }))).toBe('accepted');
  });

  it.each([
    ['name', ''],
    ['name', 'x'.repeat(129)],
    ['name', '\u200b\u2066'],
    ['name', { first: 'x' }],
    ['picture', 'data:image/svg+xml,<svg>'],
    ['picture', 42],
  ])('loses a bad %s (%j) and nothing else', async (claim, value) => {
    const identity = await tokens.verify(forge({ ...good, [claim]: value }));
    expect(identity).toEqual({ userId: 'seller-42', role: 'user', expiresAt: NOW_S + 3600 });
  });
});

describe('a bad token', () => {
  it.each<[string, unknown, Header?]>([
    ['no exp', { sub: 'a', iat: NOW_S }],
    ['exp as text', { ...good, exp: String(NOW_S + 60) }],
    ['more than 24 h', { ...good, exp: NOW_S + 86_401 }],
    ['more than 24 h, without iat', { sub: 'a', exp: NOW_S + 86_401 }],
    ['iat in the future', { ...good, iat: NOW_S + 61 }],
    ['iat as text', { ...good, iat: 'now' }],
    ['not yet valid', { ...good, nbf: NOW_S + 61 }],
    ['exp beyond all numbers', { ...good, exp: 1e308 }],
    ['no sub', { iat: NOW_S, exp: NOW_S + 60 }],
    ['empty sub', { ...good, sub: '' }],
    ['long sub', { ...good, sub: 'x'.repeat(129) }],
    ['sub as a list', { ...good, sub: ['a'] }],
    ['sub as a number', { ...good, sub: 42 }],
    ['sub with NUL', { ...good, sub: 'a\0b' }],
    ['sub with a lone surrogate', '{"sub":"\\ud800","exp":1800000060}'],
    ['unknown role', { ...good, role: 'emperor' }],
    ['payload not an object', '[]'],
    ['payload not JSON', '{'],
    ['alg none', good, { alg: 'none' }],
    ['alg HS512', good, { alg: 'HS512' }],
    ['alg RS256', good, { alg: 'RS256' }],
    ['alg hs256', good, { alg: 'hs256' }],
    ['unknown crit', good, { crit: ['x'], x: 1 }],
    ['empty crit', good, { crit: [] }],
    ['unencoded payload', good, { crit: ['b64'], b64: false }],
    ['crit that is understood', good, { crit: ['b64'], b64: true }],
    ['another purpose', good, { typ: 'at+jwt' }],
    ['typ not text', good, { typ: 1 }],
  ])('is refused: %s', async (_name, payload, header) => {
    expect(await refusal(forge(payload, header))).toBe('unauthorized');
  });

  it('is one that is written in any other way than a good one', async () => {
    const token = forge(good);
    const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(
      token.at(-1)!,
    );
    // The last letter of 32 bytes has two bits that mean nothing.
    const twin = token.slice(0, -1) + base64url.encode(Uint8Array.of((last ^ 1) << 2))[0]!;
    expect(twin).not.toBe(token);
    for (const other of [twin, `${token}=`, `${token}==`, ` ${token}`, `${token}\n`]) {
      expect(await refusal(other), other).toBe('unauthorized');
    }
    expect(await refusal(token)).toBe('accepted');
  });

  it('is told apart when it only expired', async () => {
    expect(await refusal(forge({ ...good, iat: NOW_S - 3600, exp: NOW_S - 61 }))).toBe(
      'token_expired',
    );
  });

  it('is refused when nobody signed it', async () => {
    const [header, payload] = forge(good, { alg: 'none' }).split('.');
    expect(await refusal(`${header}.${payload}.`)).toBe('unauthorized');
    expect(await refusal(forge(good, {}, ''))).toBe('unauthorized');
    expect(await refusal(forge(good, {}, 'another secret of thirty-two bytes'))).toBe(
      'unauthorized',
    );
  });

  it('is refused when signed with a public-key algorithm', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    expect(await exportPKCS8(privateKey)).toContain('PRIVATE');
    const token = await new SignJWT(good).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    expect(await refusal(token)).toBe('unauthorized');
  });

  it.each(['', '.', '..', 'a.b.c', 'null', ' ', '\u0000', '💥', 'x'.repeat(100_000)])(
    'is refused when it is no token (%#)',
    async (text) => {
      expect(await refusal(text)).toBe('unauthorized');
    },
  );

  it('is refused after any change of one character, in 1,000 ways', async () => {
    const token = forge({ ...good, name: 'Blue Door Motors' });
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n';
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom(...alphabet),
        fc.constantFrom('replace', 'insert', 'remove'),
        async (at, character, how) => {
          const rest = token.slice(how === 'insert' ? at : at + 1);
          const mutated = token.slice(0, at) + (how === 'remove' ? '' : character) + rest;
          fc.pre(mutated !== token && !isSameSignature(mutated, token));
          expect(await refusal(mutated)).toBe('unauthorized');
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** The last character of a signature carries 4 bits of it and 2 that mean nothing. */
function isSameSignature(mutated: string, token: string): boolean {
  const [a, b] = [mutated, token].map((text) => {
    const dot = text.lastIndexOf('.');
    return text.slice(0, dot + 1) + Buffer.from(text.slice(dot + 1), 'base64url').toString('hex');
  });
  return a === b;
}

describe('aud and iss', () => {
  const strict = createTokens({ secrets: [SECRET], audience: 'chat', issuer: 'shop', now });

  it('are checked when configured', async () => {
    expect(await refusal(forge({ ...good, aud: 'chat', iss: 'shop' }), strict)).toBe('accepted');
    expect(await refusal(forge({ ...good, aud: ['x', 'chat'], iss: 'shop' }), strict)).toBe(
      'accepted',
    );
    expect(await refusal(forge({ ...good, iss: 'shop' }), strict)).toBe('unauthorized');
    expect(await refusal(forge({ ...good, aud: 'chat' }), strict)).toBe('unauthorized');
    expect(await refusal(forge({ ...good, aud: 'chats', iss: 'shop' }), strict)).toBe(
      'unauthorized',
    );
    expect(await refusal(forge({ ...good, aud: 'chat', iss: ['shop'] }), strict)).toBe(
      'unauthorized',
    );
  });

  it('are not when not', async () => {
    expect(await refusal(forge({ ...good, aud: 'x', iss: 'y' }))).toBe('accepted');
  });

  it('are written into our own tokens', async () => {
    const token = await strict.sign({ userId: 'a', ttlSeconds: 60 });
    expect(await refusal(token, strict)).toBe('accepted');
  });
});

describe('our own tokens', () => {
  it('say what they were asked to and last no longer than a day', async () => {
    const token = await tokens.sign({
      userId: 'guest-1',
      name: 'A visitor',
      role: 'guest',
      ttlSeconds: 999_999,
    });
    expect(await tokens.verify(token)).toEqual({
      userId: 'guest-1',
      name: 'A visitor',
      role: 'guest',
      expiresAt: NOW_S + 86_400,
    });
  });

  it('are signed with the newest secret', async () => {
    const token = await tokens.sign({ userId: 'a', ttlSeconds: 60 });
    expect(await refusal(token, createTokens({ secrets: [SECRET], now }))).toBe('accepted');
  });
});
