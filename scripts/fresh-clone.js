/**
 * A newcomer's first minutes: clones the committed tree into an empty folder and does there what
 * the README says (`npm start`, then `npm test`). `node scripts/fresh-clone.js start` does only that.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, run, say } from './run.js';

const START_LIMIT_MS = 10 * 60_000;
const STOP_LIMIT_MS = 15_000;
const chosen = process.argv[2] ?? 'all';
const clone = join(mkdtempSync(join(tmpdir(), 'deskbell-clone-')), 'deskbell');

/** Resolves when `npm start` printed its one line, asks for the demo, and stops it by Ctrl-C. */
async function tryStart() {
  const began = Date.now();
  const child = spawn('npm', ['start', '--silent'], {
    cwd: clone,
    env: { ...process.env, PORT: '0', DATA_DIR: join(clone, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const pid = /** @type {number} */ (child.pid);
  let printed = '';
  /** @type {Promise<string>} */
  const ready = new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('npm start was not ready in time')),
      START_LIMIT_MS,
    );
    child.once('exit', (code) => reject(new Error(`npm start ended (${code}): ${printed}`)));
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const url = /https?:\/\/\S+/.exec(printed)?.[0];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
  try {
    const url = await ready;
    say(`npm start: ready at ${url} after ${Math.round((Date.now() - began) / 1000)} s`);
    for (const path of ['/', '/deskbell.js', '/healthz', '/seller.html']) {
      const { status } = await fetch(new URL(path, url));
      if (status !== 200) throw new Error(`${path} answers ${status}`);
    }
    if (printed.trim().split('\n').length !== 1) throw new Error(`more than one line: ${printed}`);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-pid, 'SIGINT');
    const late = setTimeout(() => process.kill(-pid, 'SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(late);
    const stillThere = await fetch(url).then(
      () => true,
      () => false,
    );
    if (stillThere) throw new Error('Ctrl-C did not end the broker');
    say('npm start: ended by Ctrl-C');
  } catch (error) {
    if (child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL');
    throw error;
  }
}

try {
  if ((await run('git', ['clone', '--quiet', ROOT, clone])) !== 0)
    throw new Error('git clone failed');
  if (chosen !== 'test') await tryStart();
  if (chosen !== 'start') {
    const code = await run('npm', ['test', '--silent', '--prefix', clone], { stdio: 'inherit' });
    if (code !== 0) throw new Error(`npm test ended with ${code}`);
  }
  say('A fresh clone works.');
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  rmSync(join(clone, '..'), { recursive: true, force: true });
}
