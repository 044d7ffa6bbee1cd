import { expect, fixture, html, nextFrame, oneEvent } from '@open-wc/testing';
import { setPageHost } from '../../src/controllers/session-context.js';
import '../../src/elements/chat-panel.js';
import type { ChatPanel } from '../../src/elements/chat-panel.js';
import type { Message } from '../../src/protocol/index.js';
import { button, find, findAll } from '../support/accessible.js';
import { everyKind } from '../support/entries.js';
import {
  conversationState,
  CONVERSATION_ID,
  entry,
  fakeHost,
  ME,
  SELLER,
} from '../support/fake-session.js';
import { cleanUp } from '../support/page.js';
import { waitUntil } from '../support/wait-until.js';

const me = { id: ME, name: 'Buyer', online: true };
const seller = { id: SELLER, name: 'Blue Door Motors', online: true };

const stored = (): Message[] => everyKind(SELLER).map(({ message }) => message!);

async function controlled(properties: Partial<ChatPanel> = {}): Promise<ChatPanel> {
  const panel = await fixture<ChatPanel>(html`<chat-panel open></chat-panel>`);
  Object.assign(panel, { messages: stored(), currentUser: me, otherUser: seller }, properties);
  const count = properties.messages?.length ?? 1;
  await waitUntil(() => count === 0 || findAll(panel.shadowRoot!, 'article').length > 0);
  await nextFrame();
  return panel;
}

async function write(panel: ChatPanel, text: string): Promise<void> {
  const input = find<HTMLTextAreaElement>(panel, 'textarea');
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await panel.updateComplete;
  await find<ChatPanel>(panel, 'deskbell-composer').updateComplete;
}

describe('a panel that its page controls', () => {
  const { fetch } = globalThis;

  beforeEach(() => {
    globalThis.fetch = () => Promise.reject(new Error('A controlled panel asks nobody.'));
  });

  afterEach(async () => {
    globalThis.fetch = fetch;
    await cleanUp();
  });

  it('shows messages of every kind as the REST API answers them', async () => {
    const panel = await controlled();
    await waitUntil(() => findAll(panel.shadowRoot!, 'deskbell-bid').length === 1);
    expect(findAll(panel.shadowRoot!, 'article')).to.have.length(9);
    expect(find(panel, '[part=name]').textContent).to.equal('Blue Door Motors');
    expect(find(panel, '[part=presence]').textContent!.trim()).to.equal('Online');
    await expect(panel).to.be.accessible();
  });

  it('shows what it is told and nothing of the session around it', async () => {
    const { host, session, made } = fakeHost();
    session.setConversation(conversationState([entry({ text: 'Of the session' })]));
    setPageHost(host);
    const panel = await controlled({ messages: [], typing: true });
    await waitUntil(() => find(panel, '[part=presence]').textContent!.includes('typing'));
    expect(panel.shadowRoot!.textContent).to.not.contain('Of the session');
    expect(made()).to.equal(0);
  });

  it('tells the state of own messages, pending and failed ones too', async () => {
    const own = { senderId: ME, type: 'TEXT', createdAt: new Date().toISOString() } as const;
    const panel = await controlled({
      messages: [
        { ...own, id: '1', text: 'a', seq: 1, state: 'read' },
        { ...own, id: '2', text: 'b', seq: 2 },
        { ...own, id: '3', text: 'c' },
        { ...own, id: '4', text: 'd', error: 'rate_limited' },
      ],
    });
    const states = findAll(panel.shadowRoot!, '.state').map((each) => each.textContent!.trim());
    expect(states).to.deep.equal(['Read', 'Sent', 'Pending', 'Failed']);
    const asked = oneEvent(panel, 'message-retry-request');
    // Its word comes with the sentences of failures, which are loaded when there is one.
    const retry = () =>
      findAll<HTMLButtonElement>(panel.shadowRoot!, 'button').filter(
        ({ textContent }) => textContent?.trim() === 'Retry',
      );
    await waitUntil(() => retry().length === 1, 'no Retry');
    retry()[0]!.click();
    expect((await asked).detail).to.deep.equal({ to: SELLER, messageId: '4' });
  });

  it('asks the page to send, to call and to load what is older', async () => {
    const panel = await controlled();
    panel.conversation = CONVERSATION_ID;
    panel.hasOlder = true;
    const older = oneEvent(panel, 'load-older-request');
    await panel.updateComplete;
    await write(panel, 'Is it still there?');
    const sent = oneEvent(panel, 'message-send-request');
    button(panel, 'Send').click();
    expect((await sent).detail).to.deep.equal({
      conversationId: CONVERSATION_ID,
      to: SELLER,
      text: 'Is it still there?',
    });
    await waitUntil(() => find<HTMLTextAreaElement>(panel, 'textarea').value === '');
    const called = oneEvent(panel, 'call-start-request');
    button(panel, 'Voice call').click();
    expect((await called).detail.type).to.equal('VOICE');
    const scroller = find(panel, '.scroller');
    scroller.scrollTop = 0;
    scroller.dispatchEvent(new Event('scroll'));
    expect((await older).detail).to.deep.equal({ conversationId: CONVERSATION_ID, to: SELLER });
  });

  it('asks the page about offers and shows no answer of its own', async () => {
    const panel = await controlled();
    await waitUntil(() => findAll(panel.shadowRoot!, '[data-action=accept]').length === 1);
    const asked = oneEvent(panel, 'bid-request');
    findAll(panel.shadowRoot!, '[data-action=accept]')[0]!.click();
    expect((await asked).detail.step).to.equal('accept');
    await nextFrame();
    expect(findAll(panel.shadowRoot!, '[data-action=accept]')).to.have.length(1);
  });

  it('draws ten thousand messages by few rows, and one more without the others', async () => {
    const messages = Array.from({ length: 10_000 }, (_, i) => entry({ seq: i + 1 }));
    const panel = await controlled({ messages });
    expect(findAll(panel.shadowRoot!, '*').length).to.be.below(1_000);
    const kept = findAll(panel.shadowRoot!, 'article').slice(-10);
    panel.messages = [...messages, entry({ seq: 10_001, text: 'News' })];
    await waitUntil(() =>
      findAll(panel.shadowRoot!, '.text').some(({ textContent }) => textContent === 'News'),
    );
    expect(findAll(panel.shadowRoot!, 'article').slice(-11, -1)).to.deep.equal(kept);
  });

  it('goes back to its session when it is told nothing more', async () => {
    const { host, session } = fakeHost();
    session.setConversation(conversationState([entry({ text: 'Of the session' })]));
    setPageHost(host);
    await host.session();
    const panel = await controlled();
    panel.to = SELLER;
    panel.messages = undefined;
    await waitUntil(() =>
      panel
        .shadowRoot!.querySelector('deskbell-log')!
        .shadowRoot!.textContent!.includes('Of the session'),
    );
    expect(panel.conversationId).to.equal(CONVERSATION_ID);
  });
});

describe('what a panel has above its messages', () => {
  afterEach(cleanUp);

  const listing = {
    id: 'estate-car',
    title: 'Estate car',
    url: 'https://market.example/estate-car',
    price: '12500',
    currency: 'EUR',
  };

  async function panelWith(
    fields: Parameters<typeof conversationState>[1],
    state: Parameters<typeof conversationState>[2] = {},
    connection: 'online' | 'reconnecting' = 'online',
  ) {
    const fake = fakeHost();
    fake.session.setConversation(conversationState([entry()], fields, state));
    fake.session.set({ connection });
    setPageHost(fake.host);
    const panel = await fixture<ChatPanel>(
      html`<chat-panel conversation=${CONVERSATION_ID} open></chat-panel>`,
    );
    await fake.host.session();
    const text = (): string =>
      findAll(panel.shadowRoot!, 'deskbell-extras')
        .map((each) => each.shadowRoot?.textContent ?? '')
        .join('')
        .replace(/\s+/g, ' ');
    return { ...fake, panel, text };
  }

  it('is a card of the listing with its price, and the way to it', async () => {
    const { panel, text } = await panelWith({ listing });
    await waitUntil(() => text().includes('Estate car'));
    expect(text()).to.contain('€12,500');
    const link = findAll<HTMLAnchorElement>(panel.shadowRoot!, '[part=listing]')[0]!;
    expect(link.href).to.equal('https://market.example/estate-car');
    await expect(panel).to.be.accessible();
  });

  it('is no link where the listing leads to no page', async () => {
    const { panel, text } = await panelWith({
      listing: { ...listing, url: 'javascript:alert(1)' },
    });
    await waitUntil(() => text().includes('Estate car'));
    expect(findAll(panel.shadowRoot!, 'a[part=listing]')).to.have.length(0);
  });

  it('says that two chat directly while the broker is away', async () => {
    const { panel, session } = await panelWith({}, { direct: true }, 'reconnecting');
    const notice = () => findAll(panel.shadowRoot!, '[part=notice]')[0]!.textContent ?? '';
    await waitUntil(() => notice().includes('chatting directly'));
    session.set({ connection: 'online' });
    await waitUntil(() => !notice().includes('chatting directly'));
  });

  it('is nothing for most', async () => {
    const { panel } = await panelWith({});
    await nextFrame();
    expect(findAll(panel.shadowRoot!, 'deskbell-extras')).to.have.length(0);
  });
});
