import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryOutbox, type Outbox } from '../../../src/client/outbox.js';
import type { Surroundings } from '../../../src/client/surroundings.js';
import type { Session, SessionState } from '../../../src/client/types.js';
import { BROKER, FakeBroker, type Room } from '../../support/fake-broker.js';
import { memoryStorage, sessionOf, stateOf } from '../../support/sessions.js';

const BUYER = 'buyer-7';
const SELLER = 'seller-42';

let broker: FakeBroker;
let room: Room;
let sessions: Session[];

function open(userId: string, surroundings: Partial<Surroundings> = {}): Session {
  const session = sessionOf(broker, userId, surroundings);
  sessions.push(session);
  return session;
}

async function openedBy(userId: string, surroundings?: Partial<Surroundings>): Promise<Session> {
  const session = open(userId, surroundings);
  await session.connect();
  await session.messaging.getMessages(room.id);
  return session;
}

/** What outlives a page. */
function keptOutbox(): Outbox {
  return { ...memoryOutbox(), close: () => undefined };
}

const entriesOf = (state: SessionState) => state.conversations.get(room.id)?.entries ?? [];
const picture = (bytes = 'picture') => new File([bytes], 'car.png', { type: 'image/png' });
const isStored = (state: SessionState) => entriesOf(state).at(-1)?.seq !== undefined;
const failedWith = (code: string) => (state: SessionState) =>
  entriesOf(state).some(({ error }) => error === code);

beforeEach(() => {
  broker = new FakeBroker();
  room = broker.open(BUYER, SELLER);
  sessions = [];
});

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  expect(broker.sockets.size).toBe(0);
});

describe('a file', () => {
  it('is shown at once with its progress, and goes out when the broker has all of it', async () => {
    const buyer = await openedBy(BUYER);
    const seen: [number, number][] = [];
    buyer.subscribe(() => {
      const { transfer } = entriesOf(buyer.getState()).at(-1) ?? {};
      if (transfer) seen.push([transfer.loadedBytes, transfer.totalBytes]);
    });
    const file = picture();
    const entry = await buyer.messaging.sendImage(room.id, file, { caption: 'the blue one' });
    expect(entry).toMatchObject({
      type: 'IMAGE',
      text: 'the blue one',
      media: { name: 'car.png' },
    });
    expect(entry.transfer?.local).toBeInstanceOf(Blob);
    const state = await stateOf(buyer, isStored);
    expect(seen[0]).toEqual([0, 7]);
    expect(seen.at(-1)).toEqual([7, 7]);
    expect(broker.desk.uploads.get(entry.id)?.bytes).toBe('picture');
    expect(entriesOf(state).at(-1)).toMatchObject({
      id: entry.id,
      type: 'IMAGE',
      text: 'the blue one',
      media: { fileId: entry.id, url: `${BROKER}/api/files/${entry.id}?signature=x` },
    });
  });

  it('lets what is written later go ahead', async () => {
    const outbox = keptOutbox();
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const buyer = await openedBy(BUYER, {
      openOutbox: async () => outbox,
      fetchWithProgress: () => async (input, init) => {
        await held;
        return broker.fetch(input, init);
      },
    });
    await buyer.messaging.sendFile(room.id, picture());
    await buyer.messaging.sendTextMessage(room.id, 'it is on its way');
    await broker.until(() => room.messages.length === 1);
    release();
    await broker.until(() => room.messages.length === 2);
    expect(room.messages.map(({ type }) => type)).toEqual(['TEXT', 'FILE']);
  });

  it('goes up beside one other, not beside more', async () => {
    let running = 0;
    let most = 0;
    const buyer = await openedBy(BUYER, {
      fetchWithProgress: () => async (input, init) => {
        most = Math.max(most, ++running);
        await buyer.messaging.getConversations();
        running--;
        return broker.fetch(input, init);
      },
    });
    await Promise.all([1, 2, 3, 4, 5].map(() => buyer.messaging.sendFile(room.id, picture())));
    await broker.until(() => room.messages.length === 5);
    expect(most).toBe(2);
  });

  it('goes on where it stopped when the network was lost on the way', async () => {
    const buyer = await openedBy(BUYER);
    broker.desk.cutAfterBytes = 3;
    const { id } = await buyer.messaging.sendFile(room.id, picture());
    await broker.until(() => broker.desk.uploads.get(id)?.bytes === 'pic');
    broker.desk.cutAfterBytes = undefined;
    broker.dropAll();
    await broker.until(() => room.messages.length === 1);
    expect(broker.desk.uploads.get(id)?.bytes).toBe('picture');
  });

  it('goes on after a reload, and only then is the rest of the code loaded', async () => {
    const outbox = keptOutbox();
    const browser = { openOutbox: async () => outbox, storage: memoryStorage() };
    const before = await openedBy(BUYER, browser);
    broker.desk.cutAfterBytes = 3;
    const { id } = await before.messaging.sendVoiceMessage(room.id, picture(), 2.5, {
      waveform: [1, 99, -4],
    });
    await broker.until(() => broker.desk.uploads.get(id)?.bytes === 'pic');
    await before.close();
    broker.desk.cutAfterBytes = undefined;
    const after = await openedBy(BUYER, browser);
    const state = await stateOf(after, isStored);
    expect(broker.desk.uploads.get(id)?.bytes).toBe('picture');
    expect(entriesOf(state)).toMatchObject([
      { id, type: 'VOICE', media: { durationSeconds: 2.5, waveform: [1, 31, 0] } },
    ]);
    while ((await outbox.list(`${BROKER}\n${BUYER}`)).length > 0);
  });

  it('starts again when the broker has forgotten the beginning', async () => {
    const buyer = await openedBy(BUYER);
    broker.desk.cutAfterBytes = 3;
    const { id } = await buyer.messaging.sendFile(room.id, picture());
    await broker.until(() => broker.desk.uploads.get(id)?.bytes === 'pic');
    broker.desk.cutAfterBytes = undefined;
    broker.desk.uploads.clear();
    broker.dropAll();
    await broker.until(() => room.messages.length === 1);
    expect(broker.desk.uploads.get(id)?.bytes).toBe('picture');
  });

  it('that is too large says so beside the message, and can be tried again or removed', async () => {
    const buyer = await openedBy(BUYER);
    broker.desk.mostBytes = 3;
    const { id } = await buyer.messaging.sendFile(room.id, picture());
    const state = await stateOf(buyer, failedWith('file_too_large'));
    const line = entriesOf(state)[0];
    expect(line && buyer.messaging.deliveryStateOf(room.id, line)).toBe('failed');
    expect(room.messages).toEqual([]);
    broker.desk.mostBytes = Infinity;
    await buyer.messaging.retryMessage(room.id, id);
    await stateOf(buyer, isStored);
    broker.desk.mostBytes = 3;
    const second = await buyer.messaging.sendFile(room.id, picture());
    await stateOf(buyer, failedWith('file_too_large'));
    await buyer.messaging.discardMessage(room.id, second.id);
    expect(entriesOf(buyer.getState()).map((entry) => entry.id)).toEqual([id]);
  });

  it('that is taken back stops on its way', async () => {
    let aborted = () => {};
    const stopped = new Promise<void>((resolve) => (aborted = resolve));
    const buyer = await openedBy(BUYER, {
      fetchWithProgress: () => (_input, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => {
            aborted();
            reject(new DOMException('aborted', 'AbortError'));
          });
          void buyer.messaging.discardMessage(room.id, id);
        }),
    });
    const { id } = await buyer.messaging.sendFile(room.id, picture());
    await stopped;
    await stateOf(buyer, (state) => entriesOf(state).length === 0);
    await broker.until(() => broker.desk.uploads.size === 0);
    broker.dropAll();
    await broker.until(() => broker.framesOf('hello').length === 2);
    await buyer.messaging.getConversations();
    expect(room.messages).toEqual([]);
  });

  it('without a byte is refused before it is shown', async () => {
    const buyer = await openedBy(BUYER);
    const sent = buyer.messaging.sendFile(room.id, new File([], 'empty.txt'));
    await expect(sent).rejects.toMatchObject({ code: 'empty_file' });
    expect(entriesOf(buyer.getState())).toEqual([]);
  });

  it('has a name that any broker takes', async () => {
    const buyer = await openedBy(BUYER);
    const names = [
      '../../etc/pass\u202Ewd',
      ' ',
      'x'.repeat(400) + '.pdf',
      'half \ud83d',
      undefined,
    ];
    const sent = [];
    for (const name of names) {
      sent.push(
        await buyer.messaging.sendFile(room.id, new Blob(['x']), { ...(name && { name }) }),
      );
    }
    const taken = sent.map(({ media }) => media?.name ?? '');
    expect(taken[0]).toBe('....etcpasswd');
    expect(taken[1]).toBe('file');
    expect(taken[2]).toMatch(/^x{251}\.pdf$/);
    expect(taken[3]).toBe('half');
    expect(taken[4]).toBe('file');
  });

  it('of two tabs with one outbox goes up once', async () => {
    const outbox = keptOutbox();
    const locks = new Map<string, Promise<void>>();
    const exclusive = (name: string, work: () => Promise<void>) => {
      const turn = (locks.get(name) ?? Promise.resolve()).then(work);
      locks.set(name, turn);
      return turn;
    };
    const storage = memoryStorage();
    const shared = { openOutbox: async () => outbox, storage, exclusive };
    broker.isUnreachable = true;
    const before = open(BUYER, shared);
    await before.connect();
    await before.messaging.sendFile(room.id, picture());
    await before.close();
    broker.isUnreachable = false;
    const tabs = await Promise.all([openedBy(BUYER, shared), openedBy(BUYER, shared)]);
    await Promise.all(tabs.map((tab) => stateOf(tab, isStored)));
    expect(broker.requests.filter((request) => request.startsWith('PATCH'))).toHaveLength(1);
    expect(room.messages).toHaveLength(1);
    for (const tab of tabs) expect(entriesOf(tab.getState())).toHaveLength(1);
  });

  it('of another tab leaves the turns to one’s own, and is not waited for when it was removed', async () => {
    const outbox = keptOutbox();
    const held = new Map<string, Promise<void>>();
    const left: string[] = [];
    const exclusive: Surroundings['exclusive'] = async (name, work, signal) => {
      const former = held.get(name);
      const leave = new Promise<never>((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          if (former) left.push(name);
          reject(new DOMException('', 'AbortError'));
        });
      });
      leave.catch(() => undefined);
      if (former) await Promise.race([former, leave]);
      const turn = work();
      held.set(name, turn);
      await turn.finally(() => held.delete(name));
    };
    const shared = { openOutbox: async () => outbox, storage: memoryStorage(), exclusive };
    let begun = 0;
    const stuck = await openedBy(BUYER, {
      ...shared,
      fetchWithProgress: () => (_input, init) => {
        begun++;
        return new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        });
      },
    });
    const first = await stuck.messaging.sendFile(room.id, picture());
    await stuck.messaging.sendFile(room.id, picture());
    await vi.waitFor(() => expect(begun).toBe(2));
    const other = await openedBy(BUYER, shared);
    await vi.waitFor(() => expect(entriesOf(other.getState())).toHaveLength(2));
    await other.messaging.sendFile(room.id, picture('our own'));
    await broker.until(() => room.messages.length === 1);
    await other.messaging.discardMessage(room.id, first.id);
    await vi.waitFor(() => expect(left).toEqual([`deskbell:upload:${first.id}`]));
  });
});
