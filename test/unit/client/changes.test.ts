import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryOutbox, type Outbox } from '../../../src/client/outbox.js';
import type { Surroundings } from '../../../src/client/surroundings.js';
import type { Session, SessionState } from '../../../src/client/types.js';
import { BROKER, FakeBroker, type Room } from '../../support/fake-broker.js';
import { memoryStorage, nextEvent, sessionOf, stateOf } from '../../support/sessions.js';

const BUYER = 'buyer-7';
const SELLER = 'seller-42';
const OWNER = `${BROKER}\n${BUYER}`;

let broker: FakeBroker;
let room: Room;
let sessions: Session[];

async function openedBy(userId: string, surroundings?: Partial<Surroundings>): Promise<Session> {
  const session = sessionOf(broker, userId, surroundings);
  sessions.push(session);
  await session.connect();
  await session.messaging.getMessages(room.id);
  return session;
}

function keptOutbox(): Outbox {
  return { ...memoryOutbox(), close: () => undefined };
}

const conversationOf = (session: Session) => session.getState().conversations.get(room.id);
const entryOf = (state: SessionState, id: string) =>
  state.conversations.get(room.id)?.entries.find((entry) => entry.id === id);
const offline = ({ connection }: SessionState) => connection === 'reconnecting';

beforeEach(() => {
  broker = new FakeBroker();
  room = broker.open(BUYER, SELLER);
  sessions = [];
});

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  expect(broker.sockets.size).toBe(0);
});

describe('a change to a message', () => {
  it('is shown at once, told, and heard by the other side', async () => {
    const own = broker.post(room, BUYER, 'helo');
    const [buyer, seller] = [await openedBy(BUYER), await openedBy(SELLER)];
    const edited = buyer.messaging.editMessage(room.id, own.id, 'hello');
    const early = await stateOf(buyer, (state) => entryOf(state, own.id)?.text === 'hello');
    expect(entryOf(early, own.id)?.changing).toBe(true);
    await edited;
    expect(entryOf(buyer.getState(), own.id)).toMatchObject({ text: 'hello' });
    expect(entryOf(buyer.getState(), own.id)?.changing).toBeUndefined();
    await buyer.messaging.react(room.id, own.id, '👍', true);
    await stateOf(seller, (state) => entryOf(state, own.id)?.message?.reactions.length === 1);
    await buyer.messaging.react(room.id, own.id, '👍', false);
    await buyer.messaging.deleteMessage(room.id, own.id);
    await stateOf(seller, (state) => entryOf(state, own.id)?.message?.deletedAt !== undefined);
    expect(entryOf(seller.getState(), own.id)?.text).toBeUndefined();
    expect(entryOf(buyer.getState(), own.id)?.text).toBeUndefined();
  });

  it.each([
    ['edited', (buyer: Session, id: string) => buyer.messaging.editMessage(room.id, id, 'other')],
    ['deleted', (buyer: Session, id: string) => buyer.messaging.deleteMessage(room.id, id)],
    ['reacted to', (buyer: Session, id: string) => buyer.messaging.react(room.id, id, '👍', true)],
    ['starred', (buyer: Session, id: string) => buyer.messaging.star(room.id, id, true)],
  ])('that is refused is taken back and told (%s)', async (_name, change) => {
    const own = broker.post(room, BUYER, 'as it was');
    const outbox = keptOutbox();
    const buyer = await openedBy(BUYER, { openOutbox: async () => outbox });
    const before = conversationOf(buyer);
    broker.desk.refuseChanges = [409, 'not_editable'];
    await expect(change(buyer, own.id)).rejects.toMatchObject({ code: 'not_editable' });
    expect(conversationOf(buyer)?.entries).toEqual(before?.entries);
    expect(conversationOf(buyer)?.conversation.starredIds).toEqual([]);
    expect(await outbox.list(OWNER)).toEqual([]);
  });

  it('made offline is kept over a reload and told in order when the broker is back', async () => {
    const own = broker.post(room, BUYER, 'one');
    const theirs = broker.post(room, SELLER, 'two');
    const outbox = keptOutbox();
    const browser = { openOutbox: async () => outbox, storage: memoryStorage() };
    const before = await openedBy(BUYER, browser);
    broker.refuseWith = 1006;
    broker.dropAll();
    await stateOf(before, offline);
    await before.messaging.editMessage(room.id, own.id, 'ONE');
    await before.messaging.editMessage(room.id, own.id, 'One!');
    await before.messaging.react(room.id, theirs.id, '👍', true);
    await before.messaging.react(room.id, theirs.id, '👍', false);
    await before.messaging.react(room.id, theirs.id, '🎉', true);
    await before.messaging.star(room.id, theirs.id, true);
    const shown = conversationOf(before);
    expect(shown?.entries.map(({ text }) => text)).toEqual(['One!', 'two']);
    expect(shown?.entries[1]?.message?.reactions).toEqual([{ emoji: '🎉', userIds: [BUYER] }]);
    expect(shown?.conversation.starredIds).toEqual([theirs.id]);
    await before.close();

    broker.refuseWith = undefined;
    const after = await openedBy(BUYER, browser);
    await broker.until(() => broker.desk.stars.get(BUYER)?.has(theirs.id) === true);
    const state = await stateOf(after, ({ conversations }) =>
      (conversations.get(room.id)?.conversation.starredIds ?? []).includes(theirs.id),
    );
    expect(entryOf(state, own.id)?.text).toBe('One!');
    expect(room.messages[0]?.text).toBe('One!');
    expect(room.messages[1]?.reactions).toEqual([{ emoji: '🎉', userIds: [BUYER] }]);
    while ((await outbox.list(OWNER)).length > 0);
  });

  it('waits for its message to be at the broker', async () => {
    const buyer = await openedBy(BUYER);
    broker.isSilent = true;
    const entry = await buyer.messaging.sendTextMessage(room.id, 'helo');
    const edited = buyer.messaging.editMessage(room.id, entry.id, 'hello');
    await buyer.messaging.getConversations();
    expect(broker.requests.filter((request) => request.startsWith('PATCH'))).toEqual([]);
    broker.isSilent = false;
    broker.dropAll();
    await edited;
    await broker.until(() => room.messages[0]?.text === 'hello');
  });

  it('that could not be told for the moment is told again, in its order', async () => {
    const own = broker.post(room, BUYER, 'one');
    const buyer = await openedBy(BUYER);
    broker.desk.refuseChanges = [503, 'unavailable'];
    await buyer.messaging.editMessage(room.id, own.id, 'two');
    await buyer.messaging.editMessage(room.id, own.id, 'three');
    broker.desk.refuseChanges = undefined;
    broker.dropAll();
    await broker.until(() => room.messages[0]?.text === 'three');
    const asked = broker.requests.filter((request) => request.startsWith('PATCH'));
    expect(asked.length).toBeGreaterThanOrEqual(3);
  });

  it('that nobody waits for any more says why it was not made', async () => {
    const own = broker.post(room, BUYER, 'one');
    const buyer = await openedBy(BUYER);
    broker.refuseWith = 1006;
    broker.dropAll();
    await stateOf(buyer, offline);
    await buyer.messaging.deleteMessage(room.id, own.id);
    broker.desk.refuseChanges = [409, 'not_editable'];
    broker.refuseWith = undefined;
    const told = nextEvent<{ error: { code: string } }>(buyer, 'session-error');
    globalThis.dispatchEvent?.(new Event('online'));
    expect((await told).error.code).toBe('not_editable');
    await stateOf(buyer, (state) => entryOf(state, own.id)?.text === 'one');
  });
});

describe('the verbs that ask once', () => {
  it('tell once that a voice note was played, and never of one’s own', async () => {
    const theirs = broker.post(room, SELLER, { type: 'VOICE', media: { fileId: room.id } });
    const own = broker.post(room, BUYER, { type: 'VOICE', media: { fileId: room.id } });
    const buyer = await openedBy(BUYER);
    await Promise.all([1, 2, 3].map(() => buyer.messaging.markPlayed(theirs.id)));
    await buyer.messaging.markPlayed(theirs.id);
    await buyer.messaging.markPlayed(own.id);
    expect(broker.requests.filter((request) => request.endsWith('/played'))).toHaveLength(1);
    expect(entryOf(buyer.getState(), theirs.id)?.message?.playedBy).toEqual([BUYER]);
  });

  it('find, star and forward', async () => {
    const other = broker.open(BUYER, 'seller-43');
    const found = broker.post(room, SELLER, 'the blue door');
    const place = { latitude: 1, longitude: 2, address: 'Harbour 7' };
    broker.post(room, SELLER, { type: 'LOCATION', location: place });
    broker.post(room, SELLER, { type: 'IMAGE', media: { fileId: room.id } });
    const buyer = await openedBy(BUYER);
    const { items } = await buyer.messaging.searchMessages('blue', { limit: 5 });
    expect(items.map(({ id }) => id)).toEqual([found.id]);
    await buyer.messaging.star(room.id, found.id, true);
    const starred = await buyer.messaging.starredMessages({ conversationId: room.id });
    expect(starred.items).toHaveLength(1);
    expect(conversationOf(buyer)?.conversation.starredIds).toEqual([found.id]);
    for (const { id } of room.messages) await buyer.messaging.forwardMessage(id, other.id);
    await broker.until(() => other.messages.length === 3);
    expect(other.messages).toMatchObject([
      { type: 'TEXT', text: 'the blue door', forwarded: true },
      { type: 'LOCATION', location: place, forwarded: true },
      { type: 'IMAGE', forwarded: true },
    ]);
    expect(other.messages[2]?.media?.fileId).not.toBe(room.id);
    const unknown = buyer.messaging.forwardMessage(other.id, room.id);
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
  });

  it('offer and decide, send a place, change the conversation, block, report, link', async () => {
    const [buyer, seller] = [await openedBy(BUYER), await openedBy(SELLER)];
    const bid = await buyer.messaging.sendBid(room.id, { amount: '900', currency: 'EUR' });
    expect(bid.bid).toMatchObject({ amount: '900', currency: 'EUR', status: 'open' });
    await stateOf(seller, (state) => entryOf(state, bid.id) !== undefined);
    const decided = await seller.messaging.decideBid(bid.id, 'accept');
    expect(decided.bid?.status).toBe('accepted');
    await stateOf(buyer, (state) => entryOf(state, bid.id)?.bid?.status === 'accepted');

    const place = await buyer.messaging.sendLocation(room.id, 52.5, 13.4, 'Harbour 7');
    expect(place.location).toEqual({ latitude: 52.5, longitude: 13.4, address: 'Harbour 7' });
    await buyer.messaging.changeConversation(room.id, { archived: true });
    expect(conversationOf(buyer)?.conversation.archived).toBe(true);
    await buyer.messaging.blockUser(SELLER, true);
    expect(conversationOf(buyer)?.conversation.blocked).toBe(true);
    await buyer.messaging.blockUser(SELLER, false);
    expect(conversationOf(buyer)?.conversation.blocked).toBe(false);
    await buyer.messaging.report({ userId: SELLER, reason: 'spam' });
    expect(broker.desk.reports).toEqual([{ userId: SELLER, reason: 'spam' }]);
    const link = await buyer.messaging.linkOf(room.id);
    expect(link).toBe(`${BROKER}/api/files/${room.id}?signature=x`);
  });

  it('are refused with a code', async () => {
    const buyer = await openedBy(BUYER);
    const absent = buyer.messaging.decideBid(room.id, 'accept');
    await expect(absent).rejects.toMatchObject({ code: 'not_found' });
    const empty = buyer.messaging.editMessage(room.id, room.id, ' ');
    await expect(empty).rejects.toMatchObject({ code: 'invalid_text' });
  });
});
