import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BrokerError } from '../../../signaling/domain/broker-error.js';
import { rangeOf } from '../../../signaling/http/byte-range.js';
import { isKnown } from '../../../signaling/http/etag.js';
import { queryOf } from '../../../signaling/http/validate.js';
import { STRANGE_TEXTS } from '../../support/hostile/values.js';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...STRANGE_TEXTS));
const number = fc.oneof(
  fc.nat(200).map(String),
  fc.constantFrom('', '9'.repeat(15), '9'.repeat(40)),
);
const range = fc.oneof(
  fc.tuple(number, number).map(([first, last]) => `bytes=${first}-${last}`),
  text,
);

it('a range is never outside of the file, whatever was asked for', () => {
  fc.assert(
    fc.property(range, fc.option(text, { nil: undefined }), fc.nat(150), (asked, ifRange, size) => {
      const found = rangeOf({ range: asked, 'if-range': ifRange }, '"a"', size);
      if (found === undefined || found === 'unsatisfiable') return;
      expect(found.start).toBeGreaterThanOrEqual(0);
      expect(found.end).toBeGreaterThanOrEqual(found.start);
      expect(found.end).toBeLessThan(size);
    }),
    { numRuns: 5_000 },
  );
});

it('a query is read, or refused as a bad request, and each name is there once', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.webQueryParameters()), (query) => {
      try {
        const read = queryOf(`/x?${query}`);
        for (const [name, value] of read)
          expect([typeof name, typeof value]).toEqual(['string', 'string']);
      } catch (error) {
        expect(error).toBeInstanceOf(BrokerError);
        expect((error as BrokerError).code).toBe('bad_request');
      }
    }),
    { numRuns: 5_000 },
  );
});

it('a list of ETags knows one only when it names it', () => {
  fc.assert(
    fc.property(fc.option(text, { nil: undefined }), (asked) => {
      if (isKnown(asked, '"the one"')) expect(asked).toMatch(/\*|"the one"/);
    }),
  );
  expect(isKnown('W/"x", W/"the one"', '"the one"')).toBe(true);
});
