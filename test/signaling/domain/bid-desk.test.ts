import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bidDraft, textDraft } from '../../support/broker/drafts.js';
import { buyer, seller, startTalk } from '../../support/broker/test-talk.js';

const MINUTE_MS = 60_000;

let talk: Awaited<ReturnType<typeof startTalk>>;
let nowMs: number;
beforeEach(async () => {
  nowMs = Date.parse('2026-01-02T03:04:05.678Z');
  talk = await startTalk({ now: () => nowMs });
});
afterEach(() => talk.close());

const offer = (actor = buyer, amount = '9500', bid = {}) => talk.say(bidDraft(amount, bid), actor);
const statuses = async () =>
  (await talk.bids.list(buyer, talk.id)).map(({ bid }) => `${bid?.amount} ${bid?.status}`);
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'ok',
    (error: unknown) => (error as { code: string }).code,
  );

describe('an offer', () => {
  it('is opened on a listing, for two days unless it says otherwise', async () => {
    const message = await offer();
    expect(message).toMatchObject({
      type: 'BID',
      bid: { amount: '9500', currency: 'EUR', status: 'open' },
    });
    expect(Date.parse(message.bid!.expiresAt) - nowMs).toBe(48 * 60 * MINUTE_MS);
    await talk.bids.step(buyer, message.id, 'withdraw');
    const short = await offer(seller, '9900.50', { expiresInSeconds: 60 });
    expect(Date.parse(short.bid!.expiresAt) - nowMs).toBe(MINUTE_MS);
    expect(await statuses()).toEqual(['9500 withdrawn', '9900.50 open']);
  });

  it('needs a listing', async () => {
    const { conversation } = await talk.delivery.openConversation(buyer, { userId: 'dealer-9' });
    const asked = talk.messages.send(buyer, conversation.id, bidDraft('1'));
    expect(await codeOf(asked)).toBe('no_listing');
  });

  it('is the only one that is open, whoever asks and at once', async () => {
    const asked = [buyer, seller, buyer, seller, buyer].map((actor) => codeOf(offer(actor)));
    expect((await Promise.all(asked)).sort()).toEqual([...Array<string>(4).fill('bid_open'), 'ok']);
    expect(await talk.bids.list(seller, talk.id)).toHaveLength(1);
  });

  it('sent again is the first one, whatever became of it', async () => {
    const draft = bidDraft('9500');
    const { message } = await talk.messages.send(buyer, talk.id, draft);
    expect(await talk.messages.send(buyer, talk.id, draft)).toEqual({ message, created: false });
    const accepted = await talk.bids.step(seller, message.id, 'accept');
    expect(await talk.messages.send(buyer, talk.id, draft)).toEqual({
      message: accepted,
      created: false,
    });
  });

  it.each([
    ['accept', seller, 'accepted'],
    ['decline', seller, 'declined'],
    ['withdraw', buyer, 'withdrawn'],
  ] as const)('can be ended by %s, once, and everybody is told', async (step, actor, status) => {
    const { id: offerId, rev } = await offer();
    talk.outlet.sent.length = 0;
    const message = await talk.bids.step(actor, offerId, step);
    expect(message).toMatchObject({ rev: rev + 1, bid: { status } });
    expect(talk.outlet.sent).toEqual([
      { userIds: ['buyer-7', 'seller-42'], frame: { type: 'message', message } },
    ]);
    for (const again of ['accept', 'decline'] as const) {
      expect(await codeOf(talk.bids.step(seller, offerId, again))).toBe('bid_closed');
    }
    expect(await codeOf(talk.bids.step(buyer, offerId, 'withdraw'))).toBe('bid_closed');
  });

  it('is answered by the other side and withdrawn by its maker', async () => {
    const { id: offerId } = await offer();
    const asked = [
      talk.bids.step(buyer, offerId, 'accept'),
      talk.bids.step(buyer, offerId, 'decline'),
      talk.bids.step(seller, offerId, 'withdraw'),
      offer(buyer, '9600', { counterTo: offerId }),
    ];
    expect(await Promise.all(asked.map(codeOf))).toEqual(Array(4).fill('bid_not_yours'));
  });

  it('once accepted is the last one', async () => {
    const { id: offerId } = await offer();
    await talk.bids.step(seller, offerId, 'accept');
    expect(await codeOf(offer())).toBe('bid_closed');
    expect(await codeOf(offer(seller, '1', { counterTo: offerId }))).toBe('bid_closed');
  });

  it('goes to exactly one of those who decide at once', async () => {
    for (let round = 0; round < 10; round++) {
      const { id: offerId } = await offer();
      const counter = { counterTo: offerId };
      const codes = await Promise.all([
        codeOf(talk.bids.step(buyer, offerId, 'withdraw')),
        codeOf(talk.bids.step(seller, offerId, 'decline')),
        codeOf(offer(seller, '9700', counter)),
      ]);
      expect(codes.sort()).toEqual(['bid_closed', 'bid_closed', 'ok']);
      const [open] = (await talk.bids.list(buyer, talk.id)).filter(
        ({ bid }) => bid?.status === 'open',
      );
      if (open) await talk.bids.step(seller, open.id, 'withdraw');
    }
  });

  it('that is no offer is not found', async () => {
    const { message } = await talk.messages.send(buyer, talk.id, textDraft());
    expect(await codeOf(talk.bids.step(seller, message.id, 'accept'))).toBe('not_found');
    const asked = offer(seller, '1', { counterTo: message.id });
    expect(await codeOf(asked)).toBe('not_found');
  });
});

describe('a counter-offer', () => {
  it('closes the other in the same commit; both are told, in order', async () => {
    const first = await offer();
    talk.outlet.sent.length = 0;
    const second = await offer(seller, '9800', { counterTo: first.id });
    const frames = talk.told();
    expect(frames).toEqual([
      { ...first, rev: 2, bid: { ...first.bid, status: 'countered' } },
      second,
    ]);
    expect(second).toMatchObject({ rev: 3, seq: 2, bid: { counterTo: first.id, status: 'open' } });
    expect(await statuses()).toEqual(['9500 countered', '9800 open']);
  });

  it('that is refused leaves the other open', async () => {
    const first = await offer();
    const taken = textDraft();
    await talk.messages.send(buyer, talk.id, taken);
    const draft = { ...bidDraft('9800', { counterTo: first.id }), id: taken.id };
    expect(await codeOf(talk.messages.send(seller, talk.id, draft))).toBe('conflict');
    expect(await statuses()).toEqual(['9500 open']);
  });
});

describe('time', () => {
  it('ends an offer for everybody, to the millisecond', async () => {
    const { id: offerId, bid } = await offer(buyer, '9500', { expiresInSeconds: 60 });
    nowMs += MINUTE_MS - 1;
    await talk.bids.watch.sweep();
    expect(await statuses()).toEqual(['9500 open']);
    talk.outlet.sent.length = 0;
    nowMs += 1;
    for (const ask of [
      talk.bids.step(seller, offerId, 'accept'),
      talk.bids.step(buyer, offerId, 'withdraw'),
      offer(seller, '9800', { counterTo: offerId }),
    ]) {
      expect(await codeOf(ask)).toBe('bid_expired');
    }
    await talk.bids.watch.sweep();
    await talk.bids.watch.sweep();
    expect(talk.outlet.sent).toMatchObject([
      {
        userIds: ['buyer-7', 'seller-42'],
        frame: { message: { bid: { ...bid, status: 'expired' } } },
      },
    ]);
    expect(await codeOf(talk.bids.step(seller, offerId, 'accept'))).toBe('bid_expired');
  });

  it('that is over makes room for the next offer also before the broker said so', async () => {
    const first = await offer(buyer, '9500', { expiresInSeconds: 60 });
    nowMs += MINUTE_MS;
    talk.outlet.sent.length = 0;
    const second = await offer(buyer, '9600');
    expect(talk.outlet.framesOf('message').map(({ message }) => message.id)).toEqual([
      first.id,
      second.id,
    ]);
    expect(await statuses()).toEqual(['9500 expired', '9600 open']);
  });
});
