import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actorOf } from '../../support/broker/test-domain.js';
import { createTestDelivery } from '../../support/broker/test-delivery.js';

type TestDelivery = Awaited<ReturnType<typeof createTestDelivery>>;
const draft = (over = {}) => ({ id: randomUUID(), type: 'TEXT', text: 'hello', ...over }) as const;
const buyer = actorOf('buyer-7', randomUUID());
const seller = actorOf('seller-42');
const stranger = actorOf('stranger');

let test: TestDelivery;
let id: string;
beforeEach(async () => {
  test = await createTestDelivery();
  await test.directory.meet(buyer);
  const { conversation } = await test.delivery.openConversation(buyer, { userId: 'seller-42' });
  ({ id } = conversation);
  test.outlet.sent.length = 0;
});
afterEach(() => test.close());

describe('openConversation', () => {
  it('works with somebody who has not come yet, and tells all devices but the acting one', async () => {
    const { delivery, outlet } = test;
    const listing = { id: 'car-1', title: 'A blue car' };
    const opened = await delivery.openConversation(buyer, { userId: 'dealer-9', listing });
    expect(opened).toMatchObject({
      created: true,
      conversation: {
        listing,
        lastSeq: 0,
        participants: [
          { id: 'buyer-7', name: 'Name of buyer-7' },
          { id: 'dealer-9', online: false },
        ],
      },
    });
    expect(outlet.sent).toEqual([
      {
        userIds: ['buyer-7', 'dealer-9'],
        frame: { type: 'conversation', conversation: opened.conversation },
        except: { userId: 'buyer-7', deviceId: buyer.deviceId },
      },
    ]);
  });

  it('finds the one that is there, from either side', async () => {
    const again = await test.delivery.openConversation(seller, { userId: 'buyer-7' });
    expect(again).toMatchObject({ created: false, conversation: { id } });
    expect(test.outlet.sent).toEqual([]);
  });

  it('is refused with oneself', async () => {
    await expect(
      test.delivery.openConversation(buyer, { userId: 'buyer-7' }),
    ).rejects.toMatchObject({ code: 'cannot_message_self' });
  });
});

describe('send', () => {
  it('acknowledges to the acting device and tells everybody else', async () => {
    const { message } = await test.messages.send(buyer, id, draft());
    expect(test.outlet.sent).toEqual([
      {
        userIds: ['buyer-7'],
        deviceId: buyer.deviceId,
        frame: { type: 'message_ack', message },
      },
      {
        userIds: ['buyer-7', 'seller-42'],
        frame: { type: 'message', message },
        except: { userId: 'buyer-7', deviceId: buyer.deviceId },
      },
    ]);
  });

  it('again with the same id is acknowledged again and told nobody', async () => {
    const first = await test.messages.send(buyer, id, draft());
    test.outlet.sent.length = 0;
    const again = await test.messages.send(buyer, id, draft({ id: first.message.id, text: 'b' }));
    expect(again).toEqual({ message: first.message, created: false });
    expect(test.outlet.sent.map(({ frame }) => frame.type)).toEqual(['message_ack']);
  });

  it('under an id of another person is a conflict', async () => {
    const { message } = await test.messages.send(buyer, id, draft());
    await expect(test.messages.send(seller, id, draft({ id: message.id }))).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});

describe('mark', () => {
  it('is told to every device when it rises, and to nobody when it does not', async () => {
    await test.messages.send(buyer, id, draft());
    test.outlet.sent.length = 0;
    const mark = await test.delivery.mark(seller, id, 'read', 1);
    expect(mark).toEqual({ userId: 'seller-42', deliveredSeq: 1, readSeq: 1 });
    expect(await test.delivery.mark(seller, id, 'delivered', 1)).toEqual(mark);
    expect(test.outlet.sent).toEqual([
      {
        userIds: ['buyer-7', 'seller-42'],
        frame: { type: 'receipt', conversationId: id, mark, rev: 2 },
      },
    ]);
  });
});

describe('typing', () => {
  it('is told to the others and never to oneself', async () => {
    await test.delivery.typing(buyer, id, true);
    expect(test.outlet.sent).toEqual([
      {
        userIds: ['seller-42'],
        frame: { type: 'typing', conversationId: id, userId: 'buyer-7', active: true },
      },
    ]);
  });
});

describe('somebody else’s conversation', () => {
  const page = { limit: 10 };
  it.each([
    ['conversation', (t: TestDelivery, at: string) => t.delivery.conversation(stranger, at)],
    ['messages', (t: TestDelivery, at: string) => t.delivery.messages(stranger, at, page)],
    [
      'changes',
      (t: TestDelivery, at: string) => t.delivery.changes(stranger, at, { after: 9, ...page }),
    ],
    ['send', (t: TestDelivery, at: string) => t.messages.send(stranger, at, draft())],
    ['mark', (t: TestDelivery, at: string) => t.delivery.mark(stranger, at, 'read', 9)],
    ['typing', (t: TestDelivery, at: string) => t.delivery.typing(stranger, at, true)],
  ])('%s: is refused exactly as one that does not exist', async (_name, ask) => {
    const errors: unknown[] = [];
    for (const at of [id, randomUUID()]) {
      errors.push(await ask(test, at).catch((error: unknown) => error));
    }
    expect(errors[0]).toMatchObject({ name: 'BrokerError', code: 'not_found' });
    expect(errors[0]).toEqual(errors[1]);
    expect(test.outlet.sent).toEqual([]);
  });
});

describe('conversations', () => {
  it('are paged by a cursor; a made-up cursor is refused', async () => {
    for (let i = 0; i < 4; i++) await test.delivery.openConversation(buyer, { userId: `s-${i}` });
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const { items, nextCursor } = await test.delivery.conversations(buyer, {
        ...(before !== undefined && { before }),
        limit: 2,
      });
      seen.push(...items.map((item) => item.id));
      before = nextCursor;
    } while (before !== undefined);
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
    for (const cursor of ['', 'x', '1.2', "1.' or 1=1 --"]) {
      await expect(
        test.delivery.conversations(buyer, { before: cursor, limit: 2 }),
      ).rejects.toMatchObject({ code: 'bad_request' });
    }
  });
});
