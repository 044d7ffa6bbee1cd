import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, ring } from '../../support/broker/calls.js';
import { openMarket, type Market } from '../../support/broker/market.js';
import { startBroker } from '../../support/start-broker.js';

let market: Market;
beforeAll(async () => {
  market = await openMarket();
});
afterAll(() => market.close());

/** Figures by their name and labels, as written. */
async function figures(): Promise<Map<string, number>> {
  const { status, text } = await market.broker.api('/metrics');
  expect(status).toBe(200);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' '))),
    ]),
  );
}

/** How much each of these grew while `work` was done. */
async function growth(names: readonly string[], work: () => Promise<unknown>): Promise<number[]> {
  const before = await figures();
  await work();
  const after = await figures();
  return names.map((name) => (after.get(name) ?? 0) - (before.get(name) ?? 0));
}

describe('the figures of a broker', () => {
  it('count the requests of a route, and not whom they were about', async () => {
    const name =
      'deskbell_http_request_seconds_count{method="GET",route="/api/users/:id",status="200"}';
    expect(await growth([name], () => market.api('buyer', '/users/seller-42'))).toEqual([1]);
    const { text } = await market.broker.api('/metrics');
    for (const secret of ['seller-42', 'buyer-7', market.conversationId, 'Blue Door']) {
      expect(text).not.toContain(secret);
    }
  });

  it('tell how many sockets are open now', async () => {
    const device = await market.device('buyer');
    const before = (await figures()).get('deskbell_sockets');
    await device.close();
    await expect.poll(async () => (await figures()).get('deskbell_sockets')).toBe(before! - 1);
  });

  it('count refusals by their code, at both doors', async () => {
    const device = await market.device('buyer');
    const names = [
      'deskbell_refusals_total{door="http",code="not_found"}',
      'deskbell_refusals_total{door="socket",code="not_found"}',
      'deskbell_refusals_total{door="socket",code="invalid_json"}',
    ];
    const grew = await growth(names, async () => {
      await market.api('stranger', `/conversations/${market.conversationId}`);
      device.send({ type: 'call_ringing', callId: randomUUID() });
      await device.next('error');
      device.socket.send('{');
      await device.next('error');
    });
    expect(grew).toEqual([1, 1, 1]);
    await device.close();
  });

  it('count what was stored', async () => {
    const post = () => market.post({ type: 'TEXT', text: 'Hello' });
    expect(await growth(['deskbell_message_seconds_count'], post)).toEqual([1]);
  });

  it('follow a call from its ring to its end', async () => {
    const [buyer, seller] = [await market.device('buyer'), await market.device('seller')];
    const names = [
      'deskbell_calls_rung_total{type="VIDEO"}',
      'deskbell_call_ring_seconds_count{type="VIDEO"}',
      'deskbell_calls_ended_total{type="VIDEO",reason="hangup"}',
      'deskbell_calls_ended_total{type="VIDEO",reason="declined"}',
      'deskbell_call_setup_seconds_count',
      'deskbell_call_paths_total{path="relay"}',
    ];
    const grew = await growth(names, async () => {
      const declined = ring(buyer, market.conversationId, 'seller-42');
      await seller.next('call_request');
      seller.send({ type: 'call_reject', callId: declined, reason: 'declined' });
      await Promise.all([buyer.next('call_end'), seller.next('call_end')]);

      const callId = ring(buyer, market.conversationId, 'seller-42');
      await seller.next('call_request');
      const { body } = await market.api<{ peerId: string }>('seller', '/peers', { json: {} });
      accept(seller, callId, body.peerId);
      await buyer.next('call_accept');
      expect((await figures()).get('deskbell_open_calls')).toBe(1);
      const summary = {
        score: 5,
        worst: 4,
        callType: 'VIDEO',
        setupMs: 640,
        relayed: true,
      } as const;
      buyer.send({ type: 'call_quality', callId, summary });
      buyer.send({ type: 'call_end', callId, reason: 'hangup' });
      await seller.next('call_end');
    });
    expect(grew).toEqual([2, 1, 1, 1, 1, 1]);
    expect((await figures()).get('deskbell_open_calls')).toBe(0);
    await Promise.all([buyer.close(), seller.close()]);
  });
});

describe('who reads them', () => {
  it.each(['x-forwarded-for', 'x-real-ip', 'forwarded', 'via'])(
    'is nobody that a proxy tells of by %s',
    async (name) => {
      const { status, body } = await market.broker.api('/metrics', {
        headers: { [name]: '127.0.0.1' },
      });
      expect([status, body]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
    },
  );

  it('is whoever knows the token, where there is one', async () => {
    const token = 'a-token-of-the-scraper';
    const broker = await startBroker({ METRICS_TOKEN: token });
    const ask = async (headers: Record<string, string>) =>
      (await broker.api('/metrics', { headers })).status;
    const statuses = [
      await ask({}),
      await ask({ authorization: 'Bearer another' }),
      await ask({ authorization: token }),
      await ask({ authorization: `Bearer ${token}` }),
      await ask({ authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.9' }),
    ];
    expect(statuses).toEqual([404, 404, 404, 200, 200]);
    await broker.close();
  });
});
