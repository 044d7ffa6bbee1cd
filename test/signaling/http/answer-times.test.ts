import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitAnswerTimes } from '../../../signaling/http/answer-times.js';

const STALL_MS = 1000;
const BYTES = 16 * 1024 * 1024;

let app: FastifyInstance;
let port: number;
let answers: Readable[] = [];
beforeAll(async () => {
  app = fastify({ forceCloseConnections: true });
  limitAnswerTimes(app, STALL_MS);
  app.get('/stream', (_request, reply) => {
    const answer = Readable.from(pieces());
    answers.push(answer);
    return reply.header('content-length', BYTES).send(answer);
  });
  app.get('/text', () => 'x'.repeat(BYTES));
  app.get('/slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1.5 * STALL_MS));
    return 'made';
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = app.server.address() as AddressInfo);
});
afterAll(() => app.close());

function* pieces() {
  for (let sent = 0; sent < BYTES; sent += 65_536) yield Buffer.alloc(65_536);
}

/** Asks and reads nothing; `gone` when the server has let go of the connection. */
async function ask(path: string): Promise<{ socket: Socket; gone: Promise<unknown> }> {
  const served = once(app.server, 'connection') as Promise<[Socket]>;
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  const [serverSide] = await served;
  return { socket, gone: once(serverSide, 'close') };
}

describe('an answer', () => {
  it.each(['/stream', '/text'])('that nobody reads ends its connection: %s', async (path) => {
    answers = [];
    const { socket, gone } = await ask(path);
    await gone;
    expect(answers.every(({ destroyed }) => destroyed)).toBe(true);
    socket.destroy();
  });

  it('that is read in small pieces comes to its end, however long it takes', async () => {
    const { socket } = await ask('/stream');
    const startedAt = performance.now();
    let read = 0;
    let stops = 0;
    for await (const chunk of socket) {
      read += (chunk as Buffer).length;
      if (read >= BYTES) break;
      // No stop is as long as the limit, and all together are longer.
      if (read < (stops * BYTES) / 12) continue;
      stops++;
      await new Promise((resolve) => setTimeout(resolve, STALL_MS / 8));
    }
    expect(read).toBeGreaterThanOrEqual(BYTES);
    expect(performance.now() - startedAt).toBeGreaterThan(STALL_MS);
  });

  it('takes as long to be made as it takes', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/slow`);
    expect(await answer.text()).toBe('made');
  });
});
