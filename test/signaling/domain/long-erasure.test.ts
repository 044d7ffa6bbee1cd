import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { textDraft } from '../../support/broker/drafts.js';
import { makeTempFolder } from '../../support/broker/temp-folder.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

const [buyer, seller] = [actorOf('buyer'), actorOf('seller')];
const OWN = 450;

describe('a long conversation of somebody who leaves', () => {
  let domain: TestDomain;
  let databaseFile: string;
  let id: string;
  let first: string;

  beforeEach(async () => {
    databaseFile = join(await makeTempFolder(), 'test.db');
    domain = await startDomain({ databaseFile });
    ({ id } = await domain.introduce('buyer', 'seller'));
    first = (await domain.messages.send(seller, id, textDraft())).message.id;
    await Promise.all(
      Array.from({ length: OWN }, () => domain.messages.send(buyer, id, textDraft())),
    );
    await domain.messages.react(buyer, first, '👍', true);
  });
  afterEach(() => domain.stop());

  async function log() {
    const { items: newest } = await domain.delivery.messages(seller, id, { limit: 1000 });
    return newest.reverse();
  }

  async function expectTheyAreOut(): Promise<void> {
    const [theirs, ...own] = (await log()).slice(0, OWN + 1);
    expect(theirs).toMatchObject({ id: first, senderId: 'seller', reactions: [] });
    expect(own.every(({ deletedAt, text }) => deletedAt !== undefined && !text)).toBe(true);
    const { participants } = await domain.delivery.conversation(seller, id);
    const gone = participants.map((person) => person.id).find((each) => each !== 'seller');
    expect(gone).toMatch(/^gone-/);
    expect([...new Set(own.map(({ senderId }) => senderId))]).toEqual([gone]);
  }

  it('goes in groups, with room for others’ writes, and takes what was said meanwhile', async () => {
    const { accounts } = domain.store;
    const { eraseFrom } = accounts;
    const nexts: (number | undefined)[] = [];
    vi.spyOn(accounts, 'eraseFrom').mockImplementation(async (...asked) => {
      const part = await eraseFrom(...asked);
      nexts.push(part.next);
      if (nexts.length === 1) {
        await domain.messages.send(seller, id, textDraft());
        await domain.messages.react(buyer, first, '🎉', true);
      }
      return part;
    });
    await domain.accounts.erase('buyer');
    expect(nexts).toEqual([200, 400, 0, undefined]);
    await expectTheyAreOut();
    expect((await log()).map(({ seq }) => seq)).toEqual(
      Array.from({ length: OWN + 2 }, (_, n) => n + 1),
    );
  });

  it('is finished when it is asked for again, where the broker died in between', async () => {
    const departure = { userId: 'buyer', atMs: 1, callsSinceMs: 0 };
    const part = await domain.store.accounts.eraseFrom(id, {
      ...departure,
      goneId: `gone-${randomUUID()}`,
    });
    expect(part).toMatchObject({ next: 200 });
    await domain.stop();
    domain = await startDomain({ databaseFile });
    expect((await log()).filter(({ text }) => text !== undefined)).toHaveLength(OWN + 1 - 199);
    await domain.accounts.erase('buyer');
    await expectTheyAreOut();
  });
});
