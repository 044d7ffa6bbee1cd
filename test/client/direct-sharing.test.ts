import { expect } from '@open-wc/testing';
import type { LogEntry } from '../../src/core/message-log.js';
import type { Session } from '../../src/client/types.js';
import { FakeBroker } from '../support/fake-broker.js';
import { PeerSockets } from '../support/peer-sockets.js';
import { sessionOf, stateOf } from '../support/sessions.js';

const BUYER = 'buyer-7';
const SELLER = 'seller-42';
const MANY_BYTES = 40 * 128 * 1024 + 11;
/** So much that it is still on its way when a test has seen its beginning. */
const SO_MANY_BYTES = 3 * MANY_BYTES;

let broker: FakeBroker;
let peers: PeerSockets;
let sessions: Session[];
let roomId: string;
let connections: RTCPeerConnection[];
/** What was handed to the browser's downloads. */
let downloads: { name: string; href: string }[];

const Native = window.RTCPeerConnection;
const { click } = HTMLAnchorElement.prototype;
const picker = Object.getOwnPropertyDescriptor(window, 'showSaveFilePicker');

function choose(pick: unknown): void {
  Object.defineProperty(window, 'showSaveFilePicker', { value: pick, configurable: true });
}

async function enter(userId: string): Promise<Session> {
  const session = sessionOf(broker, userId, {}, { direct: 'auto' });
  sessions.push(session);
  await session.connect();
  await session.messaging.getMessages(roomId);
  return session;
}

const untilDirect = (session: Session) =>
  stateOf(session, ({ conversations }) => conversations.get(roomId)?.direct === true);

async function untilEntry(session: Session, fits: (entry: LogEntry) => boolean): Promise<LogEntry> {
  const find = (entries: readonly LogEntry[] = []) => entries.find((entry) => fits(entry));
  const state = await stateOf(
    session,
    ({ conversations }) => find(conversations.get(roomId)?.entries) !== undefined,
  );
  return find(state.conversations.get(roomId)?.entries)!;
}

function bytesOf(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at++) bytes[at] = at * 7 + (at >> 9);
  return bytes;
}

/** The buyer sends a file that is too large for the broker; the seller has its message. */
async function share(size = MANY_BYTES) {
  const [buyer, seller] = await Promise.all([enter(BUYER), enter(SELLER)]);
  await Promise.all([untilDirect(buyer), untilDirect(seller)]);
  const file = new File([bytesOf(size)], 'plans.zip', { type: 'application/zip' });
  await buyer.messaging.sendFile(roomId, file);
  const { id } = await untilEntry(seller, ({ type, seq }) => type === 'FILE' && seq !== undefined);
  return { buyer, seller, id };
}

async function download(): Promise<Uint8Array> {
  expect(downloads).to.have.length(1);
  return new Uint8Array(await (await fetch(downloads[0]?.href ?? '')).arrayBuffer());
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'fine',
    (error: { code?: unknown }) => error.code,
  );

beforeEach(() => {
  broker = new FakeBroker();
  broker.desk.mostBytes = 10;
  peers = new PeerSockets();
  sessions = [];
  connections = [];
  downloads = [];
  const room = broker.open(BUYER, SELLER);
  broker.post(room, BUYER, 'one');
  broker.post(room, SELLER, 'two');
  roomId = room.id;
  choose(undefined);
  HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
    downloads.push({ name: this.download, href: this.href });
  };
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
});

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  expect(peers.open.size).to.equal(0);
  expect(connections.filter(({ signalingState }) => signalingState !== 'closed')).to.have.length(0);
  peers.restore();
  window.RTCPeerConnection = Native;
  HTMLAnchorElement.prototype.click = click;
  if (picker) Object.defineProperty(window, 'showSaveFilePicker', picker);
  for (const { href } of downloads) URL.revokeObjectURL(href);
});

describe('a file that its sender keeps', () => {
  it('is handed over, as it is, when the other side asks for it', async () => {
    const { seller, id } = await share();
    const seen: number[] = [];
    seller.subscribe(() => {
      const entry = seller
        .getState()
        .conversations.get(roomId)
        ?.entries.find((e) => e.id === id);
      if (entry?.transfer) seen.push(entry.transfer.loadedBytes);
    });
    await seller.messaging.receiveFile(roomId, id);
    const got = await download();
    expect(downloads[0]?.name).to.equal('plans.zip');
    const want = bytesOf(MANY_BYTES);
    expect(got.length).to.equal(want.length);
    expect(got.every((byte, at) => byte === want[at])).to.equal(true);
    expect(seen[0]).to.equal(0);
    const entry = await untilEntry(seller, (each) => each.id === id);
    expect(entry.transfer).to.equal(undefined);
  });

  it('goes where the person chooses, when the browser asks', async () => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('chosen', { create: true });
    const asked: unknown[] = [];
    choose(async (options: unknown) => {
      asked.push(options);
      return handle;
    });
    const { seller, id } = await share();
    await seller.messaging.receiveFile(roomId, id);
    expect(asked).to.deep.equal([{ suggestedName: 'plans.zip' }]);
    expect((await handle.getFile()).size).to.equal(MANY_BYTES);
    expect(downloads).to.deep.equal([]);
    await folder.removeEntry('chosen');
  });

  it('is not fetched when the person chooses no place', async () => {
    choose(async () => {
      throw new DOMException('closed', 'AbortError');
    });
    const { seller, id } = await share();
    expect(await codeOf(seller.messaging.receiveFile(roomId, id))).to.equal('aborted');
    choose(undefined);
    expect(await codeOf(seller.messaging.receiveFile(roomId, id))).to.equal('fine');
  });

  it('is fetched once by whoever asks twice', async () => {
    const { seller, id } = await share();
    const { messaging } = seller;
    await Promise.all([messaging.receiveFile(roomId, id), messaging.receiveFile(roomId, id)]);
    expect(downloads).to.have.length(1);
  });

  it('goes on after the link was lost on the way', async () => {
    const { buyer, seller, id } = await share(SO_MANY_BYTES);
    const done = seller.messaging.receiveFile(roomId, id);
    await untilEntry(seller, ({ transfer }) => (transfer?.loadedBytes ?? 0) > 0);
    for (const connection of connections) connection.close();
    await done;
    expect((await download()).length).to.equal(SO_MANY_BYTES);
    expect(buyer.getState().connection).to.equal('online');
    expect(broker.framesOf('link_accept').length).to.be.greaterThan(1);
  });

  it('is gone with the page that kept it', async () => {
    const { buyer, seller, id } = await share();
    await buyer.close();
    await untilDirect(await enter(BUYER));
    await untilDirect(seller);
    expect(await codeOf(seller.messaging.receiveFile(roomId, id))).to.equal('file_gone');
    expect(downloads).to.deep.equal([]);
  });

  it('can be stopped by the receiver, and asked for again', async () => {
    const { seller, id } = await share(SO_MANY_BYTES);
    const done = codeOf(seller.messaging.receiveFile(roomId, id));
    await untilEntry(seller, ({ transfer }) => (transfer?.loadedBytes ?? 0) > 0);
    await seller.messaging.discardMessage(roomId, id);
    expect(await done).to.equal('aborted');
    await seller.messaging.receiveFile(roomId, id);
    expect((await download()).length).to.equal(SO_MANY_BYTES);
  });

  it('is not handed to others, nor for what it was not sent for', async () => {
    const { seller } = await share();
    const own = await untilEntry(seller, ({ text }) => text === 'two');
    for (const messageId of [own.id, crypto.randomUUID()]) {
      expect(await codeOf(seller.messaging.receiveFile(roomId, messageId))).to.equal('not_found');
    }
  });

  it('leaves nothing behind in the browser when it does not come', async () => {
    const { seller, id } = await share(SO_MANY_BYTES);
    const done = codeOf(seller.messaging.receiveFile(roomId, id));
    await untilEntry(seller, ({ transfer }) => (transfer?.loadedBytes ?? 0) > 0);
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('deskbell-files');
    const names = async () => {
      const found: string[] = [];
      const entries = folder as unknown as AsyncIterable<[string]>;
      for await (const [name] of entries) found.push(name);
      return found;
    };
    const before = await names();
    await seller.messaging.discardMessage(roomId, id);
    await done;
    const after = await names();
    expect(after.length).to.be.lessThan(before.length);
    // What is being written has a shadow.
    expect(after.filter((name) => name.endsWith('.crswap'))).to.deep.equal([]);
  });
});
