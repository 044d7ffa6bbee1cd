import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { Log } from '../../../signaling/log.js';
import { logOptions } from '../../../signaling/log.js';
import { accept, ring } from '../../support/broker/calls.js';
import { halves } from '../../support/broker/media-bytes.js';
import { openMarket } from '../../support/broker/market.js';

const WORD = 'xylophone';

it('Of a whole conversation no log line holds a word or a token, at any level', async () => {
  const lines: string[] = [];
  const log: Log = pino(logOptions('trace'), { write: (line: string) => void lines.push(line) });
  const market = await openMarket({ RATE_LIMITS: 'on', RATE_LIMIT_CALLS: '2/1m' }, log);
  const { broker, tokens, conversationId } = market;
  const [buyer, seller] = [await market.device('buyer'), await market.device('seller')];
  buyer.send({
    type: 'message_send',
    conversationId,
    message: { id: randomUUID(), type: 'TEXT', text: `the ${WORD} is for sale` },
  });
  await seller.next('message');
  const { body: message } = await market.post({ type: 'TEXT', text: WORD });
  await market.api('buyer', `/messages/${message.id}`, {
    method: 'PATCH',
    json: { text: `${WORD}, again` },
  });
  await market.post({ type: 'LOCATION', location: { latitude: 1, longitude: 2, address: WORD } });
  const form = new FormData();
  form.append('conversationId', conversationId);
  form.append('caption', WORD);
  const bytes = await halves().png().toBuffer();
  form.append('file', new Blob([Buffer.from(bytes)]), `${WORD}.png`);
  const upload = await market.api('buyer', '/messages/upload', { method: 'POST', body: form });
  expect(upload.status).toBe(201);
  await market.api('seller', `/search?q=${WORD}`);
  await market.api('buyer', '/reports', {
    json: { userId: 'seller-42', messageId: undefined, reason: 'spam', text: WORD },
  });
  const guest = await broker.api<{ token: string }>('/api/guests', { json: { name: WORD } });
  await broker.api(`/api/me?token=${guest.body.token}`);

  const callId = ring(buyer, conversationId, 'seller-42');
  await seller.next('call_request');
  const peer = await broker.api<{ peerId: string }>('/api/peers', {
    token: tokens.seller,
    json: {},
  });
  accept(seller, callId, peer.body.peerId);
  await buyer.next('call_accept');
  const sdp = `v=0\r\ns=${WORD}\r\n`;
  buyer.send({ type: 'call_description', callId, round: 1, description: { type: 'offer', sdp } });
  buyer.send({ type: 'call_end', callId, reason: 'hangup' });
  await seller.next('call_end');
  for (let i = 0; i < 2; i++) ring(buyer, conversationId, 'seller-42');
  await buyer.next('error');
  // What is wrong is where logs like to quote.
  buyer.socket.send(`{"type":"message_send","text":"${WORD}"}`);
  buyer.socket.send(`{${WORD}`);
  await buyer.next('error', ({ code }) => code === 'invalid_json');
  await market.api('buyer', '/conversations', { method: 'POST', body: `{"${WORD}` });
  await Promise.all([buyer.close(), seller.close()]);
  await market.close();

  expect(lines.length).toBeGreaterThan(15);
  const secrets = [...Object.values(tokens), guest.body.token];
  const signatures = secrets.map((token) => token.split('.')[2]!);
  for (const secret of [WORD, ...secrets, ...signatures]) {
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  }
});
