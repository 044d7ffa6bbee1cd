/**
 * `npm test`: everything that needs no outside service. `npm test -- node e2e` runs only those
 * suites. The last line counts: `N passed, N failed, N skipped`.
 */
import { requireNode } from './node-version.js';

requireNode();
const { installDependencies } = await import('./install.js');
const { buildIfStale } = await import('./build.js');
const { installChromium } = await import('./install-chromium.js');
const { SUITES, runSuite } = await import('./suites.js');

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !SUITES.some((suite) => suite.name === name));
const total = { passed: 0, failed: 0, skipped: 0 };

try {
  if (unknown.length > 0) throw new Error(`There is no suite named ${unknown.join(', ')}.`);
  await installDependencies();
  await installChromium();
  await buildIfStale();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}

const notes = [];
for (const suite of SUITES.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
  console.log(`\n── ${suite.name} ──`);
  const { notes: told, ...counts } = await runSuite(suite);
  notes.push(...told);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}

console.log('');
for (const note of notes) console.log(note);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
