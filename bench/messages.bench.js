/**
 * One broker, a process of its own on SQLite: 10,000 people lie idle while others send 1,000
 * durable messages each second; then it dies and all come back. Latency is from a sender's socket
 * to the other side's. The load shares the machine with the broker. `npm run bench -- messages`.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/signaling/main.js', import.meta.url));
const SECRET = 'a secret for measuring and for nothing else';
const IDLE = Number(process.env.BENCH_IDLE ?? 10_000);
const PAIRS = 50;
const LOAD = { perSecond: 1_000, seconds: 20 };
const STORM_LIMIT_MS = 90_000;

/** @param {string} dataDir @param {string} port */
async function startBroker(dataDir, port = '0') {
  const env = {
    PATH: process.env.PATH,
    PORT: port,
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    AUTH_SECRET: SECRET,
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'silent',
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, url: /https?:\/\/\S+/.exec(line)?.[0] ?? '' };
}

/** Resident memory of a process, MB. @param {number | undefined} pid */
function residentMb(pid) {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** @param {number[]} values @param {number} share */
function percentile(values, share) {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** @returns {Promise<import('./run.js').Row[]>} */
export async function run() {
  const dataDir = mkdtempSync(join(tmpdir(), 'deskbell-bench-'));
  let broker = await startBroker(dataDir);
  const load = fork(new URL('./messages-load.js', import.meta.url), [broker.url, SECRET]);
  const ask = async (verb, options = {}) => {
    load.send({ verb, ...options });
    const [answer] = await once(load, 'message');
    return answer;
  };
  try {
    await ask('pairs', { count: PAIRS });
    await ask('write', { ...LOAD, seconds: 2 });
    const alone = await ask('write', LOAD);
    const { online } = await ask('idle', { count: IDLE });
    const crowded = await ask('write', LOAD);
    const memoryMb = residentMb(broker.child.pid);

    await ask('keepDialling');
    broker.child.kill('SIGKILL');
    await once(broker.child, 'exit');
    const startMs = performance.now();
    broker = await startBroker(dataDir, new URL(broker.url).port);
    const back = await ask('waitForAll', { limitMs: STORM_LIMIT_MS });
    const stormMs = back.online === back.of ? performance.now() - startMs : NaN;

    const row = (name, value, unit, goal) => ({ name, value, unit, goal });
    const rows = (where, { latenciesMs, lost }) => [
      row(`message there, ${where}: p50`, percentile(latenciesMs, 0.5), 'ms', '< 10 ms'),
      row(`message there, ${where}: p99`, percentile(latenciesMs, 0.99), 'ms', '< 50 ms'),
      row(`messages lost, ${where}`, lost, '', '0'),
    ];
    return [
      ...rows('1,000 a second', alone),
      ...rows(`1,000 a second and ${online} sockets`, crowded),
      row('broker memory with them', memoryMb, 'MB', '< 400 MB'),
      row(`${back.of} sockets back after a crash`, stormMs / 1000, 's', '< 45 s'),
    ];
  } finally {
    load.disconnect();
    broker.child.kill('SIGTERM');
    await once(broker.child, 'exit');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  console.table(await run());
  process.exit(0);
}
