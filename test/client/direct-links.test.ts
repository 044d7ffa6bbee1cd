import { expect } from '@open-wc/testing';
import type { LogEntry } from '../../src/core/message-log.js';
import type { Session, SessionOptions } from '../../src/client/types.js';
import { FakeBroker } from '../support/fake-broker.js';
import { PeerSockets } from '../support/peer-sockets.js';
import { sessionOf, stateOf } from '../support/sessions.js';

const BUYER = 'buyer-7';
const SELLER = 'seller-42';

let broker: FakeBroker;
let peers: PeerSockets;
let sessions: Session[];
let roomId: string;

function open(userId: string, options: Partial<SessionOptions> = {}): Session {
  const session = sessionOf(broker, userId, {}, { direct: 'auto', ...options });
  sessions.push(session);
  return session;
}

/** Opens the conversation, as a panel does. */
async function enter(userId: string, options: Partial<SessionOptions> = {}): Promise<Session> {
  const session = open(userId, options);
  await session.connect();
  await session.messaging.getMessages(roomId);
  return session;
}

const entriesOf = (session: Session): readonly LogEntry[] =>
  session.getState().conversations.get(roomId)?.entries ?? [];
const textsOf = (session: Session) => entriesOf(session).map(({ text }) => text);
const untilDirect = (session: Session, isDirect = true) =>
  stateOf(session, ({ conversations }) => conversations.get(roomId)?.direct === isDirect);
const untilEntry = (session: Session, fits: (entry: LogEntry) => boolean) =>
  stateOf(session, ({ conversations }) =>
    (conversations.get(roomId)?.entries ?? []).some((entry) => fits(entry)),
  );

/** Both have written, both have it open, and the link is there. */
async function link(): Promise<{ buyer: Session; seller: Session }> {
  const room = broker.open(BUYER, SELLER);
  broker.post(room, BUYER, 'one');
  broker.post(room, SELLER, 'two');
  const [buyer, seller] = await Promise.all([enter(BUYER), enter(SELLER)]);
  await Promise.all([untilDirect(buyer), untilDirect(seller)]);
  return { buyer, seller };
}

/** As a killed broker leaves them. */
function killBroker(): void {
  broker.refuseWith = 1006;
  peers.isAway = true;
  broker.dropAll();
  peers.dropAll();
}

function startBroker(): void {
  broker.refuseWith = undefined;
  peers.isAway = false;
  window.dispatchEvent(new Event('online'));
}

beforeEach(() => {
  broker = new FakeBroker();
  peers = new PeerSockets();
  sessions = [];
  roomId = broker.open(BUYER, SELLER).id;
});

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  expect(broker.sockets.size).to.equal(0);
  expect(peers.open.size).to.equal(0);
  peers.restore();
});

describe('a direct link', () => {
  it('is opened when both have written and both look at it, once', async () => {
    await link();
    expect(peers.open.size).to.equal(2);
    expect(broker.framesOf('link_accept')).to.have.length(1);
  });

  it('is not asked for before the other side has written', async () => {
    broker.post(broker.open(BUYER, SELLER), SELLER, 'one');
    const [buyer] = await Promise.all([enter(BUYER), enter(SELLER)]);
    await buyer.messaging.sendTextMessage(roomId, 'two');
    await broker.until(() => broker.framesOf('link_request').length > 0);
    const said = broker.heard.map(({ frame }) => frame.type);
    expect(said.indexOf('link_request')).to.be.greaterThan(said.indexOf('message_send'));
  });

  for (const direct of ['calls', 'never'] as const) {
    it(`is neither asked for nor agreed to with direct="${direct}"`, async () => {
      const room = broker.open(BUYER, SELLER);
      broker.post(room, BUYER, 'one');
      broker.post(room, SELLER, 'two');
      const [buyer, seller] = [await enter(BUYER), await enter(SELLER, { direct })];
      await broker.until(() => broker.framesOf('link_request').length === 1);
      await seller.messaging.sendTextMessage(roomId, 'three');
      await untilEntry(buyer, ({ text }) => text === 'three');
      const asked = broker.heard.filter(({ frame }) => frame.type.startsWith('link_'));
      expect(asked.map(({ userId }) => userId)).to.deep.equal([BUYER]);
      expect(buyer.getState().conversations.get(roomId)?.direct).to.equal(false);
    });
  }

  it('is not asked for again when the broker would not', async () => {
    const room = broker.open(BUYER, SELLER);
    broker.refuseLinks = true;
    broker.post(room, BUYER, 'one');
    broker.post(room, SELLER, 'two');
    const buyer = await enter(BUYER);
    await broker.until(() => broker.framesOf('link_request').length === 1);
    const errors: unknown[] = [];
    buyer.addEventListener('session-error', (event) => errors.push(event));
    for (const text of ['three', 'four', 'five']) {
      await buyer.messaging.sendTextMessage(roomId, text);
      await untilEntry(buyer, (entry) => entry.text === text && entry.seq !== undefined);
    }
    expect(broker.framesOf('link_request')).to.have.length(1);
    expect(errors).to.deep.equal([]);
  });

  it('carries messages and typing while the broker is away, and all is stored when it is back', async () => {
    const { buyer, seller } = await link();
    killBroker();
    await stateOf(buyer, ({ connection }) => connection !== 'online');
    await stateOf(seller, ({ connection }) => connection !== 'online');
    await buyer.messaging.sendTextMessage(roomId, 'three');
    await untilEntry(seller, ({ text }) => text === 'three');
    seller.messaging.sendTyping(roomId);
    await stateOf(
      buyer,
      ({ conversations }) => conversations.get(roomId)?.typingUserIds[0] === SELLER,
    );
    await seller.messaging.sendTextMessage(roomId, 'four');
    await untilEntry(buyer, ({ text }) => text === 'four');
    await untilEntry(buyer, ({ text, direct }) => text === 'three' && direct === true);
    const heard = entriesOf(seller).find(({ text }) => text === 'three');
    expect([heard?.senderId, heard?.seq, heard?.direct]).to.deep.equal([BUYER, undefined, true]);
    expect(buyer.getState().conversations.get(roomId)?.direct).to.equal(true);

    startBroker();
    const isStored = (entry: LogEntry) => entry.seq !== undefined;
    for (const session of [buyer, seller]) {
      await stateOf(session, ({ conversations }) => {
        const { entries = [] } = conversations.get(roomId) ?? {};
        return entries.length === 4 && entries.every(isStored);
      });
    }
    const stored = broker.rooms.get(roomId)?.messages.map(({ text }) => text);
    expect([...(stored ?? [])].sort()).to.deep.equal(['four', 'one', 'three', 'two']);
    expect(textsOf(buyer)).to.deep.equal(stored);
    expect(textsOf(seller)).to.deep.equal(stored);
  });

  it('outlives its sockets, and is not asked for again', async () => {
    const { buyer } = await link();
    killBroker();
    await stateOf(buyer, ({ connection }) => connection !== 'online');
    startBroker();
    await stateOf(buyer, ({ connection }) => connection === 'online');
    await buyer.messaging.sendTextMessage(roomId, 'three');
    await untilEntry(buyer, ({ text, seq }) => text === 'three' && seq !== undefined);
    expect(broker.framesOf('link_accept')).to.have.length(1);
    expect(buyer.getState().conversations.get(roomId)?.direct).to.equal(true);
  });

  it('shows nothing twice that came both ways', async () => {
    const { buyer, seller } = await link();
    const texts = Array.from({ length: 50 }, (_, n) => `message ${n}`);
    for (const text of texts) await buyer.messaging.sendTextMessage(roomId, text);
    await untilEntry(seller, ({ text, seq }) => text === 'message 49' && seq !== undefined);
    expect(textsOf(seller)).to.deep.equal(['one', 'two', ...texts]);
  });

  it('ends when the other side leaves, and opens again when they come back', async () => {
    const { buyer, seller } = await link();
    await seller.close();
    await untilDirect(buyer, false);
    await enter(SELLER);
    await untilDirect(buyer);
  });
});
