import { expect, it } from 'vitest';
import { formatDuration } from '../../../src/controllers/durations.js';

it.each([
  ['en', 0, '0:00'],
  ['en', 32.9, '0:32'],
  ['en', 65, '1:05'],
  ['en', 3_909, '1:05:09'],
  ['en', 36_000_000, '10000:00:00'],
  ['en', -4, '0:00'],
  ['fa', 65, '۱:۰۵'],
  ['ar-EG', 65, '١:٠٥'],
])('in %s, %d seconds are %s, and the same when asked again', (lang, seconds, shown) => {
  expect(formatDuration(lang, seconds)).toBe(shown);
  expect(formatDuration(lang, seconds)).toBe(shown);
});
