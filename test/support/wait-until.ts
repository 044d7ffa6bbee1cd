import { waitUntil as waitAWhile } from '@open-wc/testing';

/** Less than a test may take, so that it fails with its own words. */
const LIMIT_MS = 8_000;

/**
 * Resolves when the condition holds. It may take as long as on a machine that is busy with others:
 * what is loaded late, or drawn by a browser that gets no turn, is no failure.
 */
export async function waitUntil(condition: () => unknown, message?: string): Promise<void> {
  await waitAWhile(condition, message, { timeout: LIMIT_MS });
}
