import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program in the repository and resolves to its exit code (a signal counts as 1).
 * `stdio` is as in child_process; progress belongs on stderr, so stdout goes there by default.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, stdio?: import('node:child_process').StdioOptions, timeoutMs?: number }} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, { env = {}, stdio = ['ignore', 2, 2], timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio,
      env: { ...process.env, ...env },
      shell: process.platform === 'win32',
      timeout: timeoutMs,
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs a program of an installed package by this very Node, without looking for it on the PATH.
 *
 * @param {string} script path inside node_modules
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runTool(script, args, options) {
  return run(process.execPath, [`node_modules/${script}`, ...args], options);
}

/** Says on stderr what is being done: stdout is for results.
 *
 * @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
