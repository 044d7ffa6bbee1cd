import { expect, fixture, html } from '@open-wc/testing';
import { setPageHost } from '../../src/controllers/session-context.js';
import '../../src/elements/call-modal.js';
import '../../src/elements/chat-panel.js';
import '../../src/elements/contact-button.js';
import { ar } from '../../src/locales/ar.js';
import { en } from '../../src/locales/en.js';
import { localeOf, setStrings } from '../../src/locales/registry.js';
import { find, findAll, namesOf } from '../support/accessible.js';
import {
  callFacts,
  conversationState,
  entry,
  fakeHost,
  ME,
  SELLER,
} from '../support/fake-session.js';
import { cleanUp } from '../support/page.js';
import { waitUntil } from '../support/wait-until.js';

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(String).sort();

describe('Arabic', () => {
  afterEach(cleanUp);

  it('has every sentence, with the same values in it', () => {
    expect(Object.keys(ar).sort()).to.deep.equal(Object.keys(en).sort());
    for (const [key, text] of Object.entries(en)) {
      const translated = ar[key as keyof typeof en];
      if (typeof text === 'string') {
        expect(placeholders(translated as string), key).to.deep.equal(placeholders(text));
      } else {
        const forms = new Intl.PluralRules('ar').resolvedOptions().pluralCategories;
        expect(translated, key).to.include.all.keys(...forms);
      }
    }
  });

  it('is spoken by a button on an Arabic page, right to left', async () => {
    document.documentElement.lang = 'ar';
    setPageHost(fakeHost().host);
    const element = await fixture(html`<contact-button to=${SELLER}></contact-button>`);
    await waitUntil(() => find(element, '.root').getAttribute('dir') === 'rtl');
    expect(await namesOf('button')).to.include.members(['محادثة', 'مكالمة صوتية', 'مكالمة فيديو']);
  });

  it('is never shown as English first', async () => {
    setPageHost(fakeHost().host);
    const element = await fixture<HTMLElementTagNameMap['contact-button']>(
      html`<contact-button to=${SELLER} lang="ar"></contact-button>`,
    );
    const root = find(element, '.root');
    if (root.dir !== 'rtl') expect(getComputedStyle(root).visibility).to.equal('hidden');
    await waitUntil(() => root.dir === 'rtl');
    expect(getComputedStyle(root).visibility).to.equal('visible');
  });

  it('follows the nearest lang, also when it changes, also inside shadow roots', async () => {
    setPageHost(fakeHost().host);
    const section = await fixture<HTMLElement>(html`<section><div></div></section>`);
    const inner = section.firstElementChild!.attachShadow({ mode: 'open' });
    const element = document.createElement('contact-button');
    element.to = SELLER;
    inner.append(element);
    await waitUntil(() => findAll(element.shadowRoot!, '.root').length > 0);
    expect(find(element, '.root').dir).to.equal('ltr');
    section.lang = 'ar-EG';
    await waitUntil(() => find(element, '.root').dir === 'rtl');
    expect(find(element, '.root').lang).to.equal('ar-EG');
  });

  it('gives way to the locale of the session and of the element', async () => {
    setPageHost(fakeHost(undefined, { locale: 'ar' }).host);
    const element = await fixture<HTMLElementTagNameMap['contact-button']>(
      html`<contact-button to=${SELLER}></contact-button>`,
    );
    await waitUntil(() => find(element, '.root').dir === 'rtl');
    element.locale = 'en';
    await waitUntil(() => find(element, '.root').dir === 'ltr');
  });

  it('turns the chat around: own messages on the left, strings and plurals Arabic', async () => {
    document.documentElement.lang = 'ar';
    const fake = fakeHost();
    fake.session.setConversation(
      conversationState(
        [entry({ seq: 1 }), entry({ seq: 2, senderId: ME }), entry({ seq: 3 })],
        {},
        { unreadFromSeq: 0 },
      ),
    );
    setPageHost(fake.host);
    const element = await fixture(html`<chat-panel to=${SELLER} name="سارة" open></chat-panel>`);
    await fake.host.session();
    await waitUntil(() => findAll(element.shadowRoot!, '.own').length === 1);
    const log = find(element, '.lines').getBoundingClientRect();
    const bubble = find(element, '.own .bubble').getBoundingClientRect();
    expect(bubble.left - log.left).to.be.below(log.right - bubble.right);
    expect(find(element, '.unread').textContent!.trim()).to.equal('رسالتان غير مقروءتين');
    expect(await namesOf('region')).to.include('محادثة مع سارة');
    expect(await namesOf('textbox')).to.include('رسالة');
    await expect(element).to.be.accessible();
  });

  it('rings in Arabic', async () => {
    document.documentElement.lang = 'ar';
    const fake = fakeHost();
    setPageHost(fake.host);
    const element = await fixture(html`<call-modal></call-modal>`);
    await fake.host.session();
    fake.session.setCall({
      phase: 'incoming',
      ...callFacts({ peer: { id: SELLER, name: 'سارة' } }),
    });
    await waitUntil(() => findAll(element.shadowRoot!, '[dir=rtl]').length === 1);
    expect(await namesOf('alertdialog')).to.deep.equal(['سارة يتصل بك…']);
    expect(await namesOf('button')).to.include.members(['قبول', 'رفض']);
  });
});

describe('strings', () => {
  afterEach(cleanUp);

  it('can be replaced by the page, in shown elements too', async () => {
    setPageHost(fakeHost().host);
    await fixture(html`<contact-button to=${SELLER}></contact-button>`);
    setStrings('en', { chat: 'Ask the seller' });
    await waitUntil(async () => (await namesOf('button')).includes('Ask the seller'));
    setStrings('en', { chat: 'Chat' });
  });

  it('are English for a language that is not spoken here, and for no language at all', () => {
    expect(localeOf('tlh')).to.equal('en');
    expect(localeOf('')).to.equal('en');
    expect(localeOf('en-GB')).to.equal('en-GB');
    expect(localeOf('ar_EG')).to.equal('ar');
    expect(localeOf('AR')).to.equal('ar');
  });
});
