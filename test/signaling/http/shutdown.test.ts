import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CLOSE_CODES } from '../../../src/protocol/index.js';
import { sendRaw } from '../../support/raw-http.js';
import { startBroker } from '../../support/start-broker.js';

it('Stopping tells every socket to come back, answers what was asked, and ends', async () => {
  const broker = await startBroker();
  const token = await broker.token('buyer-7');
  await broker.api('/api/me', { token: await broker.token('seller-42') });
  const { body } = await broker.api<{ id: string }>('/api/conversations', {
    token,
    json: { userId: 'seller-42' },
  });
  const { body: peer } = await broker.api<{ peerId: string }>('/api/peers', {
    token,
    method: 'POST',
  });
  const address = broker.url.replace('http', 'ws');
  const sockets = [
    await broker.socket(token),
    await broker.socket(token),
    new WebSocket(`${address}/peerjs?key=peerjs&id=${peer.peerId}&token=${token}`),
  ];
  await new Promise((resolve) => sockets[2]!.once('message', resolve));
  const closes = sockets.map(
    (socket) => new Promise((resolve) => socket.once('close', (code) => resolve(code))),
  );
  const sending = Array.from({ length: 20 }, () =>
    broker.api(`/api/conversations/${body.id}/messages`, {
      token,
      json: { id: randomUUID(), text: 'Last words' },
    }),
  );
  const outcomes = Promise.allSettled(sending);
  await sending[0];
  const startedAt = performance.now();
  await broker.close();
  expect(performance.now() - startedAt).toBeLessThan(5000);
  expect(await Promise.all(closes)).toEqual(Array(3).fill(CLOSE_CODES.restart.code));
  for (const outcome of await outcomes) {
    if (outcome.status === 'fulfilled') expect([201, 503]).toContain(outcome.value.status);
  }
  await expect(sendRaw(broker.url, 'GET /healthz HTTP/1.1\r\n\r\n')).rejects.toThrow(
    'ECONNREFUSED',
  );
});

it('Sockets that do not say goodbye do not keep it', async () => {
  const broker = await startBroker();
  const socket = await broker.socket(await broker.token('a'));
  socket.pause();
  const startedAt = performance.now();
  await broker.close();
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  socket.terminate();
});

it('Closing twice is closing once, also before it ever listened', async () => {
  const broker = await startBroker();
  await Promise.all([broker.close(), broker.close()]);
  await broker.close();
});
