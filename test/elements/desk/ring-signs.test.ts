import { expect } from '@open-wc/testing';
import { RingSigns } from '../../../src/controllers/ring-signs.js';
import { setPageHost } from '../../../src/controllers/session-context.js';
import { titleCount } from '../../../src/controllers/title-count.js';
import { AMINA, INCOMING, talking } from '../../support/call.js';
import { fakeHost } from '../../support/fake-session.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

const RING = {
  words: 'Blue Door Motors is calling you',
  icon: 'https://broker.invalid/ringing.svg',
};
const CALLING = '📞 Blue Door Motors is calling you';

function addIcon(href: string): HTMLLinkElement {
  const link = document.createElement('link');
  link.rel = 'shortcut icon';
  link.setAttribute('href', href);
  document.head.append(link);
  return link;
}

describe('the signs of a ring', () => {
  let signs: RingSigns;
  const counter = {};
  const title = document.title;

  beforeEach(() => {
    signs = new RingSigns();
    document.title = 'Shop';
  });
  afterEach(() => {
    signs.close();
    titleCount.set(counter, 0);
    document.querySelectorAll('link[rel~=icon]').forEach((link) => link.remove());
    document.title = title;
  });

  it('flash in the title, which is the page’s again afterwards', async () => {
    signs.show(RING);
    expect(document.title).to.equal(CALLING);
    await waitUntil(() => document.title === 'Shop');
    await waitUntil(() => document.title === CALLING);
    signs.show(undefined);
    expect(document.title).to.equal('Shop');
  });

  it('keep the count of what is unread, and what the page calls itself meanwhile', async () => {
    titleCount.set(counter, 3);
    signs.show(RING);
    expect(document.title).to.equal(`(3) ${CALLING}`);
    titleCount.set(counter, 4);
    expect(document.title).to.equal(`(4) ${CALLING}`);
    document.title = 'Shop: cars';
    await waitUntil(() => document.title === `(4) ${CALLING}`);
    signs.close();
    expect(document.title).to.equal('(4) Shop: cars');
    titleCount.set(counter, 0);
    expect(document.title).to.equal('Shop: cars');
  });

  it('change every icon of the page, and change it back', () => {
    const link = addIcon('/own.png');
    signs.show(RING);
    expect(link.href).to.equal(RING.icon);
    signs.close();
    expect(link.getAttribute('href')).to.equal('/own.png');
  });

  it('leave an icon that the page has changed meanwhile', () => {
    const link = addIcon('/own.png');
    signs.show(RING);
    link.setAttribute('href', '/other.png');
    signs.close();
    expect(link.getAttribute('href')).to.equal('/other.png');
  });

  it('make no icon for a page that has none', () => {
    document.querySelectorAll('link[rel~=icon]').forEach((link) => link.remove());
    signs.show(RING);
    expect(document.querySelectorAll('link[rel~=icon]')).to.have.length(0);
  });

  it('vibrate where somebody has touched the page, until the ring is over', () => {
    const asked: (number | number[])[] = [];
    const { vibrate } = navigator;
    const activation = Object.getOwnPropertyDescriptor(Navigator.prototype, 'userActivation')!;
    let isTouched = false;
    Object.defineProperty(navigator, 'vibrate', {
      configurable: true,
      value: (pattern: number | number[]) => asked.push(pattern),
    });
    Object.defineProperty(navigator, 'userActivation', {
      configurable: true,
      value: {
        get hasBeenActive() {
          return isTouched;
        },
      },
    });
    try {
      signs.show(RING);
      signs.close();
      expect(asked).to.deep.equal([]);
      isTouched = true;
      signs.show(RING);
      signs.close();
      expect(asked).to.deep.equal([[400, 200, 400], 0]);
    } finally {
      Object.defineProperty(navigator, 'vibrate', { configurable: true, value: vibrate });
      Object.defineProperty(navigator, 'userActivation', activation);
    }
  });
});

describe('a tab that rings', () => {
  afterEach(cleanUp);

  it('shows it for a first and for a second call, in the language of the page', async () => {
    addIcon('/own.png');
    document.documentElement.lang = 'ar';
    const page = document.title;
    const { host, session } = fakeHost();
    setPageHost(host);
    await host.session();
    session.setCall(INCOMING);
    session.tell('call-incoming', INCOMING);
    await waitUntil(() => document.title === '📞 Blue Door Motors يتصل بك');
    const icon = document.querySelector<HTMLLinkElement>('link[rel~=icon]')!;
    expect(icon.href).to.equal('https://broker.invalid/ringing.svg');
    session.setCall(talking());
    expect(document.title).to.equal(page);
    session.set({ otherCall: { phase: 'incoming', ...AMINA } });
    await waitUntil(() => document.title === '📞 Amina Yusuf يتصل بك');
    await host.close();
    session.set({ otherCall: { phase: 'idle' }, connection: 'closed' });
    expect(document.title).to.equal(page);
  });
});
