import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDomain, type TestDomain } from '../../support/broker/test-domain.js';

let domain: TestDomain;
beforeEach(async () => {
  domain = await startDomain();
});
afterEach(() => domain.close());

describe('the app socket', () => {
  it('acknowledges a message to its sender and carries it to every other device of both', async () => {
    const { id: conversationId } = await domain.introduce('buyer-7', 'seller-42');
    const [phone, laptop, seller] = await Promise.all([
      domain.connect('buyer-7'),
      domain.connect('buyer-7'),
      domain.connect('seller-42'),
    ]);
    const message = { id: randomUUID(), text: 'Is it still there?' };
    phone.send({ type: 'message_send', conversationId, message });
    const ack = await phone.next('message_ack');
    expect(ack.message).toMatchObject({ ...message, seq: 1, rev: 1, senderId: 'buyer-7' });
    expect((await laptop.next('message')).message).toEqual(ack.message);
    expect((await seller.next('message')).message).toEqual(ack.message);
    await phone.settle();
    expect(phone.all('message')).toEqual([]);
  });
});
