import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BrokerError } from '../../../signaling/domain/broker-error.js';
import { cursorOf, readCursor } from '../../../signaling/domain/places.js';
import { STRANGE_TEXTS } from '../../support/hostile/values.js';

const atMs = fc.nat({ max: 999_999_999_999_999 });

it('A place is the same after it was a cursor', () => {
  fc.assert(
    fc.property(fc.record({ atMs, id: fc.uuid() }), (place) => {
      expect(readCursor(cursorOf(place))).toEqual(place);
    }),
  );
  expect(readCursor(undefined)).toBeUndefined();
});

it('Whatever comes as a cursor is a place in time, or a bad request', () => {
  const strange = fc.oneof(fc.constantFrom(...STRANGE_TEXTS), fc.string({ unit: 'binary' }));
  const number = fc.oneof(atMs.map(String), fc.constantFrom('9'.repeat(16), '-1', '1e3', ''));
  const id = fc.oneof(fc.uuid(), strange);
  const near = fc
    .tuple(strange, number, fc.constantFrom('.', '', '..'), id, strange)
    .map(([before, time, dot, name, after]) => [before, time, dot, name, after].join(''));
  fc.assert(
    fc.property(fc.oneof(strange, near), (text) => {
      try {
        const place = readCursor(text)!;
        expect(Number.isSafeInteger(place.atMs)).toBe(true);
        expect(place.id).toMatch(/^[0-9a-f-]{36}$/);
        // Only zeros before the number may be gone.
        expect(text.replace(/^0+(?=\d)/, '')).toBe(cursorOf(place));
      } catch (error) {
        expect(error).toBeInstanceOf(BrokerError);
        expect((error as BrokerError).code).toBe('bad_request');
      }
    }),
    { numRuns: 2_000 },
  );
});
