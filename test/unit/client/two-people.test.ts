import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryOutbox } from '../../../src/client/outbox.js';
import type { Surroundings } from '../../../src/client/surroundings.js';
import type { Session, SessionOptions, SessionState } from '../../../src/client/types.js';
import { BROKER, FakeBroker, tokenOf } from '../../support/fake-broker.js';
import { memoryStorage, sessionOf, stateOf } from '../../support/sessions.js';

const BUYER = 'buyer-7';
const SELLER = 'seller-42';

let broker: FakeBroker;
let page: Partial<Surroundings>;
let sessions: Session[];

function open(userId: string | undefined, options: Partial<SessionOptions> = {}): Session {
  const session = sessionOf(broker, userId, page, options);
  sessions.push(session);
  return session;
}

/** Two sessions share what a page has: its storage, that of its tab, and the outbox of its browser. */
beforeEach(() => {
  broker = new FakeBroker();
  const outbox = { ...memoryOutbox(), close: () => undefined };
  page = {
    openOutbox: async () => outbox,
    storage: memoryStorage(),
    tabStorage: memoryStorage(),
  };
  sessions = [];
});

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  expect(broker.sockets.size).toBe(0);
});

const sent = (roomId: string, count: number) => (state: SessionState) =>
  (state.conversations.get(roomId)?.entries ?? []).filter(({ seq }) => seq !== undefined).length ===
  count;
const saidBy = (userId: string) =>
  broker.heard.flatMap(({ userId: by, frame }) =>
    by === userId && frame.type === 'message_send' && 'text' in frame.message
      ? [frame.message.text]
      : [],
  );

describe('two people on one page', () => {
  it('say what is theirs, also what waited, and each hears their own', async () => {
    const [buyers, sellers] = [broker.open(BUYER, 'friend-1'), broker.open(SELLER, 'friend-2')];
    const [buyer, seller] = [open(BUYER), open(SELLER)];
    await Promise.all([buyer.connect(), seller.connect()]);
    broker.ignoresMessages = true;
    await Promise.all([
      buyer.messaging.sendTextMessage(buyers.id, 'of the buyer'),
      seller.messaging.sendTextMessage(sellers.id, 'of the seller'),
    ]);
    broker.heard.length = 0;
    broker.ignoresMessages = false;
    broker.dropAll();
    await Promise.all([stateOf(buyer, sent(buyers.id, 1)), stateOf(seller, sent(sellers.id, 1))]);
    expect([saidBy(BUYER), saidBy(SELLER)]).toEqual([['of the buyer'], ['of the seller']]);
    expect([buyers, sellers].map(({ messages }) => messages.length)).toEqual([1, 1]);
    expect(buyer.getState().conversations.has(sellers.id)).toBe(false);
    expect([buyer, seller].map((session) => session.getState().me?.id)).toEqual([BUYER, SELLER]);
  });

  it('talk to each other', async () => {
    const room = broker.open(BUYER, SELLER);
    const [buyer, seller] = [open(BUYER), open(SELLER)];
    await Promise.all([buyer.connect(), seller.connect()]);
    await seller.messaging.getMessages(room.id);
    await buyer.messaging.sendTextMessage(room.id, 'hello there');
    await Promise.all([buyer, seller].map((session) => stateOf(session, sent(room.id, 1))));
    expect(room.messages).toMatchObject([{ senderId: BUYER }]);
  });

  it('have a token each, of which a new one is for one of them', async () => {
    const [buyer, seller] = [open(BUYER), open(SELLER)];
    await Promise.all([buyer.connect(), seller.connect()]);
    const tokensOf = (userId: string) =>
      [...broker.sockets].filter((each) => each.userId === userId).map(({ token }) => token);
    const before = tokensOf(SELLER);
    const fresh = tokenOf(BUYER, 1_800);
    buyer.setToken(fresh);
    await broker.until(() => tokensOf(BUYER).includes(fresh));
    expect(tokensOf(SELLER)).toEqual(before);
  });

  it('stay two when one of them is a guest who is still here', async () => {
    const guest = open(undefined);
    await guest.connect();
    const me = guest.getState().me?.id;
    const member = open(SELLER);
    await member.connect();
    await member.messaging.getMessages(broker.open(SELLER, 'friend').id);
    expect(broker.requests).not.toContain('POST /api/me/guests');
    await guest.close();
    broker.dropAll();
    await stateOf(member, ({ connection }) => connection === 'reconnecting');
    await stateOf(member, ({ connection }) => connection === 'online');
    expect([me, guest.getState().me?.id]).toEqual(['guest-1', 'guest-1']);
    await broker.until(() => broker.requests.includes('POST /api/me/guests'));
  });
});

describe('a guest who came to the page of a member', () => {
  it('is left alone, also when they have gone, whatever the member does', async () => {
    const member = open(SELLER);
    await member.connect();
    // As a session of theirs leaves it that has been closed again.
    page.storage!.set(`deskbell:guest:${BROKER}`, tokenOf('guest-9'));
    page.tabStorage!.set(`deskbell:guest:${BROKER}`, `guest-9 ${Date.now()}`);
    await member.messaging.getMessages(broker.open(SELLER, 'friend').id);
    broker.dropAll();
    await stateOf(member, ({ connection }) => connection === 'reconnecting');
    await stateOf(member, ({ connection }) => connection === 'online');
    await member.messaging.getMessages(broker.open(SELLER, 'friend').id);
    expect(broker.requests).not.toContain('POST /api/me/guests');
  });
});

describe('a token that changes a hundred times a second', () => {
  it('costs a few sockets, and loses or doubles no message', async () => {
    const room = broker.open(BUYER, SELLER);
    const session = open(BUYER);
    await session.connect();
    const dials = broker.dials;
    let last = '';
    for (let i = 0; i < 100; i++) {
      last = tokenOf(BUYER, 1_000 + i);
      session.setToken(last);
      // The pace of it; nothing is waited for.
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (i % 10 === 0) await session.messaging.sendTextMessage(room.id, `message ${i}`);
    }
    await stateOf(session, sent(room.id, 10));
    await broker.until(() => [...broker.sockets].some(({ token }) => token === last));
    expect(broker.dials - dials).toBeLessThanOrEqual(4);
    expect(broker.sockets.size).toBe(1);
    expect(room.messages.map(({ text }) => text)).toEqual(
      Array.from({ length: 10 }, (_, i) => `message ${i * 10}`),
    );
  });
});
