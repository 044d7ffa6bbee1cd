/**
 * People for the door bench, in a process of their own: sockets that lie idle, and programs that ask the
 * REST API. Told what to do by messages of the parent, answers each with what came of it.
 */
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createTokens } from '../../dist/signaling/auth/tokens.js';

const [url, secret] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const tokens = createTokens({ secrets: [secret] });
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const PEOPLE = 50;
const DIALS = 100;
let online = 0;

/** @type {{ token: string, conversationId: string }[]} */
const people = [];

/** @param {string} token @param {string} method @param {string} path @param {object} [body] */
function ask(token, method, path, body) {
  const json = body && JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        ...{ agent, hostname, port, method, path },
        headers: {
          authorization: `Bearer ${token}`,
          ...(json && {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(json),
          }),
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    asked.on('error', reject);
    asked.end(json);
  });
}

/** @param {string} sub */
const tokenOf = (sub) => tokens.sign({ userId: sub, ttlSeconds: 3600 });

/** @param {number} index */
async function dial(index) {
  const token = await tokenOf(`idle-${index}`);
  const address = `${url.replace('http', 'ws')}/api/messages/ws`;
  const socket = new WebSocket(address, ['deskbell.v1', `bearer.${token}`], {
    perMessageDeflate: false,
  });
  socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', deviceId: randomUUID() })));
  socket.on('close', () => online--);
  await new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data) => {
      const said = String(data);
      if (said.startsWith('{"type":"ping"')) socket.send('{"type":"pong"}');
      if (said.startsWith('{"type":"welcome"')) resolve(online++);
    });
  });
}

/** What programs ask, as often as it stands here. */
const ASKED = [
  () => ['GET', '/api/me'],
  () => ['GET', '/api/conversations?limit=20'],
  ({ conversationId }) => ['GET', `/api/conversations/${conversationId}/messages?limit=20`],
  ({ conversationId }) => ['GET', `/api/conversations/${conversationId}/messages?limit=50`],
  ({ conversationId }) => [
    'POST',
    `/api/conversations/${conversationId}/messages`,
    { id: randomUUID(), text: 'Is it still there?' },
  ],
];

const verbs = {
  async prepare({ sockets }) {
    for (let index = 0; index < PEOPLE; index++) {
      const token = await tokenOf(`asking-${index}`);
      const other = await tokenOf(`asked-${index}`);
      await ask(other, 'GET', '/api/me');
      const { text } = await ask(token, 'POST', '/api/conversations', { userId: `asked-${index}` });
      people.push({ token, conversationId: JSON.parse(text).id });
    }
    const rest = Array.from({ length: sockets }, (_, index) => index);
    const dialNext = async () => {
      for (let next = rest.pop(); next !== undefined; next = rest.pop()) await dial(next);
    };
    await Promise.all(Array.from({ length: DIALS }, dialNext));
    return { online };
  },

  /** At a steady rate, whatever the answers do; each is timed from when it was due. */
  async ask({ perSecond, seconds }) {
    const total = perSecond * seconds;
    /** @type {number[]} */
    const latenciesMs = [];
    let failed = 0;
    const under = [];
    const startMs = performance.now();
    for (let sent = 0; sent < total;) {
      const due = Math.min(total, Math.floor(((performance.now() - startMs) / 1000) * perSecond));
      for (; sent < due; sent++) {
        const person = people[Math.floor(sent / ASKED.length) % people.length];
        const [method, path, body] = ASKED[sent % ASKED.length](person);
        const dueMs = startMs + (sent * 1000) / perSecond;
        under.push(
          ask(person.token, method, path, body).then(
            ({ status }) => {
              latenciesMs.push(performance.now() - dueMs);
              if (status >= 300) failed++;
            },
            () => failed++,
          ),
        );
      }
      await wait(1);
    }
    await Promise.all(under);
    return { latenciesMs, failed, online };
  },
};

process.on('message', async ({ verb, ...options }) => {
  process.send?.(await verbs[verb](options));
});
process.on('disconnect', () => process.exit(0));
