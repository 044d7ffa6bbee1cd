import { expect } from '@open-wc/testing';
import { webAudioTones } from '../../src/client/tones.js';
import { openIndexedDbOutbox } from '../../src/client/indexeddb-outbox.js';
import { createSession, type Session } from '../../src/index.js';
import { deleteDatabase } from '../support/databases.js';
import { BROKER, FakeBroker, tokenOf } from '../support/fake-broker.js';
import { stateOf } from '../support/sessions.js';
import { waitUntil } from '../support/wait-until.js';

const BUYER = 'buyer-7';
const SELLER = 'seller-42';
const OWNER = `${BROKER}\n${BUYER}`;

let broker: FakeBroker;
let sessions: Session[];

/** All of the browser, but for the network. */
function open(userId?: string): Session {
  const session = createSession(
    { broker: BROKER, sounds: false, ...(userId && { token: tokenOf(userId) }) },
    { fetch: broker.fetch, openSocket: broker.openSocket },
  );
  sessions.push(session);
  return session;
}

async function waiting(): Promise<string[]> {
  const outbox = await openIndexedDbOutbox();
  const entries = await outbox.list(OWNER);
  const texts = entries.flatMap((kept) =>
    'draft' in kept && 'text' in kept.draft ? [kept.draft.text ?? ''] : [],
  );
  outbox.close();
  return texts;
}

beforeEach(() => {
  broker = new FakeBroker();
  sessions = [];
  localStorage.clear();
  sessionStorage.clear();
});

afterEach(async () => {
  await Promise.all(sessions.map((session) => session.close()));
  await deleteDatabase('deskbell');
  expect(broker.sockets.size).to.equal(0);
});

describe('a session in a browser', () => {
  it('stores nothing before its person acts', async () => {
    const session = open();
    session.watchPresence([SELLER]);
    window.dispatchEvent(new Event('online'));
    await Promise.resolve();
    expect(localStorage.length + sessionStorage.length).to.equal(0);
    const names = (await indexedDB.databases()).map(({ name }) => name);
    expect(names).not.to.include('deskbell');
    expect(broker.dials).to.equal(0);
  });

  it('is signed out, and leaves nothing here, when its person deletes their account', async () => {
    const guest = open();
    await guest.connect();
    localStorage.setItem('cart', 'one car');
    expect(Object.keys(localStorage)).to.include(`deskbell:guest:${BROKER}`);
    await guest.messaging.deleteAccount();
    expect(broker.requests).to.include('DELETE /api/me');
    expect(guest.getState().connection).to.equal('closed');
    expect(Object.keys(localStorage)).to.deep.equal(['cart']);
    localStorage.clear();
  });

  it('sends after a reload what was written before it, once and in order', async () => {
    const room = broker.open(BUYER, SELLER);
    broker.isSilent = true;
    const before = open(BUYER);
    for (const text of ['one', 'two', 'three']) {
      await before.messaging.sendTextMessage(room.id, text);
    }
    await before.close();
    expect(await waiting()).to.deep.equal(['one', 'two', 'three']);
    broker.isSilent = false;
    const after = open(BUYER);
    await after.connect();
    await after.messaging.getMessages(room.id);
    await stateOf(
      after,
      ({ conversations }) =>
        conversations.get(room.id)?.entries.filter(({ seq }) => seq !== undefined).length === 3,
    );
    expect(room.messages.map(({ text }) => text)).to.deep.equal(['one', 'two', 'three']);
    while ((await waiting()).length > 0);
  });

  it('shows after a reload what still waits', async () => {
    const room = broker.open(BUYER, SELLER);
    broker.keepsAcks = true;
    broker.refuseMessages = 'forbidden';
    const before = open(BUYER);
    await before.connect();
    await before.messaging.getMessages(room.id);
    await before.messaging.sendTextMessage(room.id, 'refused');
    await stateOf(
      before,
      ({ conversations }) => conversations.get(room.id)?.entries[0]?.error !== undefined,
    );
    await before.close();
    const after = open(BUYER);
    const entries = await after.messaging.getMessages(room.id);
    expect(entries.map(({ text, error }) => [text, error])).to.deep.equal([
      ['refused', 'forbidden'],
    ]);
  });

  it('of two tabs sends each message once', async () => {
    const room = broker.open(BUYER, SELLER);
    broker.isSilent = true;
    const before = open(BUYER);
    const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`);
    for (const text of texts) await before.messaging.sendTextMessage(room.id, text);
    await before.close();
    broker.isSilent = false;
    const tabs = [open(BUYER), open(BUYER)];
    await Promise.all(tabs.map((tab) => tab.connect()));
    await broker.until(() => room.messages.length === 20);
    expect(room.messages.map(({ text }) => text)).to.deep.equal(texts);
  });

  it('is one device for all its reloads', async () => {
    const first = open(BUYER);
    await first.connect();
    await first.close();
    await open(BUYER).connect();
    const ids = broker.framesOf('hello').map(({ deviceId }) => deviceId);
    expect(ids).to.have.length(2);
    expect(ids[0]).to.equal(ids[1]);
  });

  it('dials at once when the network comes back', async () => {
    const session = open(BUYER);
    await session.connect();
    broker.refuseWith = 1006;
    for (let dials = 1; dials < 4; dials++) {
      broker.dropAll();
      await broker.until(() => broker.dials > dials);
    }
    broker.refuseWith = undefined;
    await stateOf(session, ({ connection }) => connection !== 'online');
    window.dispatchEvent(new Event('online'));
    await stateOf(session, ({ connection }) => connection === 'online');
  });
});

describe('tones', () => {
  const Original = window.AudioContext;
  let contexts: AudioContext[];
  let oscillators: number;

  beforeEach(() => {
    contexts = [];
    oscillators = 0;
    window.AudioContext = class extends Original {
      constructor() {
        super();
        contexts.push(this);
      }
      override createOscillator(): OscillatorNode {
        oscillators++;
        return super.createOscillator();
      }
    };
  });

  afterEach(() => {
    window.AudioContext = Original;
  });

  it('are made of oscillators, and leave no open sound device', async () => {
    const tones = webAudioTones();
    tones.play('ringtone');
    await waitUntil(() => oscillators > 0);
    tones.close();
    tones.close();
    expect(contexts).to.have.length(1);
    expect(contexts[0]?.state).to.equal('closed');
  });

  it('that were stopped before the browser let them sound stay silent', async () => {
    let letSound = (): void => undefined;
    window.AudioContext = class extends window.AudioContext {
      override resume(): Promise<void> {
        return new Promise((resolve) => (letSound = resolve));
      }
    };
    const tones = webAudioTones();
    tones.play('ringtone');
    await waitUntil(() => contexts.length > 0);
    tones.stop();
    letSound();
    await Promise.resolve();
    expect(oscillators).to.equal(0);
    tones.close();
  });

  it('that were stopped at once open no sound device', async () => {
    const tones = webAudioTones();
    tones.play('ringtone');
    tones.stop();
    tones.play('busy');
    await waitUntil(() => contexts.length > 0);
    expect(contexts).to.have.length(1);
    tones.close();
  });

  it('tell the endings apart, sound once, and let go of the sound device', async () => {
    const { start } = OscillatorNode.prototype;
    const heard = new Map<BaseAudioContext, { hz: number; when: number }[]>();
    OscillatorNode.prototype.start = function (this: OscillatorNode, when = 0) {
      const notes = heard.get(this.context) ?? [];
      heard.set(this.context, [...notes, { hz: this.frequency.value, when }]);
      start.call(this, when);
    };
    try {
      const endings = ['end', 'busy', 'no_answer', 'declined', 'failed', 'lost'] as const;
      for (const tone of endings) webAudioTones().play(tone);
      const isOver = ({ state }: AudioContext) => state === 'closed';
      const isSilent = () => contexts.length === endings.length && contexts.every(isOver);
      await waitUntil(isSilent, 'a sound device is open');
      const melodies = [...heard.values()].map((notes) => {
        const [first] = notes;
        return notes
          .map(({ hz, when }) => `${hz}+${(when - (first?.when ?? 0)).toFixed(2)}`)
          .join();
      });
      expect(new Set(melodies).size).to.equal(endings.length);
    } finally {
      OscillatorNode.prototype.start = start;
    }
  });
});
