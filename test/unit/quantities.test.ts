import { describe, expect, it } from 'vitest';
import { formatRelative } from '../../src/elements/bubbles/quantities.js';

const HOUR_MS = 3_600_000;

describe('how long an offer lasts', () => {
  it.each([
    [48 * HOUR_MS - 2_000, 'in 2 days'],
    [36 * HOUR_MS, 'in 36 hours'],
    [24 * HOUR_MS - 2_000, 'in 24 hours'],
    [90 * 60_000, 'in 90 minutes'],
  ])('is told to the nearest unit: %i ms', (aheadMs, words) => {
    expect(formatRelative('en', aheadMs)).toBe(words);
  });
});
