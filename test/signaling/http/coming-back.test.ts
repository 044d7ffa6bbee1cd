import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/protocol/admin.js';
import type { Call } from '../../../src/protocol/index.js';
import { openMarket, type Market } from '../../support/broker/market.js';

/** The site's token of a person is the same after they deleted their account. */
describe('who deletes their account and comes back with the same id', () => {
  let market: Market;
  beforeEach(async () => {
    market = await openMarket({ RATE_LIMITS: 'on' });
  });
  afterEach(() => market.close());

  const leave = async () =>
    expect(await market.api('buyer', '/me', { method: 'DELETE' })).toMatchObject({ status: 204 });
  const block = (method: 'POST' | 'DELETE') =>
    market.api('seller', '/users/buyer-7/block', { method });
  const talk = () =>
    market.api<{ id: string }>('buyer', '/conversations', { json: { userId: 'seller-42' } });
  const ring = (conversationId: string) =>
    market.api<Call>('buyer', '/calls', {
      json: { conversationId, calleeId: 'seller-42', type: 'VOICE' },
    });

  it('is blocked still, and is not once the other takes that back', async () => {
    await block('POST');
    await leave();
    expect(await market.api('seller', '/users/buyer-7')).toMatchObject({ status: 404 });
    expect(await talk()).toMatchObject({ status: 403, body: { code: 'blocked' } });
    await block('DELETE');
    const again = await talk();
    expect(again.status).toBe(201);
    expect(await market.post({ text: 'sorry' }, { at: again.body.id })).toMatchObject({
      status: 201,
    });
  });

  it('is silenced still, and the calls of before are of nobody', async () => {
    for (let n = 0; n < 3; n++) {
      const { body } = await ring(market.conversationId);
      await market.api('seller', `/calls/${body.id}/decline`, { method: 'POST' });
    }
    const silenced = { status: 429, body: { code: 'call_not_allowed' } };
    expect(await ring(market.conversationId)).toMatchObject(silenced);
    for (let n = 0; n < 2; n++) {
      await leave();
      expect(await ring((await talk()).body.id)).toMatchObject(silenced);
    }
    const { body } = await market.api<object>(
      'seller',
      `/calls?conversationId=${market.conversationId}`,
    );
    expect(body).toMatchObject({ items: [{}, {}, {}] });
    expect(JSON.stringify(body)).not.toContain('buyer-7');
  });

  it('is who was reported, also when the one who reported leaves', async () => {
    await market.post({ text: 'please stop' }, { by: 'seller' });
    await market.post({ text: 'a threat' });
    const json = { userId: 'buyer-7', conversationId: market.conversationId, reason: 'abuse' };
    const { body } = await market.api<{ id: string }>('seller', '/reports', { json });
    await leave();
    await market.api('seller', '/me', { method: 'DELETE' });
    const token = await market.broker.token('admin-1', { role: 'admin' });
    const report = await market.broker.api<Report>(`/api/reports/${body.id}`, { token });
    expect(report.body).toMatchObject({ userId: 'buyer-7', reason: 'abuse' });
    expect(report.body.reporterId).toMatch(/^gone-/);
    // The words of who reported are theirs to take away.
    expect(report.body.evidence?.map(({ by, text }) => [by, text])).toEqual([
      ['reported', 'a threat'],
    ]);
  });

  it('is somebody new to whom they blocked themselves', async () => {
    await market.api('buyer', '/users/seller-42/block', { method: 'POST' });
    await leave();
    const again = await talk();
    const id = randomUUID();
    expect(await market.post({ text: 'hello' }, { id, at: again.body.id })).toMatchObject({
      status: 201,
    });
  });
});
