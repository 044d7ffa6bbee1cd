import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failuresOfBrowser, failuresOfPlaywright, failuresOfVitest } from './failures.js';
import { findFirefox } from './firefox.js';
import { whatNetworksLack } from './networks.js';
import { runTool } from './run.js';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {{
 *   name: string,
 *   missing?: () => string | undefined,
 *   run: (report: string) => Promise<number>,
 *   count: (report: any) => Counts,
 *   failures: (report: any) => string[],
 * }} Suite `missing` says what this machine lacks for it; then it counts as one that was skipped.
 */

/** The runners of `npm test`. Each writes a JSON report beside what it shows. @type {Suite[]} */
export const SUITES = [
  {
    name: 'node',
    run: (report) =>
      runTool(
        'vitest/vitest.mjs',
        ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
        { stdio: ['ignore', 1, 2] },
      ),
    count: countVitest,
    failures: failuresOfVitest,
  },
  {
    name: 'browser',
    run: (report) =>
      runTool('@web/test-runner/dist/bin.js', [], {
        stdio: ['ignore', 1, 2],
        env: { DESKBELL_REPORT: report },
      }),
    count: (report) => report,
    failures: failuresOfBrowser,
  },
  {
    name: 'e2e',
    run: (report) =>
      runTool('@playwright/test/cli.js', ['test'], {
        stdio: ['ignore', 1, 2],
        env: { DESKBELL_REPORT: report },
      }),
    count: countPlaywright,
    failures: failuresOfPlaywright,
  },
  {
    name: 'firefox',
    missing: () => (findFirefox() ? undefined : 'there is no Firefox here (or set FIREFOX_PATH)'),
    run: (report) =>
      runTool(
        'vitest/vitest.mjs',
        [
          'run',
          '--config=vitest.firefox.config.ts',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${report}`,
        ],
        { stdio: ['ignore', 1, 2] },
      ),
    count: countVitest,
    failures: failuresOfVitest,
  },
  {
    name: 'network',
    missing: whatNetworksLack,
    run: (report) =>
      runTool('@playwright/test/cli.js', ['test', '--config=playwright.network.config.ts'], {
        stdio: ['ignore', 1, 2],
        env: { DESKBELL_REPORT: report },
      }),
    count: countPlaywright,
    failures: failuresOfPlaywright,
  },
];

/** A suite that could not even be loaded has no test in vitest's report, but is a failure.
 *
 * @param {any} report @returns {Counts} */
export function countVitest(report) {
  const brokenFiles = report.testResults.filter(
    (/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** A test that only passed when repeated is a test that failed.
 *
 * @param {any} report @returns {Counts} */
export function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  };
}

/**
 * Runs one suite and counts honestly: a runner that fails without naming a failed test, or that
 * ran no test at all, is one failure. The notes are for the end of the log.
 *
 * @param {Suite} suite @returns {Promise<Counts & { notes: string[] }>}
 */
export async function runSuite({ name, missing, run, count, failures }) {
  const lack = missing?.();
  if (lack) return { passed: 0, failed: 0, skipped: 1, notes: [`${name}: skipped, ${lack}`] };
  const report = join(mkdtempSync(join(tmpdir(), 'deskbell-')), `${name}.json`);
  const exitCode = await run(report);
  if (!existsSync(report)) {
    return { passed: 0, failed: 1, skipped: 0, notes: [`${name}: the runner left no report`] };
  }
  const read = JSON.parse(readFileSync(report, 'utf8'));
  const { note, ...counts } = judge(name, exitCode, count(read));
  const failed = failures(read).map((failure) => `${name}: failed: ${failure}`);
  return { ...counts, notes: note ? [...failed, note] : failed };
}

/**
 * @param {string} name @param {number} exitCode @param {Counts} counts
 * @returns {Counts & { note?: string }}
 */
export function judge(name, exitCode, { passed, failed, skipped }) {
  const counts = { passed, failed, skipped };
  if (passed + failed === 0) return { ...counts, failed: 1, note: `${name}: no test ran` };
  if (exitCode !== 0 && failed === 0) {
    return { ...counts, failed: 1, note: `${name}: the runner failed (exit code ${exitCode})` };
  }
  return counts;
}
