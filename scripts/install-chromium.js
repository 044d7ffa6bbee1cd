import { existsSync } from 'node:fs';
import { findChromium } from './chromium.js';
import { run, runTool, say } from './run.js';

const DOWNLOAD_LIMIT_MS = 180_000;

/** True when the program starts: a browser without its system libraries is none. @param {string} path */
async function starts(path) {
  const args = ['--headless', '--no-sandbox', '--disable-gpu', '--dump-dom', 'about:blank'];
  return (await run(path, args, { stdio: 'ignore', timeoutMs: 30_000 })) === 0;
}

/** Tries Playwright's download, then Debian's package. */
const SOURCES = [
  {
    what: "Playwright's Chromium",
    possible: () => true,
    install: () =>
      runTool('@playwright/test/cli.js', ['install', '--no-shell', 'chromium'], {
        stdio: 'ignore',
        timeoutMs: DOWNLOAD_LIMIT_MS,
      }),
  },
  {
    what: "Debian's chromium package",
    possible: () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'),
    install: async () => {
      const env = { DEBIAN_FRONTEND: 'noninteractive' };
      await run('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
      const args = [
        'install',
        '-y',
        '-qq',
        '--no-install-recommends',
        'chromium',
        'fonts-noto-core',
      ];
      return run('apt-get', args, { env, stdio: 'ignore' });
    },
  },
];

/** Makes sure that a Chromium which starts is on this machine. */
export async function installChromium() {
  const existing = findChromium();
  if (existing && (await starts(existing))) return;
  for (const { what, possible, install } of SOURCES) {
    if (!possible()) continue;
    say(`Installing ${what} …`);
    const failed = (await install()) !== 0;
    const found = failed ? undefined : findChromium();
    if (found && (await starts(found))) return;
    say(`${what} could not be installed.`);
  }
  throw new Error(
    'The tests need a Chromium. Install one (Debian: apt-get install chromium), or set CHROME_PATH ' +
      'to where one is, and try again.',
  );
}
