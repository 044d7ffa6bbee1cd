import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryOutbox } from '../../../src/client/outbox.js';
import type { Session, SessionState } from '../../../src/client/types.js';
import { FakeBroker, type Room } from '../../support/fake-broker.js';
import { memoryStorage, sessionOf, stateOf } from '../../support/sessions.js';

const BUYER = 'buyer-7';
const SELLER = 'seller-42';

let broker: FakeBroker;
let room: Room;
let tabs: Session[];

const entriesOf = (state: SessionState) => state.conversations.get(room.id)?.entries ?? [];
const settled = (count: number) => (state: SessionState) =>
  entriesOf(state).filter(({ seq }) => seq !== undefined).length === count;

/** Two tabs of one person in one browser. */
beforeEach(async () => {
  broker = new FakeBroker();
  room = broker.open(BUYER, SELLER);
  const outbox = { ...memoryOutbox(), close: () => undefined };
  const browser = { openOutbox: async () => outbox, storage: memoryStorage() };
  tabs = [1, 2].map(() => sessionOf(broker, BUYER, browser));
  for (const tab of tabs) {
    await tab.connect();
    await tab.messaging.getMessages(room.id);
  }
});

afterEach(async () => {
  await Promise.all(tabs.map((tab) => tab.close()));
});

describe('two tabs of one person', () => {
  it('show what one of them sent, once and at once', async () => {
    const [a, b] = tabs as [Session, Session];
    await a.messaging.sendTextMessage(room.id, 'from the first');
    await Promise.all([stateOf(a, settled(1)), stateOf(b, settled(1))]);
    expect(entriesOf(b.getState())).toHaveLength(1);
    expect(broker.framesOf('message_send')).toHaveLength(1);
  });

  it('settle what waited in the outbox of both', async () => {
    const [a, b] = tabs as [Session, Session];
    broker.ignoresMessages = true;
    await a.messaging.sendTextMessage(room.id, 'waits');
    await b.messaging.getMessages(room.id);
    expect(entriesOf(b.getState()).map(({ seq }) => seq)).toEqual([undefined]);
    broker.ignoresMessages = false;
    broker.dropAll();
    await Promise.all([stateOf(a, settled(1)), stateOf(b, settled(1))]);
    for (const tab of tabs) expect(entriesOf(tab.getState())).toHaveLength(1);
    expect(room.messages).toHaveLength(1);
  });

  it('have read what one of them has read', async () => {
    const [a, b] = tabs as [Session, Session];
    broker.post(room, SELLER, 'unread');
    const unread = (count: number) => (state: SessionState) =>
      state.conversations.get(room.id)?.conversation.unreadCount === count;
    await Promise.all([stateOf(a, unread(1)), stateOf(b, unread(1))]);
    await a.messaging.markAsRead(room.id);
    await stateOf(b, unread(0));
  });

  it('show a change that one of them made', async () => {
    const [a, b] = tabs as [Session, Session];
    const { id } = broker.post(room, BUYER, 'helo');
    await stateOf(a, settled(1));
    await a.messaging.editMessage(room.id, id, 'hello');
    await stateOf(b, (state) => entriesOf(state)[0]?.text === 'hello');
  });
});

describe('a session', () => {
  it('tells which voice notes it can play', () => {
    expect(broker.framesOf('hello')[0]?.plays).toEqual(['webm']);
  });
});
