import { expect, fixture, html } from '@open-wc/testing';
import { DeskbellError } from '../../src/core/errors.js';
import { setPageHost } from '../../src/controllers/session-context.js';
import '../../src/elements/chat-inbox.js';
import type { ChatInbox } from '../../src/elements/chat-inbox.js';
import { button, find, findAll, namesOf } from '../support/accessible.js';
import { fakeHost, onlineSession } from '../support/fake-session.js';
import { idOf, namesIn, numbered, openInbox, rowOf } from '../support/inbox.js';
import { cleanUp } from '../support/page.js';
import { waitUntil } from '../support/wait-until.js';

const three = () => [1, 2, 3].map((n) => numbered(n, { unreadCount: n - 1 }));
const open = (element: ChatInbox, n: number): HTMLElement =>
  rowOf(element, n).querySelector<HTMLElement>('.open')!;

describe('chat-inbox', () => {
  afterEach(cleanUp);

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}, with and without a chosen conversation`, async () => {
      document.documentElement.style.colorScheme = scheme;
      const states = three();
      const { element } = await openInbox([
        ...states,
        numbered(4, { blocked: true, mutedUntil: '9999-01-01T00:00:00.000Z' }),
      ]);
      await expect(element).to.be.accessible();
      element.conversation = idOf(1);
      await element.updateComplete;
      await expect(element).to.be.accessible();
      document.documentElement.style.colorScheme = '';
    });
  }

  it('lists conversations, newest first, with name, last message, time and unread count', async () => {
    const { element } = await openInbox(three());
    expect(await namesOf('list')).to.include('Conversations');
    expect(namesIn(element)).to.deep.equal(['Person 3', 'Person 2', 'Person 1']);
    const first = rowOf(element, 3);
    expect(first.textContent).to.contain('Hello 3').and.to.contain('2 unread messages');
    expect(first.querySelector('time')).to.exist;
  });

  it('takes a heading of the page, which names the list', async () => {
    const { element } = await openInbox(three());
    const heading = document.createElement('span');
    heading.slot = 'header';
    heading.textContent = 'My buyers';
    element.append(heading);
    expect(heading.checkVisibility()).to.equal(true);
    expect(await namesOf('heading')).to.include('My buyers');
    expect(await namesOf('list')).to.include('My buyers');
  });

  it('opens the chosen one beside the list, and goes back to its row on Close', async () => {
    const { element } = await openInbox(three());
    open(element, 2).click();
    await element.updateComplete;
    expect(element.conversation).to.equal(idOf(2));
    await waitUntil(async () => (await namesOf('region')).includes('Chat with Person 2'));
    const panel = find<HTMLElementTagNameMap['chat-panel']>(element, 'chat-panel');
    expect(panel.conversationId).to.equal(idOf(2));
    button(panel, 'Close').click();
    await waitUntil(() => element.shadowRoot!.activeElement === open(element, 2));
    expect(element.conversation).to.equal('');
  });

  it('shows the conversation of its attribute, also an empty one', async () => {
    const { element, session } = await openInbox(three());
    session.setConversation(numbered(4, { lastSeq: 0 }, { entries: [] }));
    await element.updateComplete;
    expect(namesIn(element)).to.not.include('Person 4');
    element.setAttribute('conversation', idOf(4));
    await element.updateComplete;
    expect(namesIn(element)).to.include('Person 4');
    expect(open(element, 4).getAttribute('aria-current')).to.equal('true');
  });

  it('stacks where it is narrow, with a way back', async () => {
    const { element } = await openInbox(three());
    element.parentElement!.style.width = '360px';
    open(element, 1).click();
    await element.updateComplete;
    await waitUntil(() => element.shadowRoot!.activeElement === button(element, 'Back'));
    expect(getComputedStyle(find(element, '.list')).display).to.equal('none');
    expect(find(element, '.detail').getBoundingClientRect().width).to.be.above(350);
    button(element, 'Back').click();
    await waitUntil(() => element.shadowRoot!.activeElement === open(element, 1));
    expect(find(element, '.list').getBoundingClientRect().width).to.be.above(350);
    expect(document.documentElement.scrollWidth).to.be.at.most(innerWidth);
  });

  it('is never higher than what an on-screen keyboard leaves', async () => {
    const { element } = await openInbox(three());
    element.style.setProperty('--deskbell-panel-height', '9000px');
    const root = find(element, '.root');
    expect(root.getBoundingClientRect().height).to.be.at.most(visualViewport!.height);
  });

  it('lists all, the unread or the archived', async () => {
    const { element } = await openInbox([...three(), numbered(4, { archived: true })]);
    expect(namesIn(element)).to.deep.equal(['Person 3', 'Person 2', 'Person 1']);
    button(element, 'Unread').click();
    await element.updateComplete;
    expect(namesIn(element)).to.deep.equal(['Person 3', 'Person 2']);
    expect(button(element, 'Unread').getAttribute('aria-pressed')).to.equal('true');
    button(element, 'Archived').click();
    await element.updateComplete;
    expect(namesIn(element)).to.deep.equal(['Person 4']);
  });

  it('says that there is nothing yet, in words a page can replace', async () => {
    const { element } = await openInbox([]);
    expect(find(element, '[role=status]').textContent).to.contain('No conversations yet');
    expect(element.shadowRoot!.querySelector('slot[name=empty]')).to.exist;
    button(element, 'Archived').click();
    await element.updateComplete;
    expect(find(element, '[role=status]').textContent).to.contain('Nothing is archived');
  });

  it('says that it loads, then why it could not, and tries again', async () => {
    const fake = fakeHost(onlineSession());
    fake.session.failures.set('getConversations', new DeskbellError('unavailable'));
    setPageHost(fake.host);
    const element = await fixture<ChatInbox>(html`<chat-inbox></chat-inbox>`);
    await fake.host.session();
    // The sentence is loaded when it is needed.
    const said = () => findAll(element.shadowRoot!, '[role=alert]')[0]?.textContent ?? '';
    await waitUntil(() => said().includes('Not available right now'), 'said so');
    fake.session.failures.clear();
    fake.session.setConversation(numbered(1));
    button(element, 'Retry').click();
    await waitUntil(() => findAll(element.shadowRoot!, '[role=alert]').length === 0);
    expect(fake.session.verbsNamed('getConversations')).to.have.length(2);
    expect(namesIn(element)).to.deep.equal(['Person 1']);
  });

  it('says what to do when somebody has signed out', async () => {
    const { element, session } = await openInbox([]);
    session.set({ connection: 'closed' });
    const said = () => find(element, '[role=status]').textContent;
    // The sentence is loaded when it is needed.
    await waitUntil(() => said().includes('Reload the page'), 'said so');
    expect(element.shadowRoot!.textContent).not.to.contain('No conversations yet');
  });

  it('takes a chat that is asked for by its id, and leaves others alone', async () => {
    const { element, host } = await openInbox(three());
    await host.openChat({ conversation: idOf(2) });
    expect(element.conversation).to.equal(idOf(2));
    expect(document.querySelector('body > chat-panel')).to.equal(null);
    await host.openChat({ to: 'somebody-else' });
    expect(document.querySelector('body > chat-panel')).to.exist;
    expect(element.conversation).to.equal(idOf(2));
  });

  it('watches the presence of those in view, and nobody when it is gone', async () => {
    const { element, session } = await openInbox(three());
    await waitUntil(() => session.watched.size === 3);
    session.set({ presence: new Map([['user-2', { userId: 'user-2', online: true }]]) });
    await element.updateComplete;
    expect(rowOf(element, 2).querySelector('[part=presence]')).to.exist;
    expect(rowOf(element, 1).querySelector('[part=presence]')).to.equal(null);
    element.remove();
    expect(session.watched.size).to.equal(0);
  });
});
