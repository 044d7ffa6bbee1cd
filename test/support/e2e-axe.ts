import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

declare const axe: {
  run(options: {
    resultTypes: string[];
  }): Promise<{ violations: { id: string; nodes: { target: unknown }[] }[] }>;
};

/** What axe finds wrong with a page: the rule, and where it is broken. */
export async function violationsOf(page: Page): Promise<[string, unknown[]][]> {
  await page.evaluate(AXE);
  // Told of all that is well, too, a large page would take seconds to send it here.
  return page.evaluate(async () => {
    const { violations } = await axe.run({ resultTypes: ['violations'] });
    return violations.map(({ id, nodes }): [string, unknown[]] => [
      id,
      nodes.map(({ target }) => target),
    ]);
  });
}
