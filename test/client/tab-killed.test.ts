import { expect } from '@open-wc/testing';
import type { createSession, Session } from '../../src/index.js';
import { deleteDatabase } from '../support/databases.js';
import { BROKER, FakeBroker, tokenOf, type Room } from '../support/fake-broker.js';

const SELLER = 'seller-42';

let broker: FakeBroker;

/** A tab: a realm of its own with the browser's own storage, that can be killed at any moment. */
class Tab {
  readonly #frame = document.createElement('iframe');
  #sockets: object[] = [];
  session!: Session;

  static async open(userId: string): Promise<Tab> {
    const tab = new Tab();
    const made = new Promise<typeof createSession>((resolve) => {
      Object.assign(window, { [`tab of ${userId}`]: resolve });
    });
    document.body.append(tab.#frame);
    const realm = tab.#frame.contentDocument;
    const script = realm?.createElement('script');
    if (!script) throw new Error('a frame without a document');
    script.type = 'module';
    script.textContent = `
      import { createSession } from '/src/client/create-session.ts';
      parent[${JSON.stringify(`tab of ${userId}`)}](createSession);`;
    realm?.body.append(script);
    const create = await made;
    tab.session = create(
      { broker: BROKER, token: tokenOf(userId), sounds: false, direct: 'never' },
      {
        fetch: broker.fetch,
        openSocket(url, protocols) {
          const socket = broker.openSocket(url, protocols);
          tab.#sockets.push(socket);
          return socket;
        },
      },
    );
    return tab;
  }

  /** Nothing of it runs on: no last word, no half-written transaction. */
  kill(): void {
    for (const socket of broker.sockets)
      if (this.#sockets.includes(socket)) broker.sockets.delete(socket);
    this.#frame.remove();
  }
}

/** The time from the press of the button to the death of the tab. */
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function sendAndDie(
  userId: string,
  room: Room,
  text: string,
  afterMs: number,
): Promise<void> {
  const tab = await Tab.open(userId);
  await tab.session.connect();
  await tab.session.messaging.getMessages(room.id);
  tab.session.messaging.sendTextMessage(room.id, text).catch(() => undefined);
  await after(afterMs);
  tab.kill();
}

async function reopen(userId: string, room: Room, count: number): Promise<void> {
  const tab = await Tab.open(userId);
  await tab.session.connect();
  await tab.session.messaging.getMessages(room.id);
  await broker.until(() => room.messages.length >= count);
  await tab.session.close();
  tab.kill();
}

describe('a tab that is killed after “send”', () => {
  beforeEach(() => {
    broker = new FakeBroker();
  });

  afterEach(async () => {
    await deleteDatabase('deskbell');
    localStorage.clear();
    expect(broker.sockets.size).to.equal(0);
  });

  const fates: readonly [name: string, set: (on: boolean) => void][] = [
    ['the broker has it and its answer is on the way', (on) => (broker.keepsAcks = on)],
    ['the broker never heard of it', (on) => (broker.ignoresMessages = on)],
  ];

  for (const [name, set] of fates) {
    it(`sends exactly one copy when it is opened again: ${name}, 50 times`, async function () {
      this.timeout(60_000);
      const people = Array.from({ length: 5 }, (_, n) => `buyer-${n}`);
      const rooms = people.map((userId) => broker.open(userId, SELLER));
      for (let round = 0; round < 10; round++) {
        set(true);
        const dying = rooms.map((room, n) => {
          const text = `message ${round}`;
          return sendAndDie(people[n] ?? '', room, text, (round * 5 + n) * 4);
        });
        await Promise.all(dying);
        set(false);
        await Promise.all(rooms.map((room, n) => reopen(people[n] ?? '', room, round + 1)));
      }
      const texts = Array.from({ length: 10 }, (_, n) => `message ${n}`);
      for (const { messages } of rooms) {
        expect(messages.map(({ text }) => text)).to.deep.equal(texts);
      }
    });
  }
});
