import { describe, expect, it } from 'vitest';
import {
  afterMark,
  afterMessage,
  markOf,
  mergeConversation,
} from '../../../src/core/conversations.js';
import type { Conversation, Message } from '../../../src/protocol/index.js';

const ME = 'buyer-7';
const SELLER = 'seller-42';
const AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-02T00:00:00.000Z';

const conversation: Conversation = {
  id: '01890000-0000-7000-8000-0000000000ff',
  participants: [],
  lastSeq: 3,
  rev: 5,
  unreadCount: 1,
  viewRev: 0,
  archived: false,
  blocked: false,
  starredIds: [],
  receipts: [{ userId: ME, deliveredSeq: 3, readSeq: 2 }],
  createdAt: AT,
  updatedAt: AT,
};

const message = (seq: number, senderId = SELLER): Message => ({
  id: `m${seq}`,
  conversationId: conversation.id,
  senderId,
  type: 'TEXT',
  seq,
  rev: seq + 3,
  createdAt: LATER,
  text: 'hello',
  reactions: [],
});

describe('a conversation', () => {
  it('counts another’s new message as unread and shows it last', () => {
    const next = afterMessage(conversation, message(4), ME);
    expect(next).toMatchObject({ unreadCount: 2, lastSeq: 4, rev: 7, updatedAt: LATER });
    expect(next.lastMessage?.id).toBe('m4');
  });

  it('counts neither own nor known messages', () => {
    expect(afterMessage(conversation, message(4, ME), ME).unreadCount).toBe(1);
    expect(afterMessage(conversation, message(2), ME)).toMatchObject({
      unreadCount: 1,
      lastSeq: 3,
    });
  });

  it.each([
    ['CALL_STARTED', 'ANSWERED', 1],
    ['CALL_ENDED', 'ENDED', 1],
    ['CALL_MISSED', 'DECLINED', 1],
    ['CALL_MISSED', 'FAILED', 1],
    ['CALL_MISSED', 'MISSED', 2],
    ['CALL_MISSED', 'BUSY', 2],
  ] as const)('with the line of a call (%s, %s) has %i unread', (type, status, unreadCount) => {
    const call = { id: conversation.id, type: 'VOICE', status, durationSeconds: null } as const;
    const line = { ...message(4), type, call };
    expect(afterMessage(conversation, line, ME)).toMatchObject({ unreadCount, lastSeq: 4 });
    const own = { ...line, senderId: ME };
    expect(afterMessage(conversation, own, ME)).toMatchObject({ unreadCount: 1, lastSeq: 4 });
  });

  it('has nothing unread once its person has read it, on whichever device', () => {
    const mark = { userId: ME, deliveredSeq: 3, readSeq: 3 };
    expect(afterMark(conversation, mark, 6, ME)).toMatchObject({ unreadCount: 0, rev: 6 });
    expect(afterMark(conversation, { ...mark, userId: SELLER }, 6, ME).unreadCount).toBe(1);
  });

  it('never takes a mark back', () => {
    const next = afterMark(conversation, { userId: ME, deliveredSeq: 1, readSeq: 1 }, 6, ME);
    expect(markOf(next, ME)).toEqual({ userId: ME, deliveredSeq: 3, readSeq: 2 });
    expect(markOf(next, SELLER)).toEqual({ userId: SELLER, deliveredSeq: 0, readSeq: 0 });
  });

  it('told twice is the later one, with the marks of both', () => {
    const stale = { ...conversation, rev: 4, unreadCount: 9 };
    const receipts = [{ userId: SELLER, deliveredSeq: 3, readSeq: 3 }];
    const merged = mergeConversation(conversation, { ...stale, receipts });
    expect(merged.unreadCount).toBe(1);
    expect(merged.receipts).toHaveLength(2);
    expect(mergeConversation(undefined, stale)).toBe(stale);
  });

  it('takes what both see and what only its viewer sees from whichever is later in that', () => {
    const mine = { ...conversation, rev: 4, viewRev: 9, archived: true, starredIds: ['m1'] };
    const theirs = { ...conversation, rev: 6, viewRev: 2, unreadCount: 7 };
    const muted = { ...theirs, mutedUntil: '2026-02-01T00:00:00.000Z', blocked: true };
    const expected = { rev: 6, unreadCount: 7, viewRev: 9, archived: true, starredIds: ['m1'] };
    for (const merged of [mergeConversation(mine, muted), mergeConversation(muted, mine)]) {
      expect(merged).toMatchObject({ ...expected, blocked: false });
      expect(merged).not.toHaveProperty('mutedUntil');
    }
  });

  it('keeps the newest version of its last message', () => {
    const edited = { ...message(4, SELLER), rev: 9, text: 'edited' };
    const next = afterMessage(afterMessage(conversation, edited, ME), { ...edited, rev: 7 }, ME);
    expect(next.lastMessage).toBe(edited);
  });
});
