import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopback, networkOf, plainAddress } from '../../../signaling/network-of.js';

const group = fc.oneof(fc.constant(0), fc.nat(0xffff));
const groups = fc.tuple(group, group, group, group, group, group, group, group);
const v4 = fc.ipV4();

/** Every way to write an address: zeros left out at any place, padded, in capitals, its end as IPv4. */
function spellingsOf(all: readonly number[]): string[] {
  const hex = all.map((each) => each.toString(16));
  const end = all.slice(6).flatMap((each) => [each >> 8, each & 0xff]);
  const ways = [hex, hex.map((each) => each.padStart(4, '0')), [...hex.slice(0, 6), end.join('.')]];
  return ways
    .flatMap((parts) => [
      parts.join(':'),
      ...parts.flatMap((_, from) =>
        parts.slice(from).map((__, n) => {
          const isZero = parts.slice(from, from + n + 1).every((each) => /^0+$/.test(each));
          if (!isZero) return '';
          return `${parts.slice(0, from).join(':')}::${parts.slice(from + n + 1).join(':')}`;
        }),
      ),
    ])
    .flatMap((text) => [text, text.toUpperCase(), `${text}%eth0`])
    .filter((text) => isIPv6(text));
}

describe('the network of an address', () => {
  it('is its /64, however it is written', () => {
    fc.assert(
      fc.property(groups, group, (all, other) => {
        fc.pre(all.slice(0, 5).some((each) => each !== 0));
        const network = all
          .slice(0, 4)
          .map((each) => each.toString(16))
          .join(':');
        for (const text of spellingsOf(all))
          expect([text, networkOf(text)]).toEqual([text, network]);
        const [neighbour = ''] = spellingsOf([...all.slice(0, 7), other]);
        expect(networkOf(neighbour)).toBe(network);
      }),
    );
  });

  it('is an address of IPv4 itself, however it came', () => {
    fc.assert(
      fc.property(v4, (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const mapped = [0, 0, 0, 0, 0, 0xffff, a * 256 + b, c * 256 + d];
        for (const text of [address, ...spellingsOf(mapped)]) {
          expect([text, networkOf(text)]).toEqual([text, address]);
        }
      }),
    );
  });
});

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '127.9.8.7',
    '::1',
    '::ffff:127.0.0.1',
    '::FFFF:127.0.0.1',
    '::ffff:7f00:1',
  ])('%s is of this machine', (address) => {
    expect(isLoopback(address)).toBe(true);
  });

  it.each(['', '127.example.com', '10.0.0.1', '::ffff:10.0.0.1', '::2', '2001:db8::1'])(
    '%j is not of this machine',
    (address) => {
      expect(isLoopback(address)).toBe(false);
    },
  );

  it('of IPv4 is one, however a socket of both families writes it', () => {
    for (const address of ['10.0.0.1', '::ffff:10.0.0.1', '::FFFF:10.0.0.1', '::ffff:a00:1']) {
      expect(plainAddress(address)).toBe('10.0.0.1');
    }
    expect(plainAddress('2001:DB8::1')).toBe('2001:DB8::1');
    expect(plainAddress('unknown')).toBe('unknown');
  });
});
