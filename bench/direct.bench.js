/**
 * Direct links between two pages, against raw data channels over the same connection in the same
 * run: a message there and its acknowledgement back, and a file with its digests onto the disk.
 * Rounds alternate, figures are medians. `npm run bench -- direct`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS, withoutFeatures } from '../scripts/chromium-flags.js';
import { findChromium } from '../scripts/chromium.js';
import { startPages } from './direct/pages.js';

const ROUNDS = 5;
const MESSAGES = 250;
const TEXT = 'Is it still there? I would come by tomorrow at ten.';
const FILE_BYTES = 100 * 1024 * 1024;
const BIG_FILE_BYTES = 500 * 1024 * 1024;
/** What a raw channel is fastest with is looked for anew in every run. */
const CHUNKS_KIB = [64, 128, 252];
const HIGH_WATER_BYTES = 256 * 1024;
const SAMPLE_MS = 250;

function median(values) {
  return values.slice().sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Memory of a page that its code can hold on to: its heap, and the buffers beside it. */
async function memoryBytes(client) {
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = await client.send('Runtime.getHeapUsage');
  return usedSize + backingStorageSize;
}

/** The most a page held on to while `work` ran, above what it had before. */
async function growthBytes(page, work) {
  const client = await page.context().newCDPSession(page);
  const before = await memoryBytes(client);
  let most = before;
  let isRunning = true;
  const watching = (async () => {
    while (isRunning) {
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
      most = Math.max(most, await memoryBytes(client));
    }
  })();
  await work();
  isRunning = false;
  await watching;
  return most - before;
}

/** @returns {Promise<import('./run.js').Row[]>} */
export async function run() {
  const site = await startPages();
  // A profile on disk: without one the browser's private storage is in memory.
  const profile = mkdtempSync(join(tmpdir(), 'deskbell-bench-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    args: [...CHROMIUM_FLAGS, withoutFeatures()],
  });
  const rawMs = [];
  const ourMs = [];
  const rawMBs = [];
  const ourMBs = [];
  let growth;
  try {
    const [near, far] = [await context.newPage(), await context.newPage()];
    for (const page of [near, far]) {
      await page.goto(`${site.url}/side`);
      await page.waitForFunction(() => 'side' in globalThis);
    }
    const answer = await far.evaluate(
      (offer) => globalThis.side.answer(offer),
      await near.evaluate(() => globalThis.side.offer()),
    );
    await near.evaluate((description) => globalThis.side.accept(description), answer);

    /** Runs a verb on each side at once; resolves to what the near one answers. */
    async function both(nearVerb, nearArgs, farVerb, farArgs) {
      const call = ([verb, args]) => globalThis.side[verb](...args);
      const there = far.evaluate(call, [farVerb, farArgs]);
      const here = await near.evaluate(call, [nearVerb, nearArgs]);
      await there;
      return here;
    }

    for (let round = 0; round <= ROUNDS; round++) {
      const raw = `raw-${round}`;
      const rawRound = await both('pingRaw', [raw, TEXT, MESSAGES], 'echoRaw', [raw]);
      const ours = `ours-${round}`;
      const ourRound = await both('sendMessages', [ours, TEXT, MESSAGES], 'hearMessages', [ours]);
      let best = 0;
      for (const kib of CHUNKS_KIB) {
        const label = `bytes-${round}-${kib}`;
        const given = [label, FILE_BYTES, kib * 1024, HIGH_WATER_BYTES];
        best = Math.max(best, await both('giveRaw', given, 'takeRaw', [label, FILE_BYTES]));
      }
      const label = `file-${round}`;
      const fileRound = await both('giveFile', [label, FILE_BYTES], 'takeFile', [
        label,
        FILE_BYTES,
        true,
      ]);
      // The first round warms everything up.
      if (round === 0) continue;
      rawMs.push(rawRound);
      ourMs.push(ourRound);
      rawMBs.push(best);
      ourMBs.push(fileRound);
    }
    growth = await growthBytes(far, () =>
      both('giveFile', ['big', BIG_FILE_BYTES], 'takeFile', ['big', BIG_FILE_BYTES, true]),
    );
  } finally {
    await context.close();
    await site.close();
    rmSync(profile, { recursive: true, force: true });
  }
  const [ms, peerMs] = [median(ourMs), median(rawMs)];
  const [rate, peerRate] = [median(ourMBs), median(rawMBs)];
  return [
    {
      name: 'direct message → acknowledged',
      value: ms,
      unit: 'ms',
      peer: peerMs,
      ratio: ms / peerMs,
      goal: '≤ 1.3 × a raw data channel',
    },
    {
      name: 'file of 100 MB to the disk, checked',
      value: rate,
      unit: 'MB/s',
      peer: peerRate,
      ratio: rate / peerRate,
      goal: '≥ 0.8 × the best raw data channel',
    },
    {
      name: 'memory of who receives 500 MB, growth',
      value: growth / 1024 ** 2,
      unit: 'MB',
      goal: '< 32 MB',
    },
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.table(await run());
}
