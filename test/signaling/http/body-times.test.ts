import { connect, type AddressInfo, type Socket } from 'node:net';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitBodyTimes } from '../../../signaling/http/body-times.js';

const TIMES = { wholeMs: 300, paceMs: 500, paceBytes: 500, lingerMs: 1000 };

let app: FastifyInstance;
let port: number;
let received = 0;
beforeAll(async () => {
  app = fastify({ forceCloseConnections: true });
  limitBodyTimes(app, TIMES);
  app.addContentTypeParser('application/octet-stream', (_request, _body, done) => done(null));
  app.post('/whole', async () => 'read');
  app.post('/file', { config: { streamed: true } }, async ({ raw }) => {
    received = 0;
    for await (const chunk of raw) received += (chunk as Buffer).length;
    return 'read';
  });
  app.post('/refused', { config: { streamed: true } }, async ({ raw }, reply) => {
    const pieces = raw.iterator({ destroyOnReturn: false });
    await pieces.next();
    await pieces.return?.();
    return reply.code(413).send('too large');
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = app.server.address() as AddressInfo);
});
afterAll(() => app.close());

interface Sender {
  readonly socket: Socket;
  /** All that was answered, when the connection ends or `until` has come. */
  answer(until?: string): Promise<string>;
}

function send(path: string, type: string, length: number): Sender {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (data: Buffer) => (text += data));
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`,
  );
  const answer = (until?: string) =>
    new Promise<string>((resolve) => {
      const end = () => resolve(text);
      socket.once('close', end);
      if (until) socket.on('data', () => text.includes(until) && end());
    });
  return { socket, answer };
}

/** Sends `bytes` every `everyMs`, until the connection is gone or `most` were sent. */
function drip({ socket }: Sender, bytes: number, everyMs: number, most: number): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (socket.destroyed || sent >= most) return clearInterval(timer);
    const now = Math.min(bytes, most - sent);
    socket.write('x'.repeat(now));
    sent += now;
  }, everyMs);
  socket.once('close', () => clearInterval(timer));
}

const BYTES = 'application/octet-stream';

describe('a body', () => {
  it('that does not come to its end in time ends the connection', async () => {
    const sender = send('/whole', 'application/json', 100);
    sender.socket.write('{');
    expect(await sender.answer()).toBe('');
  });

  it('that is a file may take longer, as long as it comes', async () => {
    const sender = send('/file', BYTES, 30_000);
    const startedAt = performance.now();
    drip(sender, 1000, 20, 30_000);
    expect(await sender.answer('read')).toContain('200 OK');
    expect(performance.now() - startedAt).toBeGreaterThan(TIMES.wholeMs);
    expect(received).toBe(30_000);
    sender.socket.destroy();
  });

  it('that is a file and comes byte by byte ends the connection', async () => {
    const sender = send('/file', BYTES, 30_000);
    drip(sender, 1, 20, 30_000);
    expect(await sender.answer()).toBe('');
  });

  it('that is a file and stops ends the connection', async () => {
    const sender = send('/file', BYTES, 30_000);
    sender.socket.write('x'.repeat(10_000));
    expect(await sender.answer()).toBe('');
  });

  it('that is refused is swallowed for a moment, so that the refusal is heard', async () => {
    const sender = send('/refused', BYTES, 1_000_000_000);
    drip(sender, 10_000, 20, 1_000_000_000);
    expect(await sender.answer('too large')).toContain('413');
    const startedAt = performance.now();
    await sender.answer();
    const swallowedMs = performance.now() - startedAt;
    expect(swallowedMs).toBeGreaterThan(TIMES.lingerMs / 2);
    expect(swallowedMs).toBeLessThan(TIMES.lingerMs * 4);
  });

  it('that is refused and comes to its end leaves the connection as good as before', async () => {
    const sender = send('/refused', BYTES, 500_000);
    sender.socket.write('x');
    expect(await sender.answer('too large')).toContain('413');
    sender.socket.write('x'.repeat(499_999));
    sender.socket.write('POST /whole HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n');
    expect(await sender.answer('read')).toContain('200 OK');
    sender.socket.destroy();
  });

  it('that came in time leaves nothing ticking', async () => {
    for (const path of ['/file', '/whole']) {
      const type = path === '/file' ? BYTES : 'application/json';
      const sender = send(path, type, 2);
      sender.socket.write('{}');
      expect(await sender.answer('read')).toContain('200 OK');
      // Kept for the next request: alive when another that began later has run out of time.
      const late = send('/whole', 'application/json', 100);
      late.socket.write('{');
      await late.answer();
      expect(sender.socket.destroyed).toBe(false);
      sender.socket.destroy();
    }
  });
});
