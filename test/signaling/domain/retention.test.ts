import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RetentionTimes } from '../../../signaling/domain/retention.js';
import type { Conversation, Message } from '../../../src/protocol/index.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

const DAY_MS = 86_400_000;
const [buyer, seller] = [actorOf('buyer'), actorOf('seller')];

describe('what is kept for a while', () => {
  let domain: TestDomain;
  let clock: { nowMs: number };
  let talk: Conversation;

  async function open(retention: RetentionTimes): Promise<void> {
    clock = { nowMs: Date.parse('2026-01-01T12:00:00Z') };
    domain = await startDomain({ retention, now: () => clock.nowMs });
    talk = await domain.introduce('buyer', 'seller');
  }
  beforeEach(() => open({}));
  afterEach(() => domain.close());
  const reopen = async (retention: RetentionTimes) => {
    await domain.close();
    await open(retention);
  };

  const say = async (text: string, at = talk.id): Promise<Message> => {
    const draft = { id: randomUUID(), type: 'TEXT' as const, text };
    return (await domain.messages.send(buyer, at, draft)).message;
  };
  const sendFile = async (): Promise<Message> => {
    const { uploads, links } = domain.files;
    const arrival = await uploads.takeWhole(buyer, Readable.from([Buffer.from('the papers')]));
    const message = { id: randomUUID(), conversationId: talk.id };
    const sent = await domain.fileMessages.send(buyer, message, 'papers.txt', arrival);
    expect(links).toBeDefined();
    return sent.message;
  };
  const log = async (at = talk.id) =>
    (await domain.delivery.messages(seller, at, { limit: 100 })).items.map(
      ({ seq, text, deletedAt }) => (deletedAt ? `${seq} gone` : `${seq} ${text}`),
    );
  const pass = (days: number) => (clock.nowMs += days * DAY_MS);

  it('is kept for good where no time is set', async () => {
    await say('one');
    pass(3000);
    await domain.retention.clean();
    expect(await log()).toEqual(['1 one']);
  });

  describe('messages', () => {
    beforeEach(() => reopen({ messagesMs: 30 * DAY_MS }));

    it('go in the order in which they came, and a young one keeps its place', async () => {
      for (const text of ['one', 'two']) await say(text);
      pass(20);
      await say('three');
      pass(11);
      await domain.retention.clean();
      expect(await log()).toEqual(['3 three']);
      expect((await say('four')).seq).toBe(4);
    });

    it('leave the trace of the newest, so that a log has an end', async () => {
      for (const text of ['one', 'two']) await say(text);
      pass(31);
      await domain.retention.clean();
      expect(await log()).toEqual(['2 gone']);
      expect((await domain.search.search(seller, { q: 'two', limit: 10 })).items).toEqual([]);
      await domain.retention.clean();
      expect(await log()).toEqual(['2 gone']);
      await say('three');
      pass(31);
      await domain.retention.clean();
      expect(await log()).toEqual(['3 gone']);
    });

    it('go from long logs and from many conversations, and take nobody else’s', async () => {
      for (let n = 1; n <= 450; n++) await say(`message ${n}`);
      const young: string[] = [];
      for (let n = 0; n < 60; n++) {
        young.push((await domain.introduce('buyer', `seller-${n}`)).id);
        await say('hello', young[n]);
      }
      pass(25);
      for (const id of young.slice(30)) await say('still here', id);
      pass(6);
      await domain.retention.clean();
      expect(await log()).toEqual(['450 gone']);
      for (const [n, id] of young.entries()) {
        const { items } = await domain.delivery.messages(buyer, id, { limit: 10 });
        expect(items).toHaveLength(1);
        expect(items[0]?.text).toBe(n < 30 ? undefined : 'still here');
      }
    });

    it('take their files with them', async () => {
      const { media } = await sendFile();
      await say('one');
      pass(31);
      await domain.retention.clean();
      expect(await domain.files.desk.find(media!.fileId!)).toBeUndefined();
    });
  });

  it('whose the calls of somebody who left were is known for a day', async () => {
    const request = { conversationId: talk.id, calleeId: 'seller', type: 'VOICE' as const };
    await domain.ringing.start(buyer, request);
    await domain.accounts.erase('buyer');
    const known = () => departed(domain.databaseFile);
    expect(known()).toEqual(['buyer']);
    pass(1);
    clock.nowMs -= 1;
    await domain.retention.clean();
    expect(known()).toEqual(['buyer']);
    clock.nowMs += 1;
    await domain.retention.clean();
    expect(known()).toEqual([]);
  });

  it('files leave the trace of their message, and their people are told', async () => {
    await reopen({ filesMs: 7 * DAY_MS });
    const { media } = await sendFile();
    await say('one');
    const device = await domain.connect('seller');
    pass(8);
    await domain.retention.clean();
    expect(await log()).toEqual(['2 one', '1 gone']);
    expect((await device.next('message')).message.deletedAt).toBeDefined();
    expect(await domain.files.desk.find(media!.fileId!)).toBeUndefined();
  });

  it('calls that are over go, and those that are not stay', async () => {
    await reopen({ callsMs: 7 * DAY_MS });
    const request = { conversationId: talk.id, calleeId: 'seller', type: 'VOICE' as const };
    const over = await domain.ringing.start(buyer, request);
    await domain.ringing.end(buyer, over.id, 'hangup');
    const open = await domain.ringing.start(buyer, request);
    pass(8);
    await domain.retention.clean();
    const { items } = await domain.ringing.list(buyer, { limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([open.id]);
  });

  it('reports go', async () => {
    await reopen({ reportsMs: 7 * DAY_MS });
    await domain.personal.report(buyer, { userId: 'seller', reason: 'spam' });
    pass(6);
    await domain.retention.clean();
    expect((await domain.store.accounts.read('buyer'))?.reports).toHaveLength(1);
    pass(2);
    await domain.retention.clean();
    expect((await domain.store.accounts.read('buyer'))?.reports).toEqual([]);
  });

  describe('guests', () => {
    const guestId = 'guest-0b5c3c52-8a0c-4a54-9d5b-0d3f7f2f5c11';
    const guest = { ...actorOf(guestId), role: 'guest' as const };
    beforeEach(async () => {
      await reopen({ guestsMs: 30 * DAY_MS });
      await domain.directory.meet(guest);
      talk = (await domain.delivery.openConversation(guest, { userId: 'seller' })).conversation;
      await domain.messages.send(guest, talk.id, {
        id: randomUUID(),
        type: 'TEXT',
        text: 'from a guest',
      });
    });

    it('go when they were away for so long; members stay', async () => {
      pass(29);
      await domain.retention.clean();
      expect(await log()).toEqual(['1 from a guest']);
      pass(2);
      await domain.retention.clean();
      expect(await log()).toEqual(['1 gone']);
      expect(await domain.store.people.find([guestId])).toEqual([]);
      expect(await domain.store.people.find(['buyer', 'seller'])).toHaveLength(2);
      await domain.retention.clean();
      expect(await log()).toEqual(['1 gone']);
    });

    it('are blocked still when they come back with an old token', async () => {
      await domain.blocks.block(seller, guestId);
      pass(31);
      await domain.retention.clean();
      await domain.directory.meet(guest);
      const opening = domain.delivery.openConversation(guest, { userId: 'seller' });
      await expect(opening).rejects.toMatchObject({ code: 'blocked' });
    });

    it('stay while they are here', async () => {
      await domain.connect(guestId);
      pass(31);
      await domain.retention.clean();
      expect(await log()).toEqual(['1 from a guest']);
    });
  });
});

function departed(file: string): string[] {
  const database = new Database(file, { readonly: true });
  const rows = database.prepare<[], string>('select user_id from departures').pluck().all();
  database.close();
  return rows;
}
