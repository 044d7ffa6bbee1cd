import { describe, expect, it } from 'vitest';
import { createOrigins } from '../../../signaling/auth/origins.js';

const OWN = 'https://chat.example.com';
const SITE = 'https://shop.example.com';

describe('origins', () => {
  const origins = createOrigins([SITE], [], () => [OWN]);

  it('of the site, of the broker, and of programs that have none are allowed', () => {
    expect([SITE, OWN, undefined].map((origin) => origins.allows(origin))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it.each([
    'null',
    '',
    'http://shop.example.com',
    'https://shop.example.com:8443',
    'https://shop.example.com/',
    'https://shop.example.com.evil.example',
    'https://evil.example/https://shop.example.com',
    'https://evilshop.example.com',
    'https://sub.shop.example.com',
    'HTTPS://SHOP.EXAMPLE.COM',
    'https://shop.example.com, https://evil.example',
    'https://shop.example.com@evil.example',
    'file://',
  ])('that only look like it are not: %s', (origin) => {
    expect(origins.allows(origin)).toBe(false);
  });

  it('are all allowed when none are named, but not as our own', () => {
    const open = createOrigins(undefined, [], () => [OWN]);
    expect(open.allows('https://anywhere.example')).toBe(true);
    expect(open.isOwn('https://anywhere.example')).toBe(false);
    expect(open.isOwn(OWN)).toBe(true);
  });
});
