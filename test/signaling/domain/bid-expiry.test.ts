import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Message } from '../../../src/protocol/index.js';
import { bidDraft } from '../../support/broker/drafts.js';
import { startDomain, type TestDomain } from '../../support/broker/test-domain.js';
import { buyer, seller } from '../../support/broker/test-talk.js';

let folder: string;
let domain: TestDomain;
let nowMs: number;
let conversationId: string;

const start = async () => {
  const databaseFile = join(folder, 'test.db');
  domain = await startDomain({ databaseFile, now: () => nowMs, times: { bids: { lookMs: 5 } } });
};
beforeEach(async () => {
  nowMs = Date.now();
  folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
  await start();
  await domain.directory.meet(seller);
  await domain.directory.meet(buyer);
  const listing = { id: 'car-1' };
  const opened = await domain.delivery.openConversation(buyer, { userId: 'seller-42', listing });
  conversationId = opened.conversation.id;
});
afterEach(async () => {
  await domain.close();
  await rm(folder, { recursive: true, force: true });
});

const isExpired = ({ message }: { message: Message }) => message.bid?.status === 'expired';

it('An offer whose time is over is ended by the broker; devices of both are told', async () => {
  const devices = [await domain.connect('buyer-7'), await domain.connect('seller-42')];
  const message = bidDraft('1', { expiresInSeconds: 60 });
  devices[0]!.send({ type: 'message_send', conversationId, message });
  const { message: open } = await devices[0]!.next('message_ack');
  nowMs += 60_000;
  for (const device of devices) {
    const { message: ended } = await device.next('message', isExpired);
    expect(ended).toMatchObject({ id: open.id, rev: open.rev + 1 });
  }
});

it('What ended while the broker was down is ended when it is up again, and told by changes', async () => {
  const draft = bidDraft('1', { expiresInSeconds: 60 });
  const { message } = await domain.messages.send(buyer, conversationId, draft);
  await domain.stop();
  nowMs += 3_600_000;
  await start();
  const changes = await domain.delivery.changes(seller, conversationId, {
    after: message.rev,
    limit: 10,
  });
  expect(changes.messages).toMatchObject([{ id: message.id, bid: { status: 'expired' } }]);
});

it('What is open when the broker comes back is ended in its time', async () => {
  const draft = bidDraft('1', { expiresInSeconds: 60 });
  await domain.messages.send(buyer, conversationId, draft);
  await domain.stop();
  await start();
  const device = await domain.connect('seller-42');
  expect(await domain.bids.list(seller, conversationId)).toMatchObject([
    { bid: { status: 'open' } },
  ]);
  nowMs += 60_000;
  expect((await device.next('message', isExpired)).message.id).toBe(draft.id);
});
