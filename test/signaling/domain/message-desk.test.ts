import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileKeeper } from '../../../signaling/domain/types.js';
import type { Media, Message } from '../../../src/protocol/index.js';
import { MESSAGING_LIMITS } from '../../../src/protocol/messaging-limits.js';
import {
  bidDraft,
  locationDraft,
  mediaDraft,
  storeFile,
  textDraft,
} from '../../support/broker/drafts.js';
import { buyer, seller, startTalk, stranger } from '../../support/broker/test-talk.js';

let talk: Awaited<ReturnType<typeof startTalk>>;
let released: Pick<Media, 'fileId'>[];
let onRelease: FileKeeper['release'];

beforeEach(async () => {
  released = [];
  onRelease = async (media) => void released.push(media);
  talk = await startTalk({ files: { release: (media) => onRelease(media) } });
});
afterEach(() => talk.close());

const own = (mimeType: string) =>
  storeFile(talk.store, { conversationId: talk.id, ownerId: 'buyer-7', mimeType });
const viewOf = () => talk.delivery.conversation(seller, talk.id);

describe('edit', () => {
  it('gives a text and a caption anew, tells everybody, and raises rev', async () => {
    const drafts = [textDraft(), mediaDraft('IMAGE', { fileId: await own('image/png') }, 'old')];
    for (const draft of drafts) {
      const { rev, seq } = await talk.say(draft);
      talk.outlet.sent.length = 0;
      const message = await talk.messages.edit(buyer, draft.id, 'new');
      expect(message).toMatchObject({ text: 'new', seq, rev: rev + 1 });
      expect(message.editedAt).toBeDefined();
      expect(talk.outlet.sent).toEqual([
        { userIds: ['buyer-7', 'seller-42'], frame: { type: 'message', message } },
      ]);
    }
  });

  it('to the same text changes nothing and tells nobody', async () => {
    const message = await talk.say(textDraft());
    talk.outlet.sent.length = 0;
    expect(await talk.messages.edit(buyer, message.id, 'hello')).toEqual(message);
    expect(talk.outlet.sent).toEqual([]);
  });

  it.each([
    ['a place', () => locationDraft('Alexanderplatz')],
    ['an offer', () => bidDraft('10')],
  ])('is refused for %s', async (_name, draft) => {
    const message = await talk.say(draft());
    await expect(talk.messages.edit(buyer, message.id, 'x')).rejects.toMatchObject({
      code: 'not_editable',
    });
  });

  it('is refused for what is deleted, and for what somebody else wrote', async () => {
    const message = await talk.say(textDraft());
    await expect(talk.messages.edit(seller, message.id, 'x')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await talk.messages.remove(buyer, message.id);
    await expect(talk.messages.edit(buyer, message.id, 'x')).rejects.toMatchObject({
      code: 'not_editable',
    });
  });
});

describe('remove', () => {
  it('leaves a trace of place, sender and time, and nothing else', async () => {
    const quoted = await talk.say(textDraft());
    const { id: messageId, ...sent } = await talk.say(
      textDraft({ text: 'secret', replyTo: quoted.id, forwarded: true }),
    );
    await talk.messages.react(seller, messageId, '👍', true);
    await talk.messages.edit(buyer, messageId, 'still secret');
    const removed = await talk.messages.remove(buyer, messageId);
    const { conversationId, senderId, type, seq, createdAt } = sent;
    expect(removed).toEqual({
      ...{ id: messageId, conversationId, senderId, type, seq, createdAt, reactions: [] },
      rev: 5,
      deletedAt: expect.any(String) as string,
    });
    expect(talk.told().at(-1)).toEqual(removed);
    expect(await talk.messages.remove(buyer, messageId)).toEqual(removed);
  });

  it('is one’s own to do', async () => {
    const message = await talk.say(textDraft());
    await expect(talk.messages.remove(seller, message.id)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('lets go of the file, once; a keeper that fails stops nobody', async () => {
    const fileId = await own('image/png');
    const [first, second] = [
      await talk.say(mediaDraft('IMAGE', { fileId })),
      await talk.say(textDraft()),
    ];
    await talk.messages.remove(buyer, first.id);
    await talk.messages.remove(buyer, first.id);
    await talk.messages.remove(buyer, second.id);
    expect(released).toEqual([first.media]);
    onRelease = () => Promise.reject(new Error('disk gone'));
    const third = await talk.say(mediaDraft('IMAGE', { fileId }));
    expect(await talk.messages.remove(buyer, third.id)).toHaveProperty('deletedAt');
    expect(talk.log).toMatchObject([{ level: 'error', details: { messageId: third.id } }]);
  });

  it('withdraws an offer that was open', async () => {
    const message = await talk.say(bidDraft('10'));
    const removed = await talk.messages.remove(buyer, message.id);
    expect(removed.bid).toEqual({ ...message.bid, status: 'withdrawn' });
    await talk.say(bidDraft('20'));
  });

  it('keeps last message and unread count right', async () => {
    await talk.say(textDraft());
    const message = await talk.say(textDraft());
    expect((await viewOf()).unreadCount).toBe(2);
    const removed = await talk.messages.remove(buyer, message.id);
    expect(await viewOf()).toMatchObject({ unreadCount: 1, lastMessage: removed, lastSeq: 2 });
  });

  it('is not for what the broker wrote', async () => {
    const entry = await systemEntry();
    for (const change of [
      () => talk.messages.remove(buyer, entry.id),
      () => talk.messages.edit(buyer, entry.id, 'x'),
      () => talk.messages.react(seller, entry.id, '👍', true),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'not_editable' });
    }
  });

  async function systemEntry(): Promise<Message> {
    const begun = await talk.store.calls.begin(
      {
        id: randomUUID(),
        conversationId: talk.id,
        callerId: 'buyer-7',
        calleeId: 'seller-42',
        type: 'VOICE',
        callerDeviceId: null,
        createdAt: new Date().toISOString(),
      },
      () => ({ status: 'BUSY', entry: 'CALL_MISSED' }),
    );
    if (!('message' in begun) || !begun.message) throw new Error('no entry');
    return begun.message;
  }
});

describe('react', () => {
  it('adds a person to an emoji once, and takes them away once', async () => {
    const { id: messageId } = await talk.say(textDraft());
    const react = (actor: typeof buyer, emoji: string, active: boolean) =>
      talk.messages.react(actor, messageId, emoji, active);
    await react(buyer, '👍', true);
    await react(seller, '❤️', true);
    const both = await react(seller, '👍', true);
    expect(both.reactions).toEqual([
      { emoji: '👍', userIds: ['buyer-7', 'seller-42'] },
      { emoji: '❤️', userIds: ['seller-42'] },
    ]);
    expect(await react(seller, '👍', true)).toEqual(both);
    await react(seller, '❤️', false);
    const left = await react(buyer, '👍', false);
    expect(left.reactions).toEqual([{ emoji: '👍', userIds: ['seller-42'] }]);
    expect(await react(buyer, '👍', false)).toEqual(left);
    expect(left.rev).toBe(6);
  });

  it('is limited per person', async () => {
    const { id: messageId } = await talk.say(textDraft());
    const [one = '', ...emojis] = ['👍', '❤️', '😂', '🎉'];
    for (const emoji of emojis.slice(0, MESSAGING_LIMITS.reactionsPerPerson)) {
      await talk.messages.react(seller, messageId, emoji, true);
    }
    await expect(talk.messages.react(seller, messageId, one, true)).rejects.toMatchObject({
      code: 'conflict',
    });
    await talk.messages.react(buyer, messageId, one, true);
  });

  it('lands 50 times at once, in the order in which it is told', async () => {
    const emojis = ['👍', '❤️', '😂', '🎉', '🙏'];
    const messages = await Promise.all(Array.from({ length: 10 }, () => talk.say(textDraft())));
    talk.outlet.sent.length = 0;
    const asked = messages.flatMap(({ id: messageId }) =>
      emojis.map((emoji, index) =>
        talk.messages.react(index % 2 ? buyer : seller, messageId, emoji, true),
      ),
    );
    await Promise.all(asked);
    const { items } = await talk.delivery.messages(buyer, talk.id, { limit: 10 });
    for (const { reactions } of items) {
      expect(new Set(reactions.map(({ emoji }) => emoji))).toEqual(new Set(emojis));
    }
    expect(talk.told().map(({ rev }) => rev)).toEqual(Array.from({ length: 50 }, (_, i) => 11 + i));
  });
});

describe('played', () => {
  it('tells once who has listened', async () => {
    const { id: messageId } = await talk.say(
      mediaDraft('VOICE', { fileId: await own('audio/ogg') }),
    );
    const message = await talk.messages.played(seller, messageId);
    expect(message.playedBy).toEqual(['seller-42']);
    expect(await talk.messages.played(seller, messageId)).toEqual(message);
    await expect(talk.messages.played(buyer, messageId)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('is for what can be played', async () => {
    const { id: messageId } = await talk.say(textDraft());
    await expect(talk.messages.played(seller, messageId)).rejects.toMatchObject({
      code: 'bad_request',
    });
  });
});

describe('what a stranger may do with a message', () => {
  it.each([
    ['edit', (at: string) => talk.messages.edit(stranger, at, 'x')],
    ['remove', (at: string) => talk.messages.remove(stranger, at)],
    ['react', (at: string) => talk.messages.react(stranger, at, '👍', true)],
    ['unreact', (at: string) => talk.messages.react(stranger, at, '👍', false)],
    ['played', (at: string) => talk.messages.played(stranger, at)],
    ['accept', (at: string) => talk.bids.step(stranger, at, 'accept')],
    ['withdraw', (at: string) => talk.bids.step(stranger, at, 'withdraw')],
  ])('%s: is refused exactly as for one that does not exist', async (_name, ask) => {
    const { id: messageId } = await talk.say(bidDraft('10'));
    talk.outlet.sent.length = 0;
    const errors: unknown[] = [];
    for (const at of [messageId, randomUUID()]) {
      errors.push(await ask(at).catch((error: unknown) => error));
    }
    expect(errors[0]).toMatchObject({ name: 'BrokerError', code: 'not_found' });
    expect(errors[0]).toEqual(errors[1]);
    expect(talk.outlet.sent).toEqual([]);
  });
});
