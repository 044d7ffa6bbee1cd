import { beforeEach, describe, expect, it } from 'vitest';
import { assembleSender } from '../../../src/client/assemble-sender.js';
import { ConversationBook } from '../../../src/client/conversation-book.js';
import { memoryOutbox, type OutboxMessage } from '../../../src/client/outbox.js';
import { SenderDoor } from '../../../src/client/sender-door.js';
import { createStore } from '../../../src/client/store.js';
import { browserSurroundings } from '../../../src/client/surroundings.js';
import { NO_MEDIA, type SessionState } from '../../../src/client/types.js';
import { IDLE_CALL } from '../../../src/core/call-state.js';
import type { ClientFrameInput } from '../../../src/protocol/index.js';
import { BROKER, FakeBroker, makeId } from '../../support/fake-broker.js';
import { memoryStorage } from '../../support/sessions.js';

const BUYER = 'buyer-7';
const OWNER = `${BROKER}\n${BUYER}`;

let storage: ReturnType<typeof memoryStorage>;
let sent: string[];
let errors: unknown[];
let loads: number;
let canLoad: boolean;

beforeEach(() => {
  storage = memoryStorage();
  [sent, errors, loads, canLoad] = [[], [], 0, true];
});

function page() {
  const broker = new FakeBroker();
  const room = broker.open(BUYER, 'seller-42');
  const store = createStore<SessionState>({
    connection: 'online',
    me: null,
    conversations: new Map(),
    presence: new Map(),
    call: IDLE_CALL,
    media: NO_MEDIA,
    error: null,
  });
  const nothing = () => undefined;
  const book = new ConversationBook({
    store,
    emit: nothing,
    emitMessaging: nothing,
    onPeople: nothing,
  });
  book.upsert(broker.conversationOf(room, BUYER));
  const outbox = memoryOutbox();
  const onError = (error: unknown) => void errors.push(error);
  const send = (frame: ClientFrameInput) => {
    if (frame.type === 'message_send') sent.push(frame.message.id);
    return true;
  };
  const door: SenderDoor = new SenderDoor({
    book,
    storage,
    onError,
    async load() {
      loads++;
      if (!canLoad) throw new TypeError('Failed to fetch dynamically imported module');
      const world = {
        ...browserSurroundings(),
        storage,
        openOutbox: async () => outbox,
        exclusive: (_name: string, work: () => Promise<void>) => work(),
      };
      const owner = () => OWNER;
      return assembleSender({ world, book, owner, send, carry: nothing, drop: nothing, onError });
    },
  });
  const shown = () =>
    store
      .get()
      .conversations.get(room.id)
      ?.entries.map(({ text }) => text);
  const write = (text: string): OutboxMessage => {
    const id = makeId();
    const createdAt = '2026-01-01T00:00:00.000Z';
    return { id, owner: OWNER, conversationId: room.id, createdAt, draft: { id, text } };
  };
  return { door, shown, write, outbox };
}

describe('what sends', () => {
  it('is not loaded where nothing was written', async () => {
    const { door } = page();
    await door.resendAll();
    await door.showPending();
    expect(loads).toBe(0);
    expect(storage.keys()).toEqual([]);
    door.close();
  });

  it('is loaded once, by the first keystroke', async () => {
    const { door, write } = page();
    door.prepare();
    door.prepare();
    await door.open();
    const entry = write('hello');
    await door.submit(entry);
    expect([loads, sent]).toEqual([1, [entry.id]]);
    door.close();
  });

  it('finds what was shown and written down while it was on its way, and sends it once', async () => {
    const { door, shown, write, outbox } = page();
    const [first, second] = [write('first'), write('second')];
    const done = [door.submit(first), door.submit(second)];
    expect(shown()).toEqual(['first', 'second']);
    expect(JSON.parse(storage.get('deskbell:outbox') ?? '')).toEqual([first, second]);
    expect(sent).toEqual([]);
    await Promise.all(done);
    expect(sent).toEqual([first.id, second.id]);
    expect(await outbox.list(OWNER)).toEqual([first, second]);
    expect(storage.get('deskbell:outbox')).toBeUndefined();
    door.close();
  });

  it('that cannot be loaded leaves the message waiting for the next connection', async () => {
    const { door, shown, write } = page();
    canLoad = false;
    const first = write('in a tunnel');
    await door.submit(first);
    expect(errors).toMatchObject([{ code: 'network' }]);
    expect(shown()).toEqual(['in a tunnel']);
    canLoad = true;
    await door.resendAll();
    expect(sent).toEqual([first.id]);
    door.close();
  });

  it('sends what waited before what is written now, each once', async () => {
    const before = page();
    canLoad = false;
    const first = before.write('before');
    await before.door.submit(first);
    before.door.close();
    canLoad = true;
    const { door, write } = page();
    const second = write('after');
    await door.submit(second);
    expect(sent).toEqual([first.id, second.id]);
    door.close();
  });

  it('is loaded by the next page while its outbox holds something, and no longer', async () => {
    const { door, write } = page();
    const entry = write('kept');
    await door.submit(entry);
    const next = page();
    await next.door.showPending();
    expect(loads).toBe(2);
    const { outbox } = await door.open();
    await outbox.remove(entry.id);
    expect(storage.keys()).toEqual([]);
    const last = page();
    await last.door.resendAll();
    expect(loads).toBe(2);
    for (const each of [door, next.door, last.door]) each.close();
  });

  it('ends with the session, even when it is on its way', async () => {
    const { door, write } = page();
    door.prepare();
    door.close();
    const { outbox } = await door.open();
    await expect(outbox.put(write('too late'))).rejects.toMatchObject({ code: 'closed' });
  });
});
