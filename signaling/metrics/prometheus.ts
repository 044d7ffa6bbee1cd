import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Meter } from '../domain/meter.js';

/** What is looked at when somebody asks, since it is known elsewhere. */
export interface Levels {
  /** Open app sockets, and frames that their slow readers have not taken. */
  readonly sockets: number;
  readonly queuedFrames: number;
  readonly peerSockets: number;
  readonly peerLinks: number;
  /** Calls that ring or go on. */
  readonly openCalls: number;
  readonly waitingWrites: number;
  /** By why, since the start. */
  readonly peerRefusals: Readonly<Partial<Record<string, number>>>;
}

export interface Metrics {
  readonly meter: Meter;
  /** A request was answered. `route` is its pattern: a path would tell who talks with whom. */
  answered(request: { method: string; route: string; status: number; tookMs: number }): void;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

const FAST_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const HUMAN_S = [0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 45, 60];

/** The figures of one broker, each in a registry of its own: a process may hold several brokers. */
export function createMetrics(levels: () => Levels): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'deskbell_' });
  addGauges(registers, levels);

  const requests = new Histogram({
    name: 'deskbell_http_request_seconds',
    help: 'Requests, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: FAST_S,
    registers,
  });
  const refusals = new Counter({
    name: 'deskbell_refusals_total',
    help: 'Requests and frames refused, by code.',
    labelNames: ['door', 'code'],
    registers,
  });
  const rings = new Counter({
    name: 'deskbell_calls_rung_total',
    help: 'Calls that rang.',
    labelNames: ['type'],
    registers,
  });
  const ringTimes = new Histogram({
    name: 'deskbell_call_ring_seconds',
    help: 'How long calls rang that were answered; its count beside rung is the answer rate.',
    labelNames: ['type'],
    buckets: HUMAN_S,
    registers,
  });
  const endings = new Counter({
    name: 'deskbell_calls_ended_total',
    help: 'Calls that are over, by why.',
    labelNames: ['type', 'reason'],
    registers,
  });
  const setups = new Histogram({
    name: 'deskbell_call_setup_seconds',
    help: 'From the accept to the first picture or sound, as each side tells it.',
    buckets: FAST_S.slice(5).concat(5, 10, 20),
    registers,
  });
  const paths = new Counter({
    name: 'deskbell_call_paths_total',
    help: 'How media went, as each side tells it: the share of relay is the share of TURN.',
    labelNames: ['path'],
    registers,
  });
  const messages = new Histogram({
    name: 'deskbell_message_seconds',
    help: 'From a message at the door to its commit.',
    buckets: FAST_S,
    registers,
  });

  return {
    meter: {
      rang: (type) => rings.inc({ type }),
      answered: (type, ringMs) => ringTimes.observe({ type }, ringMs / 1000),
      ended: (type, reason) => endings.inc({ type, reason }),
      summarized({ setupMs, relayed }) {
        if (setupMs !== undefined) setups.observe(setupMs / 1000);
        if (relayed !== undefined) paths.inc({ path: relayed ? 'relay' : 'direct' });
      },
      stored: (tookMs) => messages.observe(tookMs / 1000),
      refused: (door, code) => refusals.inc({ door, code }),
    },
    answered: ({ method, route, status, tookMs }) =>
      requests.observe({ method, route, status }, tookMs / 1000),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function addGauges(registers: Registry[], levels: () => Levels): void {
  const gauge = (name: string, help: string, level: (levels: Levels) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(level(levels()));
      },
    });
  gauge('deskbell_sockets', 'Open app sockets.', ({ sockets }) => sockets);
  gauge('deskbell_queued_frames', 'Frames not yet taken by readers.', (now) => now.queuedFrames);
  gauge('deskbell_peer_sockets', 'Open sockets of PeerJS.', ({ peerSockets }) => peerSockets);
  gauge(
    'deskbell_peer_links',
    'Pairs that may signal to each other.',
    ({ peerLinks }) => peerLinks,
  );
  gauge('deskbell_open_calls', 'Calls that ring or go on.', ({ openCalls }) => openCalls);
  gauge('deskbell_waiting_writes', 'Writes that wait for a commit.', (now) => now.waitingWrites);
  new Counter({
    name: 'deskbell_peer_refusals_total',
    help: 'Frames of PeerJS that were refused, by why.',
    labelNames: ['why'],
    registers,
    collect() {
      this.reset();
      for (const [why, count] of Object.entries(levels().peerRefusals)) this.inc({ why }, count);
    },
  });
}
