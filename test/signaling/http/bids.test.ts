import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { responses, type BidStep, type Message } from '../../../src/protocol/index.js';
import { openMarket, type Market, type Person } from '../../support/broker/market.js';

let market: Market;
let at: string;
beforeAll(async () => {
  market = await openMarket();
});
afterAll(() => market.close());
beforeEach(async () => {
  at = await market.openTalk({ id: `car-${randomUUID()}` });
});

const offer = (by: Person, amount: string, counterTo?: string) =>
  market.post(
    { type: 'BID', bid: { amount, currency: 'EUR', ...(counterTo && { counterTo }) } },
    { by, at },
  );
const step = (by: Person, id: string, name: BidStep) =>
  market.api(by, `/messages/${id}/bid/${name}`, { method: 'POST' });

async function listFor(person: Person): Promise<Message[]> {
  const { body } = await market.api<unknown>(person, `/conversations/${at}/bids`);
  return v.parse(responses.messages, body).items;
}
const statuses = async () => (await listFor('buyer')).map(({ bid }) => bid?.status);

describe('offers', () => {
  it('go to and fro until one is accepted; both sides, their devices and REST agree', async () => {
    const [buyer, seller] = [await market.device('buyer'), await market.device('seller')];
    const first = await offer('buyer', '9000');
    const second = await offer('seller', '9800', first.body.id);
    const third = await offer('buyer', '9500', second.body.id);
    const accepted = await step('seller', third.body.id, 'accept');
    expect([first, second, third, accepted].map(({ status }) => status)).toEqual([
      201, 201, 201, 200,
    ]);
    expect(accepted.body).toMatchObject({ id: third.body.id, bid: { status: 'accepted' } });
    const list = await listFor('seller');
    expect(list.map(({ bid }) => [bid?.amount, bid?.status])).toEqual([
      ['9000', 'countered'],
      ['9800', 'countered'],
      ['9500', 'accepted'],
    ]);
    expect(await listFor('buyer')).toEqual(list);
    for (const device of [buyer, seller]) {
      await device.next('message', ({ message }) => message.bid?.status === 'accepted');
      const told = device.all('message').map(({ message }) => message);
      // Each counter-offer is told after what it closed.
      expect(told.map(({ seq, bid }) => [seq, bid?.status])).toEqual([
        [1, 'open'],
        [1, 'countered'],
        [2, 'open'],
        [2, 'countered'],
        [3, 'open'],
        [3, 'accepted'],
      ]);
      expect(told.map(({ rev }) => rev)).toEqual([1, 2, 3, 4, 5, 6]);
      await device.close();
    }
    expect(await offer('buyer', '1')).toMatchObject({ status: 409, body: { code: 'bid_closed' } });
  });

  it.each([
    ['a second one', () => offer('seller', '2'), 409, 'bid_open'],
    ['accepting one’s own', (id: string) => step('buyer', id, 'accept'), 409, 'bid_not_yours'],
    ['declining one’s own', (id: string) => step('buyer', id, 'decline'), 409, 'bid_not_yours'],
    ['withdrawing theirs', (id: string) => step('seller', id, 'withdraw'), 409, 'bid_not_yours'],
    ['countering one’s own', (id: string) => offer('buyer', '2', id), 409, 'bid_not_yours'],
    [
      'a step that is none',
      (id: string) => step('seller', id, 'expire' as BidStep),
      404,
      'not_found',
    ],
    ['countering nothing', () => offer('seller', '2', randomUUID()), 404, 'not_found'],
  ])('refuse %s and stay as they are', async (_name, ask, status, code) => {
    const { body } = await offer('buyer', '1');
    const answer = await ask(body.id);
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ code })]);
    expect(await listFor('seller')).toEqual([body]);
  });

  it('refuse every step once they are closed', async () => {
    for (const [by, name] of [
      ['seller', 'decline'],
      ['buyer', 'withdraw'],
    ] as const) {
      const { body } = await offer('buyer', '1');
      await step(by, body.id, name);
      for (const again of [
        await step('seller', body.id, 'accept'),
        await step('seller', body.id, 'decline'),
        await step('buyer', body.id, 'withdraw'),
        await offer('seller', '2', body.id),
      ]) {
        expect(again).toMatchObject({ status: 409, body: { code: 'bid_closed' } });
      }
    }
    expect(await statuses()).toEqual(['declined', 'withdrawn']);
  });

  it('need a listing', async () => {
    at = await market.openTalk();
    expect(await offer('buyer', '1')).toMatchObject({ status: 422, body: { code: 'no_listing' } });
  });

  it('of a listing are one row when posted 50 times at once', async () => {
    const id = randomUUID();
    const said = { type: 'BID', bid: { amount: '1', currency: 'EUR' } } as const;
    const posts = Array.from({ length: 50 }, () => market.post(said, { id, at }));
    const made = (await Promise.all(posts)).map(({ status }) => status);
    expect(made.sort()).toEqual([...Array<number>(49).fill(200), 201]);
    expect(await statuses()).toEqual(['open']);
  });

  it('are decided by exactly one of two who step at once', async () => {
    for (let round = 0; round < 20; round++) {
      at = await market.openTalk({ id: `car-${randomUUID()}` });
      const { body } = await offer('buyer', '1');
      const both = await Promise.all([
        step('seller', body.id, 'accept'),
        step('buyer', body.id, 'withdraw'),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
      const won = both.find(({ status }) => status === 200)!;
      expect(await listFor('seller')).toEqual([won.body]);
    }
  });

  it('of others are answered like those of no conversation', async () => {
    await offer('buyer', '1');
    const ask = async (id: string) => {
      const { status, body } = await market.api<unknown>('stranger', `/conversations/${id}/bids`);
      return { status, body };
    };
    const others = await ask(at);
    expect(others.status).toBe(404);
    expect(await ask(randomUUID())).toEqual(others);
    expect((await market.broker.api(`/api/conversations/${at}/bids`)).status).toBe(401);
  });
});
