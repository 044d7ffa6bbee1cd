import { writeFileSync } from 'node:fs';

/**
 * @param {import('@web/test-runner').TestSuiteResult | undefined} suite
 * @returns {import('@web/test-runner').TestResult[]}
 */
function testsOf(suite) {
  if (!suite) return [];
  return [...suite.tests, ...suite.suites.flatMap(testsOf)];
}

/**
 * What failed, for whoever has only the report: the runner's own lines are drawn over each other.
 *
 * @param {import('@web/test-runner').TestSession[]} sessions
 */
function failuresOf(sessions) {
  return sessions.flatMap(({ testFile, testResults, errors }) => [
    ...testsOf(testResults)
      .filter((test) => !test.passed && !test.skipped)
      .map(({ name, error }) => ({ file: testFile, name, message: error?.message })),
    ...errors.map(({ message }) => ({ file: testFile, message })),
  ]);
}

/**
 * A Web Test Runner reporter that writes `{passed, failed, skipped, failures}` as JSON. A file that could
 * not be loaded, or failed outside its tests, is one failure.
 *
 * @param {string} path
 * @returns {import('@web/test-runner').Reporter}
 */
export function countReporter(path) {
  return {
    onTestRunFinished({ sessions }) {
      const counts = { passed: 0, failed: 0, skipped: 0 };
      for (const session of sessions) {
        const tests = testsOf(session.testResults);
        for (const test of tests) {
          counts[test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed'] += 1;
        }
        if (!session.passed && !tests.some((test) => !test.passed && !test.skipped)) {
          counts.failed += 1;
        }
      }
      writeFileSync(path, JSON.stringify({ ...counts, failures: failuresOf(sessions) }, null, 2));
    },
  };
}
