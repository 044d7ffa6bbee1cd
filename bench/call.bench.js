/**
 * Setting up a video call between two pages of one browser, against bare PeerJS on stock PeerServer
 * in the same run: in a page that shows nothing, and in one that shows both pictures as ours does.
 * In all of them accepting opens the camera and the microphone first, as it must where nobody may
 * be filmed before they said yes. Rounds alternate, figures are medians.
 * `node bench/call.bench.js`, after `npm run build`.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { CHROMIUM_FLAGS, withoutFeatures } from '../scripts/chromium-flags.js';
import { findChromium } from '../scripts/chromium.js';
import { noteFirstFrames, startPages } from './call/pages.js';

const ROUNDS = 10;
/** Nobody answers faster than they can look; PeerJS warms up meanwhile. */
const REACTION_MS = 1_000;
const SETTLE_MS = 5_000;
const STEADY_MS = 20_000;
const MAIN = fileURLToPath(new URL('../dist/signaling/main.js', import.meta.url));

async function startBroker() {
  const dataDir = mkdtempSync(join(tmpdir(), 'deskbell-bench-'));
  const env = {
    ...process.env,
    PORT: '0',
    DATA_DIR: dataDir,
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'silent',
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    const url = /https?:\/\/\S+/.exec(line)?.[0];
    if (!url) continue;
    return {
      url: new URL(url).origin.replace('127.0.0.1', 'localhost'),
      stop: () =>
        new Promise((resolve) => {
          child.once('exit', () => {
            rmSync(dataDir, { recursive: true, force: true });
            resolve();
          });
          child.kill('SIGTERM');
        }),
    };
  }
  throw new Error('the broker did not start');
}

/** Both directions: when the later of the two first pictures was there. */
async function lastFirstFrameMs(pages) {
  const times = await Promise.all(
    pages.map(async (page) => {
      await page.waitForFunction(() => globalThis.firstFramesMs.length > 0, null, { polling: 10 });
      return page.evaluate(() => globalThis.firstFramesMs[0]);
    }),
  );
  return Math.max(...times);
}

async function openBare(context, site, name, round) {
  const [caller, callee] = [await context.newPage(), await context.newPage()];
  for (const [page, id] of [
    [caller, `caller-${name}-${round}`],
    [callee, `callee-${name}-${round}`],
  ]) {
    await page.goto(`${site.url}/${name}.html`);
    await page.evaluate(async (peerId) => {
      const { hostname, port } = location;
      const options = { host: hostname, port, path: '/stock', config: { iceServers: [] } };
      globalThis.peer = new globalThis.Peer(peerId, options);
      await new Promise((resolve) => globalThis.peer.on('open', resolve));
    }, id);
  }
  return { caller, callee };
}

/**
 * From `call()` to both pictures; the callee opens its devices in between. `bare-shown` has places
 * for the pictures, `bare` has none.
 */
async function measureBare(context, site, name, round) {
  const { caller, callee } = await openBare(context, site, name, round);
  for (const page of [caller, callee]) {
    await page.evaluate(() => {
      globalThis.show = (id, stream) => {
        const video = document.getElementById(id);
        if (video) video.srcObject = stream;
      };
    });
  }
  await callee.evaluate(() => {
    globalThis.peer.on('call', async (call) => {
      const devices = { audio: true, video: true };
      call.on('stream', (stream) => globalThis.show('other', stream));
      const stream = await navigator.mediaDevices.getUserMedia(devices);
      call.answer(stream);
      globalThis.show('own', stream);
    });
  });
  await caller.evaluate(async () => {
    const devices = { audio: true, video: true };
    globalThis.stream = await navigator.mediaDevices.getUserMedia(devices);
    globalThis.show('own', globalThis.stream);
  });
  const startMs = await caller.evaluate((id) => {
    const now = globalThis.nowMs();
    const call = globalThis.peer.call(id, globalThis.stream);
    call.on('stream', (stream) => globalThis.show('other', stream));
    return now;
  }, `callee-${name}-${round}`);
  const tookMs = (await lastFirstFrameMs([caller, callee])) - startMs;
  await Promise.all([caller.close(), callee.close()]);
  return tookMs;
}

async function openDeskbell(context, broker, site, sub, to) {
  const answer = await fetch(`${broker.url}/api/dev-token?sub=${sub}&name=${sub}`);
  const { token } = await answer.json();
  const page = await context.newPage();
  await page.goto(`${site.url}/deskbell.html?token=${token}&to=${to}`);
  return page;
}

/** A call that is up: from Accept to both pictures, and from the call to the ring. */
async function connectDeskbell(context, broker, site, round) {
  const [anna, bob] = [`caller-${round}`, `callee-${round}`];
  const callee = await openDeskbell(context, broker, site, bob, anna);
  const caller = await openDeskbell(context, broker, site, anna, bob);
  for (const page of [callee, caller]) {
    await page.evaluate(() => customElements.whenDefined('contact-button'));
  }
  // Nothing is asked of the pages meanwhile: it would cost them what is measured.
  await callee.evaluate(() => {
    globalThis.rings = new Promise((resolve) => {
      document.addEventListener('call-incoming', () => resolve(globalThis.nowMs()));
    });
  });
  const invitedMs = await caller.evaluate(() => {
    const now = globalThis.nowMs();
    void document.querySelector('contact-button').call('VIDEO');
    return now;
  });
  const ringMs = (await callee.evaluate(() => globalThis.rings)) - invitedMs;
  await callee.waitForTimeout(REACTION_MS);
  const acceptedMs = await callee.evaluate(() => {
    const now = globalThis.nowMs();
    void document.querySelector('call-modal').accept();
    return now;
  });
  const tookMs = (await lastFirstFrameMs([caller, callee])) - acceptedMs;
  return { caller, callee, ringMs, tookMs };
}

async function endDeskbell({ caller, callee }) {
  await callee.evaluate(() => document.querySelector('call-modal').end());
  await Promise.all([caller.close(), callee.close()]);
}

/** Percent of a core that the page's scripts take while a call goes on, of the busier side. */
async function measureScripts(context, { caller, callee }) {
  const shares = await Promise.all(
    [caller, callee].map(async (page) => {
      const session = await context.newCDPSession(page);
      await session.send('Performance.enable');
      const secondsSoFar = async () => {
        const { metrics } = await session.send('Performance.getMetrics');
        return metrics.find(({ name }) => name === 'ScriptDuration').value;
      };
      await page.waitForTimeout(SETTLE_MS);
      const before = await secondsSoFar();
      await page.waitForTimeout(STEADY_MS);
      return (100_000 * ((await secondsSoFar()) - before)) / STEADY_MS;
    }),
  );
  return Math.max(...shares);
}

function median(values) {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** @returns {Promise<import('./run.js').Row[]>} */
export async function run() {
  const broker = await startBroker();
  const site = await startPages(broker.url);
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: [...CHROMIUM_FLAGS, withoutFeatures(), '--use-fake-device-for-media-stream'],
  });
  const bare = [];
  const shown = [];
  const ours = [];
  const rings = [];
  let scriptPercent = NaN;
  try {
    const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
    await context.addInitScript(noteFirstFrames);
    // The first round of each warms the browser up and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      const bareMs = await measureBare(context, site, 'bare', round);
      const shownMs = await measureBare(context, site, 'bare-shown', round);
      const call = await connectDeskbell(context, broker, site, round);
      if (round === ROUNDS) scriptPercent = await measureScripts(context, call);
      await endDeskbell(call);
      if (round === 0) continue;
      const { ringMs, tookMs } = call;
      bare.push(bareMs);
      shown.push(shownMs);
      ours.push(tookMs);
      rings.push(ringMs);
    }
  } finally {
    await browser.close();
    await site.close();
    await broker.stop();
  }
  const [value, peer, shownPeer] = [ours, bare, shown].map(median);
  return [
    { name: 'invite → ringing', value: median(rings), unit: 'ms', goal: '< 300 ms' },
    {
      name: 'accept → first remote frame, both ways',
      value,
      unit: 'ms',
      peer,
      ratio: value / peer,
      goal: '≤ 1.15 × bare PeerJS call()',
    },
    {
      name: 'the same, against bare PeerJS that shows both pictures',
      value,
      unit: 'ms',
      peer: shownPeer,
      ratio: value / shownPeer,
      goal: '≤ 1.15 ×',
    },
    { name: 'scripts of a running call', value: scriptPercent, unit: '% of a core', goal: '< 2 %' },
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.table(await run());
  // Stock PeerServer cannot be stopped: its timers would keep the process.
  process.exit(0);
}
