import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scripts/size.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DECISIONS = join(ROOT, 'docs/decisions');
const NOW = '0022-what-a-call-weighs.md';

/** Decisions with a table of budgets: its last column, in bytes, by file. */
const budgets = new Map(
  readdirSync(DECISIONS).flatMap((file) => {
    const table = readFileSync(join(DECISIONS, file), 'utf8').split(/\| budget +\|\n/)[1];
    const figures = [...(table ?? '').matchAll(/\| ([\d.]+) kB +\|$/gm)];
    return table === undefined ? [] : [[file, figures.map(([, kB]) => Number(kB) * 1000)] as const];
  }),
);

describe('what pages say of the budgets', () => {
  it('is in the newest decision what the build is held to', () => {
    expect(budgets.get(NOW)).toEqual(SCENARIOS.map(({ budgetBytes }) => budgetBytes));
  });

  it('is marked as replaced in every older decision', () => {
    const older = [...budgets.keys()].filter((file) => file !== NOW);
    expect(older).toHaveLength(2);
    for (const file of older) {
      expect(readFileSync(join(DECISIONS, file), 'utf8'), file).toMatch(/\b0?0?22\b/);
    }
  });

  it('is in the README what a page with a button loads', () => {
    const [first] = SCENARIOS;
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    expect(readme).toContain(`${first!.budgetBytes / 1000} kB gzip until`);
  });
});
