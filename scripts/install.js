import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, say } from './run.js';

/**
 * What npm wrote down of an installation: `packages` by path. Null when there is none.
 *
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }> | null}
 */
function readLock(file) {
  const path = join(ROOT, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : null;
}

/** True when every package of package-lock.json stands in node_modules in its version. */
function isInstalled() {
  const wanted = readLock('package-lock.json');
  const present = readLock('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === '' || link) return true;
    return present[path] ? present[path].version === version : optional === true;
  });
}

/** True when SQLite's native part loads in this Node. */
async function loadsNativeParts() {
  const probe = "new (require('better-sqlite3'))(':memory:').close()";
  return (await run(process.execPath, ['-e', probe], { stdio: 'ignore' })) === 0;
}

const COMPILER_HINT =
  'SQLite could not be made ready. Where no ready-made build can be downloaded it is compiled, ' +
  'which takes Python 3, make and a C++ compiler (Debian: apt-get install python3 make g++).';

/** Installs what package-lock.json names and node_modules lacks; nothing when all is there. */
export async function installDependencies() {
  if (!isInstalled()) {
    say('Installing packages …');
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
    if ((await run('npm', args)) !== 0) throw new Error(`npm ci failed. ${COMPILER_HINT}`);
  }
  if (await loadsNativeParts()) return;
  say('Making SQLite ready for this version of Node …');
  await run('npm', ['rebuild', 'better-sqlite3', '--loglevel=error']);
  if (!(await loadsNativeParts())) throw new Error(COMPILER_HINT);
}
