import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { uuidV7 } from '../../../src/core/uuid.js';
import { Uuid } from '../../../src/protocol/index.js';

const random = fc.uint8Array({ minLength: 10, maxLength: 10 });

describe('an id', () => {
  it('is a UUID of version 7 and sorts by the time it was made', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 31 - 1),
        fc.integer({ min: 1, max: 2 ** 31 }),
        random,
        (a, gap, bits) => {
          const early = uuidV7(a * 1_000, bits);
          const late = uuidV7(a * 1_000 + gap, bits);
          expect(v.is(Uuid, early)).toBe(true);
          expect(early[14]).toBe('7');
          expect('89ab').toContain(early[19]);
          expect(early < late).toBe(true);
        },
      ),
    );
  });

  it('carries the random bytes', () => {
    const ids = new Set(
      Array.from({ length: 256 }, (_, i) => uuidV7(0, new Uint8Array(10).fill(i))),
    );
    expect(ids.size).toBe(256);
  });
});
