import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { DeskbellError } from '../../src/core/errors.js';
import { setPageHost } from '../../src/controllers/session-context.js';
// What the buttons load is here already.
import '../../src/elements/chat-panel.js';
import '../../src/elements/start-call.js';
import type { CallHistory } from '../../src/elements/call-history.js';
import { button, find, findAll } from '../support/accessible.js';
import {
  CALL_ID,
  callFacts,
  CONVERSATION_ID,
  fakeHost,
  entry,
  FakeSession,
  SELLER,
} from '../support/fake-session.js';
import { callNumber, openHistory, ownCall, partOf, rowsOf } from '../support/history.js';
import { cleanUp } from '../support/page.js';
import { waitUntil } from '../support/wait-until.js';

/** What is loaded first may take its time. */

const EVERY_OUTCOME = [
  ownCall(9, { status: 'MISSED', missedReason: 'no_answer', duration: null }),
  ownCall(8, { status: 'MISSED', missedReason: 'cancelled', duration: null }),
  ownCall(7, { status: 'BUSY', missedReason: 'busy', duration: null, type: 'VIDEO' }),
  ownCall(6, { status: 'DECLINED', missedReason: 'declined', duration: null }),
  ownCall(5, { status: 'FAILED', missedReason: 'failed', duration: null }),
  ownCall(4, { metadata: { reason: 'lost' }, duration: 3909 }),
  callNumber(3, { status: 'MISSED', missedReason: 'no_answer', duration: null, type: 'VIDEO' }),
  callNumber(2, { status: 'BUSY', missedReason: 'busy', duration: null }),
  callNumber(1, { metadata: { reason: 'hangup', quality: { caller: { score: 2 } } } }),
];

describe('call-history', () => {
  afterEach(cleanUp);

  for (const scheme of ['light', 'dark'] as const) {
    it(`is accessible in ${scheme}`, async () => {
      document.documentElement.style.colorScheme = scheme;
      const { element } = await openHistory(EVERY_OUTCOME, { nextCursor: callNumber(1).id });
      await expect(element).to.be.accessible();
      document.documentElement.style.colorScheme = '';
    });
  }

  it('says who, in which direction, of which type, for how long and what became of it', async () => {
    const { element } = await openHistory(EVERY_OUTCOME);
    expect(partOf(element, 'kind')).to.deep.equal([
      'Outgoing voice call · No answer',
      'Outgoing voice call · Cancelled',
      'Outgoing video call · Busy',
      'Outgoing voice call · Declined',
      'Outgoing voice call · Failed',
      'Outgoing voice call · Connection lost',
      'Missed video call',
      'Missed voice call · You were on another call',
      'Incoming voice call',
    ]);
    expect(new Set(partOf(element, 'name'))).to.deep.equal(new Set(['Blue Door Motors']));
    expect(partOf(element, 'duration')).to.deep.equal(['1:05:09', '0:32']);
    expect(partOf(element, 'quality')).to.deep.equal(['Poor connection']);
    expect(partOf(element, 'time')[0]).to.match(/\d:\d\d/);
  });

  it('sets missed calls apart by their words, their icon and their weight', async () => {
    const { element } = await openHistory(EVERY_OUTCOME);
    const missed = findAll(element.shadowRoot!, '.missed');
    expect(missed.map((row) => row.dataset['call'])).to.deep.equal([
      callNumber(3).id,
      callNumber(2).id,
    ]);
    const icons = rowsOf(element).map((row) => row.querySelector('.kind svg')!.innerHTML);
    expect(new Set(icons).size).to.equal(3);
    const weight = (row: Element) => getComputedStyle(row.querySelector('.kind')!).fontWeight;
    expect(weight(missed[0]!)).to.not.equal(weight(rowsOf(element)[0]!));
  });

  it('is lists by days, the newest first, under one heading', async () => {
    const at = (daysAgo: number): string =>
      new Date(Date.now() - daysAgo * 86_400_000).toISOString();
    const calls = [0, 0, 1, 400].map((days, i) => callNumber(9 - i, { createdAt: at(days) }));
    const { element } = await openHistory(calls);
    const days = partOf(element, 'day');
    expect(days.slice(0, 2)).to.deep.equal(['Today', 'Yesterday']);
    expect(days[2]).to.match(/\d{4}/);
    const lists = findAll(element.shadowRoot!, 'ul');
    const named = lists.map((list) => list.getAttribute('aria-labelledby')!.split(' '));
    const words = named.map((ids) => ids.map((id) => find(element, `#${id}`).textContent.trim()));
    expect(words).to.deep.equal(days.map((day) => ['Calls', day]));
    const lengths = lists.map((list) => list.children.length);
    expect(lengths).to.deep.equal([2, 1, 1]);
  });

  it('leaves out what still rings or goes on', async () => {
    const { element } = await openHistory([
      callNumber(3, { status: 'RINGING', endedAt: null, duration: null }),
      callNumber(2, { status: 'ANSWERED', endedAt: null, duration: null }),
      callNumber(1),
    ]);
    expect(rowsOf(element)).to.have.length(1);
  });

  it('asks only for calls with a person, or of a conversation', async () => {
    const { session } = await openHistory([], { to: SELLER, conversation: CONVERSATION_ID });
    expect(session.verbsNamed('listCalls')[0]![1]).to.include({
      userId: SELLER,
      conversationId: CONVERSATION_ID,
      limit: 30,
    });
  });

  it('asks anew when it is about somebody else', async () => {
    const { element, session } = await openHistory([callNumber(1)]);
    session.answers.set('listCalls', { items: [callNumber(2), callNumber(3)] });
    element.to = 'somebody';
    await waitUntil(() => rowsOf(element).length === 2);
    expect(session.verbsNamed('listCalls')[1]![1]).to.include({ userId: 'somebody' });
    expect(rowsOf(element).map((row) => row.dataset['call'])).to.not.include(callNumber(1).id);
  });

  describe('its buttons', () => {
    it('call back in the same type, after asking the page', async () => {
      const { element, session } = await openHistory([ownCall(1, { type: 'VIDEO' })]);
      setTimeout(() => button(element, 'Call back').click());
      const { detail } = await oneEvent(element, 'call-start-request');
      expect(detail).to.deep.equal({
        conversationId: CONVERSATION_ID,
        to: SELLER,
        name: 'Blue Door Motors',
        type: 'VIDEO',
      });
      await waitUntil(() => session.verbsNamed('startCall').length === 1);
      const [, conversationId, peer, type] = session.verbsNamed('startCall')[0]!;
      expect([conversationId, type]).to.deep.equal([CONVERSATION_ID, 'VIDEO']);
      expect(peer).to.include({ id: SELLER });
    });

    it('call nobody when the page objects', async () => {
      const { element, session } = await openHistory([ownCall(2, { type: 'VIDEO' }), ownCall(1)]);
      element.addEventListener('call-start-request', (event) => event.preventDefault(), {
        once: true,
      });
      for (const each of findAll(element.shadowRoot!, '.back')) each.click();
      await waitUntil(() => session.verbsNamed('startCall').length > 0);
      expect(session.verbsNamed('startCall').map((verb) => verb[3])).to.deep.equal(['VOICE']);
    });

    it('say why nobody could be called', async () => {
      const { element, session } = await openHistory([callNumber(1)]);
      session.failures.set('startCall', new DeskbellError('blocked'));
      button(element, 'Call back').click();
      const alerts = () => findAll(element.shadowRoot!, '[role=alert]');
      await waitUntil(() => /\w/.test(alerts()[0]?.textContent ?? ''));
    });

    it('wait while another call is under way', async () => {
      const { element, session } = await openHistory([callNumber(1)]);
      session.setCall({ phase: 'ringing', ...callFacts({ direction: 'outgoing' }) });
      await element.updateComplete;
      expect(button(element, 'Call back').disabled).to.equal(true);
      session.setCall({ phase: 'idle' });
      await element.updateComplete;
      expect(button(element, 'Call back').disabled).to.equal(false);
    });

    it('open the chat of the call', async () => {
      const { element, host } = await openHistory([callNumber(1)]);
      button(element, 'Chat').click();
      await waitUntil(() =>
        [...host.panels].some(
          (panel) => 'conversationId' in panel && panel.conversationId === CONVERSATION_ID,
        ),
      );
    });

    it('are large enough for a thumb, also where it is narrow', async () => {
      const { element } = await openHistory([callNumber(1), ownCall(2)]);
      element.parentElement!.style.width = '320px';
      await element.updateComplete;
      for (const each of findAll(element.shadowRoot!, 'button')) {
        const { width, height } = each.getBoundingClientRect();
        expect(Math.min(width, height)).to.be.at.least(44);
      }
      const root = find(element, '.root');
      expect(root.scrollWidth).to.be.at.most(root.clientWidth);
    });
  });

  describe('follows', () => {
    it('a call that ends here, at once and once', async () => {
      const { element, session } = await openHistory([callNumber(1)]);
      session.tell('call-ended', { ...callFacts(), outcome: 'cancelled', durationSeconds: 0 });
      await element.updateComplete;
      expect(rowsOf(element).map((row) => row.dataset['call'])).to.deep.equal([
        CALL_ID,
        callNumber(1).id,
      ]);
      expect(partOf(element, 'kind')[0]).to.equal('Missed voice call');

      const stored = callNumber(5, { id: CALL_ID, metadata: { reason: 'hangup' }, duration: 61 });
      session.answers.set('listCalls', { items: [stored, callNumber(1)] });
      const message = entry({ type: 'CALL_ENDED' });
      session.messaging.dispatchEvent(
        new CustomEvent('message:new', {
          detail: { conversationId: CONVERSATION_ID, entry: message },
        }),
      );
      await waitUntil(() => partOf(element, 'duration')[0] === '1:01');
      expect(rowsOf(element)).to.have.length(2);
    });

    it('only what it is about', async () => {
      const { element, session } = await openHistory([], { to: 'somebody-else' });
      session.tell('call-ended', { ...callFacts(), outcome: 'hangup', durationSeconds: 3 });
      await element.updateComplete;
      expect(rowsOf(element)).to.have.length(0);
    });

    it('what it missed while it was offline', async () => {
      const { element, session } = await openHistory([callNumber(1)]);
      session.set({ connection: 'reconnecting' });
      await element.updateComplete;
      session.answers.set('listCalls', { items: [callNumber(2), callNumber(1)] });
      session.set({ connection: 'online' });
      await waitUntil(() => rowsOf(element).length === 2);
    });

    it('nothing any more once it left the page', async () => {
      const { element, session } = await openHistory([callNumber(1)]);
      element.remove();
      expect(session.listenerCount).to.be.at.most(2);
      session.tell('call-ended', { ...callFacts(), outcome: 'hangup', durationSeconds: 3 });
      expect(session.watched.size).to.equal(0);
    });
  });

  describe('pages', () => {
    const many = (from: number, to: number) =>
      Array.from({ length: from - to + 1 }, (_, i) => callNumber(from - i));

    it('older ones on request, and goes on with the focus', async () => {
      const { element, session } = await openHistory(many(60, 31), { nextCursor: 'here' });
      session.answers.set('listCalls', { items: many(30, 1) });
      button(element, 'Show older').focus();
      button(element, 'Show older').click();
      await waitUntil(() => rowsOf(element).length === 60);
      expect(session.verbsNamed('listCalls')[1]![1]).to.include({ before: 'here' });
      expect(session.verbsNamed('listCalls')).to.have.length(2);
      await waitUntil(() => rowsOf(element)[30]!.contains(element.shadowRoot!.activeElement));
      expect(findAll(element.shadowRoot!, '.older')).to.have.length(0);
    });

    it('older ones by scrolling', async () => {
      const { element, session } = await openHistory(many(60, 31), { nextCursor: 'here' });
      session.answers.set('listCalls', { items: many(30, 1) });
      expect(session.verbsNamed('listCalls')).to.have.length(1);
      const scroll = find(element, '.scroll');
      scroll.scrollTop = scroll.scrollHeight;
      await waitUntil(() => rowsOf(element).length === 60);
    });

    it('and says why a page did not come, keeps what is there, and tries it again', async () => {
      const { element, session } = await openHistory(many(60, 31), { nextCursor: 'here' });
      session.failures.set('listCalls', new DeskbellError('timeout'));
      button(element, 'Show older').click();
      await waitUntil(() => findAll(element.shadowRoot!, '[role=alert]').length === 1);
      expect(rowsOf(element)).to.have.length(30);
      session.failures.clear();
      session.answers.set('listCalls', { items: many(30, 1) });
      button(element, 'Retry').click();
      await waitUntil(() => rowsOf(element).length === 60);
      expect(session.verbsNamed('listCalls').at(-1)![1]).to.include({ before: 'here' });
    });
  });

  it('says that there are none, in words a page can replace', async () => {
    const { element } = await openHistory([]);
    expect(find(element, '[role=status]').textContent).to.contain('No calls yet');
    expect(element.shadowRoot!.querySelector('slot[name=empty]')).to.exist;
  });

  it('says that it loads, then why it could not, and tries again', async () => {
    const fake = fakeHost();
    fake.session.failures.set('listCalls', new DeskbellError('unavailable'));
    setPageHost(fake.host);
    const element = await fixture<CallHistory>(html`<call-history></call-history>`);
    await fake.host.session();
    // The sentence is loaded when it is needed.
    const said = () => findAll(element.shadowRoot!, '[role=alert]')[0]?.textContent ?? '';
    await waitUntil(() => said().includes('Not available right now'), 'said so');
    fake.session.failures.clear();
    fake.session.answers.set('listCalls', { items: [callNumber(1)] });
    button(element, 'Retry').click();
    expect(find(element, '[aria-busy]').ariaBusy).to.exist;
    await waitUntil(() => rowsOf(element).length === 1);
  });

  it('asks nothing for a visitor who has not done anything', async () => {
    const fake = fakeHost(new FakeSession());
    setPageHost(fake.host);
    const element = await fixture<CallHistory>(html`<call-history></call-history>`);
    await element.updateComplete;
    expect(fake.made()).to.equal(0);
    expect(find(element, '[role=status]').textContent!.trim()).to.equal('');
  });

  it('speaks the reader’s language, from right to left, in its digits', async () => {
    const { element } = await openHistory(
      [callNumber(3, { status: 'MISSED', duration: null }), callNumber(1)],
      { lang: 'ar-EG' },
    );
    await waitUntil(() => find(element, '.root').getAttribute('dir') === 'rtl');
    await waitUntil(() => partOf(element, 'kind')[0] === 'مكالمة صوتية فائتة');
    expect(partOf(element, 'duration')).to.deep.equal(['٠:٣٢']);
    expect(button(element, 'معاودة الاتصال')).to.exist;
    await expect(element).to.be.accessible();
  });
});
