import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VoiceFormat } from '../../../src/protocol/index.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

const NOW_MS = Date.now();
const at = (ms: number) => new Date(NOW_MS + ms).toISOString();

let domain: TestDomain;
let nowMs: number;
let id: string;
let phone: TestDevice;
let laptop: TestDevice;
let other: TestDevice;
const buyer = actorOf('buyer-7');
const seller = actorOf('seller-42');

beforeEach(async () => {
  nowMs = NOW_MS;
  domain = await startDomain({ now: () => nowMs });
  ({ id } = await domain.introduce('buyer-7', 'seller-42'));
  [phone, laptop, other] = await Promise.all([
    domain.connect('buyer-7'),
    domain.connect('buyer-7'),
    domain.connect('seller-42'),
  ]);
});
afterEach(() => domain.close());

async function say(text: string, actor = seller, conversationId = id): Promise<string> {
  const draft = { id: randomUUID(), type: 'TEXT', text } as const;
  return (await domain.messages.send(actor, conversationId, draft)).message.id;
}

/** That nothing came to the other side but what the test waited for. */
async function expectOtherUntold(): Promise<void> {
  await other.settle();
  expect(other.all('conversation')).toEqual([]);
}

describe('archiving and muting', () => {
  it('changes what is named, is told to every own device and to nobody else', async () => {
    const mutedUntil = at(60_000);
    const changed = await domain.personal.change(buyer, id, { archived: true });
    expect(changed).toMatchObject({ archived: true, viewRev: 1 });
    const muted = await domain.personal.change(buyer, id, { mutedUntil });
    expect(muted).toMatchObject({ archived: true, mutedUntil, viewRev: 2 });
    for (const device of [phone, laptop]) {
      await device.next('conversation', ({ conversation }) => conversation.viewRev === 2);
    }
    await expectOtherUntold();
    expect(await domain.delivery.conversation(seller, id)).toMatchObject({
      archived: false,
      viewRev: 0,
    });
  });

  it('again changes nothing and tells nobody', async () => {
    await domain.personal.change(buyer, id, { archived: true });
    const again = await domain.personal.change(buyer, id, { archived: true });
    expect(again.viewRev).toBe(1);
    await phone.settle();
    expect(phone.all('conversation')).toHaveLength(1);
  });

  it('ends with null, and does not begin in the past or at no time at all', async () => {
    await domain.personal.change(buyer, id, { mutedUntil: at(60_000) });
    const ended = await domain.personal.change(buyer, id, { mutedUntil: null });
    expect(ended).not.toHaveProperty('mutedUntil');
    const past = await domain.personal.change(buyer, id, { mutedUntil: at(-1) });
    expect(past).not.toHaveProperty('mutedUntil');
    await expect(
      domain.personal.change(buyer, id, { mutedUntil: '2026-13-45T99:00:00Z' }),
    ).rejects.toMatchObject({ code: 'bad_request' });
  });

  it('outlives a restart', async () => {
    await domain.personal.change(buyer, id, { archived: true });
    await domain.stop();
    const again = await startDomain({ databaseFile: domain.databaseFile });
    expect(await again.delivery.conversation(buyer, id)).toMatchObject({ archived: true });
    await again.close();
  });
});

describe('an archived conversation', () => {
  beforeEach(() => domain.personal.change(buyer, id, { archived: true }));

  it('comes back with a message of the other side, and own devices hear it', async () => {
    await say('still there?');
    const { conversation } = await phone.next(
      'conversation',
      (frame) => !frame.conversation.archived,
    );
    expect(conversation).toMatchObject({ archived: false, viewRev: 2, unreadCount: 1 });
    await expectOtherUntold();
  });

  it('stays where it is with a message of one’s own', async () => {
    await say('a note', buyer);
    expect(await domain.delivery.conversation(buyer, id)).toMatchObject({ archived: true });
  });

  it('stays where it is while it is muted, and no longer', async () => {
    await domain.personal.change(buyer, id, { mutedUntil: at(60_000) });
    await say('hello');
    expect(await domain.delivery.conversation(buyer, id)).toMatchObject({ archived: true });
    nowMs += 60_000;
    await say('hello again');
    expect(await domain.delivery.conversation(buyer, id)).toMatchObject({ archived: false });
  });
});

describe('a star', () => {
  it('is one’s own, listed newest first, and told to own devices', async () => {
    const first = await say('first');
    const second = await say('second');
    await domain.personal.star(buyer, second, true);
    nowMs += 1;
    await domain.personal.star(buyer, first, true);
    const { conversation } = await laptop.next(
      'conversation',
      (frame) => frame.conversation.viewRev === 2,
    );
    expect(conversation.starredIds).toEqual([first, second]);
    const { items } = await domain.personal.starred(buyer, { limit: 50 });
    expect(items.map(({ id: messageId }) => messageId)).toEqual([first, second]);
    expect(await domain.personal.starred(seller, { limit: 50 })).toEqual({ items: [] });
    await expectOtherUntold();
  });

  it('again, or taken away again, changes nothing', async () => {
    const message = await say('first');
    await domain.personal.star(buyer, message, true);
    await domain.personal.star(buyer, message, true);
    expect(await domain.delivery.conversation(buyer, id)).toMatchObject({ viewRev: 1 });
    await domain.personal.star(buyer, message, false);
    await domain.personal.star(buyer, message, false);
    expect(await domain.delivery.conversation(buyer, id)).toMatchObject({
      viewRev: 2,
      starredIds: [],
    });
  });

  it('goes with its message, and a deleted message gets none', async () => {
    const message = await say('first');
    await domain.personal.star(buyer, message, true);
    await domain.messages.remove(seller, message);
    expect(await domain.personal.starred(buyer, { limit: 50 })).toEqual({ items: [] });
    await expect(domain.personal.star(buyer, message, true)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('is listed in pages, of one conversation when asked', async () => {
    const { id: elsewhere } = await domain.introduce('buyer-7', 'seller-43');
    const own: string[] = [];
    for (let i = 0; i < 5; i++) {
      own.unshift(await say(`m${i}`));
      await domain.personal.star(buyer, own[0]!, true);
      await domain.personal.star(buyer, await say('x', actorOf('seller-43'), elsewhere), true);
    }
    const page = { conversationId: id, limit: 3 };
    const first = await domain.personal.starred(buyer, page);
    const rest = await domain.personal.starred(buyer, { ...page, before: first.nextCursor! });
    const ids = [...first.items, ...rest.items].map(({ id: messageId }) => messageId);
    expect(new Set(ids)).toEqual(new Set(own));
    expect(ids).toHaveLength(5);
    expect(rest.nextCursor).toBeUndefined();
  });
});

describe('a report', () => {
  it('is stored, and logged without a word of it', async () => {
    const messageId = await say('send me your password');
    const report = { userId: 'seller-42', conversationId: id, messageId, reason: 'scam' } as const;
    const filed = await domain.personal.report(buyer, { ...report, text: 'asks for secrets' });
    const lines = domain.log.filter(({ message }) => message === 'reported');
    expect(lines).toMatchObject([{ details: { reportId: filed.id, reportedId: 'seller-42' } }]);
    expect(JSON.stringify(domain.log)).not.toMatch(/secrets|password/);
  });

  it.each([
    ['somebody one shares no conversation with', () => ({ userId: 'seller-43' })],
    ['oneself', () => ({ userId: 'buyer-7' })],
    ['somebody who does not exist', () => ({ userId: 'nobody' })],
    ['somebody for a conversation that is not theirs', () => ({ conversationId: randomUUID() })],
    ['a message that does not exist', () => ({ messageId: randomUUID() })],
    ['a message of one’s own as theirs', async () => ({ messageId: await say('mine', buyer) })],
    [
      'a message that one may not see',
      async () => {
        const { id: theirs } = await domain.introduce('seller-42', 'seller-43');
        return { messageId: await say('between us', seller, theirs) };
      },
    ],
  ])('of %s is refused as not found', async (_what, make) => {
    const report = { userId: 'seller-42', reason: 'spam', ...(await make()) } as const;
    await expect(domain.personal.report(buyer, report)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(domain.log.filter(({ message }) => message === 'reported')).toEqual([]);
  });
});

describe('what a device can play', () => {
  const formats = ['mp4', 'webm'] as const;
  const playsOf = async () => {
    const { participants } = await domain.delivery.conversation(seller, id);
    return participants.find((user) => user.id === 'buyer-7')?.plays;
  };
  const greet = async (plays?: VoiceFormat[], deviceId = randomUUID()) => {
    const device = await domain.dial('buyer-7', { deviceId });
    device.send({ type: 'hello', deviceId, ...(plays && { plays }) });
    await device.next('welcome');
    return deviceId;
  };

  it('is unknown until one has told', async () => {
    await greet();
    expect(await playsOf()).toBeUndefined();
  });

  it('is told to the other side as what all devices can, also after a restart', async () => {
    await greet([...formats]);
    expect(await playsOf()).toEqual([...formats].sort());
    await greet([formats[0]]);
    expect(await playsOf()).toEqual([formats[0]]);
    await domain.stop();
    domain = await startDomain({ databaseFile: domain.databaseFile, now: () => nowMs });
    expect(await playsOf()).toEqual([formats[0]]);
  });

  it('forgets a device that was not here for thirty days', async () => {
    const kept = await greet([...formats]);
    await greet([formats[0]]);
    nowMs += 29 * 86_400_000;
    await greet([...formats], kept);
    expect(await playsOf()).toEqual([formats[0]]);
    nowMs += 2 * 86_400_000;
    expect(await playsOf()).toEqual([...formats].sort());
  });
});
