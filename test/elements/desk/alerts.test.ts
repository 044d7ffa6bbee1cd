import { expect, fixture, html } from '@open-wc/testing';
import { setPageHost } from '../../../src/controllers/session-context.js';
import '../../../src/elements/chat-inbox.js';
import '../../../src/elements/chat-panel.js';
import type { Conversation, Message, MessageType } from '../../../src/protocol/index.js';
import {
  callFacts,
  conversationState,
  CONVERSATION_ID,
  fakeHost,
  ME,
  SELLER,
  type FakeHost,
} from '../../support/fake-session.js';
import { button, find, findAll } from '../../support/accessible.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

/** The browser's Notification, as far as it is used, and what became of each. */
class FakeNotification {
  static permission: NotificationPermission = 'granted';
  static made: FakeNotification[] = [];
  static requests = 0;
  onclick: (() => void) | null = null;
  isClosed = false;

  constructor(
    readonly title: string,
    readonly options: NotificationOptions,
  ) {
    // The browser puts a new one in the place of one with the same tag.
    FakeNotification.open.find((each) => each.options.tag === options.tag)?.close();
    FakeNotification.made.push(this);
  }

  static get open(): FakeNotification[] {
    return FakeNotification.made.filter(({ isClosed }) => !isClosed);
  }

  static async requestPermission(): Promise<NotificationPermission> {
    FakeNotification.requests += 1;
    return FakeNotification.permission;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Counts the sounds; plays none. */
class FakeAudio {
  static made = 0;
  state = 'running';

  constructor() {
    FakeAudio.made += 1;
  }

  resume(): Promise<void> {
    return Promise.reject(new Error('no sound in tests'));
  }

  async close(): Promise<void> {}
}

let seq = 0;

function message(fields: Partial<Message> = {}): Message {
  seq += 1;
  return {
    id: crypto.randomUUID(),
    conversationId: CONVERSATION_ID,
    senderId: SELLER,
    type: 'TEXT',
    seq,
    rev: seq,
    createdAt: new Date().toISOString(),
    text: `Message ${seq}`,
    reactions: [],
    ...fields,
  };
}

function untexted(type: MessageType): Message {
  const made = message({ type });
  delete made.text;
  return made;
}

describe('notifications', () => {
  const real = { Notification, AudioContext };
  let fake: FakeHost;

  beforeEach(async () => {
    Object.assign(globalThis, { Notification: FakeNotification, AudioContext: FakeAudio });
    FakeNotification.permission = 'granted';
    FakeNotification.made = [];
    FakeNotification.requests = 0;
    FakeAudio.made = 0;
    localStorage.setItem('deskbell.notifications', 'on');
    fake = fakeHost();
    setPageHost(fake.host);
    await fake.host.session();
  });

  afterEach(async () => {
    fake.session.set({ connection: 'closed' });
    expect(FakeNotification.open).to.deep.equal([]);
    await cleanUp();
    localStorage.clear();
    Object.assign(globalThis, real);
  });

  /** A message comes, in a conversation as described. */
  function receive(told: Message, fields: Partial<Conversation> = {}): void {
    const { conversationId: id } = told;
    fake.session.setConversation(
      conversationState([], { id, lastSeq: told.seq, unreadCount: 1, ...fields }),
    );
    fake.session.tell('message-received', { conversationId: id, message: told });
  }

  /** Waits until something that comes after it was told: what was to come had its time. */
  async function settle(): Promise<void> {
    const id = crypto.randomUUID();
    receive(message({ conversationId: id, text: 'the end' }));
    const isTold = () => FakeNotification.made.some(({ options }) => options.body === 'the end');
    await waitUntil(isTold, 'the end was not told');
    const ends = FakeNotification.made.filter(({ options }) => options.body === 'the end');
    FakeNotification.made = FakeNotification.made.filter((each) => !ends.includes(each));
    for (const end of ends) end.close();
  }

  it('say nothing of a call that the person turned down', async () => {
    const call = { id: 'c', type: 'VOICE', durationSeconds: null } as const;
    receive({ ...untexted('CALL_MISSED'), call: { ...call, status: 'DECLINED' } });
    await settle();
    expect(FakeNotification.made).to.deep.equal([]);
    receive({ ...untexted('CALL_MISSED'), call: { ...call, status: 'BUSY' } });
    await waitUntil(() => FakeNotification.made.length === 1);
    expect(FakeNotification.made[0]!.options.body).to.equal('Missed voice call');
  });

  it('tell who wrote what, once per conversation, in words for every kind', async () => {
    const kinds: [MessageType, Partial<Message>, string][] = [
      ['TEXT', { text: 'Still there?' }, 'Still there?'],
      ['IMAGE', {}, 'Photo'],
      [
        'CALL_MISSED',
        { call: { id: 'c', type: 'VIDEO', status: 'MISSED', durationSeconds: null } },
        'Missed video call',
      ],
    ];
    for (const [type, fields, body] of kinds) {
      receive({ ...untexted(type), ...fields });
      await waitUntil(() => FakeNotification.made.at(-1)?.options.body === body, body);
    }
    const tags = new Set(FakeNotification.made.map(({ options }) => options.tag));
    expect([...tags]).to.deep.equal([`deskbell.${CONVERSATION_ID}`]);
    expect(FakeNotification.made[0]!.title).to.equal('Blue Door Motors');
    expect(FakeNotification.made[0]!.options.silent).to.equal(true);
  });

  it('name the listing, in the language of the page', async () => {
    document.documentElement.lang = 'ar';
    receive(untexted('IMAGE'), { listing: { id: 'car', title: 'Estate car' } });
    await waitUntil(() => FakeNotification.made.length === 1);
    const [{ title, options }] = FakeNotification.made as [FakeNotification];
    expect(title).to.equal('Blue Door Motors · Estate car');
    expect(options.body).to.equal('صورة');
    expect(options.dir).to.equal('rtl');
  });

  it('are not shown without the person’s wish or the browser’s leave, nor asked for', async () => {
    const other = fakeHost();
    await other.host.session();
    localStorage.setItem('deskbell.notifications', 'off');
    receive(message({ text: 'unwanted' }));
    await waitUntil(() => FakeAudio.made === 1);
    localStorage.setItem('deskbell.notifications', 'on');
    FakeNotification.permission = 'default';
    other.session.setConversation(conversationState([], { unreadCount: 1 }));
    const told = message({ text: 'not allowed' });
    other.session.tell('message-received', { conversationId: CONVERSATION_ID, message: told });
    await waitUntil(() => FakeAudio.made === 2);
    expect(FakeNotification.made).to.deep.equal([]);
    expect(FakeNotification.requests).to.equal(0);
    other.session.set({ connection: 'closed' });
    await other.host.close();
  });

  it('keep quiet about own, muted, blocked and read messages, and calls that were answered', async () => {
    const elsewhere = (fields: Partial<Message> = {}) =>
      message({ conversationId: crypto.randomUUID(), ...fields });
    receive(elsewhere({ senderId: ME }));
    receive(elsewhere(), { mutedUntil: '9999-01-01T00:00:00.000Z' });
    receive(elsewhere(), { blocked: true });
    const read = elsewhere();
    receive(read, { receipts: [{ userId: ME, deliveredSeq: read.seq, readSeq: read.seq }] });
    receive(elsewhere({ type: 'CALL_ENDED' }));
    receive(elsewhere({ deletedAt: new Date().toISOString() }));
    await settle();
    expect(FakeNotification.made).to.deep.equal([]);
    expect(FakeAudio.made).to.equal(1);
  });

  it('keep quiet about the conversation that is on show', async () => {
    const panel = await fixture<HTMLElementTagNameMap['chat-panel']>(
      html`<chat-panel open conversation=${CONVERSATION_ID}></chat-panel>`,
    );
    fake.session.setConversation(conversationState([]));
    await waitUntil(() => panel.conversationId === CONVERSATION_ID);
    receive(message());
    await settle();
    expect(FakeNotification.made).to.deep.equal([]);
    panel.open = false;
    receive(message({ text: 'closed now' }));
    await waitUntil(() => FakeNotification.made.length === 1);
  });

  it('are told by one of several tabs', async () => {
    const other = fakeHost();
    await other.host.session();
    const told = message();
    for (const each of [fake, other]) {
      each.session.setConversation(conversationState([], { unreadCount: 1 }));
      each.session.tell('message-received', { conversationId: CONVERSATION_ID, message: told });
    }
    await settle();
    expect(FakeNotification.made).to.have.length(1);
    other.session.set({ connection: 'closed' });
    await other.host.close();
  });

  it('are not shown when it is read elsewhere at once, and vanish when it is read later', async () => {
    const told = message();
    receive(told);
    const receipts = [{ userId: ME, deliveredSeq: told.seq, readSeq: told.seq }];
    fake.session.setConversation(conversationState([], { unreadCount: 0, receipts }));
    await settle();
    expect(FakeNotification.made).to.deep.equal([]);
    receive(message());
    await waitUntil(() => FakeNotification.open.length === 1);
    fake.session.setConversation(conversationState([], { unreadCount: 0 }));
    expect(FakeNotification.open).to.deep.equal([]);
  });

  it('open the conversation by a click', async () => {
    receive(message());
    await waitUntil(() => FakeNotification.made.length === 1);
    FakeNotification.made[0]!.onclick!();
    await waitUntil(() => document.querySelector('chat-panel')?.open);
    expect(document.querySelector('chat-panel')!.conversation).to.equal(CONVERSATION_ID);
    expect(FakeNotification.open).to.deep.equal([]);
  });

  it('are turned on and off by a switch in the menu, which alone asks for leave', async () => {
    localStorage.clear();
    const element = await fixture<HTMLElementTagNameMap['chat-inbox']>(
      html`<chat-inbox></chat-inbox>`,
    );
    const toggle = async (name: string): Promise<string | null> => {
      button(element, 'Options').click();
      await waitUntil(() => findAll(element.shadowRoot!, '[role=menuitemcheckbox]').length === 2);
      const item = findAll(element.shadowRoot!, '[role=menuitemcheckbox]').find((each) =>
        each.textContent!.includes(name),
      );
      const was = item!.getAttribute('aria-checked');
      item!.click();
      return was;
    };
    expect(await toggle('Notifications')).to.equal('false');
    await waitUntil(() => FakeNotification.open.at(-1)?.title === 'Notifications are on');
    expect(FakeNotification.requests).to.equal(1);
    expect(await toggle('Notifications')).to.equal('true');
    expect(await toggle('Notifications')).to.equal('false');
    expect(await toggle('Sound')).to.equal('true');
    expect(await toggle('Sound')).to.equal('false');
    for (const each of FakeNotification.open) each.close();
  });

  it('say at the switch that the browser refuses them', async () => {
    FakeNotification.permission = 'denied';
    const element = await fixture<HTMLElementTagNameMap['chat-inbox']>(
      html`<chat-inbox></chat-inbox>`,
    );
    button(element, 'Options').click();
    await waitUntil(() => findAll(element.shadowRoot!, '[aria-disabled=true]').length === 1);
    const item = find(element, '[aria-disabled=true]');
    expect(item.textContent).to.contain('Your browser blocks notifications');
    item.click();
    expect(FakeNotification.requests).to.equal(0);
  });

  it('tell of a call where the page is hidden, as long as it rings', async () => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
    const facts = callFacts({ callId: crypto.randomUUID() });
    fake.session.setCall({ phase: 'incoming', ...facts });
    fake.session.tell('call-incoming', facts);
    await waitUntil(() => FakeNotification.open.length === 1);
    expect(FakeNotification.open[0]!.title).to.equal('Blue Door Motors is calling you');
    expect(FakeNotification.open[0]!.options.requireInteraction).to.equal(true);
    fake.session.setCall({ phase: 'ended', reason: 'cancelled', durationSeconds: 0, ...facts });
    expect(FakeNotification.open).to.deep.equal([]);
    Reflect.deleteProperty(document, 'visibilityState');
  });

  it('sound at most once in three seconds, and not at all when the person says so', async () => {
    for (let i = 0; i < 5; i++) receive(message());
    await settle();
    expect(FakeAudio.made).to.equal(1);
    const other = fakeHost();
    await other.host.session();
    localStorage.setItem('deskbell.sound', 'off');
    other.session.setConversation(conversationState([], { unreadCount: 1 }));
    const told = message({ text: 'silent' });
    other.session.tell('message-received', { conversationId: CONVERSATION_ID, message: told });
    await waitUntil(() => FakeNotification.made.some(({ options }) => options.body === 'silent'));
    expect(FakeAudio.made).to.equal(1);
    other.session.set({ connection: 'closed' });
    await other.host.close();
  });
});
