import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClientAddress } from '../../../signaling/client-address.js';
import { STRANGE_TEXTS } from '../../support/hostile/values.js';

function from(remoteAddress: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

describe('the address of a request', () => {
  it('is the one of its connection, whatever it claims', () => {
    const addressOf = createClientAddress([]);
    expect(addressOf(from('203.0.113.7', '10.1.1.1'))).toBe('203.0.113.7');
    expect(addressOf(from('::ffff:203.0.113.7'))).toBe('203.0.113.7');
  });

  it('is read from the right, as far as trusted proxies wrote it', () => {
    const addressOf = createClientAddress(['10.0.0.0/8', '::1']);
    expect(addressOf(from('10.0.0.1', '203.0.113.7'))).toBe('203.0.113.7');
    expect(addressOf(from('::1', '203.0.113.7'))).toBe('203.0.113.7');
    expect(addressOf(from('::ffff:10.0.0.1', '1.2.3.4, 203.0.113.7, 10.2.2.2'))).toBe(
      '203.0.113.7',
    );
    expect(addressOf(from('203.0.113.9', '1.2.3.4'))).toBe('203.0.113.9');
  });

  it('stops at what is no address', () => {
    const addressOf = createClientAddress(['10.0.0.0/8']);
    expect(addressOf(from('10.0.0.1', 'unknown'))).toBe('10.0.0.1');
    expect(addressOf(from('10.0.0.1', '1.2.3.4, <script>'))).toBe('10.0.0.1');
    expect(addressOf(from('10.0.0.1'))).toBe('10.0.0.1');
    expect(addressOf(from('10.0.0.1', ','))).toBe('10.0.0.1');
  });

  it('is what the last trusted proxy saw, whatever its client had claimed before', () => {
    const addressOf = createClientAddress(['10.0.0.0/8', 'fd00::/8']);
    const client = fc.oneof(
      fc.ipV4().filter((address) => !address.startsWith('10.')),
      fc.ipV6().filter((address) => !/^fd|^::ffff:|\./i.test(address)),
    );
    const proxy = fc.constantFrom('10.0.0.1', '::ffff:10.9.8.7', 'fd00::1');
    const hop = fc.oneof(client, proxy, fc.string({ unit: 'binary' }));
    const claim = fc
      .array(fc.oneof(hop, fc.constantFrom(...STRANGE_TEXTS)), { maxLength: 5 })
      .map((hops) => hops.join(', '));
    fc.assert(
      fc.property(claim, client, fc.array(proxy, { maxLength: 2 }), proxy, (said, ...way) => {
        const [real, between, last] = way;
        const seen = [said, real, ...between].join(', ');
        expect(addressOf(from(last, seen))).toBe(real);
        expect(addressOf(from(real, said))).toBe(real);
        expect(isIP(addressOf(from(last, said)))).toBeGreaterThan(0);
      }),
      { numRuns: 2_000 },
    );
  });
});
