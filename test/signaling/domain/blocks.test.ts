import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ring } from '../../support/broker/calls.js';
import type { TestDevice } from '../../support/broker/test-device.js';
import { actorOf, startDomain, type TestDomain } from '../../support/broker/test-domain.js';

let domain: TestDomain;
let id: string;
let blocker: TestDevice;
let tablet: TestDevice;
let blocked: TestDevice;
const annoyed = actorOf('annoyed');
const pest = actorOf('pest');

beforeEach(async () => {
  domain = await startDomain({ times: { reloadMs: 0 } });
  ({ id } = await domain.introduce('annoyed', 'pest'));
  [blocker, tablet, blocked] = await Promise.all([
    domain.connect('annoyed'),
    domain.connect('annoyed'),
    domain.connect('pest'),
  ]);
});
afterEach(() => domain.close());

const draft = (text = 'hello', messageId: string = randomUUID()) =>
  ({ id: messageId, type: 'TEXT', text }) as const;
const say = (actor = pest, text?: string) => domain.messages.send(actor, id, draft(text));
const refused = (code: string) => expect.objectContaining({ code }) as Error;

describe('blocking', () => {
  it('is told to the blocker’s devices and to nobody else', async () => {
    await domain.blocks.block(annoyed, 'pest');
    for (const device of [blocker, tablet]) {
      const { conversation } = await device.next('conversation');
      expect(conversation).toMatchObject({ id, blocked: true, viewRev: 1 });
    }
    await blocked.settle();
    expect(blocked.all('conversation')).toEqual([]);
    expect(await domain.delivery.conversation(pest, id)).toMatchObject({ blocked: false });
  });

  it('again, and unblocking again, changes nothing', async () => {
    await domain.blocks.block(annoyed, 'pest');
    await domain.blocks.block(annoyed, 'pest');
    expect(await domain.delivery.conversation(annoyed, id)).toMatchObject({ viewRev: 1 });
    await domain.blocks.unblock(annoyed, 'pest');
    await domain.blocks.unblock(annoyed, 'pest');
    expect(await domain.delivery.conversation(annoyed, id)).toMatchObject({
      viewRev: 2,
      blocked: false,
    });
  });

  it.each(['annoyed', 'pest'])('ends a call that %s began, and no other', async (callerId) => {
    const other = await domain.connect('other');
    const { id: elsewhere } = await domain.introduce('other', 'annoyed');
    const [caller, callee] = callerId === 'annoyed' ? [blocker, blocked] : [blocked, blocker];
    const calleeId = callerId === 'annoyed' ? 'pest' : 'annoyed';
    const callId = ring(caller, id, calleeId);
    await callee.next('call_request');
    callee.send({ type: 'call_accept', callId, peerId: 'peer' });
    await caller.next('call_accept');
    const waiting = ring(other, elsewhere, 'annoyed');
    await blocker.next('call_request');
    await domain.blocks.block(annoyed, 'pest');
    for (const device of [blocker, blocked]) {
      expect(await device.next('call_end', ({ call }) => call.id === callId)).toMatchObject({
        reason: 'hangup',
        call: { status: 'ENDED' },
      });
    }
    blocked.send({ type: 'call_hold', callId });
    expect(await blocked.next('error')).toMatchObject({ code: 'conflict' });
    await other.settle();
    expect(other.all('call_end')).toEqual([]);
    expect(await domain.ringing.openCallsOf(annoyed)).toMatchObject([{ call: { id: waiting } }]);
  });

  it('ends what rings between the two, as declined by the one who was rung', async () => {
    const callId = ring(blocked, id, 'annoyed');
    await blocker.next('call_request');
    await domain.blocks.block(annoyed, 'pest');
    expect(await blocked.next('call_end')).toMatchObject({
      reason: 'declined',
      call: { id: callId, status: 'DECLINED' },
    });
  });

  it.each(['before', 'after'])('leaves no call ringing that began just %s it', async (when) => {
    const call = { conversationId: id, calleeId: 'annoyed', type: 'VOICE' } as const;
    for (let round = 0; round < 10; round++) {
      const acts = [
        () => domain.ringing.start(actorOf('pest'), call),
        () => domain.blocks.block(annoyed, 'pest'),
      ];
      if (when === 'after') acts.reverse();
      await Promise.allSettled(acts.map((act) => act()));
      expect(await domain.ringing.openCallsOf(annoyed)).toEqual([]);
      expect(domain.levels().openCalls).toBe(0);
      await domain.blocks.unblock(annoyed, 'pest');
    }
  });

  it('needs somebody else who exists', async () => {
    await expect(domain.blocks.block(annoyed, 'annoyed')).rejects.toMatchObject({
      code: 'cannot_message_self',
    });
    await expect(domain.blocks.block(annoyed, 'nobody')).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('outlives a restart', async () => {
    await domain.blocks.block(annoyed, 'pest');
    await domain.stop();
    const again = await startDomain({ databaseFile: domain.databaseFile });
    await expect(again.messages.send(pest, id, draft())).rejects.toEqual(refused('blocked'));
    await again.close();
  });

  it('ends with unblocking, for both', async () => {
    await domain.blocks.block(annoyed, 'pest');
    await expect(say()).rejects.toEqual(refused('blocked'));
    await domain.blocks.unblock(annoyed, 'pest');
    expect(await say()).toMatchObject({ created: true });
    expect(await say(annoyed)).toMatchObject({ created: true });
  });

  it('of one does not end with unblocking by the other', async () => {
    await domain.blocks.block(annoyed, 'pest');
    await domain.blocks.block(pest, 'annoyed');
    await domain.blocks.unblock(annoyed, 'pest');
    await expect(say()).rejects.toEqual(refused('blocked'));
    await expect(say(annoyed)).rejects.toEqual(refused('blocked'));
  });

  it('does not stand between others', async () => {
    const { id: theirs } = await domain.introduce('pest', 'friend');
    await domain.blocks.block(annoyed, 'pest');
    expect(await domain.messages.send(pest, theirs, draft())).toMatchObject({ created: true });
  });
});

describe.each([
  ['whoever is blocked', pest, annoyed],
  ['the blocker', annoyed, pest],
])('%s', (_who, actor, other) => {
  let theirs: string;
  let own: string;
  beforeEach(async () => {
    theirs = (await say(other)).message.id;
    own = (await say(actor)).message.id;
    await domain.blocks.block(annoyed, 'pest');
  });

  it.each([
    ['write', () => say(actor)],
    ['edit what was written', () => domain.messages.edit(actor, own, 'worse')],
    ['react', () => domain.messages.react(actor, theirs, '👍', true)],
    [
      'open another conversation',
      () =>
        domain.delivery.openConversation(actor, {
          userId: other.userId,
          listing: { id: 'lot-1' },
        }),
    ],
    [
      'call',
      () =>
        domain.ringing.start(actor, { conversationId: id, calleeId: other.userId, type: 'VOICE' }),
    ],
  ])('may not %s', async (_what, act) => {
    await expect(act()).rejects.toEqual(refused('blocked'));
  });

  it('may read what is there, take back what they wrote, and hear that a message had arrived', async () => {
    const { items } = await domain.delivery.messages(actor, id, { limit: 10 });
    expect(items).toHaveLength(2);
    expect(await domain.messages.send(actor, id, draft('again', own))).toMatchObject({
      created: false,
      message: { id: own, text: 'hello' },
    });
    expect(await domain.messages.remove(actor, own)).toHaveProperty('deletedAt');
  });

  it('types unheard', async () => {
    await domain.delivery.typing(actor, id, true);
    await Promise.all([blocker.settle(), blocked.settle()]);
    expect([...blocker.all('typing'), ...blocked.all('typing')]).toEqual([]);
  });
});

describe('receipts of the blocker', () => {
  const shownTo = async (actor: typeof pest) => {
    const { receipts } = await domain.delivery.conversation(actor, id);
    return receipts.find(({ userId }) => userId === 'annoyed')?.readSeq;
  };

  it('stay as they were for the blocked, live and when asked for, until the block ends', async () => {
    await say();
    await domain.delivery.mark(annoyed, id, 'read', 1);
    await say();
    await domain.blocks.block(annoyed, 'pest');
    await domain.delivery.mark(annoyed, id, 'read', 2);
    await tablet.next('receipt', ({ mark }) => mark.readSeq === 2);
    expect(await domain.delivery.conversation(annoyed, id)).toMatchObject({ unreadCount: 0 });
    expect([await shownTo(annoyed), await shownTo(pest)]).toEqual([2, 1]);
    const { receipts, rev } = await domain.delivery.changes(pest, id, { after: 0, limit: 50 });
    expect(receipts).toEqual([{ userId: 'annoyed', deliveredSeq: 1, readSeq: 1 }]);
    await blocked.settle();
    expect(blocked.all('receipt').map(({ mark }) => mark.readSeq)).toEqual([1]);

    await domain.blocks.unblock(annoyed, 'pest');
    await blocked.next('receipt', ({ mark }) => mark.readSeq === 2);
    expect(await shownTo(pest)).toBe(2);
    const later = await domain.delivery.changes(pest, id, { after: rev, limit: 50 });
    expect(later.receipts).toEqual([{ userId: 'annoyed', deliveredSeq: 2, readSeq: 2 }]);
  });
});

describe('the blocker’s coming and going', () => {
  const watch = async (device: TestDevice, userId: string) => {
    device.send({ type: 'presence_watch', userIds: [userId] });
    return (await device.next('presence', ({ presence }) => presence.userId === userId)).presence;
  };

  it('is hidden from the blocked at once, and shown again at once', async () => {
    expect(await watch(blocked, 'annoyed')).toMatchObject({ online: true });
    await domain.blocks.block(annoyed, 'pest');
    const gone = await blocked.next('presence');
    expect(gone.presence).toEqual({ userId: 'annoyed', online: false });
    await domain.blocks.unblock(annoyed, 'pest');
    expect((await blocked.next('presence')).presence).toEqual({ userId: 'annoyed', online: true });
  });

  it('is not told while the block lasts, to nobody but the blocked', async () => {
    const friend = await domain.connect('friend');
    await domain.blocks.block(annoyed, 'pest');
    expect(await watch(blocked, 'annoyed')).toEqual({ userId: 'annoyed', online: false });
    expect(await watch(friend, 'annoyed')).toMatchObject({ online: true });
    await Promise.all([blocker.close(), tablet.close()]);
    await friend.next('presence', ({ presence }) => presence.online === false);
    await domain.connect('annoyed');
    await friend.next('presence', ({ presence }) => presence.online);
    await blocked.settle();
    const heard = blocked.all('presence').filter(({ presence }) => presence.userId === 'annoyed');
    expect(heard.map(({ presence }) => presence)).toEqual([{ userId: 'annoyed', online: false }]);
  });

  it('is in no answer to the blocked', async () => {
    await domain.blocks.block(annoyed, 'pest');
    await Promise.all([blocker.close(), tablet.close()]);
    await expect.poll(() => domain.presence.isOnline('annoyed')).toBe(false);
    await domain.connect('annoyed');
    const { participants } = await domain.delivery.conversation(pest, id);
    const hidden = [
      participants.find((user) => user.id === 'annoyed'),
      await domain.directory.user('annoyed', 'pest'),
    ];
    for (const user of hidden) {
      expect(user).toMatchObject({ name: 'Name of annoyed', online: false });
      expect(user).not.toHaveProperty('lastSeenAt');
    }
    expect(await domain.directory.user('annoyed', 'friend')).toMatchObject({ online: true });
    expect(await domain.directory.user('pest', 'annoyed')).toMatchObject({ online: true });
  });
});
