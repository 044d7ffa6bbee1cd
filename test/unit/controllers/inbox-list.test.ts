import { describe, expect, it } from 'vitest';
import type { ConversationState } from '../../../src/client/types.js';
import {
  lastEntryOf,
  listConversations,
  type InboxChoice,
} from '../../../src/controllers/inbox-list.js';
import type { Conversation } from '../../../src/protocol/index.js';

function state(id: string, fields: Partial<Conversation> = {}): ConversationState {
  const at = `2024-01-01T00:00:0${id}.000Z`;
  return {
    conversation: {
      id,
      participants: [],
      lastSeq: 1,
      rev: 1,
      viewRev: 0,
      unreadCount: 0,
      archived: false,
      blocked: false,
      starredIds: [],
      receipts: [],
      createdAt: at,
      updatedAt: at,
      ...fields,
    },
    entries: [],
    history: 'unknown',
    typingUserIds: [],
    direct: false,
  };
}

function list(states: ConversationState[], choice: Partial<InboxChoice> = {}): string[] {
  const all: InboxChoice = {
    filter: 'all',
    query: '',
    selectedId: '',
    drafts: new Map(),
    nameOf: ({ conversation }) => `Person ${conversation.id}`,
    ...choice,
  };
  return listConversations(states, all).map(({ conversation }) => conversation.id);
}

describe('the list of conversations', () => {
  it('begins with the newest', () => {
    expect(list([state('1'), state('3'), state('2')])).toEqual(['3', '2', '1']);
  });

  it('leaves out who never wrote, unless on show, begun or on its way', () => {
    const empty = state('1', { lastSeq: 0 });
    expect(list([empty])).toEqual([]);
    expect(list([empty], { query: 'person' })).toEqual([]);
    expect(list([empty], { selectedId: '1' })).toEqual(['1']);
    expect(list([empty], { drafts: new Map([['1', 'Is it']]) })).toEqual(['1']);
    const entry = { id: 'm', senderId: 'me', type: 'TEXT', createdAt: '', text: 'Hi' } as const;
    expect(list([{ ...empty, entries: [entry] }])).toEqual(['1']);
  });

  it('keeps the one on show among the unread, when it was read just now', () => {
    const states = [state('1'), state('2', { unreadCount: 1 }), state('3')];
    expect(list(states, { filter: 'unread' })).toEqual(['2']);
    expect(list(states, { filter: 'unread', selectedId: '1' })).toEqual(['2', '1']);
  });

  it('shows archived ones apart, and finds them all the same', () => {
    const states = [state('1', { archived: true, unreadCount: 4 }), state('2')];
    expect(list(states)).toEqual(['2']);
    expect(list(states, { filter: 'unread' })).toEqual([]);
    expect(list(states, { filter: 'archived' })).toEqual(['1']);
    expect(list(states, { selectedId: '1' })).toEqual(['2']);
    expect(list(states, { query: 'PERSON 1' })).toEqual(['1']);
  });

  it('looks for every word, in the name and in what it is about', () => {
    const about = (id: string, title: string) => state(id, { listing: { id: 'x', title } });
    const states = [about('1', 'Larch rowing boat'), about('2', 'Sailing boat')];
    expect(list(states, { query: ' boat  person ' })).toEqual(['2', '1']);
    expect(list(states, { query: 'row 1' })).toEqual(['1']);
    expect(list(states, { query: '((' })).toEqual([]);
  });

  it('ends with what is here, else with what the broker said was last', () => {
    const lastMessage = {
      id: 'last',
      conversationId: '1',
      senderId: 'a',
      type: 'TEXT',
      seq: 1,
      rev: 1,
      createdAt: '',
      reactions: [],
    } as const;
    const known = state('1', { lastMessage: { ...lastMessage, reactions: [] } });
    expect(lastEntryOf(known)?.id).toBe('last');
    const pending = { id: 'new', senderId: 'me', type: 'TEXT', createdAt: '' } as const;
    expect(lastEntryOf({ ...known, entries: [pending] })?.id).toBe('new');
    expect(lastEntryOf(state('2'))).toBeUndefined();
  });
});
