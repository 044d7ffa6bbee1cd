import { expect } from '@playwright/test';

/**
 * Prints what was measured, and holds the product to what it promises.
 *
 * @param heldToMs more than the promise where this machine's own noise is near to it
 */
export function figure(
  name: string,
  measuredMs: number | undefined,
  promisedMs: number,
  heldToMs = promisedMs,
): void {
  const measured = measuredMs === undefined ? 'never' : `${Math.round(measuredMs)} ms`;
  console.log(`      figure: ${name}: ${measured} (promised: ${promisedMs} ms)`);
  expect(measuredMs, name).toBeDefined();
  expect(measuredMs, name).toBeLessThanOrEqual(heldToMs);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Asks again and again until it is known. */
export async function known<T>(ask: () => Promise<T | undefined>, limitMs: number): Promise<T> {
  let answer: T | undefined;
  const poll = expect.poll(async () => (answer = await ask()), {
    timeout: limitMs,
    intervals: [200],
  });
  await poll.toBeDefined();
  return answer!;
}
