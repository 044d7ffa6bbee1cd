import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConversationChanges, Message, ReceiptMark } from '../../../src/protocol/index.js';
import { actorOf } from '../../support/broker/test-domain.js';
import { createTestDelivery } from '../../support/broker/test-delivery.js';

const people = fc.constantFrom('a', 'b');
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), by: people }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('mark' as const),
      by: people,
      state: fc.constantFrom('delivered' as const, 'read' as const),
      /** How far into what there is. */
      reach: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('page' as const),
      limit: fc.integer({ min: 1, max: 4 }),
      settled: fc.boolean(),
    }),
  },
);

/** What a device knows that only ever asks for changes. */
class Follower {
  rev = 0;
  readonly messages = new Map<string, Message>();
  readonly marks = new Map<string, ReceiptMark>();

  take(changes: ConversationChanges): void {
    for (const message of changes.messages) this.messages.set(message.id, message);
    for (const mark of changes.receipts) this.marks.set(mark.userId, mark);
    expect(changes.rev).toBeGreaterThanOrEqual(this.rev);
    expect(changes.more && changes.rev === this.rev).toBe(false);
    this.rev = changes.rev;
  }
}

describe('changes', () => {
  it('bring a device that pages through them at any moments to the state that is stored', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const { close, delivery, messages } = await createTestDelivery();
        const { conversation } = await delivery.openConversation(actorOf('a'), { userId: 'b' });
        const { id } = conversation;
        const follower = new Follower();
        const page = async (limit: number) => {
          const changes = await delivery.changes(actorOf('b'), id, { after: follower.rev, limit });
          expect(changes.messages.length + changes.receipts.length).toBeLessThanOrEqual(limit);
          follower.take(changes);
          return changes.more;
        };
        const writes: Promise<unknown>[] = [];
        let sent = 0;
        let stored = 0;
        for (const action of steps) {
          if (action.do === 'send') {
            sent++;
            writes.push(messages.send(actorOf(action.by), id, draft()).then(() => stored++));
          } else if (action.do === 'mark') {
            const seq = Math.round(action.reach * stored);
            writes.push(delivery.mark(actorOf(action.by), id, action.state, seq));
          } else {
            // Reading goes on while writes are under way, or after them.
            if (action.settled) await Promise.all(writes);
            await page(action.limit);
          }
        }
        await Promise.all(writes);
        while (await page(3));
        const now = await delivery.conversation(actorOf('b'), id);
        const { items } = await delivery.messages(actorOf('b'), id, { limit: 100 });
        expect([...follower.messages.values()].sort((x, y) => y.seq - x.seq)).toEqual(items);
        for (const mark of now.receipts) {
          expect(
            follower.marks.get(mark.userId) ?? { ...mark, deliveredSeq: 0, readSeq: 0 },
          ).toEqual(mark);
        }
        expect(follower.rev).toBe(now.rev);
        expect(now.lastSeq).toBe(sent);
        await close();
      }),
      { numRuns: 60 },
    );
  });

  it('bring marks as well as messages', async () => {
    const { close, delivery, messages } = await createTestDelivery();
    const { conversation } = await delivery.openConversation(actorOf('a'), { userId: 'b' });
    const { message } = await messages.send(actorOf('a'), conversation.id, draft());
    const mark = await delivery.mark(actorOf('b'), conversation.id, 'read', 1);
    const changes = (after: number, limit: number) =>
      delivery.changes(actorOf('a'), conversation.id, { after, limit });
    expect(await changes(0, 10)).toEqual({
      messages: [message],
      receipts: [mark],
      rev: 2,
      more: false,
    });
    expect(await changes(0, 1)).toEqual({ messages: [message], receipts: [], rev: 1, more: true });
    expect(await changes(1, 1)).toEqual({ messages: [], receipts: [mark], rev: 2, more: false });
    await close();
  });

  it('refuse a cursor from the future, and answer one at the end with nothing', async () => {
    const { close, delivery, messages } = await createTestDelivery();
    const { conversation } = await delivery.openConversation(actorOf('a'), { userId: 'b' });
    await messages.send(actorOf('a'), conversation.id, draft());
    const at = (after: number) =>
      delivery.changes(actorOf('b'), conversation.id, { after, limit: 10 });
    expect(await at(1)).toEqual({ messages: [], receipts: [], rev: 1, more: false });
    await expect(at(2)).rejects.toMatchObject({ code: 'cursor_ahead' });
    await expect(
      delivery.messages(actorOf('b'), conversation.id, { after: 2, limit: 10 }),
    ).rejects.toMatchObject({ code: 'cursor_ahead' });
    await close();
  });

  it('reach devices live in the order of their rev, whatever kinds are mixed', async () => {
    const { close, delivery, messages, outlet } = await createTestDelivery();
    const { conversation } = await delivery.openConversation(actorOf('a'), { userId: 'b' });
    const { id } = conversation;
    const send = () => messages.send(actorOf('a', device), id, draft());
    const device = randomUUID();
    await Promise.all(Array.from({ length: 120 }, send));
    // Then either side is known, and nothing but the commits decides about the order.
    await delivery.mark(actorOf('b'), id, 'delivered', 0);
    const mark = (index: number) =>
      delivery.mark(actorOf('b'), id, index % 2 ? 'read' : 'delivered', index + 1);
    const writes: Promise<unknown>[] = [];
    for (let index = 0; index < 120; index++) {
      writes.push(send(), mark(index));
      // Each wave takes its place in the commit before the next: so that the two are mixed there.
      for (let turns = index % 10 ? 0 : 50; turns > 0; turns--) await Promise.resolve();
    }
    await Promise.all(writes);
    const revs = outlet.sent.flatMap(({ frame }) => {
      if (frame.type === 'message') return [frame.message.rev];
      return frame.type === 'receipt' ? [frame.rev] : [];
    });
    expect(revs).toEqual(Array.from({ length: revs.length }, (_, index) => index + 1));
    expect(revs.length).toBe(360);
    const kinds = outlet.sent.slice(-200).map(({ frame }) => frame.type);
    expect(kinds.indexOf('receipt')).toBeLessThan(kinds.lastIndexOf('message'));
    await close();
  });
});

function draft() {
  return { id: randomUUID(), type: 'TEXT', text: 'hello' } as const;
}
