import { expect, fixture, html } from '@open-wc/testing';
import { setPageHost } from '../../../src/controllers/session-context.js';
import '../../../src/elements/chat-session.js';
import { conversationState, fakeHost, type FakeHost } from '../../support/fake-session.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

const TITLE = 'Harbour Market';

async function hear(fake: FakeHost, unreadCount: number): Promise<void> {
  fake.session.setConversation(conversationState([], { unreadCount }));
  fake.session.tell('unread-change', {
    conversationId: 'c',
    unreadCount,
    totalUnread: unreadCount,
  });
}

async function counting(): Promise<FakeHost> {
  const fake = fakeHost(undefined, { titleCount: true });
  setPageHost(fake.host);
  await fake.host.session();
  await hear(fake, 3);
  await waitUntil(() => document.title === `(3) ${TITLE}`);
  return fake;
}

describe('the count in the title', () => {
  let before = '';

  beforeEach(() => {
    before = document.title;
    document.title = TITLE;
  });

  afterEach(async () => {
    await cleanUp();
    expect(document.title.startsWith('(')).to.equal(false);
    document.title = before;
  });

  it('follows the unread messages, and leaves no trace of itself', async () => {
    const fake = await counting();
    await hear(fake, 12);
    expect(document.title).to.equal(`(12) ${TITLE}`);
    await hear(fake, 0);
    expect(document.title).to.equal(TITLE);
  });

  it('is not there unless asked for', async () => {
    const fake = fakeHost();
    setPageHost(fake.host);
    await fake.host.session();
    const asked = await counting();
    await hear(fake, 5);
    // The other session is heard at once, so this one was too.
    await hear(asked, 4);
    expect(document.title).to.equal(`(4) ${TITLE}`);
    await asked.host.close();
    asked.session.set({ connection: 'closed' });
  });

  it('survives a page that changes its title, and gives that one back', async () => {
    const fake = await counting();
    document.title = 'Estate car';
    await waitUntil(() => document.title === '(3) Estate car');
    document.title = `${document.title} – sold`;
    await waitUntil(() => document.title === '(3) Estate car – sold');
    document
      .querySelector('title')!
      .replaceWith(Object.assign(document.createElement('title'), { textContent: 'Camper van' }));
    await waitUntil(() => document.title === '(3) Camper van');
    fake.session.set({ connection: 'closed' });
    expect(document.title).to.equal('Camper van');
  });

  it('is asked for by an attribute of chat-session', async () => {
    const element = await fixture<HTMLElementTagNameMap['chat-session']>(
      html`<chat-session title-count></chat-session>`,
    );
    expect(element.sessionHost!.titleCount).to.equal(true);
    element.titleCount = false;
    await element.updateComplete;
    expect(element.sessionHost!.titleCount).to.equal(false);
  });
});
