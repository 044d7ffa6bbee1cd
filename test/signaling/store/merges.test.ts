import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGuestTalks, type GuestTalks } from '../../support/broker/guest-talks.js';

let talks: GuestTalks;
beforeEach(async () => {
  talks = await openGuestTalks();
});
afterEach(() => talks.store.close());

const refused = (code: string) => expect.objectContaining({ code }) as Error;

describe('a guest who becomes a member', () => {
  it('brings a conversation along, with a new rev for everything that named them', async () => {
    const { store, talk, say, merge, logOf } = talks;
    const id = await talk('guest', 'seller', 'car-1');
    const asked = await say(id, 'guest');
    const answer = await say(id, 'seller');
    await store.messages.change(answer.id, 'guest', () => ({
      patch: { reactions: [{ emoji: '👍', userIds: ['guest'] }], playedBy: ['guest'] },
    }));
    const before = await store.conversations.heads(id);
    expect(await merge()).toMatchObject({
      changed: true,
      talks: [{ id, otherId: 'seller' }],
      joined: [],
    });
    const log = await logOf(id);
    expect(log.map(({ id: messageId, senderId }) => [messageId, senderId])).toEqual([
      [asked.id, 'member'],
      [answer.id, 'seller'],
    ]);
    expect(log[1]).toMatchObject({
      reactions: [{ emoji: '👍', userIds: ['member'] }],
      playedBy: ['member'],
    });
    const changes = await store.conversations.changes(id, 'seller', before!.rev, 100);
    expect(changes.map((change) => ('message' in change ? change.message.id : 'mark'))).toEqual([
      asked.id,
      answer.id,
      'mark',
    ]);
    expect((await store.conversations.heads(id))!.rev).toBe(before!.rev + 3);
    expect(JSON.stringify(log)).not.toContain('"guest"');
  });

  it('is the one who takes part, for everybody and at once', async () => {
    const { store, talk, say, merge } = talks;
    const id = await talk('guest', 'seller');
    await say(id, 'guest');
    expect(await store.conversations.participants(id)).toContain('guest');
    await merge();
    expect([...(await store.conversations.participants(id))].sort()).toEqual(['member', 'seller']);
    expect(await store.conversations.view(id, 'guest')).toBeUndefined();
    expect(await store.conversations.list('guest', { limit: 10 })).toEqual([]);
    expect(await store.conversations.list('member', { limit: 10 })).toMatchObject([{ id }]);
    expect(await store.conversations.view(id, 'other')).toBeUndefined();
    expect(await talk('member', 'seller')).toBe(id);
    await expect(say(id, 'guest')).rejects.toEqual(refused('not_found'));
    expect((await say(id, 'member')).seq).toBe(2);
  });

  it('says nothing more in the very commit in which they become one', async () => {
    const { store, talk, draft, say } = talks;
    const id = await talk('guest', 'seller');
    await say(id, 'guest');
    const [, late, mine] = await Promise.all([
      store.merges.absorb({ guestId: 'guest', memberId: 'member' }),
      store.messages.append(draft(id, 'guest')),
      store.messages.append(draft(id, 'member')),
    ]);
    expect(late).toEqual({ refused: 'not_found' });
    expect(mine).toMatchObject({ message: { seq: 2, senderId: 'member' } });
  });

  it('is one also when what else is in that commit fails, and is undone with it', async () => {
    const { store, talk, say, draft } = talks;
    const id = await talk('guest', 'seller');
    const { id: messageId } = await say(id, 'guest');
    const [merged, failed, late] = await Promise.allSettled([
      store.merges.absorb({ guestId: 'guest', memberId: 'member' }),
      store.messages.change(messageId, 'member', () => {
        throw new Error('a rule that is broken');
      }),
      store.messages.append(draft(id, 'guest')),
    ]);
    expect(merged).toMatchObject({ value: { changed: true, talks: [{ id }] } });
    expect(failed.status).toBe('rejected');
    expect(late).toMatchObject({ value: { refused: 'not_found' } });
    expect(await store.conversations.participants(id)).toContain('member');
  });

  it('brings calls, files, uploads, stars, devices and reports along', async () => {
    const { store, talk, say, merge } = talks;
    const id = await talk('guest', 'seller');
    const { id: messageId } = await say(id, 'seller');
    await store.personal.star(messageId, 'guest', { starred: true, atMs: 1 });
    const [callId, fileId, uploadId] = [randomUUID(), randomUUID(), randomUUID()];
    await store.calls.begin(
      {
        id: callId,
        conversationId: id,
        callerId: 'guest',
        calleeId: 'seller',
        type: 'VOICE',
        callerDeviceId: null,
        createdAt: new Date(1).toISOString(),
      },
      () => ({ status: 'RINGING' }),
    );
    const file = { id: fileId, conversationId: id, ownerId: 'guest', name: 'car.pdf' };
    const bytes = { mimeType: 'application/pdf', size: 3, sha256: 'x', blob: 'b', createdAtMs: 1 };
    await store.files.add({ ...file, ...bytes });
    const upload = { size: 3, createdAtMs: 1, updatedAtMs: 1 };
    await store.files.begin({ ...file, ...upload, id: uploadId }, 5);
    const device = { deviceId: randomUUID(), plays: ['webm'], atMs: 5, goneMs: 0 };
    await store.devices.tell({ ...device, userId: 'guest' });
    const report = { id: randomUUID(), reason: 'spam', atMs: 1, conversationId: id } as const;
    await store.personal.report({ ...report, reporterId: 'guest', userId: 'seller' });

    expect((await merge()).openCallIds).toEqual([callId]);
    expect(await store.personal.starred('member', { limit: 5 })).toMatchObject([
      { message: { id: messageId } },
    ]);
    expect((await store.conversations.view(id, 'member'))!.starredIds).toEqual([messageId]);
    expect(await store.calls.find(callId)).toMatchObject({ callerId: 'member' });
    expect(await store.calls.list('member', { limit: 5 })).toMatchObject([{ id: callId }]);
    expect(await store.calls.list('guest', { limit: 5 })).toEqual([]);
    expect(await store.files.find(fileId)).toMatchObject({ ownerId: 'member' });
    expect(await store.files.upload(uploadId)).toMatchObject({ ownerId: 'member' });
    expect([...(await store.devices.plays(['member', 'guest'], 0)).keys()]).toEqual(['member']);
    // What the guest was still sending becomes the member's, too.
    await store.files.add({ ...file, ...bytes, id: uploadId });
    expect(await store.files.find(uploadId)).toMatchObject({ ownerId: 'member' });
  });

  it('finds the words of those conversations, and the guest finds them no more', async () => {
    const { store, talk, say, merge } = talks;
    const [moved, joined, into] = [
      await talk('guest', 'seller', 'car-1'),
      await talk('guest', 'seller', 'car-2'),
      await talk('member', 'seller', 'car-2'),
    ];
    const said = [];
    for (const id of [moved, joined]) {
      said.push((await say(id, 'guest', { text: 'zebra' })).id);
    }
    said.push((await say(into, 'member', { text: 'zebra' })).id);
    await merge();
    const find = async (userId: string) => {
      const { items } = await store.search.find(userId, { words: ['zebra'], limit: 10 });
      return items.map(({ id }) => id);
    };
    // In the order in which they were said.
    expect(await find('member')).toEqual([...said].reverse());
    expect(await find('seller')).toEqual([...said].reverse());
    expect(await find('guest')).toEqual([]);
  });

  it('again, is a member already, and is told the same of what was joined', async () => {
    const { store, talk, say, merge } = talks;
    const id = await talk('guest', 'seller');
    const intoId = await talk('member', 'seller');
    await say(id, 'guest');
    const joined = [{ id, intoId }];
    expect(await merge()).toMatchObject({ changed: true, joined });
    const heads = await store.conversations.heads(intoId);
    expect(await merge()).toEqual({ changed: false, talks: [], joined, openCallIds: [] });
    expect(await store.conversations.heads(intoId)).toEqual(heads);
  });
});

describe('two conversations with the same person about the same listing', () => {
  it('become one: the guest’s messages after the member’s, each once, without a gap', async () => {
    const { store, talk, say, merge, logOf } = talks;
    const id = await talk('guest', 'seller', 'car-1');
    const intoId = await talk('member', 'seller', 'car-1');
    const said = [
      await say(intoId, 'member'),
      await say(intoId, 'seller'),
      await say(id, 'guest'),
      await say(id, 'seller'),
    ];
    const answer = await say(id, 'guest', { replyTo: said[3]!.id });
    await store.personal.star(said[3]!.id, 'seller', { starred: true, atMs: 1 });
    const before = await store.conversations.heads(intoId);
    await merge();
    const log = await logOf(intoId);
    expect(log.map((message) => message.id)).toEqual([...said.map((one) => one.id), answer.id]);
    expect(log.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(log.map(({ rev }) => rev)).size).toBe(5);
    expect(log.map(({ senderId }) => senderId)).toEqual([
      'member',
      'seller',
      'member',
      'seller',
      'member',
    ]);
    expect(log[4]!.replyTo).toBe(said[3]!.id);
    expect(log[2]!.createdAt).toBe(said[2]!.createdAt);
    const changes = await store.conversations.changes(intoId, 'seller', before!.rev, 100);
    expect(changes.filter((change) => 'message' in change)).toHaveLength(3);
    expect(await store.conversations.heads(id)).toBeUndefined();
    expect(await store.conversations.participants(id)).toEqual([]);
    expect(await logOf(id)).toEqual([]);
    expect((await store.conversations.view(intoId, 'seller'))!.starredIds).toEqual([said[3]!.id]);
    expect((await say(intoId, 'seller')).seq).toBe(6);
  });

  it.each([
    ['read by both to the end', [2, 2], [2, 2], [4, 4]],
    ['whose first part the seller has not read', [0, 0], [2, 2], [0, 0]],
    ['whose second part the seller has not read', [2, 2], [0, 0], [2, 2]],
    ['of which everything was delivered', [2, 0], [2, 0], [4, 0]],
  ])('%s keep marks that tell nothing untrue', async (_name, first, second, expected) => {
    const { store, talk, say, merge, marksOf } = talks;
    const [intoId, id] = [await talk('member', 'seller'), await talk('guest', 'seller')];
    for (const [at, by] of [
      [intoId, 'member'],
      [intoId, 'member'],
      [id, 'guest'],
      [id, 'guest'],
    ] as const) {
      await say(at, by);
    }
    for (const [at, [delivered, read]] of [
      [intoId, first],
      [id, second],
    ] as const) {
      await store.conversations.mark(at, 'seller', 'delivered', delivered!);
      await store.conversations.mark(at, 'seller', 'read', read!);
    }
    await merge();
    const marks = await marksOf(intoId);
    expect(marks['seller']).toEqual(expected);
    // Own messages are nothing to catch up on.
    expect((await store.conversations.view(intoId, 'member'))!.unreadCount).toBe(0);
  });

  it('have one open offer at most: the newer, unless one was taken', async () => {
    const { store, talk, say, merge, logOf } = talks;
    const bid = (amount: string) => ({
      draft: { amount, currency: 'EUR' },
      expiresAtMs: 9e14,
      decide: () => ({}),
    });
    const offers = async (listing: string) => {
      const [id, intoId] = [
        await talk('guest', 'seller', listing),
        await talk('member', 'seller', listing),
      ];
      const older = await say(intoId, 'member', { type: 'BID', bid: bid('8000') });
      await say(id, 'guest', { type: 'BID', bid: bid('9000') });
      return { intoId, older };
    };
    const open = await offers('car-1');
    const taken = await offers('car-2');
    await store.messages.change(taken.older.id, undefined, () => ({
      patch: { bidStatus: 'accepted' },
    }));
    await merge();
    const statuses = async (id: string) => (await logOf(id)).map((message) => message.bid?.status);
    expect(await statuses(open.intoId)).toEqual(['withdrawn', 'open']);
    expect(await statuses(taken.intoId)).toEqual(['accepted', 'withdrawn']);
  });
});

describe('a block', () => {
  it('of the guest, or by the guest, is one of the member, known at once', async () => {
    const { store, talk, merge } = talks;
    await talk('guest', 'seller');
    await talk('guest', 'other');
    await store.blocks.block('seller', 'guest', 1);
    await store.blocks.block('guest', 'other', 1);
    for (const id of ['member', 'guest', 'seller', 'other']) await store.blocks.of(id);
    await merge();
    expect(await store.blocks.of('member')).toEqual({
      blocked: new Set(['other']),
      blockedBy: new Set(['seller']),
    });
    expect((await store.blocks.of('seller')).blocked).toEqual(new Set(['member']));
    expect((await store.blocks.of('other')).blockedBy).toEqual(new Set(['member']));
    expect((await store.blocks.of('guest')).blocked.size).toBe(0);
  });

  it('holds back the marks of the blocker from then on, in every conversation of the two', async () => {
    const { store, talk, say, merge, marksOf } = talks;
    const [own, moved] = [
      await talk('member', 'seller', 'car-1'),
      await talk('guest', 'seller', 'car-2'),
    ];
    for (const [id, by] of [
      [own, 'member'],
      [moved, 'guest'],
    ] as const) {
      await say(id, by);
      await store.conversations.mark(id, 'seller', 'read', 1);
      await say(id, by);
    }
    await store.blocks.block('seller', 'guest', 1);
    await merge();
    for (const id of [own, moved]) {
      await store.conversations.mark(id, 'seller', 'read', 2);
      expect((await marksOf(id, 'member'))['seller']).toEqual([1, 1]);
      expect((await marksOf(id, 'seller'))['seller']).toEqual([2, 2]);
    }
  });

  it('between a guest and the member they become is none', async () => {
    const { store, talk, merge } = talks;
    await talk('guest', 'member');
    await store.blocks.block('member', 'guest', 1);
    await merge();
    expect((await store.blocks.of('member')).blocked.size).toBe(0);
  });
});

it('a conversation of the guest with the very member stays one of two', async () => {
  const { store, talk, say, merge, logOf } = talks;
  const id = await talk('guest', 'member');
  const { id: messageId } = await say(id, 'guest');
  expect(await merge()).toMatchObject({ talks: [], joined: [] });
  expect([...(await store.conversations.participants(id))].sort()).toEqual(['guest', 'member']);
  expect(await logOf(id)).toMatchObject([{ id: messageId, senderId: 'guest' }]);
  expect(await store.conversations.view(id, 'member')).toMatchObject({ id });
});

describe('refused is a merge', () => {
  it.each([
    ['of a member', 'other', 'member', 'not_found'],
    ['of oneself', 'member', 'member', 'not_found'],
    ['of nobody', 'nobody', 'member', 'not_found'],
    ['by a guest', 'guest', 'guest-2', 'forbidden'],
    ['by nobody', 'guest', 'nobody', 'forbidden'],
  ])('%s', async (_name, guestId, memberId, code) => {
    const { talk, say, merge, logOf } = talks;
    const id = await talk(guestId === 'member' ? 'other' : guestId, 'seller');
    await say(id, guestId === 'member' ? 'other' : guestId);
    await expect(merge(guestId, memberId)).rejects.toEqual(refused(code));
    expect((await logOf(id))[0]!.senderId).not.toBe(memberId);
  });

  it('of a guest whom another member took over: that one is not there', async () => {
    const { talk, merge } = talks;
    const id = await talk('guest', 'seller');
    await merge('guest', 'other');
    await expect(merge()).rejects.toEqual(refused('not_found'));
    expect(await talks.store.conversations.view(id, 'member')).toBeUndefined();
  });
});

it('nobody opens a conversation with a guest who is nobody any more, nor does that guest', async () => {
  const { talk, merge } = talks;
  await merge();
  await expect(talk('seller', 'guest')).rejects.toEqual(refused('not_found'));
  await expect(talk('guest', 'other')).rejects.toEqual(refused('not_found'));
});
