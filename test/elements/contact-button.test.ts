import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { setPageHost } from '../../src/controllers/session-context.js';
import '../../src/elements/contact-button.js';
import type { ContactButton } from '../../src/elements/contact-button.js';
import { DeskbellError } from '../../src/core/errors.js';
import { accessibleNodes, button, find, findAll, namesOf } from '../support/accessible.js';
import {
  callFacts,
  conversationState,
  fakeHost,
  FakeSession,
  ME,
  SELLER,
  type FakeHost,
} from '../support/fake-session.js';
import { cleanUp } from '../support/page.js';
import { MEGABYTE, SCRIPT_URL } from '../support/hostile.js';
import { waitUntil } from '../support/wait-until.js';

async function seller(host: FakeHost): Promise<ContactButton> {
  setPageHost(host.host);
  return fixture(html`<contact-button to=${SELLER} name="Blue Door Motors"></contact-button>`);
}

describe('contact-button', () => {
  afterEach(cleanUp);

  it('is accessible', async () => {
    const element = await seller(fakeHost());
    await expect(element).to.be.accessible();
  });

  it('offers chat, voice and video under these names', async () => {
    await seller(fakeHost());
    expect(await namesOf('button')).to.include.members(['Chat', 'Voice call', 'Video call']);
  });

  it('shows only the actions it is given', async () => {
    const element = await seller(fakeHost());
    element.actions = 'video';
    await element.updateComplete;
    expect(findAll(element.shadowRoot!, 'button')).to.have.length(1);
    button(element, 'Video call');
  });

  it('leaves a page nobody touches alone: no session, no request, no storage', async () => {
    const fake = fakeHost(new FakeSession());
    const requests = performance.getEntriesByType('resource').length;
    await seller(fake);
    fake.host.start();
    await new Promise((resolve) => requestIdleCallback(resolve));
    expect(fake.made()).to.equal(0);
    expect(localStorage).to.have.length(0);
    expect(performance.getEntriesByType('resource').length).to.equal(requests);
  });

  it('makes one session for fifty buttons', async () => {
    const fake = fakeHost(new FakeSession());
    setPageHost(fake.host);
    const page = await fixture(
      html`<div>
        ${Array.from({ length: 50 }, (_, i) => html`<contact-button to="seller-${i}"></contact-button>`)}
      </div>`,
    );
    const buttons = [...page.querySelectorAll('contact-button')];
    await Promise.all(buttons.map((each) => each.chat()));
    expect(fake.made()).to.equal(1);
  });

  it('fetches what a click needs when a pointer or the focus comes near', async () => {
    const fake = fakeHost(new FakeSession());
    const element = await seller(fake);
    expect(fake.preloads()).to.equal(0);
    button(element, 'Chat').focus();
    expect(fake.preloads()).to.equal(1);
    expect(fake.made()).to.equal(0);
  });

  it('opens the chat with its person', async () => {
    const element = await seller(fakeHost());
    button(element, 'Chat').click();
    await waitUntil(() => document.querySelector('chat-panel')?.open);
    expect(document.querySelector('chat-panel')!.to).to.equal(SELLER);
    expect(await namesOf('region')).to.include('Chat with Blue Door Motors');
  });

  it('asks the page before it calls, and calls when nobody objects', async () => {
    const { host, session } = fakeHost();
    const element = await seller({ host } as FakeHost);
    setTimeout(() => button(element, 'Video call').click());
    const event = await oneEvent(document.body, 'call-start-request');
    expect(event.detail).to.deep.equal({ to: SELLER, name: 'Blue Door Motors', type: 'VIDEO' });
    expect(event.composed).to.equal(true);
    await waitUntil(() => session.verbsNamed('startCall').length === 1);
    const [, , callee, type] = session.verbsNamed('startCall')[0]!;
    expect(callee).to.deep.equal({ id: SELLER, name: 'Blue Door Motors' });
    expect(type).to.equal('VIDEO');
  });

  it('does not call when the page prevents it', async () => {
    const fake = fakeHost();
    const element = await seller(fake);
    element.addEventListener('call-start-request', (event) => event.preventDefault());
    await element.call('VOICE');
    expect(fake.made()).to.equal(0);
  });

  it('says in words what went wrong, and tries again', async () => {
    const fake = fakeHost();
    fake.session.failures.set('getOrCreateConversation', new DeskbellError('network'));
    const element = await seller(fake);
    await element.call('VOICE');
    await element.updateComplete;
    expect(find(element, '[role=status]').textContent).to.contain('No connection');
    fake.session.failures.clear();
    await element.call('VOICE');
    expect(fake.session.verbsNamed('startCall')).to.have.length(1);
  });

  it('passes a listing that is one, and leaves out what is not', async () => {
    const fake = fakeHost();
    const element = await seller(fake);
    element.listingId = 'car-9';
    element.listingTitle = 'Roadster';
    element.listingUrl = SCRIPT_URL;
    element.currency = 'euros';
    await element.call('VOICE');
    const [, , options] = fake.session.verbsNamed('getOrCreateConversation')[0]!;
    expect(options).to.deep.equal({ listing: { id: 'car-9', title: 'Roadster' } });
  });

  it('shows who is online and how much is unread', async () => {
    const fake = fakeHost();
    fake.session.set({ presence: new Map([[SELLER, { userId: SELLER, online: true }]]) });
    fake.session.setConversation(conversationState([], { unreadCount: 3 }));
    const element = await seller(fake);
    await fake.host.session();
    await waitUntil(() => findAll(element.shadowRoot!, '[part=unread]').length === 1);
    expect(find(element, '[part=presence]')).to.exist;
    const chat = (await accessibleNodes()).find(({ name }) => name === 'Chat');
    expect(chat?.description).to.equal('Online, 3 unread messages');
    expect([...fake.session.watched]).to.deep.equal([SELLER]);
  });

  it('counts what is unread in all conversations with its person, and in no other', async () => {
    const fake = fakeHost();
    const within = (userId: string, n: number, unreadCount: number) =>
      fake.session.setConversation(
        conversationState([], {
          id: `0198c0de-0000-7000-8000-00000000010${n}`,
          participants: [
            { id: ME, online: true },
            { id: userId, online: false },
          ],
          unreadCount,
        }),
      );
    within(SELLER, 1, 2);
    within(SELLER, 2, 3);
    within('seller-7', 3, 9);
    const element = await seller(fake);
    await fake.host.session();
    await waitUntil(() => findAll(element.shadowRoot!, '[part=unread]').length === 1);
    expect(find(element, '[part=unread]').textContent!.trim()).to.equal('5');
  });

  it('opens a conversation of its own for each listing of a person', async () => {
    const fake = fakeHost();
    const car = await seller(fake);
    car.listingId = 'estate-car';
    const van = await fixture<ContactButton>(
      html`<contact-button to=${SELLER} listing-id="camper-van"></contact-button>`,
    );
    const about = () =>
      fake.session
        .verbsNamed('getOrCreateConversation')
        .map(([, , options]) => (options as { listing: { id: string } }).listing.id);
    await car.chat();
    await waitUntil(() => about().length === 1);
    await van.chat();
    await waitUntil(() => about().length === 2);
    expect(about()).to.deep.equal(['estate-car', 'camper-van']);
    expect(document.querySelectorAll('chat-panel')).to.have.length(1);
  });

  it('stops watching and listening when it is removed', async () => {
    const fake = fakeHost();
    await fake.host.session();
    const before = fake.session.listenerCount;
    const element = await seller(fake);
    await waitUntil(() => fake.session.watched.size === 1);
    element.remove();
    expect(fake.session.watched.size).to.equal(0);
    expect(fake.session.listenerCount).to.equal(before);
  });

  it('shows a call with its person as a state, and offers no second one', async () => {
    const fake = fakeHost();
    await fake.host.session();
    const element = await seller(fake);
    fake.session.setCall({ phase: 'ringing', ...callFacts({ direction: 'outgoing' }) });
    await element.updateComplete;
    expect(element.matches(':state(calling)')).to.equal(true);
    expect(button(element, 'Voice call').disabled).to.equal(true);
    // Both call each other: whoever is rung a moment before they press takes that call.
    fake.session.setCall({ phase: 'incoming', ...callFacts() });
    await element.updateComplete;
    expect(button(element, 'Voice call').disabled).to.equal(false);
    fake.session.setCall({ phase: 'active', connectedAtMs: Date.now(), ...callFacts() });
    await element.updateComplete;
    expect(element.matches(':state(in-call)')).to.equal(true);
    expect(element.matches(':state(calling)')).to.equal(false);
  });

  for (const [what, to] of [
    ['a script address', SCRIPT_URL],
    ['a megabyte', MEGABYTE],
    ['control characters', 'a\u0000b'],
    ['half a character', 'a\ud800'],
    ['nothing', ''],
  ] as const) {
    it(`stays inert with ${what} as an id`, async () => {
      const fake = fakeHost();
      const element = await seller(fake);
      element.to = to;
      await element.updateComplete;
      expect(button(element, 'Chat').disabled).to.equal(true);
      await element.chat();
      await element.call('VIDEO');
      expect(fake.made()).to.equal(0);
    });
  }

  it('shows a picture only from the web', async () => {
    const element = await seller(fakeHost());
    for (const avatar of [SCRIPT_URL, 'data:image/svg+xml,<svg/>', 'http://']) {
      element.avatar = avatar;
      await element.updateComplete;
      expect(findAll(element.shadowRoot!, 'img')).to.have.length(0);
    }
    element.avatar = '/package.json';
    await element.updateComplete;
    expect(find<HTMLImageElement>(element, 'img').src).to.equal(`${location.origin}/package.json`);
  });

  it('lets a page replace labels', async () => {
    setPageHost(fakeHost().host);
    await fixture(
      html`<contact-button to=${SELLER}><span slot="chat">Write to us</span></contact-button>`,
    );
    expect(await namesOf('button')).to.include('Write to us');
  });
});
