/**
 * The gate against PeerServer as published, in the same run: CPU per relayed OFFER, OFFERs per
 * second, and memory of an idle socket. Rounds alternate, figures are medians; CPU time is the
 * main figure, since it says least about what else the machine does. `node bench/gate.bench.js`.
 */
import { pathToFileURL } from 'node:url';
import { connectPairs, openIdle, relay, startServer } from './gate-load.js';

const RELAY = { rounds: 9, pairs: 100, frameBytes: 2495, frames: 30_000, window: 8 };
const IDLE = { rounds: 5, sockets: 10_000 };
const KINDS = ['gate', 'stock'];
const FAST = '≥ 0.95';

async function measureRelay() {
  const brokers = await Promise.all(
    KINDS.map(async (kind) => {
      const server = await startServer(kind);
      const pairs = await connectPairs(server, RELAY);
      await relay(pairs, RELAY);
      return { server, pairs, cpuUs: [], perSecond: [] };
    }),
  );
  for (let round = 0; round < RELAY.rounds; round++) {
    for (const { server, pairs, cpuUs, perSecond } of round % 2 ? brokers : brokers.toReversed()) {
      const before = await server.usage('cpu');
      const startMs = performance.now();
      const frames = await Promise.race([relay(pairs, RELAY), server.death]);
      const tookMs = performance.now() - startMs;
      const after = await server.usage('cpu');
      cpuUs.push((after.cpuUs - before.cpuUs) / frames);
      perSecond.push((frames * 1000) / tookMs);
    }
  }
  for (const { server, pairs } of brokers) {
    for (const { caller, callee } of pairs) [caller, callee].forEach((ws) => ws.terminate());
    await server.stop();
  }
  const [gate, stock] = brokers.map(({ cpuUs, perSecond }) => ({
    cpuUs: median(cpuUs),
    perSecond: median(perSecond),
  }));
  return { gate, stock };
}

/** Bytes of one idle socket, each time in a fresh process. */
async function measureIdle() {
  const bytes = { gate: [], stock: [] };
  for (let round = 0; round < IDLE.rounds; round++) {
    for (const kind of round % 2 ? KINDS : KINDS.toReversed()) {
      const server = await startServer(kind);
      const before = await server.usage('memory');
      const closeAll = await openIdle(server, IDLE.sockets);
      const after = await server.usage('memory');
      bytes[kind].push((after.rss - before.rss) / IDLE.sockets);
      closeAll();
      await server.stop();
    }
  }
  return { gate: median(bytes.gate), stock: median(bytes.stock) };
}

/** `value` is the gate's figure, `peer` stock PeerServer's. */
export async function run() {
  const { gate, stock } = await measureRelay();
  const idle = await measureIdle();
  return [
    // What one core can relay, which is what CPU time per frame bounds.
    row('gate: OFFERs relayed per second of CPU', '1/s', 1e6 / gate.cpuUs, 1e6 / stock.cpuUs, FAST),
    row('gate: OFFERs relayed per second', '1/s', gate.perSecond, stock.perSecond, FAST),
    row('gate: memory of an idle peer socket', 'bytes', idle.gate, idle.stock, '≤ 1.00'),
  ];
}

function row(name, unit, value, peer, goal) {
  const ratio = round2(value / peer);
  return { name, value: Math.round(value), unit, peer: Math.round(peer), ratio, goal };
}

function round2(value) {
  return Math.round(value * 100) / 100;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const results = await run();
  console.table(results);
  console.log(JSON.stringify(results));
}
