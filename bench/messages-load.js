/**
 * People for the messages bench, in a process of their own: sockets that lie idle, and pairs that
 * write. Told what to do by messages of the parent, answers each with what came of it.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createTokens } from '../dist/signaling/auth/tokens.js';
import { reconnectAfter } from '../dist/src/core/reconnect-policy.js';

const [url, secret] = process.argv.slice(2);
const tokens = createTokens({ secrets: [secret] });
const PONG = JSON.stringify({ type: 'pong' });
/** Upgrades under way at a time: more would wait in the kernel's queue. */
const DIALS = 200;

/** @type {Set<Device>} */
const devices = new Set();

/** One socket of one person, which says who it is and answers pings. */
class Device {
  /** @param {string} sub @param {string} token */
  constructor(sub, token) {
    this.sub = sub;
    this.token = token;
    this.deviceId = randomUUID();
    /** @type {Map<string, number>} when each message left, by id */
    this.leftMs = new Map();
    this.isOnline = false;
    this.attempt = 0;
    this.keepsDialling = false;
    devices.add(this);
  }

  /** Resolves when the broker has said welcome; rejects when it refuses. */
  async dial() {
    const address = `${url.replace('http', 'ws')}/api/messages/ws`;
    const socket = new WebSocket(address, ['deskbell.v1', `bearer.${this.token}`], {
      perMessageDeflate: false,
    });
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('message', (data) => this.hear(String(data)));
    socket.once('close', (code) => this.lost(code));
    socket.once('open', () => {
      socket.send(JSON.stringify({ type: 'hello', deviceId: this.deviceId }));
    });
    await new Promise((resolve, reject) => {
      this.onWelcome = resolve;
      socket.once('close', reject);
    });
    this.attempt = 0;
  }

  /** @param {string} text */
  hear(text) {
    if (text.startsWith('{"type":"ping"')) return this.socket?.send(PONG);
    if (text.startsWith('{"type":"welcome"')) {
      this.isOnline = true;
      return this.onWelcome?.();
    }
    if (text.startsWith('{"type":"message"')) this.onMessage?.(JSON.parse(text).message);
  }

  /** @param {number} code */
  lost(code) {
    this.isOnline = false;
    if (!this.keepsDialling) return;
    const { delayMs } = reconnectAfter(code, this.attempt++, Math.random());
    setTimeout(() => this.dial().catch(() => {}), delayMs);
  }
}

/** @param {Device[]} list */
async function dialAll(list) {
  const waiting = list.slice();
  const dialNext = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await next.dial();
  };
  await Promise.all(Array.from({ length: DIALS }, dialNext));
}

const person = (/** @type {string} */ sub) =>
  tokens.sign({ userId: sub, role: 'user', ttlSeconds: 3600 }).then((t) => new Device(sub, t));

/** @param {string} token @param {string} path @param {object} body */
async function post(token, path, body) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return answer.json();
}

/** @type {{ writer: Device, conversationId: string }[]} */
const pairs = [];
/** @type {number[]} from sending to the other side's having it */
let latenciesMs = [];

const verbs = {
  async idle({ count }) {
    await dialAll(await Promise.all(Array.from({ length: count }, (_, i) => person(`idle-${i}`))));
    return { online: online() };
  },

  async pairs({ count }) {
    for (let i = 0; i < count; i++) {
      const [writer, reader] = await Promise.all([person(`writer-${i}`), person(`reader-${i}`)]);
      await dialAll([writer, reader]);
      const { id } = await post(writer.token, '/api/conversations', { userId: reader.sub });
      reader.onMessage = (message) => {
        const leftMs = writer.leftMs.get(message.id);
        if (leftMs === undefined) return;
        writer.leftMs.delete(message.id);
        latenciesMs.push(performance.now() - leftMs);
      };
      pairs.push({ writer, conversationId: id });
    }
    return { online: online() };
  },

  /** Sends at a steady rate, whatever the answers do: a slow broker is not given time. */
  async write({ perSecond, seconds }) {
    latenciesMs = [];
    const total = perSecond * seconds;
    const startMs = performance.now();
    let sent = 0;
    while (sent < total) {
      const due = Math.min(total, Math.floor(((performance.now() - startMs) / 1000) * perSecond));
      for (; sent < due; sent++) write(pairs[sent % pairs.length], sent);
      await wait(2);
    }
    const deadlineMs = performance.now() + 10_000;
    while (latenciesMs.length < total && performance.now() < deadlineMs) await wait(10);
    return { latenciesMs, lost: total - latenciesMs.length };
  },

  /** From now on, whoever loses the socket comes back as the client does. */
  async keepDialling() {
    for (const device of devices) device.keepsDialling = true;
    return {};
  },

  async waitForAll({ limitMs }) {
    const startMs = performance.now();
    while (online() < devices.size && performance.now() - startMs < limitMs) await wait(20);
    return { online: online(), of: devices.size };
  },
};

/** @param {{ writer: Device, conversationId: string }} pair @param {number} number */
function write({ writer, conversationId }, number) {
  const id = randomUUID();
  writer.leftMs.set(id, performance.now());
  const message = { id, text: `message ${number}` };
  writer.socket?.send(JSON.stringify({ type: 'message_send', conversationId, message }));
}

function online() {
  let count = 0;
  for (const { isOnline } of devices) count += isOnline ? 1 : 0;
  return count;
}

process.on('message', async ({ verb, ...options }) => {
  process.send?.(await verbs[/** @type {keyof typeof verbs} */ (verb)](options));
});
await once(process, 'disconnect');
process.exit(0);
