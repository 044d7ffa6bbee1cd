import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LEAST_PATIENCE,
  lookOf,
  MOST_PATIENCE,
  rungOf,
  RUNGS,
  stepLadder,
  TOP_OF_LADDER,
  type Ladder,
  type Look,
} from '../../../src/core/quality-ladder.js';

const LOOKS: readonly Look[] = ['weak', 'fair', 'good', 'none'];
const SETTLED = { ...TOP_OF_LADDER, settling: 0 };
const after = (looks: readonly Look[], from: Ladder = SETTLED) => looks.reduce(stepLadder, from);
const times = (look: Look, count: number): Look[] => Array<Look>(count).fill(look);
const steps = (looks: readonly Look[], from?: Ladder) => {
  const seen: string[] = [];
  let ladder = from ?? SETTLED;
  for (const look of looks) {
    ladder = stepLadder(ladder, look);
    const { step } = rungOf(ladder);
    if (seen.at(-1) !== step) seen.push(step);
  }
  return seen;
};

describe('the ladder of our own picture', () => {
  it('gives up size, then motion, then almost all, then the picture, and never the sound', () => {
    expect(steps(times('weak', 20))).toEqual(['full', 'smaller', 'slower', 'low', 'paused']);
    expect(rungOf(after(times('weak', 20))).camera.sendsPicture).toBe(false);
  });

  it('moves two looks after the connection became weak, not after one', () => {
    expect(after(['weak']).rung).toBe(0);
    expect(after(['weak', 'weak']).rung).toBe(1);
    expect(after(['weak', 'good', 'weak']).rung).toBe(0);
    expect(after(['weak', 'fair', 'weak']).rung).toBe(1);
  });

  it('comes back one rung at a time, with patience', () => {
    const bottom = after(times('weak', 8));
    expect(after(times('good', LEAST_PATIENCE - 1), bottom).rung).toBe(4);
    expect(after(times('good', LEAST_PATIENCE), bottom).rung).toBe(3);
    expect(steps(times('good', 4 * LEAST_PATIENCE), bottom)).toEqual(
      RUNGS.map(({ step }) => step).reverse(),
    );
  });

  it('stays where it is while the connection is neither weak nor good', () => {
    const low = after(times('weak', 6));
    expect(after(times('fair', 100), low).rung).toBe(low.rung);
  });

  it('does not fall when the path is cut, nor rise', () => {
    const middle = after(times('weak', 4));
    expect(after(times('none', 100), middle).rung).toBe(middle.rung);
    expect(after(times('none', 100)).rung).toBe(0);
  });

  it('tries a rise that failed more rarely each time, and as before once the top has held', () => {
    let ladder = after(times('weak', 2));
    let patience = LEAST_PATIENCE;
    for (let fall = 0; fall < 6; fall++) {
      expect(ladder.patience).toBe(patience);
      ladder = after(times('good', patience), ladder);
      expect(ladder.rung).toBe(0);
      ladder = after(times('weak', 2), ladder);
      expect(ladder.rung).toBe(1);
      patience = Math.min(MOST_PATIENCE, patience * 2);
    }
    ladder = after(times('good', 2 * MOST_PATIENCE), ladder);
    expect(ladder).toEqual(SETTLED);
  });

  it('lets the first looks of a call count for nothing', () => {
    expect(after(times('weak', 4), TOP_OF_LADDER).rung).toBe(0);
    expect(after(times('weak', 5), TOP_OF_LADDER).rung).toBe(1);
  });

  it('never leaves the ladder, moves one rung at a time, and down only when it is weak', () => {
    const seen = new Map<string, Ladder>();
    const open = [TOP_OF_LADDER];
    for (let ladder = open.pop(); ladder; ladder = open.pop()) {
      const key = JSON.stringify(ladder);
      if (seen.has(key)) continue;
      seen.set(key, ladder);
      for (const look of LOOKS) {
        const next = stepLadder(ladder, look);
        const move = next.rung - ladder.rung;
        expect(Math.abs(move)).toBeLessThanOrEqual(1);
        if (move > 0) expect(look).toBe('weak');
        if (move < 0) expect(look).toBe('good');
        expect(next.rung).toBeGreaterThanOrEqual(0);
        expect(next.rung).toBeLessThan(RUNGS.length);
        expect(next.patience).toBeLessThanOrEqual(MOST_PATIENCE);
        open.push(next);
      }
    }
    expect(seen.size).toBeGreaterThan(500);
    // From everywhere a connection that stays good leads back to the whole picture.
    for (const ladder of seen.values()) {
      expect(after(times('good', 5 * MOST_PATIENCE), ladder).rung).toBe(0);
    }
  });

  it('sends less with every rung, and a screen never smaller or not at all', () => {
    const most = (value: number | undefined) => value ?? Infinity;
    for (const [index, { camera, screen }] of RUNGS.entries()) {
      expect(screen.scaleResolutionDownBy).toBe(1);
      expect(screen.sendsPicture).toBe(true);
      const above = RUNGS[index - 1];
      if (!above) continue;
      expect(camera.scaleResolutionDownBy).toBeGreaterThanOrEqual(
        above.camera.scaleResolutionDownBy,
      );
      expect(most(camera.maxFramerate)).toBeLessThanOrEqual(most(above.camera.maxFramerate));
      expect(most(camera.maxBitrate)).toBeLessThanOrEqual(most(above.camera.maxBitrate));
      expect(most(screen.maxFramerate)).toBeLessThan(most(above.screen.maxFramerate));
    }
  });
});

describe('a look', () => {
  const quality = { score: 5, cause: 'none', path: 'direct' } as const;

  it('is about what we send, not about what comes', () => {
    expect(lookOf({ ...quality, lossInPercent: 50 })).toBe('good');
    expect(lookOf({ ...quality, lossOutPercent: 12 })).toBe('weak');
    expect(lookOf({ ...quality, lossOutPercent: 7 })).toBe('fair');
    expect(lookOf({ ...quality, roundTripMs: 900 })).toBe('weak');
    expect(lookOf({ ...quality, jitterMs: 200 })).toBe('weak');
    expect(lookOf({ ...quality, kbitsOutLimit: 100 })).toBe('weak');
  });

  it('says nothing when nothing came', () => {
    expect(lookOf({ ...quality, isSilent: true, lossOutPercent: 90 })).toBe('none');
  });

  it('is never better with more loss', () => {
    const rank = { weak: 0, fair: 1, good: 2, none: NaN };
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(percent, percent, (a, b) => {
        const at = (lossOutPercent: number) => rank[lookOf({ ...quality, lossOutPercent })];
        expect(at(Math.max(a, b))).toBeLessThanOrEqual(at(Math.min(a, b)));
      }),
    );
  });
});
