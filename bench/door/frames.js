import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { createTokens } from '../../dist/signaling/auth/tokens.js';
import { FrameBudget } from '../../dist/signaling/domain/frame-budget.js';
import { Connection } from '../../dist/signaling/socket/connection.js';
import { median } from './broker.js';

const ROUNDS = 15;
const FRAMES = 4_000;
const HOUR_MS = 3_600_000;

const id = randomUUID();
const text = 'Is it still there, and would you take 8,500 for it? '.repeat(4);
/** What is said most, and what is largest or wrong. */
const SAID = {
  'a message': { type: 'message_send', conversationId: id, message: { id, text } },
  'a message of 8 KiB': {
    type: 'message_send',
    conversationId: id,
    message: { id, text: 'x'.repeat(8192) },
  },
  typing: { type: 'typing', conversationId: id, active: true },
  'a receipt': { type: 'receipt', conversationId: id, state: 'read', seq: 12 },
  'a candidate': {
    type: 'call_candidate',
    callId: id,
    candidate: {
      candidate: 'candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host generation 0 ufrag abcd',
      sdpMid: '0',
      sdpMLineIndex: 0,
    },
  },
  'a frame that is wrong': { type: 'typing', conversationId: 'x', active: 'yes' },
};

/** CPU time of this process: it says least about what else the machine does. */
function cpuUs() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** A connection of the broker on a socket that is none: all of it but the handling of frames. */
function connect() {
  const socket = Object.assign(new EventEmitter(), {
    bufferedAmount: 0,
    pause() {},
    resume() {},
    close() {},
    terminate() {},
    send: (/** @type {string} */ _text, /** @type {() => void} */ sent) => sent(),
  });
  const quiet = () => {};
  const rate = { points: 1e9, windowMs: HOUR_MS };
  const connection = new Connection({
    socket: /** @type {any} */ (socket),
    identity: {
      userId: 'seller-42',
      role: 'user',
      expiresAt: Date.now() / 1000 + 3600,
      network: '192.0.2.1',
    },
    times: { helloMs: HOUR_MS, heartbeatMs: HOUR_MS, silenceMs: HOUR_MS, goodbyeMs: 1 },
    frameRate: rate,
    frames: new FrameBudget({ person: rate, network: rate }),
    log: /** @type {any} */ ({ info: quiet, debug: quiet, warn: quiet, error: quiet }),
    onRefused: quiet,
    onFrame: async () => {},
    onGone: quiet,
  });
  const say = (/** @type {object} */ frame) => Buffer.from(JSON.stringify(frame));
  socket.emit('message', say({ type: 'hello', deviceId: id }), false);
  connection.welcome(/** @type {any} */ ({ type: 'welcome' }));
  return { socket, say, connection };
}

/** Microseconds from a frame’s bytes to its handler, or to its refusal: who, how many, what. Medians. */
export async function measureFrames() {
  /** @type {Record<string, number>} */
  const figures = {};
  for (const [name, frame] of Object.entries(SAID)) {
    const isWrong = name.endsWith('wrong');
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      // Who makes a few mistakes is cut off: those are spread over many.
      const perSocket = isWrong ? 15 : FRAMES;
      const connections = Array.from({ length: Math.ceil(FRAMES / perSocket) }, connect);
      const bytes = connections[0].say(frame);
      await turn();
      const startUs = cpuUs();
      for (const { socket } of connections) {
        for (let said = 0; said < perSocket; said++) {
          socket.emit('message', bytes, false);
          // As between two reads of a socket.
          if (said % 50 === 49) await turn();
        }
      }
      rounds.push((cpuUs() - startUs) / (connections.length * perSocket));
      for (const { connection } of connections) connection.close('restart');
    }
    figures[name] = median(rounds);
  }
  return figures;
}

/** Microseconds to verify a token. */
export async function measureToken() {
  const tokens = createTokens({ secrets: ['a secret for measuring and for nothing else'] });
  const token = await tokens.sign({ userId: 'seller-42', name: 'Blue Door', ttlSeconds: 3600 });
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startUs = cpuUs();
    for (let count = 0; count < 1_000; count++) await tokens.verify(token);
    rounds.push((cpuUs() - startUs) / 1_000);
  }
  return median(rounds);
}
