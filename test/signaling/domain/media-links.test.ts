import { afterEach, beforeEach, expect, it } from 'vitest';
import type { MediaLinks } from '../../../signaling/domain/types.js';
import type { Message } from '../../../src/protocol/index.js';
import { mediaDraft, storeFile } from '../../support/broker/drafts.js';
import { createTestDelivery } from '../../support/broker/test-delivery.js';
import { actorOf } from '../../support/broker/test-domain.js';

const buyer = actorOf('buyer-7', '00000000-0000-4000-8000-000000000001');
const seller = actorOf('seller-42');

/** Each link is another one, so that none can have been kept. */
class CountingLinks implements MediaLinks {
  #count = 0;

  sign(message: Message): Message {
    const { media } = message;
    if (!media?.fileId) return message;
    return { ...message, media: { ...media, url: `/files/${media.fileId}?${++this.#count}` } };
  }
}

let test: Awaited<ReturnType<typeof createTestDelivery>>;
let id: string;
beforeEach(async () => {
  test = await createTestDelivery({ links: new CountingLinks() });
  const opened = await test.delivery.openConversation(buyer, { userId: 'seller-42' });
  id = opened.conversation.id;
});
afterEach(() => test.close());

it('A message leaves the broker with a fresh link on every way out, and is stored without', async () => {
  const file = { conversationId: id, ownerId: 'buyer-7', mimeType: 'image/png' };
  const fileId = await storeFile(test.store, file);
  const draft = mediaDraft('IMAGE', { fileId }, 'Look');
  const { delivery, messages, outlet } = test;
  const out: (Message | undefined)[] = [
    (await messages.send(buyer, id, draft)).message,
    (await messages.send(buyer, id, draft)).message,
    await messages.edit(buyer, draft.id, 'Look here'),
    await messages.edit(buyer, draft.id, 'Look here'),
    await messages.react(seller, draft.id, '👍', true),
    (await delivery.messages(seller, id, { limit: 1 })).items[0],
    (await delivery.changes(seller, id, { after: 0, limit: 10 })).messages[0],
    (await delivery.conversation(seller, id)).lastMessage,
    (await delivery.conversations(seller, { limit: 1 })).items[0]?.lastMessage,
    ...outlet.framesOf('message').map(({ message }) => message),
    ...outlet.framesOf('message_ack').map(({ message }) => message),
  ];
  expect(out.length).toBe(14);
  for (const message of out) expect(message?.media?.url).toContain(fileId);
  const [stored] = await test.store.messages.page(id, { limit: 1 });
  expect(stored?.media).not.toHaveProperty('url');
});
