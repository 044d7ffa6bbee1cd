import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryOutbox, type Outbox } from '../../../src/client/outbox.js';
import type { Surroundings } from '../../../src/client/surroundings.js';
import type { MessageDetail } from '../../../src/client/session-events.js';
import type { Session, SessionOptions, SessionState } from '../../../src/client/types.js';
import type { DeskbellError } from '../../../src/core/errors.js';
import type { LogEntry } from '../../../src/core/message-log.js';
import { FakeBroker, makeId, tokenOf } from '../../support/fake-broker.js';
import { memoryStorage, nextEvent, sessionOf, stateOf } from '../../support/sessions.js';

const BUYER = 'buyer-7';
const SELLER = 'seller-42';

let broker: FakeBroker;
let sessions: Session[];

function open(
  userId: string | undefined,
  surroundings: Partial<Surroundings> = {},
  options: Partial<SessionOptions> = {},
): Session {
  const session = sessionOf(broker, userId, surroundings, options);
  sessions.push(session);
  return session;
}

beforeEach(() => {
  broker = new FakeBroker();
  sessions = [];
});

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  expect(broker.sockets.size).toBe(0);
});

const logOf = (state: SessionState, id: string) => state.conversations.get(id)?.entries ?? [];
const textsOf = (session: Session, id: string) =>
  logOf(session.getState(), id).map(({ text }) => text);
const hasTexts = (id: string, count: number) => (state: SessionState) =>
  logOf(state, id).filter(({ seq }) => seq !== undefined).length === count;

/** An outbox that can be held and looked into. */
function watchedOutbox() {
  const inner = memoryOutbox();
  const held: (() => void)[] = [];
  const removed = new EventTarget();
  let holding = false;
  const outbox: Outbox = {
    ...inner,
    async put(entry) {
      if (holding) await new Promise<void>((resolve) => held.push(resolve));
      await inner.put(entry);
    },
    async remove(id) {
      await inner.remove(id);
      removed.dispatchEvent(new CustomEvent('remove', { detail: id }));
    },
    // The browser's storage outlives the session.
    close: () => undefined,
  };
  return {
    outbox,
    /** What outlives a page, in one browser. */
    browser: { openOutbox: async () => outbox, storage: memoryStorage() },
    nextRemoval: () => nextEvent<string>(removed, 'remove'),
    hold: () => (holding = true),
    release() {
      holding = false;
      for (const resolve of held.splice(0)) resolve();
    },
  };
}

describe('a guest', () => {
  it('is nobody, stores nothing and opens nothing before they act', async () => {
    const storage = memoryStorage();
    const tabStorage = memoryStorage();
    const session = open(undefined, { storage, tabStorage });
    session.watchPresence([SELLER]);
    session.messaging.sendTyping(makeId());
    session.messaging.stopTyping(makeId());
    await Promise.resolve();
    expect(broker.requests).toEqual([]);
    expect(broker.dials).toBe(0);
    expect([...storage.keys(), ...tabStorage.keys()]).toEqual([]);
    expect(session.getState().connection).toBe('idle');
  });

  it('is made once, by the first thing they do, and is the same on the next page', async () => {
    const storage = memoryStorage();
    const first = open(undefined, { storage });
    const room = broker.open('guest-1', SELLER);
    await Promise.all([first.connect(), first.messaging.sendTextMessage(room.id, 'hello')]);
    expect(broker.requests.filter((request) => request === 'POST /api/guests')).toHaveLength(1);
    expect(first.getState().me?.id).toBe('guest-1');
    const second = open(undefined, { storage });
    await second.connect();
    expect(second.getState().me?.id).toBe('guest-1');
    expect(broker.requests.filter((request) => request === 'POST /api/guests')).toHaveLength(1);
  });

  it('whose token has run out becomes another', async () => {
    const storage = memoryStorage();
    storage.set('deskbell:guest:https://chat.example.com', tokenOf('guest-old', -5));
    const session = open(undefined, { storage });
    await session.connect();
    expect(session.getState().me?.id).toBe('guest-1');
  });
});

describe('sending', () => {
  it('goes Pending → Sent → Delivered → Read', async () => {
    const { id } = broker.open(BUYER, SELLER);
    const buyer = open(BUYER);
    const seller = open(SELLER);
    await buyer.connect();
    await buyer.messaging.getMessages(id);
    const entry = await buyer.messaging.sendTextMessage(id, 'Is it still there?');
    expect(buyer.messaging.deliveryStateOf(id, entry)).toBe('pending');
    const stateIs = (wanted: string) => (state: SessionState) => {
      const line = logOf(state, id).find((known) => known.id === entry.id);
      return !!line && buyer.messaging.deliveryStateOf(id, line) === wanted;
    };
    await stateOf(buyer, stateIs('sent'));
    await seller.connect();
    await stateOf(buyer, stateIs('delivered'));
    await seller.messaging.markAsRead(id);
    await stateOf(buyer, stateIs('read'));
  });

  it('puts a message into the outbox before it goes out', async () => {
    const { id } = broker.open(BUYER, SELLER);
    const { browser, hold, release } = watchedOutbox();
    const buyer = open(BUYER, browser);
    await buyer.connect();
    await buyer.messaging.getMessages(id);
    hold();
    const sent = buyer.messaging.sendTextMessage(id, 'kept first');
    await stateOf(buyer, (state) => logOf(state, id).length === 1);
    await buyer.messaging.getConversations();
    expect(broker.framesOf('message_send')).toEqual([]);
    release();
    await sent;
    await broker.until(() => broker.framesOf('message_send').length === 1);
  });

  it('removes it when the broker has it, and not before', async () => {
    const { id } = broker.open(BUYER, SELLER);
    const { outbox, browser, nextRemoval } = watchedOutbox();
    const owner = `https://chat.example.com\n${BUYER}`;
    broker.keepsAcks = true;
    const buyer = open(BUYER, browser);
    await buyer.connect();
    const { id: messageId } = await buyer.messaging.sendTextMessage(id, 'hello');
    await broker.until(() => broker.framesOf('message_send').length === 1);
    expect((await outbox.list(owner)).map((entry) => entry.id)).toEqual([messageId]);
    broker.keepsAcks = false;
    const acknowledged = nextEvent<MessageDetail>(buyer, 'message-sent');
    const removal = nextRemoval();
    broker.dropAll();
    expect((await acknowledged).message.id).toBe(messageId);
    expect(await removal).toBe(messageId);
    expect(await outbox.list(owner)).toEqual([]);
  });

  it('sends again what was not acknowledged, with the same ids, in order, stored once', async () => {
    const room = broker.open(BUYER, SELLER);
    broker.keepsAcks = true;
    const buyer = open(BUYER);
    await buyer.connect();
    const texts = ['one', 'two', 'three'];
    for (const text of texts) await buyer.messaging.sendTextMessage(room.id, text);
    await broker.until(() => broker.framesOf('message_send').length === 3);
    broker.keepsAcks = false;
    broker.dropAll();
    await stateOf(buyer, hasTexts(room.id, 3));
    const ids = broker.framesOf('message_send').map(({ message }) => message.id);
    expect(ids.slice(3, 6)).toEqual(ids.slice(0, 3));
    expect(ids).toHaveLength(6);
    expect(room.messages.map(({ text }) => text)).toEqual(texts);
  });

  it('sends what an earlier page left in the outbox', async () => {
    const room = broker.open(BUYER, SELLER);
    const { browser } = watchedOutbox();
    broker.isSilent = true;
    const before = open(BUYER, browser);
    await before.messaging.sendTextMessage(room.id, 'written in a tunnel');
    await before.close();
    broker.isSilent = false;
    const after = open(BUYER, browser);
    await after.connect();
    await broker.until(() => room.messages.length === 1);
    expect(room.messages[0]?.text).toBe('written in a tunnel');
  });

  it('does not send one person’s outbox as another', async () => {
    const room = broker.open(BUYER, SELLER);
    const { browser } = watchedOutbox();
    broker.isSilent = true;
    const before = open(BUYER, browser);
    await before.messaging.sendTextMessage(room.id, 'mine');
    await before.close();
    broker.isSilent = false;
    const other = open('buyer-8', browser);
    await other.connect();
    await other.messaging.getConversations();
    expect(broker.framesOf('message_send')).toEqual([]);
  });

  it('waits for the other tab that drains the same outbox', async () => {
    const room = broker.open(BUYER, SELLER);
    const { browser } = watchedOutbox();
    broker.isSilent = true;
    const before = open(BUYER, browser);
    await before.messaging.sendTextMessage(room.id, 'once');
    await before.close();
    broker.isSilent = false;
    const locked: (() => void)[] = [];
    const exclusive = async (_name: string, work: () => Promise<void>) => {
      await new Promise<void>((resolve) => locked.push(resolve));
      await work();
    };
    const tab = open(BUYER, { ...browser, exclusive });
    await tab.connect();
    await tab.messaging.getMessages(room.id);
    expect(broker.framesOf('message_send')).toEqual([]);
    for (const unlock of locked) unlock();
    await broker.until(() => room.messages.length === 1);
  });

  it('shows a refused message as failed, sends it again when asked, drops it when asked', async () => {
    const room = broker.open(BUYER, SELLER);
    const buyer = open(BUYER);
    await buyer.connect();
    await buyer.messaging.getMessages(room.id);
    broker.refuseMessages = 'forbidden';
    const first = await buyer.messaging.sendTextMessage(room.id, 'again');
    const second = await buyer.messaging.sendTextMessage(room.id, 'never mind');
    const failed = (state: SessionState) =>
      logOf(state, room.id).filter(({ error }) => error === 'forbidden').length === 2;
    const state = await stateOf(buyer, failed);
    const line = logOf(state, room.id)[0];
    expect(line && buyer.messaging.deliveryStateOf(room.id, line)).toBe('failed');
    broker.refuseMessages = undefined;
    await buyer.messaging.discardMessage(room.id, second.id);
    await buyer.messaging.retryMessage(room.id, first.id);
    await stateOf(buyer, hasTexts(room.id, 1));
    expect(textsOf(buyer, room.id)).toEqual(['again']);
    expect(room.messages.map(({ id }) => id)).toEqual([first.id]);
  });

  it('does not send a refused message again by itself, and sends it once when asked twice', async () => {
    const room = broker.open(BUYER, SELLER);
    const buyer = open(BUYER);
    await buyer.connect();
    await buyer.messaging.getMessages(room.id);
    broker.refuseMessages = 'forbidden';
    const { id } = await buyer.messaging.sendTextMessage(room.id, 'again');
    await stateOf(buyer, (state) => logOf(state, room.id)[0]?.error === 'forbidden');
    broker.refuseMessages = undefined;
    broker.dropAll();
    await broker.until(() => broker.framesOf('hello').length === 2);
    await buyer.messaging.getConversations();
    expect(broker.framesOf('message_send')).toHaveLength(1);
    broker.keepsAcks = true;
    await Promise.all([1, 2, 3].map(() => buyer.messaging.retryMessage(room.id, id)));
    await buyer.messaging.getConversations();
    expect(broker.framesOf('message_send')).toHaveLength(2);
  });

  it('waits and tries again when the broker has no time', async () => {
    const room = broker.open(BUYER, SELLER);
    const buyer = open(BUYER);
    await buyer.connect();
    await buyer.messaging.getMessages(room.id);
    const failures: unknown[] = [];
    buyer.subscribe(() => {
      failures.push(...logOf(buyer.getState(), room.id).filter(({ error }) => error));
    });
    broker.refuseMessages = 'rate_limited';
    await buyer.messaging.sendTextMessage(room.id, 'patience');
    await broker.until(() => broker.framesOf('message_send').length === 2);
    broker.refuseMessages = undefined;
    await stateOf(buyer, hasTexts(room.id, 1));
    expect(failures).toEqual([]);
  });

  it.each(['', ' \n ', 'x'.repeat(8 * 1024 + 1), 'é'.repeat(4 * 1024 + 1), 'lone \ud800'])(
    'refuses text that no broker would take (%#)',
    async (text) => {
      const { id } = broker.open(BUYER, SELLER);
      const buyer = open(BUYER);
      const refused = buyer.messaging.sendTextMessage(id, text);
      await expect(refused).rejects.toMatchObject({ code: 'invalid_text' });
      expect(broker.dials).toBe(0);
    },
  );

  it('goes on in memory, and says so, where the browser refuses storage', async () => {
    const room = broker.open(BUYER, SELLER);
    const openOutbox = () => Promise.reject(new DOMException('denied', 'SecurityError'));
    const buyer = open(BUYER, { openOutbox });
    const told = nextEvent<{ error: DeskbellError }>(buyer, 'session-error');
    await buyer.messaging.sendTextMessage(room.id, 'hello');
    expect((await told).error.code).toBe('storage_unavailable');
    await broker.until(() => room.messages.length === 1);
  });
});

describe('receiving', () => {
  it('fetches what was missed while away, and announces each message once', async () => {
    const room = broker.open(BUYER, SELLER);
    broker.post(room, SELLER, 'old');
    const buyer = open(BUYER);
    const received: string[] = [];
    buyer.addEventListener('message-received', (event) => {
      received.push((event as CustomEvent<MessageDetail>).detail.message.text ?? '');
    });
    await buyer.connect();
    await buyer.messaging.getMessages(room.id);
    broker.post(room, SELLER, 'live');
    await stateOf(buyer, hasTexts(room.id, 2));
    broker.dropAll();
    for (let i = 1; i <= 150; i++) broker.post(room, SELLER, `missed ${i}`);
    await stateOf(buyer, hasTexts(room.id, 152));
    expect(received).toHaveLength(151);
    expect(new Set(received).size).toBe(151);
    expect(buyer.getState().conversations.get(room.id)?.conversation.unreadCount).toBe(152);
  });

  it('opens the newest page anew when very much was missed', async () => {
    const room = broker.open(BUYER, SELLER);
    broker.post(room, SELLER, 'old');
    const buyer = open(BUYER);
    await buyer.connect();
    await buyer.messaging.getMessages(room.id);
    broker.dropAll();
    for (let i = 1; i <= 1_000; i++) broker.post(room, SELLER, `missed ${i}`);
    const state = await stateOf(buyer, hasTexts(room.id, 50));
    expect(logOf(state, room.id).at(-1)?.text).toBe('missed 1000');
    expect(state.conversations.get(room.id)?.history).toBe('partial');
    expect(broker.requests.filter((request) => request.endsWith('/changes'))).toEqual([]);
  });

  it('closes a gap in live frames without waiting for a reconnect', async () => {
    const room = broker.open(BUYER, SELLER);
    const buyer = open(BUYER);
    await buyer.connect();
    await buyer.messaging.getMessages(room.id);
    // What follows the welcome is over.
    await buyer.messaging.getConversations();
    await buyer.messaging.getConversations();
    const [socket] = broker.sockets;
    broker.post(room, SELLER, 'swallowed', makeId(), socket);
    broker.post(room, SELLER, 'heard');
    await stateOf(buyer, hasTexts(room.id, 2));
    expect(textsOf(buyer, room.id)).toEqual(['swallowed', 'heard']);
    expect(broker.dials).toBe(1);
  });

  it('finds a conversation that somebody else began', async () => {
    const seller = open(SELLER);
    await seller.connect();
    const room = broker.open(BUYER, SELLER, 0);
    const received = nextEvent<MessageDetail>(seller, 'message-received');
    broker.post(room, BUYER, 'hello from outside');
    expect((await received).message.text).toBe('hello from outside');
    const { conversations } = seller.getState();
    expect(conversations.get(room.id)?.conversation.unreadCount).toBe(1);
    expect(textsOf(seller, room.id)).toEqual(['hello from outside']);
  });

  it('receives all of a conversation that was begun while it was away', async () => {
    const seller = open(SELLER);
    await seller.connect();
    const received: (string | undefined)[] = [];
    seller.messaging.addEventListener('message:new', (event) => {
      received.push((event as CustomEvent<{ entry: LogEntry }>).detail.entry.text);
    });
    broker.dropAll();
    const room = broker.open(BUYER, SELLER, 0);
    for (const text of ['one', 'two', 'three']) broker.post(room, BUYER, text);
    await stateOf(seller, hasTexts(room.id, 3));
    expect(received).toEqual(['one', 'two', 'three']);
  });

  it('pages back to the first message', async () => {
    const room = broker.open(BUYER, SELLER);
    for (let i = 1; i <= 120; i++) broker.post(room, SELLER, `${i}`);
    const buyer = open(BUYER);
    expect(await buyer.messaging.getMessages(room.id)).toHaveLength(50);
    expect(await buyer.messaging.getMessages(room.id)).toHaveLength(100);
    expect(await buyer.messaging.getMessages(room.id)).toHaveLength(120);
    expect(buyer.getState().conversations.get(room.id)?.history).toBe('complete');
  });

  it('says delivered once for what came together, and read when it was read', async () => {
    const room = broker.open(BUYER, SELLER);
    const buyer = open(BUYER);
    await buyer.connect();
    await buyer.messaging.getMessages(room.id);
    for (const text of ['a', 'b', 'c']) broker.post(room, SELLER, text);
    await broker.until(() => broker.framesOf('receipt').at(-1)?.seq === 3);
    const unread: number[] = [];
    buyer.addEventListener('unread-change', (event) => {
      unread.push((event as CustomEvent<{ totalUnread: number }>).detail.totalUnread);
    });
    await buyer.messaging.markAsRead(room.id);
    await broker.until(() => broker.framesOf('receipt').at(-1)?.state === 'read');
    expect(unread).toEqual([0]);
    await buyer.messaging.markAsRead(room.id);
    const states = broker.framesOf('receipt').map(({ state }) => state);
    expect(states.filter((state) => state === 'read')).toHaveLength(1);
  });

  it('remembers a read that was not said, and where the unread part began', async () => {
    const room = broker.open(BUYER, SELLER);
    broker.post(room, SELLER, 'a');
    const buyer = open(BUYER);
    await buyer.connect();
    await buyer.messaging.getMessages(room.id);
    expect(buyer.getState().conversations.get(room.id)?.unreadFromSeq).toBe(0);
    broker.dropAll();
    await stateOf(buyer, ({ connection }) => connection === 'reconnecting');
    await buyer.messaging.markAsRead(room.id);
    await broker.until(() => broker.framesOf('receipt').some(({ state }) => state === 'read'));
  });

  it('ignores frames it does not know and frames that are broken', async () => {
    const room = broker.open(BUYER, SELLER);
    const buyer = open(BUYER);
    await buyer.connect();
    await buyer.messaging.getMessages(room.id);
    for (const text of ['{', 'null', '[]', '{"type":"constructor"}', '{"type":"later"}']) {
      broker.toUser(BUYER, text);
    }
    broker.toUser(BUYER, '{"type":"message","message":{"id":7}}');
    broker.post(room, SELLER, 'after all that');
    await stateOf(buyer, hasTexts(room.id, 1));
    expect(buyer.getState().connection).toBe('online');
    expect(broker.dials).toBe(1);
  });
});

describe('what goes with a conversation', () => {
  it('tells of typing until the message comes', async () => {
    const room = broker.open(BUYER, SELLER);
    const buyer = open(BUYER);
    const seller = open(SELLER);
    await Promise.all([buyer.connect(), seller.connect()]);
    await Promise.all([
      buyer.messaging.getMessages(room.id),
      seller.messaging.getMessages(room.id),
    ]);
    for (let i = 0; i < 20; i++) buyer.messaging.sendTyping(room.id);
    const typing = (count: number) => (state: SessionState) =>
      state.conversations.get(room.id)?.typingUserIds.length === count;
    await stateOf(seller, typing(1));
    expect(broker.framesOf('typing')).toHaveLength(1);
    await buyer.messaging.sendTextMessage(room.id, 'there');
    await stateOf(seller, typing(0));
  });

  it('asks for the presence of fifty people in one frame, and again on a new connection', async () => {
    const buyer = open(BUYER);
    const people = Array.from({ length: 50 }, (_, i) => `seller-${i}`);
    const stops = people.map((userId) => buyer.watchPresence([userId, 'seller-0']));
    await buyer.connect();
    await broker.until(() => broker.framesOf('presence_watch').length === 1);
    expect(broker.framesOf('presence_watch')[0]?.userIds).toHaveLength(50);
    await stateOf(buyer, ({ presence }) => presence.size === 50);
    broker.dropAll();
    await broker.until(() => broker.framesOf('presence_watch').length === 2);
    for (const stop of stops) stop();
    await broker.until(() => broker.framesOf('presence_watch').at(-1)?.userIds.length === 0);
    expect(broker.framesOf('presence_watch')).toHaveLength(3);
  });

  it('finds or begins the conversation with somebody', async () => {
    const buyer = open(BUYER);
    const begun = await buyer.messaging.getOrCreateConversation(SELLER);
    expect((await buyer.messaging.getOrCreateConversation(SELLER)).id).toBe(begun.id);
    expect((await buyer.messaging.getConversation(begun.id)).id).toBe(begun.id);
    expect(await buyer.messaging.getConversations()).toHaveLength(1);
  });
});

describe('the session', () => {
  it('tells of a list it may not read', async () => {
    const forbidden = { type: 'about:blank', title: 'No', status: 403, code: 'forbidden' };
    const buyer = open(BUYER, { fetch: async () => Response.json(forbidden, { status: 403 }) });
    const told = nextEvent<{ error: DeskbellError }>(buyer, 'session-error');
    await buyer.connect();
    expect((await told).error.code).toBe('forbidden');
  });

  it('is ready once it knows who it is for', async () => {
    const buyer = open(BUYER);
    const ready = nextEvent(buyer, 'session-ready');
    await buyer.connect();
    expect(await ready).toEqual({ userId: BUYER });
    expect(buyer.getState()).toMatchObject({ connection: 'online', me: { id: BUYER } });
  });

  it('gives up waiting when it is told to, and refuses after its end', async () => {
    broker.isSilent = true;
    const buyer = open(BUYER);
    const abort = new AbortController();
    const connecting = buyer.connect({ signal: abort.signal });
    abort.abort();
    await expect(connecting).rejects.toMatchObject({ code: 'aborted' });
    await buyer.close();
    await buyer.close();
    await expect(buyer.connect()).rejects.toMatchObject({ code: 'closed' });
    await expect(buyer.messaging.getConversations()).rejects.toMatchObject({ code: 'closed' });
  });
});
