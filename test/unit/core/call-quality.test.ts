import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assess,
  readQuality,
  scoresOf,
  type CallMeasures,
  type QualitySample,
} from '../../../src/core/call-quality.js';

const sample = (atMs: number, more: Partial<QualitySample> = {}): QualitySample => ({
  atMs,
  inbound: [],
  outbound: [],
  path: 'direct',
  ...more,
});
const came = (packets: number, lost = 0, jitterMs = 1, id = 'voice') => ({
  id,
  bytes: packets * 100,
  packets,
  lost,
  jitterMs,
});
const went = (packets: number, lostFraction = 0, id = 'voice') => ({
  id,
  bytes: packets * 100,
  packets,
  lostFraction,
});

describe('the quality of a call', () => {
  it('is good when nothing is weak', () => {
    const quality = readQuality(
      sample(0, { inbound: [came(100)], outbound: [went(100)] }),
      sample(2_000, {
        inbound: [came(200)],
        outbound: [went(200)],
        roundTripMs: 40,
        audioCodec: 'opus',
      }),
    );
    expect(quality).toEqual({
      score: 5,
      cause: 'none',
      roundTripMs: 40,
      jitterMs: 1,
      lossInPercent: 0,
      lossOutPercent: 0,
      kbitsIn: 40,
      kbitsOut: 40,
      audioCodec: 'opus',
      path: 'direct',
    });
  });

  const weaknesses: [string, Partial<QualitySample>, number, string][] = [
    ['much of ours is lost', { outbound: [went(200, 0.12)] }, 2, 'upload'],
    ['a little of ours is lost', { outbound: [went(200, 0.06)] }, 3, 'upload'],
    ['our picture gets too little room', { kbitsOutLimit: 140 }, 2, 'upload'],
    ['much of theirs is lost', { inbound: [came(180, 25)] }, 1, 'download'],
    ['an answer takes long', { roundTripMs: 700 }, 2, 'delay'],
    ['packets come unevenly', { inbound: [came(200, 0, 150)] }, 2, 'unstable'],
    ['nothing comes', { inbound: [came(100)] }, 1, 'unstable'],
    [
      'the worst of two is the cause',
      { roundTripMs: 400, outbound: [went(200, 0.3)] },
      1,
      'upload',
    ],
    ['what is a little worse than best needs no sentence', { roundTripMs: 250 }, 4, 'none'],
  ];
  for (const [name, more, score, cause] of weaknesses) {
    it(`says ${cause} at ${score} of 5: ${name}`, () => {
      const before = sample(0, { inbound: [came(100)], outbound: [went(100)] });
      const after = sample(2_000, { inbound: [came(200)], outbound: [went(200)], ...more });
      expect(readQuality(before, after)).toMatchObject({ score, cause });
    });
  }

  it('counts a stream anew that a renegotiation began anew', () => {
    const before = sample(0, { inbound: [came(90_000, 300)], outbound: [went(90_000)] });
    const after = sample(2_000, { inbound: [came(98, 2)], outbound: [went(100, 0.02)] });
    const { kbitsIn, lossInPercent, lossOutPercent } = readQuality(before, after);
    expect(kbitsIn).toBeCloseTo((98 * 100 * 8) / 2_000);
    expect(lossInPercent).toBeCloseTo(2);
    expect(lossOutPercent).toBeCloseTo(2);
  });

  it('forgets a stream that ended', () => {
    const streams = [came(1_000, 500, 400, 'camera'), came(100)];
    const before = sample(0, { inbound: streams });
    const stopped = sample(2_000, { inbound: [streams[0]!, came(200)] });
    // It is in the report still, and moves no more.
    expect(readQuality(before, stopped)).toMatchObject({ score: 5, lossInPercent: 0, jitterMs: 1 });
    expect(readQuality(before, sample(2_000, { inbound: [came(200)] })).score).toBe(5);
  });

  it('takes back what came late', () => {
    const before = sample(0, { inbound: [came(100, 10)] });
    const after = sample(2_000, { inbound: [came(200, 4)] });
    expect(readQuality(before, after).lossInPercent).toBe(0);
  });

  it('is not silent before anything came, nor where nothing is to come', () => {
    const silent = { inbound: [came(0)] };
    expect(readQuality(sample(0, silent), sample(2_000, silent)).isSilent).toBe(undefined);
    const before = sample(0, { inbound: [came(100)] });
    expect(readQuality(before, sample(2_000)).isSilent).toBe(undefined);
  });
});

const amount = fc.double({ min: 0, max: 1e9, noNaN: true });
const count = fc.nat(1_000_000);
const stream = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  bytes: count,
  packets: count,
  lost: fc.integer({ min: -50, max: 1_000_000 }),
  jitterMs: amount,
});
const sent = fc.record({
  id: fc.constantFrom('a', 'b', 'c'),
  bytes: count,
  packets: count,
  lostFraction: fc.double({ min: 0, max: 1, noNaN: true }),
});
const anySample = fc.record({
  atMs: fc.nat(10_000_000),
  inbound: fc.array(stream, { maxLength: 3 }),
  outbound: fc.array(sent, { maxLength: 3 }),
  path: fc.constantFrom('direct', 'relayed', 'unknown'),
  roundTripMs: amount,
  kbitsOutLimit: amount,
}) as fc.Arbitrary<QualitySample>;

describe('whatever was measured', () => {
  it('gives numbers that are numbers, percents that are percents, and one of five steps', () => {
    fc.assert(
      fc.property(anySample, anySample, (before, after) => {
        const quality = readQuality(before, after);
        for (const value of Object.values(quality)) {
          if (typeof value === 'number') expect(value).toBeGreaterThanOrEqual(0);
          if (typeof value === 'number') expect(value).toBeLessThan(Infinity);
        }
        expect([1, 2, 3, 4, 5]).toContain(quality.score);
        expect(quality.lossInPercent ?? 0).toBeLessThanOrEqual(100);
        expect(quality.lossOutPercent ?? 0).toBeLessThanOrEqual(100.0001);
        expect(quality.cause === 'none').toBe(quality.score >= 4);
      }),
    );
  });

  const worsening = ['lossInPercent', 'lossOutPercent', 'roundTripMs', 'jitterMs'] as const;
  for (const name of worsening) {
    it(`is never better with more ${name}`, () => {
      const measures = fc.record({ lossInPercent: amount, roundTripMs: amount, jitterMs: amount });
      fc.assert(
        fc.property(measures, amount, amount, (others, some, more) => {
          const [low, high] = some < more ? [some, more] : [more, some];
          const at = (value: number) =>
            assess({ path: 'direct', ...others, [name]: value } as CallMeasures).score;
          expect(at(high)).toBeLessThanOrEqual(at(low));
        }),
      );
    });
  }

  it('is never better with less room for what we send', () => {
    fc.assert(
      fc.property(amount, amount, (some, more) => {
        const at = (kbitsOutLimit: number) => scoresOf({ path: 'direct', kbitsOutLimit }).upload;
        expect(at(Math.min(some, more))).toBeLessThanOrEqual(at(Math.max(some, more)));
      }),
    );
  });
});
