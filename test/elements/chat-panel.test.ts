import { expect, fixture, html, nextFrame, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { DeskbellError } from '../../src/core/errors.js';
import { setPageHost } from '../../src/controllers/session-context.js';
import '../../src/elements/chat-panel.js';
import type { ChatPanel } from '../../src/elements/chat-panel.js';
import type { Conversation } from '../../src/protocol/index.js';
import { accessibleNodes, button, find, findAll, namesOf } from '../support/accessible.js';
import {
  conversationState,
  CONVERSATION_ID,
  entry,
  fakeHost,
  FakeSession,
  ME,
  SELLER,
  type FakeHost,
} from '../support/fake-session.js';
import { cleanUp } from '../support/page.js';
import { waitUntil } from '../support/wait-until.js';

async function panel(fake: FakeHost, open = true): Promise<ChatPanel> {
  setPageHost(fake.host);
  const element = await fixture<ChatPanel>(
    html`<chat-panel to=${SELLER} name="Blue Door Motors" ?open=${open}></chat-panel>`,
  );
  await fake.host.session();
  await settled(element);
  return element;
}

async function settled(element: ChatPanel): Promise<void> {
  await element.updateComplete;
  for (const part of findAll(element.shadowRoot!, 'deskbell-log, deskbell-composer')) {
    await (part as ChatPanel).updateComplete;
  }
}

async function write(element: ChatPanel, text: string): Promise<void> {
  const input = find<HTMLTextAreaElement>(element, 'textarea');
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await settled(element);
}

const texts = (element: Element): string[] =>
  findAll(element.shadowRoot!, '.text').map((each) => each.textContent ?? '');

describe('chat-panel', () => {
  afterEach(cleanUp);

  it('is accessible, empty and full', async () => {
    const fake = fakeHost();
    const element = await panel(fake);
    await expect(element).to.be.accessible();
    const failed = entry({ senderId: ME, error: 'network' });
    fake.session.deliveryStates.set(failed.id, 'failed');
    fake.session.setConversation(conversationState([entry(), entry({ senderId: ME }), failed]));
    await settled(element);
    await expect(element).to.be.accessible();
  });

  it('is a region with a log, a text box and named buttons', async () => {
    await panel(fakeHost());
    const nodes = await accessibleNodes();
    const has = (role: string, name: string): boolean =>
      nodes.some((node) => node.role === role && node.name === name);
    expect(has('region', 'Chat with Blue Door Motors')).to.equal(true);
    expect(has('log', 'Messages')).to.equal(true);
    expect(has('textbox', 'Message')).to.equal(true);
    for (const name of ['Send', 'Voice call', 'Video call', 'Close']) {
      expect(has('button', name), name).to.equal(true);
    }
  });

  it('draws messages as articles with their state as text', async () => {
    const fake = fakeHost();
    const states = ['pending', 'sent', 'delivered', 'read'] as const;
    const own = states.map(() => entry({ senderId: ME }));
    own.forEach(({ id }, i) => fake.session.deliveryStates.set(id, states[i]!));
    fake.session.setConversation(conversationState([entry({ text: 'Hello' }), ...own]));
    const element = await panel(fake);
    const articles = findAll(element.shadowRoot!, 'article');
    expect(articles).to.have.length(5);
    expect(articles[0]!.textContent).to.contain('Hello').and.not.contain('Sent');
    const shown = articles
      .slice(1)
      .map((each) => each.querySelector('.state')!.textContent!.trim());
    expect(shown).to.deep.equal(['Pending', 'Sent', 'Delivered', 'Read']);
    for (const article of articles) expect(article.querySelector('time')).to.exist;
  });

  it('keeps hostile text text', async () => {
    const fake = fakeHost();
    const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    fake.session.setConversation(conversationState([entry({ text: hostile })]));
    const element = await panel(fake);
    element.name = hostile;
    await settled(element);
    expect(texts(element)).to.deep.equal([hostile]);
    expect(findAll(element.shadowRoot!, 'img, script')).to.have.length(0);
    expect('hacked' in window).to.equal(false);
  });

  it('separates days, marks the unread and groups what belongs together', async () => {
    const fake = fakeHost();
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    fake.session.setConversation(
      conversationState(
        [
          entry({ seq: 1, createdAt: yesterday }),
          entry({ seq: 2, createdAt: yesterday }),
          entry({ seq: 3 }),
          entry({ seq: 4 }),
        ],
        {},
        { unreadFromSeq: 2 },
      ),
    );
    const element = await panel(fake);
    const lines = findAll(element.shadowRoot!, '.rows > * > *');
    const kinds = lines.map(({ className }) => className.replace(/message other|line/, '').trim());
    expect(kinds).to.deep.equal(['day', 'first', '', 'day', 'unread', 'first', '']);
    expect(lines[0]!.textContent!.trim()).to.equal('Yesterday');
    expect(lines[3]!.textContent!.trim()).to.equal('Today');
    expect(lines[4]!.textContent!.trim()).to.equal('2 unread messages');
  });

  it('tells calls as lines with their kind and length', async () => {
    const fake = fakeHost();
    const call = { id: 'c', type: 'VIDEO', status: 'ENDED', durationSeconds: 32 } as const;
    fake.session.setConversation(
      conversationState([
        entry({ type: 'CALL_STARTED', call }),
        entry({ type: 'CALL_ENDED', call }),
        entry({ type: 'CALL_MISSED', call: { ...call, id: 'd', status: 'MISSED' } }),
        entry({
          type: 'CALL_MISSED',
          senderId: ME,
          call: { ...call, type: 'VOICE', id: 'e', status: 'DECLINED' },
        }),
        entry({
          type: 'CALL_MISSED',
          senderId: ME,
          call: { ...call, id: 'f', status: 'MISSED', reason: 'cancelled' },
        }),
        entry({ type: 'CALL_MISSED', senderId: ME, call: { ...call, id: 'g', status: 'BUSY' } }),
        entry({ type: 'CALL_MISSED', call: { ...call, id: 'h', status: 'FAILED' } }),
        entry({ type: 'CALL_ENDED', call: { ...call, id: 'i', reason: 'lost' } }),
      ]),
    );
    const element = await panel(fake);
    const found = () => findAll(element.shadowRoot!, '.call > span > span:not(.call-icon)');
    await waitUntil(() => found().length > 0);
    const lines = found();
    expect(lines.map((line) => line.textContent)).to.deep.equal([
      'Video call · 0:32',
      'Missed video call',
      'Voice call · Declined',
      'Video call · Cancelled',
      'Video call · Busy',
      'Video call · Failed',
      'Video call · 0:32 · Connection lost',
    ]);
  });

  it('finds or makes the conversation and loads its newest page', async () => {
    const fake = fakeHost();
    const element = await panel(fake);
    await waitUntil(() => fake.session.verbsNamed('getMessages').length === 1);
    expect(fake.session.verbsNamed('getOrCreateConversation')[0]![1]).to.equal(SELLER);
    expect(element.conversationId).to.equal(CONVERSATION_ID);
  });

  it('does nothing for a guest until they touch it', async () => {
    const fake = fakeHost(new FakeSession());
    setPageHost(fake.host);
    const element = await fixture<ChatPanel>(html`<chat-panel to=${SELLER} open></chat-panel>`);
    await nextFrame();
    expect(fake.made()).to.equal(0);
    element.focusComposer();
    await waitUntil(() => fake.session.verbsNamed('getOrCreateConversation').length === 1);
  });

  it('sends by Enter, keeps Shift+Enter for a new line and waits for composition', async () => {
    const fake = fakeHost();
    const element = await panel(fake);
    element.focusComposer();
    await sendKeys({ type: 'One' });
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Shift' });
    await sendKeys({ type: 'two' });
    const input = find<HTMLTextAreaElement>(element, 'textarea');
    input.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }),
    );
    expect(fake.session.verbsNamed('sendTextMessage')).to.have.length(0);
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => fake.session.verbsNamed('sendTextMessage').length === 1);
    expect(fake.session.verbsNamed('sendTextMessage')[0]![2]).to.equal('One\ntwo');
    expect(input.value).to.equal('');
  });

  it('sends in order what is written while the conversation is being made', async () => {
    const fake = fakeHost(new FakeSession());
    const element = await panel(fake);
    for (const text of ['first', 'second', 'third']) {
      await write(element, text);
      button(element, 'Send').click();
      await settled(element);
    }
    await waitUntil(() => fake.session.verbsNamed('sendTextMessage').length === 3);
    const sent = fake.session.verbsNamed('sendTextMessage').map(([, , text]) => text);
    expect(sent).to.deep.equal(['first', 'second', 'third']);
    expect(fake.session.verbsNamed('getOrCreateConversation')).to.have.length(1);
  });

  it('asks the page before it sends; what is prevented stays in the field', async () => {
    const fake = fakeHost();
    const element = await panel(fake);
    element.addEventListener('message-send-request', (event) => event.preventDefault(), {
      once: true,
    });
    await write(element, 'Call me on 555-0100');
    const asked = oneEvent(document, 'message-send-request');
    button(element, 'Send').click();
    expect((await asked).detail.text).to.equal('Call me on 555-0100');
    await settled(element);
    expect(fake.session.verbsNamed('sendTextMessage')).to.have.length(0);
    expect(find<HTMLTextAreaElement>(element, 'textarea').value).to.equal('Call me on 555-0100');
  });

  it('gives the text back when it could not be kept for sending', async () => {
    const fake = fakeHost();
    const element = await panel(fake);
    fake.session.failures.set('sendTextMessage', new DeskbellError('storage_unavailable'));
    await write(element, 'Precious');
    button(element, 'Send').click();
    const sentence = 'Unsent messages cannot be kept';
    await waitUntil(() => find(element, '.notice').textContent!.includes(sentence));
    await settled(element);
    expect(find<HTMLTextAreaElement>(element, 'textarea').value).to.equal('Precious');
  });

  it('refuses text that is too long, and nothing but spaces', async () => {
    const element = await panel(fakeHost());
    await write(element, 'ж'.repeat(4_096));
    expect(button(element, 'Send').disabled).to.equal(false);
    await write(element, `${'ж'.repeat(4_096)}!`);
    expect(button(element, 'Send').disabled).to.equal(true);
    expect(find(element, '[role=alert]').textContent).to.equal('This message is too long.');
    await write(element, '  \n ');
    expect(button(element, 'Send').disabled).to.equal(true);
  });

  it('lets a failed message be tried again or removed', async () => {
    const fake = fakeHost();
    const failed = entry({ senderId: ME, error: 'rate_limited' });
    fake.session.deliveryStates.set(failed.id, 'failed');
    fake.session.setConversation(conversationState([failed]));
    const element = await panel(fake);
    await waitUntil(() => findAll(element.shadowRoot!, '.failure').length > 0);
    expect(find(element, '.failure').textContent).to.contain('Too many at once');
    button(element, 'Retry').click();
    button(element, 'Remove').click();
    expect(fake.session.verbsNamed('retryMessage')).to.deep.equal([
      ['retryMessage', CONVERSATION_ID, failed.id],
    ]);
    expect(fake.session.verbsNamed('discardMessage')).to.have.length(1);
  });

  it('tells the other side that someone types, and when they stop', async () => {
    const fake = fakeHost();
    fake.session.setConversation(conversationState([]));
    const element = await panel(fake);
    await write(element, 'H');
    await write(element, '');
    const verbs = fake.session.verbs.map(([name]) => name).filter((name) => /Typing/.test(name));
    expect(verbs).to.deep.equal(['sendTyping', 'stopTyping']);
  });

  it('shows typing, presence and the state of the connection', async () => {
    const fake = fakeHost();
    fake.session.set({ presence: new Map([[SELLER, { userId: SELLER, online: true }]]) });
    const element = await panel(fake);
    const presence = (): string => find(element, '[part=presence]').textContent!.trim();
    expect(presence()).to.equal('Online');
    fake.session.setConversation(conversationState([], {}, { typingUserIds: [SELLER] }));
    await settled(element);
    expect(presence()).to.equal('typing…');
    const lastSeenAt = new Date().toISOString();
    fake.session.setConversation(conversationState([]));
    fake.session.set({
      presence: new Map([[SELLER, { userId: SELLER, online: false, lastSeenAt }]]),
    });
    await settled(element);
    expect(presence()).to.match(/^Last seen today at \d/);
    fake.session.set({ connection: 'reconnecting' });
    await settled(element);
    expect(find(element, '.notice').textContent).to.equal('Waiting for network…');
    fake.session.set({ connection: 'closed' });
    const notice = () => find(element, '.notice').textContent;
    await waitUntil(() => notice().includes('Reload the page'), 'said so');
    fake.session.set({ connection: 'connecting' });
    await settled(element);
    expect(find(element, '.notice').textContent).to.equal('Connecting…');
  });

  it('says why a conversation cannot be opened, and opens it on Retry', async () => {
    const fake = fakeHost();
    fake.session.failures.set('getOrCreateConversation', new DeskbellError('cannot_message_self'));
    const element = await panel(fake);
    await waitUntil(() => find(element, '.notice').textContent!.includes('yourself'));
    fake.session.failures.clear();
    button(element, 'Retry').click();
    await waitUntil(() => element.conversationId === CONVERSATION_ID);
    await settled(element);
    expect(find(element, '.notice').textContent).to.equal('');
  });

  it('opens by method with the cursor in the field, closes by Escape and gives the focus back', async () => {
    const fake = fakeHost();
    const element = await panel(fake, false);
    expect(await namesOf('region')).to.deep.equal([]);
    const opener = await fixture<HTMLButtonElement>(html`<button>Open</button>`);
    opener.focus();
    await element.openPanel();
    expect(element.matches(':state(open)')).to.equal(true);
    expect(find<HTMLTextAreaElement>(element, 'textarea').matches(':focus')).to.equal(true);
    const closed = oneEvent(element, 'close');
    await sendKeys({ press: 'Escape' });
    await closed;
    expect(element.open).to.equal(false);
    expect(document.activeElement).to.equal(opener);
  });

  it('keeps what was written for each person', async () => {
    const fake = fakeHost();
    setPageHost(fake.host);
    await fake.host.openChat({ to: SELLER });
    const element = document.querySelector('chat-panel')!;
    await write(element, 'For the seller');
    await fake.host.openChat({ to: 'seller-43' });
    await settled(element);
    expect(find<HTMLTextAreaElement>(element, 'textarea').value).to.equal('');
    await fake.host.openChat({ to: SELLER });
    await settled(element);
    expect(find<HTMLTextAreaElement>(element, 'textarea').value).to.equal('For the seller');
    expect(document.querySelectorAll('chat-panel')).to.have.length(1);
  });

  it('sends to whom it was written for, though it has turned to someone else since', async () => {
    const fake = fakeHost();
    setPageHost(fake.host);
    await fake.host.openChat({ to: SELLER });
    const element = document.querySelector('chat-panel')!;
    await waitUntil(() => element.conversationId);
    const other = '0198c0de-0000-7000-8000-000000000002';
    const { messaging } = fake.session;
    let answer: (found: Conversation) => void = () => undefined;
    const findOrMake = messaging.getOrCreateConversation.bind(messaging);
    messaging.getOrCreateConversation = (userId) =>
      userId === SELLER ? findOrMake(userId) : new Promise((resolve) => (answer = resolve));
    element.to = 'seller-43';
    await settled(element);
    await write(element, 'For 43 only');
    button(element, 'Send').click();
    element.to = SELLER;
    await settled(element);
    answer(conversationState([], { id: other }).conversation);
    await waitUntil(() => fake.session.verbsNamed('sendTextMessage').length === 1);
    expect(fake.session.verbsNamed('sendTextMessage')[0]![1]).to.equal(other);
    expect(element.conversationId).to.not.equal(other);
  });

  it('is used by a button when it stands in the page', async () => {
    const fake = fakeHost();
    const element = await panel(fake, false);
    await fake.host.openChat({ to: SELLER });
    expect(element.open).to.equal(true);
    expect(document.querySelectorAll('chat-panel')).to.have.length(1);
  });

  it('starts calls from its header, unless the page prevents it', async () => {
    const fake = fakeHost();
    const element = await panel(fake);
    await waitUntil(() => element.conversationId);
    element.addEventListener('call-start-request', (event) => event.preventDefault(), {
      once: true,
    });
    button(element, 'Voice call').click();
    button(element, 'Video call').click();
    await waitUntil(() => fake.session.verbsNamed('startCall').length > 0);
    expect(fake.session.verbsNamed('startCall')).to.deep.equal([
      ['startCall', CONVERSATION_ID, { id: SELLER, name: 'Blue Door Motors' }, 'VIDEO'],
    ]);
  });

  it('marks as read what is before the eyes, once, and not while it is closed', async () => {
    const fake = fakeHost();
    const unread = { unreadCount: 1, lastSeq: 5 };
    fake.session.setConversation(conversationState([entry({ seq: 5 })], unread));
    const element = await panel(fake, false);
    await nextFrame();
    expect(fake.session.verbsNamed('markAsRead')).to.have.length(0);
    await element.openPanel();
    await waitUntil(() => fake.session.verbsNamed('markAsRead').length === 1);
    fake.session.setConversation(conversationState([entry({ seq: 5 })], unread));
    await settled(element);
    expect(fake.session.verbsNamed('markAsRead')).to.have.length(1);
  });

  it('reads new messages out, but not those of an older page', async () => {
    const fake = fakeHost();
    const first = entry({ text: 'Hi' });
    fake.session.setConversation(conversationState([first]));
    const element = await panel(fake);
    const live = (): string =>
      find(element, 'deskbell-log').shadowRoot!.querySelector('[role=status]')!.textContent!;
    fake.session.setConversation(conversationState([entry({ text: 'Older' }), first]));
    await settled(element);
    expect(live()).to.equal('');
    fake.session.setConversation(conversationState([first, entry({ text: 'News' })]));
    await settled(element);
    expect(live()).to.equal('New message from Blue Door Motors: News');
  });

  it('puts no style attribute into the page', async () => {
    const fake = fakeHost();
    fake.session.setConversation(conversationState([entry(), entry({ senderId: ME })]));
    const element = await panel(fake);
    await write(element, 'Some\nlines\nof text');
    expect(findAll(element.shadowRoot!, '[style], style')).to.have.length(0);
  });
});
