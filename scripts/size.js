/**
 * `npm run size`: what a page has transferred of our JavaScript, gzip, against the budget. Read
 * from the manifest of the build: the named chunks and all they import, each file counted once.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, say } from './run.js';

const BROWSER = join(ROOT, 'dist/browser');

/**
 * What is loaded by when, as the names of the chunks that a page has asked for until then. That this
 * table is true is measured in a real browser by test/e2e/size.test.ts.
 *
 * @type {{ name: string, budgetBytes: number, chunks: string[] }[]}
 */
export const SCENARIOS = JSON.parse(
  readFileSync(new URL('./size-budget.json', import.meta.url), 'utf8'),
);

/** @returns {Record<string, { file: string, name?: string, imports?: string[] }>} */
export function readManifest() {
  return JSON.parse(readFileSync(join(BROWSER, '.vite/manifest.json'), 'utf8'));
}

/**
 * Files that load with these chunks: their own and all they import statically.
 *
 * @param {ReturnType<typeof readManifest>} manifest
 * @param {string[]} chunks names of chunks
 */
export function filesOf(manifest, chunks) {
  const waiting = chunks.map((name) => {
    const key = Object.keys(manifest).find((each) => manifest[each].name === name);
    if (!key) throw new Error(`The build has no chunk ${name}: mend scripts/size-budget.json.`);
    return key;
  });
  /** @type {Set<string>} */
  const keys = new Set();
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (keys.has(key)) continue;
    keys.add(key);
    waiting.push(...(manifest[key].imports ?? []));
  }
  return [...new Set([...keys].map((key) => manifest[key].file))];
}

/**
 * Bytes of these files as the broker sends them to a browser that takes gzip: the `.gz` beside each.
 *
 * @param {string[]} files
 */
export function gzipBytes(files) {
  return files.reduce((sum, file) => sum + sentBytes(join(BROWSER, file)), 0);
}

/** @param {string} path */
function sentBytes(path) {
  // The smallest files have none: they are sent as they are.
  return statSync(existsSync(`${path}.gz`) ? `${path}.gz` : path).size;
}

function main() {
  if (!existsSync(join(BROWSER, '.vite/manifest.json'))) {
    say('There is no build yet: npm run build.');
    return 1;
  }
  const manifest = readManifest();
  let over = 0;
  console.log('gzip bytes   budget  files');
  for (const { name, chunks, budgetBytes } of SCENARIOS) {
    const files = filesOf(manifest, chunks);
    const bytes = gzipBytes(files);
    if (bytes > budgetBytes) over += 1;
    const verdict = bytes > budgetBytes ? '  OVER BUDGET' : '';
    console.log(
      `${String(bytes).padStart(10)} ${String(budgetBytes).padStart(8)}  ` +
        `${String(files.length).padStart(5)}  ${name}${verdict}`,
    );
  }
  if (over > 0) console.log(`${over} of ${SCENARIOS.length} over budget.`);
  return over > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();
