/**
 * What it costs to be asked: authentication and validation of a frame, in this process by the broker's
 * own functions, and the REST API of one broker at 500 requests a second beside 2,000 open sockets. Its
 * times count from when a request was due, so that a slow broker is not given time: the load is late by
 * 3 ms itself where it shares two cores with the broker. `npm run bench -- door`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { measureFrames, measureToken } from './door/frames.js';
import { median, percentile, startBroker } from './door/broker.js';

const SOCKETS = Number(process.env.BENCH_SOCKETS ?? 2_000);
const LOAD = { perSecond: 500, seconds: Number(process.env.BENCH_SECONDS ?? 10) };
const RUNS = 5;

/** @returns {Promise<import('./run.js').Row[]>} */
export async function run() {
  const row = (name, value, unit, goal) => ({ name, value, unit, ...(goal && { goal }) });
  const frames = await measureFrames();
  const rows = [
    row('door: a frame let in or refused, median', median(Object.values(frames)), 'µs', '< 15 µs'),
    ...Object.entries(frames).map(([name, us]) => row(`door: ${name}`, us, 'µs', '< 15 µs')),
    row('door: a token verified, once per request or socket', await measureToken(), 'µs'),
  ];
  const dataDir = mkdtempSync(join(tmpdir(), 'deskbell-bench-'));
  const broker = await startBroker(dataDir);
  const load = fork(new URL('./door/load.js', import.meta.url), [broker.url, broker.secret]);
  const ask = async (verb, options = {}) => {
    load.send({ verb, ...options });
    const [answer] = await once(load, 'message');
    return answer;
  };
  try {
    await ask('prepare', { sockets: SOCKETS });
    await ask('ask', { ...LOAD, seconds: 3 });
    const before = broker.cpuMs();
    const runs = [];
    for (let run = 0; run < RUNS; run++) runs.push(await ask('ask', LOAD));
    const cpuMs = (broker.cpuMs() - before) / (LOAD.perSecond * LOAD.seconds * RUNS);
    const where = `${LOAD.perSecond} a second, ${runs[0].online} sockets`;
    const of = (share) => runs.map(({ latenciesMs }) => percentile(latenciesMs, share));
    const failed = runs.reduce((sum, run) => sum + run.failed, 0);
    rows.push(
      row(`REST, ${where}: p50, median of ${RUNS} runs`, median(of(0.5)), 'ms'),
      row(`REST, ${where}: p99, median of ${RUNS} runs`, median(of(0.99)), 'ms', '< 20 ms'),
      row(`REST, ${where}: p99, the worst run`, Math.max(...of(0.99)), 'ms'),
      row(`REST, ${where}: CPU of the broker per request`, cpuMs, 'ms'),
      row(`REST, ${where}: answers that were none`, failed, '', '0'),
    );
  } finally {
    load.disconnect();
    await broker.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  return rows;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.table(await run());
  process.exit(0);
}
