/**
 * What failed, a line each, for whoever sees only the end of a long log.
 */

/** @param {string} title @param {string | undefined} message */
const line = (title, message = '') =>
  `${title}: ${message
    .replace(/\u001b\[\d+m/g, '')
    .split('\n')
    .slice(0, 8)
    .join(' ')
    .slice(0, 400)}`;

/** @param {any} report @returns {string[]} */
export function failuresOfVitest({ testResults }) {
  return testResults.flatMap((/** @type {any} */ { name, message, status, assertionResults }) => {
    if (status === 'failed' && assertionResults.length === 0) return [line(name, message)];
    return assertionResults
      .filter((/** @type {any} */ test) => test.status === 'failed')
      .map((/** @type {any} */ test) => line(test.fullName, test.failureMessages?.[0]));
  });
}

/** @param {any} report @returns {string[]} */
export function failuresOfPlaywright({ suites = [], errors }) {
  const inSuite = (/** @type {any} */ { title, specs = [], suites: inner = [] }) => [
    ...specs
      .filter((/** @type {any} */ spec) => !spec.ok)
      .map((/** @type {any} */ spec) =>
        line(
          `${title}: ${spec.title}`,
          spec.tests.flatMap((/** @type {any} */ test) => test.results)[0]?.error?.message,
        ),
      ),
    ...inner.flatMap(inSuite),
  ];
  return [
    ...suites.flatMap(inSuite),
    ...errors.map((/** @type {any} */ { message }) => line('error', message)),
  ];
}

/** @param {{ failures?: { name?: string, file?: string, message?: string }[] }} report */
export function failuresOfBrowser({ failures = [] }) {
  return failures.map(({ name, file, message }) => line(name ?? file ?? 'error', message));
}
