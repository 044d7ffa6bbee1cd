import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDomain, type TestDomain } from '../../support/broker/test-domain.js';

let domain: TestDomain;
let conversationId: string;
beforeEach(async () => {
  domain = await startDomain();
  ({ id: conversationId } = await domain.introduce('buyer-7', 'seller-42'));
});
afterEach(() => domain.close());

const draft = (text = 'Is it still there?') => ({ id: randomUUID(), text });
const said = (message = draft()) => ({ type: 'message_send', conversationId, message }) as const;

describe('message_send', () => {
  it('is acknowledged to its sender and carried to every other device of both', async () => {
    const [phone, laptop, seller] = await Promise.all([
      domain.connect('buyer-7'),
      domain.connect('buyer-7'),
      domain.connect('seller-42'),
    ]);
    const message = draft();
    phone.send(said(message));
    const ack = await phone.next('message_ack');
    expect(ack.message).toMatchObject({ ...message, seq: 1, rev: 1, senderId: 'buyer-7' });
    expect((await laptop.next('message')).message).toEqual(ack.message);
    expect((await seller.next('message')).message).toEqual(ack.message);
    await phone.settle();
    expect(phone.all('message')).toEqual([]);
  });

  it('of one socket keeps its order, without waiting for each commit', async () => {
    const [buyer, seller] = await Promise.all([
      domain.connect('buyer-7'),
      domain.connect('seller-42'),
    ]);
    const texts = Array.from({ length: 500 }, (_, index) => String(index));
    for (const text of texts) buyer.send(said(draft(text)));
    await seller.next('message', ({ message }) => message.seq === texts.length);
    expect(seller.all('message').map(({ message }) => message.text)).toEqual(texts);
    await buyer.settle();
    expect(buyer.all('message_ack').map(({ message }) => message.seq)).toEqual(
      texts.map((_, index) => index + 1),
    );
  });

  it('of fifty devices at once under one id is one message, acknowledged to all', async () => {
    const devices = await Promise.all(Array.from({ length: 50 }, () => domain.connect('buyer-7')));
    const seller = await domain.connect('seller-42');
    const { id } = draft();
    devices.forEach((device, index) => device.send(said({ id, text: `try ${index}` })));
    const acks = await Promise.all(devices.map((device) => device.next('message_ack')));
    expect(new Set(acks.map(({ message }) => JSON.stringify(message))).size).toBe(1);
    await seller.settle();
    expect(seller.all('message')).toHaveLength(1);
  });

  it('with a forged sender or seq is still from whom the token names', async () => {
    const buyer = await domain.connect('buyer-7');
    const forged = {
      ...said(),
      from: 'seller-42',
      senderId: 'seller-42',
      message: {
        ...draft(),
        senderId: 'seller-42',
        seq: 99,
        createdAt: '2001-01-01T00:00:00.000Z',
      },
    };
    buyer.socket.send(JSON.stringify(forged));
    const { message } = await buyer.next('message_ack');
    expect(message).toMatchObject({ senderId: 'buyer-7', seq: 1 });
    expect(message.createdAt > '2026').toBe(true);
  });
});

describe('frames of one socket', () => {
  it('take effect in their order', async () => {
    const [buyer, seller] = await Promise.all([
      domain.connect('buyer-7'),
      domain.connect('seller-42'),
    ]);
    for (let seq = 1; seq <= 20; seq++) {
      seller.send(said());
      seller.send({ type: 'receipt', conversationId, state: 'read', seq });
      seller.send({ type: 'typing', conversationId, active: seq % 2 === 0 });
    }
    await seller.settle();
    expect(seller.all('error')).toEqual([]);
    await buyer.settle();
    const others: readonly string[] = ['presence', 'ping'];
    const order = buyer.heard.map(({ type }) => type).filter((type) => !others.includes(type));
    expect(order.slice(1)).toEqual(
      Array.from({ length: 20 }, () => ['message', 'receipt', 'typing']).flat(),
    );
  });
});

describe('receipt', () => {
  it('is told to every device of both, its own included', async () => {
    const [buyer, seller, other] = await Promise.all([
      domain.connect('buyer-7'),
      domain.connect('seller-42'),
      domain.connect('seller-42'),
    ]);
    buyer.send(said());
    await seller.next('message');
    seller.send({ type: 'receipt', conversationId, state: 'delivered', seq: 1 });
    seller.send({ type: 'receipt', conversationId, state: 'read', seq: 1 });
    for (const device of [buyer, seller, other]) {
      expect(await device.next('receipt')).toEqual({
        type: 'receipt',
        conversationId,
        mark: { userId: 'seller-42', deliveredSeq: 1, readSeq: 0 },
        rev: 2,
      });
      expect(await device.next('receipt')).toMatchObject({ mark: { readSeq: 1 }, rev: 3 });
    }
  });
});

describe('typing', () => {
  it('is told to the others alone', async () => {
    const [buyer, own, seller] = await Promise.all([
      domain.connect('buyer-7'),
      domain.connect('buyer-7'),
      domain.connect('seller-42'),
    ]);
    buyer.send({ type: 'typing', conversationId, active: true });
    expect(await seller.next('typing')).toEqual({
      type: 'typing',
      conversationId,
      userId: 'buyer-7',
      active: true,
    });
    await own.settle();
    expect(own.all('typing')).toEqual([]);
  });
});
