/**
 * Builds everything: `dist/src` and `dist/signaling` (tsc), `dist/browser` (the script tag) and
 * `dist/lib` (the npm package's entries). Run as a program it always builds; `buildIfStale` does
 * so only when an input changed since the last build that succeeded.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, runTool, say } from './run.js';

const INPUTS = [
  'src',
  'signaling',
  'scripts/vite',
  'scripts/build.js',
  'vite.config.ts',
  'tsconfig.base.json',
  'package.json',
  'package-lock.json',
];
const MARKER = join(ROOT, 'dist/.inputs');

/** @param {string} path @returns {string[]} files below a path, in a fixed order */
function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hashInputs() {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]);
  for (const file of INPUTS.flatMap((input) => filesBelow(join(ROOT, input)))) {
    hash.update(`\0${relative(ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** tsc leaves the output of a deleted source behind; what runs must be what stands in the tree. */
function removeOrphans() {
  for (const folder of ['src', 'signaling']) {
    for (const file of filesBelow(join(ROOT, 'dist', folder))) {
      const source = relative(join(ROOT, 'dist'), file).replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
      if (!existsSync(join(ROOT, source))) rmSync(file);
    }
  }
}

/** @param {string} what @param {string} script @param {string[]} args */
async function step(what, script, args) {
  say(`Building ${what} …`);
  if ((await runTool(script, args)) !== 0) throw new Error(`Building ${what} failed.`);
}

export async function build() {
  const inputs = hashInputs();
  rmSync(MARKER, { force: true });
  removeOrphans();
  await step('the broker', 'typescript/bin/tsc', ['-b', 'src', 'signaling']);
  await step('the script', 'vite/bin/vite.js', ['build', '--logLevel', 'warn']);
  await step('the package', 'vite/bin/vite.js', ['build', '--mode', 'lib', '--logLevel', 'warn']);
  writeFileSync(MARKER, inputs);
}

export async function buildIfStale() {
  const built = existsSync(MARKER) ? readFileSync(MARKER, 'utf8') : '';
  if (built !== hashInputs()) await build();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await build();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
