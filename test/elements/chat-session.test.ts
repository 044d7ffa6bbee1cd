import { expect, fixture, html, nextFrame, oneEvent } from '@open-wc/testing';
import { setPageHost } from '../../src/controllers/session-context.js';
import '../../src/elements/chat-panel.js';
import '../../src/elements/chat-session.js';
import type { ChatSession } from '../../src/elements/chat-session.js';
import '../../src/elements/contact-button.js';
import { button } from '../support/accessible.js';
import {
  callFacts,
  fakeHost,
  ME,
  onlineSession,
  SELLER,
  type FakeSession,
} from '../support/fake-session.js';
import { cleanUp } from '../support/page.js';
import { waitUntil } from '../support/wait-until.js';

async function subtree(fake = fakeHost()) {
  const element = await fixture<ChatSession>(html`<chat-session></chat-session>`);
  element.sessionHost = fake.host;
  const contact = document.createElement('contact-button');
  contact.to = SELLER;
  element.append(contact);
  return { element, fake, contact };
}

describe('chat-session', () => {
  afterEach(cleanUp);

  it('is accessible', async () => {
    const { element } = await subtree();
    await expect(element).to.be.accessible();
  });

  it('serves what is inside it; the page’s session serves the rest', async () => {
    const page = fakeHost();
    setPageHost(page.host);
    const { contact, fake } = await subtree();
    const outside = await fixture<typeof contact>(
      html`<contact-button to="seller-1"></contact-button>`,
    );
    await contact.call('VOICE');
    await outside.call('VIDEO');
    expect(fake.session.verbsNamed('startCall')[0]![3]).to.equal('VOICE');
    expect(page.session.verbsNamed('startCall')[0]![3]).to.equal('VIDEO');
    expect(page.session.verbsNamed('startCall')).to.have.length(1);
  });

  it('serves an element from where it was moved to', async () => {
    const first = await subtree();
    const second = await subtree();
    second.element.append(first.contact);
    await first.contact.call('VOICE');
    expect(first.fake.session.verbsNamed('startCall')).to.have.length(0);
    expect(second.fake.session.verbsNamed('startCall')).to.have.length(1);
  });

  it('tells elements that stand in it when its session is replaced', async () => {
    const { element, contact, fake } = await subtree();
    const other = fakeHost();
    element.sessionHost = other.host;
    await contact.call('VOICE');
    expect(fake.made()).to.equal(0);
    expect(other.made()).to.equal(1);
  });

  it('gives a new token to the living session', async () => {
    const { element, fake } = await subtree();
    element.broker = 'https://broker.invalid';
    await element.updateComplete;
    await fake.host.session();
    for (let i = 0; i < 100; i++) element.token = `token-${i}`;
    await element.updateComplete;
    expect(fake.session.verbsNamed('setToken')).to.deep.equal([['setToken', 'token-99']]);
  });

  it('connects by itself with a token, and not as a guest', async () => {
    const guest = fakeHost(onlineSession({ connection: 'idle' }));
    guest.host.start();
    const known = fakeHost(onlineSession({ connection: 'idle' }), { token: 't' });
    known.host.start();
    await waitUntil(() => known.session.verbsNamed('connect').length === 1);
    const patient = fakeHost(undefined, { token: 't', connect: 'interaction' });
    patient.host.start();
    await nextFrame();
    expect(guest.made()).to.equal(0);
    expect(patient.made()).to.equal(0);
  });

  it('makes its session anew after its code could not be loaded', async () => {
    const fake = fakeHost();
    const load = fake.host.parts.loadSession;
    let isBroken = true;
    Object.assign(fake.host.parts, {
      loadSession: (...options: Parameters<typeof load>) =>
        isBroken ? Promise.reject(new TypeError('no network')) : load(...options),
    });
    const failure = await fake.host.session().catch((cause: unknown) => cause);
    expect(failure).to.be.instanceOf(TypeError);
    isBroken = false;
    expect(await fake.host.session()).to.equal(fake.session);
  });

  describe('while its code loads', () => {
    /** A host that makes a session for each broker, when the test says so. */
    function loadingHost(options: { token?: string } = {}) {
      const fake = fakeHost(undefined, { broker: 'https://one.invalid', ...options });
      const made: FakeSession[] = [];
      const loads: { broker: string; finish: () => Promise<void> }[] = [];
      fake.host.parts.loadSession = ({ broker }) =>
        new Promise((resolve) => {
          const finish = async () => {
            const session = onlineSession();
            made.push(session);
            resolve(session);
            await nextFrame();
          };
          loads.push({ broker, finish });
        });
      return { host: fake.host, made, loads };
    }

    it('hears of a new token', async () => {
      const { host, made, loads } = loadingHost({ token: 'old' });
      const opening = host.session();
      host.setToken('new');
      await loads[0]!.finish();
      expect((await opening) === made[0]).to.equal(true);
      expect(made[0]!.verbsNamed('setToken')).to.deep.equal([['setToken', 'new']]);
    });

    it('opens what was named last, and closes the other, whichever comes first', async () => {
      for (const order of [
        [0, 1],
        [1, 0],
      ]) {
        const { host, made, loads } = loadingHost();
        const former = host.session();
        await host.configure({ broker: 'https://two.invalid' });
        const opening = host.session();
        expect(loads.map(({ broker }) => broker)).to.deep.equal([
          'https://one.invalid',
          'https://two.invalid',
        ]);
        for (const index of order) await loads[index]!.finish();
        const session = made[order.indexOf(1)];
        expect((await opening) === session, 'opened').to.equal(true);
        expect(host.peek() === session, 'kept').to.equal(true);
        expect((await former) === made[order.indexOf(0)], 'former').to.equal(true);
        expect(made[order.indexOf(0)]!.isClosed).to.equal(true);
        expect((await host.session()) === session, 'kept for later').to.equal(true);
        await host.close();
        expect(session!.isClosed).to.equal(true);
        expect(loads).to.have.length(2);
      }
    });

    it('can be closed, and leaves no session', async () => {
      const { host, made, loads } = loadingHost();
      void host.session();
      await host.close();
      await loads[0]!.finish();
      expect([host.peek() === undefined, made[0]!.isClosed]).to.deep.equal([true, true]);
    });
  });

  it('closes its session when it leaves, but not while it is moved', async () => {
    const { element, fake } = await subtree();
    await fake.host.session();
    const elsewhere = await fixture(html`<div></div>`);
    elsewhere.append(element);
    await nextFrame();
    expect(fake.session.isClosed).to.equal(false);
    element.remove();
    await waitUntil(() => fake.session.isClosed);
  });

  it('never hangs up: removed in a call, it closes only after the call', async () => {
    const { element, fake } = await subtree();
    await fake.host.session();
    fake.session.setCall({ phase: 'active', connectedAtMs: Date.now(), ...callFacts() });
    element.remove();
    await nextFrame();
    expect(fake.session.isClosed).to.equal(false);
    expect(fake.session.verbsNamed('endCall')).to.have.length(0);
    fake.session.setCall({ phase: 'idle' });
    await waitUntil(() => fake.session.isClosed);
  });

  it('mounts one call view when a call begins, and none where the page has its own', async () => {
    const fake = fakeHost();
    await fake.host.session();
    fake.session.setCall({ phase: 'incoming', ...callFacts() });
    fake.session.setCall({ phase: 'incoming', ...callFacts() });
    await waitUntil(() => document.querySelector('call-modal'));
    await document.querySelector('call-modal')!.updateComplete;
    expect(document.querySelectorAll('call-modal')).to.have.length(1);
    button(document.querySelector('call-modal')!, 'Accept');
    document.querySelector('call-modal')!.remove();
    const own = fakeHost();
    setPageHost(own.host);
    await fixture(html`<call-modal></call-modal>`);
    await own.host.session();
    own.session.setCall({ phase: 'incoming', ...callFacts() });
    await nextFrame();
    expect(document.querySelectorAll('call-modal')).to.have.length(1);
    await fake.host.close();
  });
});

describe('facts', () => {
  afterEach(cleanUp);

  it('bubble from the root of the session, once, with their detail', async () => {
    const fake = fakeHost();
    await fake.host.session();
    const heard: Event[] = [];
    document.addEventListener('presence-change', (event) => heard.push(event), { once: true });
    fake.session.tell('presence-change', { userId: SELLER, online: true });
    expect(heard).to.have.length(1);
    expect(heard[0]).to.have.nested.property('detail.userId', SELLER);
    expect(heard[0]).to.include({ bubbles: true, composed: true, cancelable: false });
  });

  it('come from the panel they are about, once', async () => {
    const fake = fakeHost();
    setPageHost(fake.host);
    const panel = await fixture<HTMLElementTagNameMap['chat-panel']>(
      html`<chat-panel to=${SELLER} open></chat-panel>`,
    );
    await fake.host.session();
    await waitUntil(() => panel.conversationId);
    let heard = 0;
    const count = (): number => (heard += 1);
    document.addEventListener('message-received', count);
    setTimeout(() =>
      fake.session.tell('message-received', { conversationId: panel.conversationId, message: {} }),
    );
    const event = await oneEvent(panel, 'message-received');
    expect(event.target).to.equal(panel);
    document.removeEventListener('message-received', count);
    expect(heard).to.equal(1);
  });

  it('of a subtree are heard on its chat-session, also when its call view stands outside', async () => {
    const element = await fixture<ChatSession>(html`<chat-session></chat-session>`);
    const fake = fakeHost(onlineSession(), {}, element);
    element.sessionHost = fake.host;
    await fake.host.session();
    fake.session.setCall({ phase: 'incoming', ...callFacts() });
    await waitUntil(() => fake.host.callViews.size === 1);
    setTimeout(() => fake.session.tell('call-incoming', callFacts()));
    const event = await oneEvent(element, 'call-incoming');
    expect(event.target).to.equal(element);
  });

  it('stop with the session', async () => {
    const fake = fakeHost();
    await fake.host.session();
    await fake.host.close();
    let heard = 0;
    document.addEventListener('session-ready', () => (heard += 1), { once: true });
    fake.session.tell('session-ready', { userId: ME });
    expect(heard).to.equal(0);
    expect(fake.session.listenerCount).to.equal(0);
  });
});
