import { isIP } from 'node:net';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  integer,
  isNetwork,
  parseDurationMs,
  parseOrigin,
  rate,
} from '../../../signaling/setting-values.js';
import { STRANGE_TEXTS } from '../../support/hostile/values.js';

const DAY_MS = 86_400_000;
const strange = fc.oneof(fc.constantFrom(...STRANGE_TEXTS), fc.string({ unit: 'binary' }));
const number = fc.oneof(
  fc.nat().map(String),
  fc.constantFrom('0', '-1', '1.5', '1e9', '٣', '9'.repeat(9), '9'.repeat(20), ''),
);
const unit = fc.constantFrom('ms', 's', 'm', 'h', 'd', '', 'y', 'S', ' s');
const duration = fc.tuple(number, unit).map(([count, of]) => count + of);

describe('a value of a setting', () => {
  it('that is a duration is one of its units, and nothing else is a duration', () => {
    const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: DAY_MS, '': 1_000 };
    fc.assert(
      fc.property(fc.nat(999_999_999), fc.constantFrom(...Object.keys(units)), (count, of) => {
        const each = units[of as keyof typeof units];
        expect(parseDurationMs(`${count}${of}`)).toBe(count * each);
      }),
    );
    fc.assert(
      fc.property(fc.oneof(strange, duration), (text) => {
        const ms = parseDurationMs(text);
        if (ms === undefined) return;
        expect(Number.isFinite(ms) && ms >= 0).toBe(true);
        expect(text.trim()).toMatch(/^\d+(ms|s|m|h|d)?$/);
      }),
    );
  });

  it('that is a rate is at least one per second to a day, in whole numbers', () => {
    const text = fc.tuple(number, fc.constantFrom('/', '//', ' / ', ''), duration);
    fc.assert(
      fc.property(
        fc.oneof(
          strange,
          text.map((parts) => parts.join('')),
        ),
        (said) => {
          const read = v.safeParse(rate, said);
          if (!read.success) return;
          const { points, windowMs } = read.output;
          expect(Number.isSafeInteger(points) && points >= 1).toBe(true);
          expect(windowMs >= 1_000 && windowMs <= DAY_MS).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('that is a number is within its limits', () => {
    fc.assert(
      fc.property(fc.oneof(strange, number), fc.nat(), fc.nat(), (said, least, more) => {
        const read = v.safeParse(integer(least, least + more, 'no'), said);
        if (read.success) expect(read.output >= least && read.output <= least + more).toBe(true);
      }),
    );
  });

  it('that is an origin is nothing more than one, and is that same one when it is read again', () => {
    const more = fc.constantFrom('', '/', '/path', '?x', '#x', ':80', ':65536', '/..', '*', '\\@x');
    const near = fc
      .tuple(
        fc.constantFrom('http://', 'HTTPS://', 'http://:x@', 'ftp://', '//', ''),
        fc.domain(),
        more,
      )
      .map((parts) => parts.join(''));
    const web = fc.webUrl({ withQueryParameters: true, withFragments: true });
    fc.assert(
      fc.property(fc.oneof(strange, near, web), (text) => {
        const found = parseOrigin(text);
        if (found === undefined) return;
        expect(found).toMatch(/^https?:\/\/[^/?#@*\s\\]+$/);
        expect(parseOrigin(found)).toBe(found);
        expect(new URL(text).href).toBe(`${found}/`);
      }),
      { numRuns: 2_000 },
    );
  });

  it('that is a network is an address with as many bits as it has at most', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), strange);
    const bits = fc.oneof(fc.nat(200).map(String), fc.constantFrom('', '-1', '1e1', '08', '/8'));
    fc.assert(
      fc.property(address, fc.option(bits), (host, prefix) => {
        if (!isNetwork(prefix === null ? host : `${host}/${prefix}`)) return;
        expect(isIP(host)).toBeGreaterThan(0);
        expect(Number(prefix ?? 0)).toBeLessThanOrEqual(isIP(host) === 6 ? 128 : 32);
      }),
    );
  });
});
