import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApiClient, type ApiClient } from '../../../src/api/index.js';
import { startBroker, type BrokerHandle } from '../../support/start-broker.js';

let broker: BrokerHandle;
let buyer: ApiClient;
let seller: ApiClient;
beforeAll(async () => {
  broker = await startBroker();
  const clientOf = async (userId: string) =>
    createApiClient({ baseUrl: broker.url, token: await broker.token(userId) });
  [buyer, seller] = await Promise.all([clientOf('buyer-7'), clientOf('seller-42')]);
  await seller.getMe();
});
afterAll(() => broker.close());

it('a program talks with a person by the client of the package', async () => {
  const { id } = await buyer.openConversation({ body: { userId: 'seller-42' } });
  const params = { id };
  for (const text of ['one', 'two', 'three']) {
    await buyer.sendMessage({ params, body: { id: randomUUID(), text } });
  }
  const newest = await seller.listMessages({ params, query: { limit: 2 } });
  expect(newest.items.map(({ text }) => text)).toEqual(['three', 'two']);
  const rest = await seller.listMessages({ params, query: { before: Number(newest.nextCursor) } });
  expect(rest.items.map(({ text }) => text)).toEqual(['one']);

  const message = newest.items[0]!.id;
  const reacted = await seller.addReaction({ params: { id: message, emoji: '👍' } });
  expect(reacted.reactions).toHaveLength(1);
  expect((await seller.markRead({ params, body: { seq: 3 } })).readSeq).toBe(3);
  await buyer.addStar({ params: { id: message } });
  expect((await buyer.listStarred()).items.map((each) => each.id)).toEqual([message]);

  const file = new File(['some notes'], 'notes.txt', { type: 'text/plain' });
  const sent = await buyer.sendFile({ body: { conversationId: id, file } });
  const { url } = await seller.getFileLink({ params: { id: sent.media!.fileId! } });
  expect(url).toContain('signature=');
  const bytes = await seller.getFile({ params: { id: sent.media!.fileId! } });
  expect(await bytes.text()).toBe('some notes');

  const call = await buyer.startCall({
    body: { conversationId: id, calleeId: 'seller-42', type: 'VOICE' },
  });
  expect((await seller.declineCall({ params: { id: call.id } })).status).toBe('DECLINED');
});

it('a guest is made without a token, and a refusal is an error of ours', async () => {
  const visitor = createApiClient({ baseUrl: broker.url });
  const { token, userId } = await visitor.createGuest({ body: { name: 'Ann' } });
  const guest = createApiClient({ baseUrl: broker.url, getToken: () => token });
  expect(await guest.getMe()).toMatchObject({ id: userId, name: 'Ann' });
  await expect(visitor.getMe()).rejects.toMatchObject({ code: 'unauthorized' });
  const params = { id: randomUUID() };
  await expect(guest.getConversation({ params })).rejects.toMatchObject({ code: 'not_found' });
});
