import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mediaDraft, storeFile } from '../../support/broker/drafts.js';
import { buyer, seller, startTalk } from '../../support/broker/test-talk.js';

let talk: Awaited<ReturnType<typeof startTalk>>;
beforeEach(async () => {
  talk = await startTalk();
});
afterEach(() => talk.close());

const own = (mimeType: string, over = {}) =>
  storeFile(talk.store, { conversationId: talk.id, ownerId: 'buyer-7', mimeType, ...over });

describe('a message with a stored file', () => {
  it('tells what the broker found out about it, and what only its sender knows', async () => {
    const fileId = await own('audio/webm', { name: 'note.webm' });
    const media = { fileId, durationSeconds: 2.5, waveform: [0, 31, 4] };
    const message = await talk.say(mediaDraft('VOICE', media));
    expect(message.media).toEqual({
      ...media,
      name: 'note.webm',
      mimeType: 'audio/webm',
      size: 1_234,
    });
    expect((await talk.delivery.messages(seller, talk.id, { limit: 1 })).items).toEqual([message]);
  });

  it('tells how large a picture and its small one are', async () => {
    const fileId = await own('image/png', {
      width: 640,
      height: 480,
      placeholder: '00ff00'.repeat(16),
      thumbnail: { blob: 'small', width: 64, height: 48 },
    });
    const message = await talk.say(mediaDraft('IMAGE', { fileId }, 'Look'));
    expect(message).toMatchObject({
      text: 'Look',
      media: { width: 640, height: 480, thumbnail: { width: 64, height: 48 } },
    });
    expect(JSON.stringify(message)).not.toContain('blob');
  });

  it.each([
    ['IMAGE', 'application/pdf'],
    ['IMAGE', 'video/mp4'],
    ['VIDEO', 'image/png'],
    ['VOICE', 'video/webm'],
    ['VOICE', 'application/audio/mp4'],
  ] as const)('is refused as %s when its bytes are %s', async (type, mimeType) => {
    const fileId = await own(mimeType);
    await expect(talk.say(mediaDraft(type, { fileId }))).rejects.toMatchObject({
      code: 'unsupported_media_type',
    });
    expect((await talk.delivery.conversation(seller, talk.id)).lastSeq).toBe(0);
  });

  it('can be any file as FILE', async () => {
    for (const mimeType of ['image/png', 'application/x-anything', 'text/html']) {
      const message = await talk.say(mediaDraft('FILE', { fileId: await own(mimeType) }));
      expect(message.media?.mimeType).toBe(mimeType);
    }
  });

  it('of somebody else, of another conversation, or of nobody, is not found', async () => {
    const other = await talk.delivery.openConversation(buyer, { userId: 'dealer-9' });
    const ids = [
      await own('image/png', { ownerId: 'seller-42' }),
      await own('image/png', { conversationId: other.conversation.id }),
      randomUUID(),
    ];
    for (const fileId of ids) {
      await expect(talk.say(mediaDraft('IMAGE', { fileId }))).rejects.toMatchObject({
        code: 'not_found',
      });
    }
  });

  it('sent again is the first one, even when its file could no longer be named', async () => {
    const draft = mediaDraft('IMAGE', { fileId: await own('image/png') });
    const first = await talk.say(draft);
    const again = await talk.messages.send(buyer, talk.id, {
      ...draft,
      media: { fileId: randomUUID() },
    });
    expect(again).toEqual({ message: first, created: false });
  });
});

describe('the words of a message with a file', () => {
  const found = async (word: string) =>
    (await talk.store.search.find('seller-42', { words: [word], limit: 9 })).items.length;

  it('are its caption and its name, until they change or it is deleted', async () => {
    const media = { fileId: await own('image/png', { name: 'cabriolet.png' }) };
    const { id } = await talk.say(mediaDraft('IMAGE', media, 'sunset'));
    expect([await found('cabriolet'), await found('sunset')]).toEqual([1, 1]);
    await talk.messages.edit(buyer, id, 'sunrise');
    expect([await found('cabriolet'), await found('sunset'), await found('sunrise')]).toEqual([
      1, 0, 1,
    ]);
    await talk.messages.remove(buyer, id);
    expect([await found('cabriolet'), await found('sunrise')]).toEqual([0, 0]);
  });
});

describe('a file that its sender keeps', () => {
  const kept = { name: 'film.mkv', mimeType: 'video/x-matroska', size: 9_000_000_000 };

  it('is told as it is, without a way to fetch it', async () => {
    expect((await talk.say(mediaDraft('FILE', kept))).media).toEqual(kept);
  });

  it.each(['IMAGE', 'VIDEO', 'VOICE'] as const)('is not taken as %s', async (type) => {
    await expect(talk.say(mediaDraft(type, kept))).rejects.toMatchObject({
      code: 'unsupported_media_type',
    });
  });
});
