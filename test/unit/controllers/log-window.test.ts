import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogWindow } from '../../../src/controllers/log-window.js';

interface Line {
  readonly id: string;
}

const lines = (count: number, from = 0): Line[] =>
  Array.from({ length: count }, (_, index) => ({ id: String(from + index) }));

function windowOf(entries: readonly Line[]): LogWindow {
  const window = new LogWindow();
  window.fit(450);
  window.follow(entries, true);
  return window;
}

const shown = ({ from, to }: LogWindow, entries: readonly Line[]): readonly Line[] =>
  entries.slice(from, to);

describe('the window of a log', () => {
  it('begins at the end, with few rows', () => {
    const window = windowOf(lines(10_000));
    expect([window.from, window.to, window.hasEnd]).toEqual([9_970, 10_000, true]);
  });

  it('begins around the first unread entry when there is one', () => {
    const window = new LogWindow();
    window.follow(lines(10_000), true, 5_000);
    expect(window.from).toBeLessThan(5_000);
    expect(window.to).toBeGreaterThan(5_010);
    expect(window.hasEnd).toBe(false);
  });

  it('shows the same entries when older ones are put before', () => {
    const newer = lines(100, 100);
    const window = windowOf(newer);
    const before = shown(window, newer);
    const all = lines(200);
    window.follow(all, false);
    expect(shown(window, all)).toEqual(before);
  });

  it('takes what is new when the reader follows the end, and bounds what it keeps', () => {
    let entries = lines(100);
    const window = windowOf(entries);
    for (let count = 101; count < 400; count++) {
      entries = lines(count);
      window.follow(entries, true);
      expect(window.hasEnd).toBe(true);
      expect(window.to - window.from).toBeLessThan(90);
    }
  });

  it('does not grow without end while the reader is elsewhere', () => {
    const window = windowOf(lines(100));
    const first = window.from;
    for (let count = 101; count < 400; count++) window.follow(lines(count), false);
    expect(window.from).toBe(first);
    expect(window.to - window.from).toBeLessThan(90);
    expect(window.hasEnd).toBe(false);
  });

  it('goes from end to beginning and back by steps, never showing more than it may', () => {
    const entries = lines(1_000);
    const window = windowOf(entries);
    while (window.up()) expect(window.to - window.from).toBeLessThan(90);
    expect(window.from).toBe(0);
    while (window.down()) expect(window.to - window.from).toBeLessThan(90);
    expect(window.hasEnd).toBe(true);
  });

  it('begins anew when nothing of what it showed is left', () => {
    const window = windowOf(lines(100));
    const other = lines(50, 1_000);
    window.follow(other, false);
    expect([window.from, window.to]).toEqual([20, 50]);
  });

  it('stays within the list, whatever happens to it', () => {
    const step = fc.oneof(
      fc.constant('up' as const),
      fc.constant('down' as const),
      fc.constant('end' as const),
      fc.record({ first: fc.nat(300), count: fc.nat(300), isAtEnd: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let entries = lines(50);
        const window = windowOf(entries);
        for (const each of steps) {
          if (each === 'up') window.up();
          else if (each === 'down') window.down();
          else if (each === 'end') window.toEnd();
          else {
            entries = lines(each.count, each.first);
            window.follow(entries, each.isAtEnd);
          }
          expect(window.from).toBeGreaterThanOrEqual(0);
          expect(window.from).toBeLessThanOrEqual(window.to);
          expect(window.to).toBeLessThanOrEqual(entries.length);
          expect(window.to - window.from).toBeLessThan(90);
          if (entries.length > 0) expect(window.to).toBeGreaterThan(window.from);
        }
      }),
    );
  });
});
