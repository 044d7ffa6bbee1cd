import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/signaling/main.js', import.meta.url));
const SECRET = 'a secret for measuring and for nothing else';

/** The built broker as people run it, its limits so high that nothing here meets them. @param {string} dataDir */
export async function startBroker(dataDir) {
  const rates = ['REQUESTS', 'ADDRESS_REQUESTS', 'MESSAGES', 'ADDRESS_MESSAGES'];
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    AUTH_SECRET: SECRET,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_ADDRESS_SOCKETS: '1000000',
    ...Object.fromEntries(rates.map((name) => [`RATE_LIMIT_${name}`, '1000000/1m'])),
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  return {
    url: /https?:\/\/\S+/.exec(line)?.[0] ?? '',
    secret: SECRET,
    /** What it has worked so far; the kernel counts in hundredths of a second. */
    cpuMs() {
      const [, rest = ''] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ');
      const fields = rest.split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** @param {number[]} values @param {number} share */
export function percentile(values, share) {
  const sorted = values.slice().sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** @param {number[]} values */
export function median(values) {
  return percentile(values, 0.5);
}
