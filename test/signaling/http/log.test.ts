import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { logOptions } from '../../../signaling/log.js';
import { knock } from '../../support/knock.js';
import { startBroker } from '../../support/start-broker.js';

it('The log holds no token and no text, whatever goes wrong', async () => {
  const lines: string[] = [];
  const log = pino(logOptions('trace'), { write: (line: string) => void lines.push(line) });
  const broker = await startBroker({}, log);
  const token = await broker.token('seller-42', 'Blue Door Motors');
  const expired = await broker.token('seller-42', { ttlSeconds: -120 });
  const text = 'a very private sentence';
  const sockets = broker.url.replace('http', 'ws');
  await broker.api(`/api/me?token=${token}`);
  await broker.api(`/api/me?token=${expired}`);
  await broker.api(`/nowhere/${token}?token=${token}`);
  await broker.api(`/api/conversations/${token}`, { token });
  await broker.api('/api/conversations', { token, json: { userId: text, text, token } });
  await broker.api('/api/guests', { method: 'POST', body: `{"text":"${text}"`, token });
  await broker.api(`/api/conversations/${randomUUID()}/messages`, { token, json: { text } });
  await knock(`${sockets}/api/messages/ws?token=${expired}`);
  await knock(`${sockets}/peerjs?key=peerjs&id=${text.replaceAll(' ', '-')}&token=${token}`);
  const socket = await broker.socket(token);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.send(JSON.stringify({ type: 'message_send', text, token }));
  socket.send(`{"text":"${text}"`);
  socket.close();
  await closed;
  await broker.close();

  const all = lines.join('');
  expect(lines.length).toBeGreaterThan(8);
  for (const secret of [token, expired, token.split('.')[2]!, text, 'a-very-private']) {
    expect(all).not.toContain(secret);
  }
});

it('Errors are logged with their stack and nothing else they carry', () => {
  const lines: string[] = [];
  const log = pino(logOptions('info'), { write: (line: string) => void lines.push(line) });
  const cause = Object.assign(new TypeError('deep'), { body: 'private' });
  const error = Object.assign(new Error('failed', { cause }), { code: 'E_X', request: 'private' });
  log.error({ err: error }, 'went wrong');
  const [line] = lines;
  expect(JSON.parse(line!)).toMatchObject({
    level: 'error',
    msg: 'went wrong',
    err: { message: 'failed', code: 'E_X', cause: { name: 'TypeError' } },
  });
  expect(line).not.toContain('private');
});
