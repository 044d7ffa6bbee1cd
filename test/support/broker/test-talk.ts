import type { Message, ReadDraft } from '../../../src/protocol/index.js';
import { createTestDelivery, type TestDeliveryOptions } from './test-delivery.js';
import { actorOf } from './test-domain.js';

export const buyer = actorOf('buyer-7');
export const seller = actorOf('seller-42');
export const stranger = actorOf('stranger');

/** A conversation of a buyer with a seller about a car; nothing was told yet. */
export async function startTalk(options: TestDeliveryOptions = {}) {
  const test = await createTestDelivery(options);
  const listing = { id: 'car-1', title: 'A blue car' };
  const { conversation } = await test.delivery.openConversation(buyer, {
    userId: seller.userId,
    listing,
  });
  const { id } = conversation;
  test.outlet.sent.length = 0;
  return {
    ...test,
    id,
    async say(draft: ReadDraft, actor = buyer): Promise<Message> {
      return (await test.messages.send(actor, id, draft)).message;
    },
    told: () => test.outlet.framesOf('message').map(({ message }) => message),
  };
}
