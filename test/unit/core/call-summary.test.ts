import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { CallQuality } from '../../../src/core/call-quality.js';
import { addQuality, NO_QUALITY, summarize } from '../../../src/core/call-summary.js';
import { CallSummary } from '../../../src/protocol/call-signals.js';

const FACTS = { callType: 'VIDEO', setupMs: 420, reconnects: 1 } as const;
const summaryOf = (qualities: readonly CallQuality[]) =>
  summarize(qualities.reduce(addQuality, NO_QUALITY), FACTS);
const good: CallQuality = { score: 5, cause: 'none', path: 'direct' };

describe('the summary of a call', () => {
  it('is none of a call that was never looked at', () => {
    expect(summaryOf([])).toBe(undefined);
  });

  it('is the mean of all looks, and the worst of them', () => {
    expect(
      summaryOf([
        { ...good, roundTripMs: 40, lossInPercent: 0, lossOutPercent: 4, kbitsIn: 30 },
        { ...good, score: 2, cause: 'upload', roundTripMs: 60, lossInPercent: 2 },
        { ...good, roundTripMs: 80 },
      ]),
    ).toEqual({
      ...FACTS,
      score: 4,
      worst: 2,
      roundTripMs: 60,
      lossPercent: 3,
      kbitsIn: 30,
      relayed: false,
    });
  });

  it('was relayed when a part of it was', () => {
    expect(summaryOf([good, { ...good, path: 'relayed' }, good])?.relayed).toBe(true);
    expect(summaryOf([good, { ...good, path: 'unknown' }])?.relayed).toBe(false);
    expect(summaryOf([{ ...good, path: 'unknown' }])).not.toHaveProperty('relayed');
  });

  it('is what the broker takes, whatever was measured', () => {
    const amount = fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: undefined });
    const percent = fc.option(fc.double({ min: 0, max: 100, noNaN: true }), { nil: undefined });
    const quality = fc.record({
      score: fc.constantFrom(1, 2, 3, 4, 5),
      cause: fc.constant('none'),
      path: fc.constantFrom('direct', 'relayed', 'unknown'),
      roundTripMs: amount,
      jitterMs: amount,
      kbitsIn: amount,
      kbitsOut: amount,
      lossInPercent: percent,
      lossOutPercent: percent,
    }) as fc.Arbitrary<CallQuality>;
    fc.assert(
      fc.property(fc.array(quality, { minLength: 1 }), (qualities) => {
        const summary = summaryOf(qualities);
        expect(v.parse(CallSummary, summary)).toEqual(summary);
        expect(summary?.score).toBeGreaterThanOrEqual(summary?.worst ?? 6);
      }),
    );
  });
});
