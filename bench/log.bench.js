/**
 * A conversation of 10,000 messages: until its newest can be read, and until one more can, against
 * the least a windowed list can do and against a chat element people choose, in the same run.
 * Each time on a fresh page, rounds alternate, figures are medians. `npm run bench -- log`.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS, withoutFeatures } from '../scripts/chromium-flags.js';
import { findChromium } from '../scripts/chromium.js';
import { run as runProgram } from '../scripts/run.js';
import { startPages } from './log/pages.js';

const PEERS = fileURLToPath(new URL('./peers/', import.meta.url));
const ROUNDS = 9;
const MESSAGES = 10_000;
const APPENDS = 15;
/** It takes a minute: once is enough to see by how much. */
const PEER = 'deep-chat';
const PEER_LIMIT_MS = 120_000;

async function installPeers() {
  if (existsSync(`${PEERS}node_modules`)) return;
  const args = ['ci', '--prefix', PEERS, '--no-audit', '--no-fund', '--loglevel=error'];
  if ((await runProgram('npm', args, { stdio: 'inherit' })) !== 0) {
    throw new Error('what to compare with could not be installed');
  }
}

/** @param {number[]} values */
function median(values) {
  return values.slice().sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** @returns {Promise<import('./run.js').Row[]>} */
export async function run() {
  await installPeers();
  const site = await startPages();
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_FLAGS, withoutFeatures()],
  });

  /** @param {string} name @param {number} count */
  async function measure(name, count) {
    const page = await browser.newPage({ viewport: { width: 420, height: 640 } });
    page.setDefaultTimeout(PEER_LIMIT_MS);
    try {
      await page.goto(`${site.url}/list/${name}`);
      await page.waitForFunction(() => 'list' in globalThis);
      const showMs = await page.evaluate((many) => globalThis.list.showMs(many), count);
      const appendsMs = [];
      for (let i = 0; i < APPENDS; i++) {
        appendsMs.push(await page.evaluate(() => globalThis.list.appendMs()));
      }
      const elements = await page.evaluate(countElements);
      return { showMs, appendMs: median(appendsMs), elements };
    } finally {
      await page.close();
    }
  }

  const results = { bare: [], deskbell: [] };
  let peerMs;
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      for (const name of ['bare', 'deskbell']) {
        const result = await measure(name, MESSAGES);
        // The first round warms the browser up.
        if (round > 0) results[name].push(result);
      }
    }
    peerMs = (await measure(PEER, MESSAGES)).showMs;
  } finally {
    await browser.close();
    await site.close();
  }
  const of = (name, figure) => median(results[name].map((result) => result[figure]));
  const showMs = of('deskbell', 'showMs');
  const compare = (name, value, peer, goal) => {
    return { name, value, unit: 'ms', peer, ratio: value / peer, goal };
  };
  return [
    compare(
      '10,000 messages shown (peer: bare windowed Lit list)',
      showMs,
      of('bare', 'showMs'),
      '≤ 1.5',
    ),
    compare('10,000 messages shown (peer: deep-chat)', showMs, peerMs, '≤ 0.1'),
    compare(
      'one more message shown (peer: bare windowed Lit list)',
      of('deskbell', 'appendMs'),
      of('bare', 'appendMs'),
      '< 16.7 ms',
    ),
    { name: 'elements on the page', value: of('deskbell', 'elements'), unit: '', goal: '< 1,000' },
  ];
}

/** Runs in the page: all elements, those in shadows too. */
function countElements() {
  let count = 0;
  const visit = (root) => {
    for (const element of root.querySelectorAll('*')) {
      count += 1;
      if (element.shadowRoot) visit(element.shadowRoot);
    }
  };
  visit(document);
  return count;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.table(await run());
}
