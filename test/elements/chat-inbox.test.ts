import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { setPageHost } from '../../src/controllers/session-context.js';
import '../../src/elements/chat-inbox.js';
import type { ChatInbox } from '../../src/elements/chat-inbox.js';
import { button, find, findAll, namesOf } from '../support/accessible.js';
import { conversationState, entry, fakeHost, ME } from '../support/fake-session.js';
import { cleanUp } from '../support/page.js';

const ID = (n: number): string => `0198c0de-0000-7000-8000-00000000000${n}`;

async function inbox() {
  const fake = fakeHost();
  ['First', 'Second', 'Third'].forEach((name, i) =>
    fake.session.setConversation(
      conversationState([entry({ text: `Hello from ${name}` })], {
        id: ID(i + 1),
        participants: [
          { id: ME, online: true },
          { id: `user-${i}`, name, online: false },
        ],
        unreadCount: i,
        updatedAt: new Date(Date.now() + i * 1000).toISOString(),
      }),
    ),
  );
  setPageHost(fake.host);
  const element = await fixture<ChatInbox>(html`<chat-inbox></chat-inbox>`);
  await fake.host.session();
  await waitUntil(() => findAll(element.shadowRoot!, 'li').length === 3);
  return { element, session: fake.session };
}

describe('chat-inbox', () => {
  afterEach(cleanUp);

  it('is accessible, with and without a chosen conversation', async () => {
    const { element } = await inbox();
    await expect(element).to.be.accessible();
    element.conversation = ID(1);
    await element.updateComplete;
    await expect(element).to.be.accessible();
  });

  it('lists conversations, newest first, with name, last message, time and unread count', async () => {
    const { element } = await inbox();
    expect(find(element, 'ul').getAttribute('aria-labelledby')).to.equal('title');
    expect(find(element, '#title').textContent).to.equal('Conversations');
    const [first] = findAll(element.shadowRoot!, 'li');
    expect(first!.textContent).to.contain('Third').and.to.contain('Hello from Third');
    expect(first!.textContent).to.contain('2 unread messages');
    expect(first!.querySelector('time')).to.exist;
  });

  it('tells of a call where that was the last thing', async () => {
    const { element, session } = await inbox();
    const call = { id: 'c', type: 'VOICE', status: 'MISSED', durationSeconds: null } as const;
    const missed = entry({ type: 'CALL_MISSED', senderId: 'user-0', call });
    const [first] = session.getState().conversations.values();
    session.setConversation({ ...first!, entries: [missed] });
    await element.updateComplete;
    expect(element.shadowRoot!.textContent).to.contain('Missed voice call');
  });

  it('opens the chosen one beside the list, and goes back to the list on Close', async () => {
    const { element } = await inbox();
    findAll(element.shadowRoot!, 'li button')[1]!.click();
    await element.updateComplete;
    expect(element.conversation).to.equal(ID(2));
    await waitUntil(async () => (await namesOf('region')).includes('Chat with Second'));
    const panel = find<HTMLElementTagNameMap['chat-panel']>(element, 'chat-panel');
    expect(panel.conversationId).to.equal(ID(2));
    button(panel, 'Close').click();
    await element.updateComplete;
    expect(element.conversation).to.equal('');
  });

  it('stacks where it is narrow', async () => {
    const { element } = await inbox();
    element.parentElement!.style.width = '390px';
    element.conversation = ID(1);
    await element.updateComplete;
    expect(getComputedStyle(find(element, '.list')).display).to.equal('none');
    expect(find(element, '.detail').getBoundingClientRect().width).to.be.above(380);
  });

  it('says that there is nothing yet', async () => {
    const fake = fakeHost();
    setPageHost(fake.host);
    const element = await fixture<ChatInbox>(html`<chat-inbox></chat-inbox>`);
    await fake.host.session();
    await waitUntil(() => element.shadowRoot!.textContent!.includes('No conversations yet'));
  });
});
