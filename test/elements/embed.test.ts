import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { getPageHost, setPageHost } from '../../src/controllers/session-context.js';
import { find } from '../support/accessible.js';
import { fakeHost, SELLER } from '../support/fake-session.js';
import { cleanUp } from '../support/page.js';
import { waitUntil } from '../support/wait-until.js';

/** Puts the script tag into the page as a site would, and waits until it has run. */
function embed(attributes: Record<string, string> = {}, query = ''): Promise<HTMLScriptElement> {
  const script = document.createElement('script');
  script.type = 'module';
  script.src = new URL(`../../src/embed.ts${query}`, import.meta.url).href;
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  return new Promise((resolve, reject) => {
    script.onload = () => resolve(script);
    script.onerror = reject;
    document.head.append(script);
  });
}

const sockets: string[] = [];
const requests: string[] = [];
const { WebSocket: RealSocket, fetch: realFetch } = globalThis;

describe('the script tag', () => {
  let script: HTMLScriptElement;

  before(async () => {
    // Other pages of this origin may have kept something.
    localStorage.clear();
    sessionStorage.clear();
    globalThis.WebSocket = class extends RealSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        sockets.push(String(url));
        super(url, protocols);
      }
    };
    globalThis.fetch = (...options) => {
      requests.push(String(options[0]));
      return realFetch(...options);
    };
    script = await embed({ 'data-name': 'Visitor', 'data-broker': 'https://broker.invalid/x' });
  });

  after(async () => {
    globalThis.WebSocket = RealSocket;
    globalThis.fetch = realFetch;
    script.remove();
    await cleanUp();
  });

  it('gives the page its session and its buttons, and touches nothing', async () => {
    expect(customElements.get('contact-button')).to.exist;
    expect(getPageHost()!.broker).to.equal('https://broker.invalid');
    await fixture(html`<contact-button to=${SELLER} name="Blue Door Motors"></contact-button>`);
    await new Promise((resolve) => requestIdleCallback(resolve));
    expect(getPageHost()!.peek()).to.equal(undefined);
    expect(sockets).to.deep.equal([]);
    expect(requests).to.deep.equal([]);
    const stored = [localStorage.length, sessionStorage.length, document.cookie];
    expect(stored).to.deep.equal([0, 0, '']);
    expect(await indexedDB.databases()).to.deep.equal([]);
  });

  it('does no harm when it is loaded a second time', async () => {
    const host = getPageHost();
    const second = await embed({ 'data-broker': 'https://other.invalid' }, '?again');
    expect(getPageHost()).to.equal(host);
    second.remove();
  });

  it('loads the other elements when the page holds them', async () => {
    expect(customElements.get('presence-badge')).to.equal(undefined);
    const badge = document.createElement('presence-badge');
    document.body.append(badge);
    await customElements.whenDefined('presence-badge');
    badge.remove();
    expect(customElements.get('chat-inbox')).to.equal(undefined);
  });

  it('passes a token set later on to the session, without a reload', async () => {
    const fake = fakeHost();
    await fake.host.session();
    const own = getPageHost()!;
    const tokens: (string | undefined)[] = [];
    own.setToken = (token) => void tokens.push(token);
    for (let i = 0; i < 100; i++) script.dataset['token'] = `token-${i}`;
    await waitUntil(() => tokens.length > 0);
    expect(tokens).to.deep.equal(['token-99']);
  });
});

describe('a hostile page', () => {
  afterEach(cleanUp);

  it('does not reach inside: its shouting styles end at the button', async () => {
    setPageHost(fakeHost().host);
    const style = document.createElement('style');
    style.textContent = `* { all: unset !important; font: 60px serif !important;
      color: red !important; text-transform: uppercase !important; letter-spacing: 1em !important;
      direction: rtl !important; visibility: visible !important }`;
    document.head.append(style);
    const element = await fixture(html`<contact-button to=${SELLER}></contact-button>`);
    const { fontSize, textTransform, letterSpacing, direction } = getComputedStyle(
      find(element, 'button.chat'),
    );
    style.remove();
    expect({ fontSize, textTransform, letterSpacing, direction }).to.deep.equal({
      fontSize: '15px',
      textTransform: 'none',
      letterSpacing: 'normal',
      direction: 'ltr',
    });
  });

  it('may add to Array.prototype', async () => {
    const array = Array.prototype as unknown as Record<string, unknown>;
    array['remove'] = () => undefined;
    const fake = fakeHost();
    setPageHost(fake.host);
    try {
      await fixture(html`<contact-button to=${SELLER}></contact-button>`);
      await fake.host.openChat({ to: SELLER });
      await nextFrame();
      expect(document.querySelector('chat-panel')!.open).to.equal(true);
    } finally {
      delete array['remove'];
    }
  });

  it('shows nothing when it is hidden by attribute', async () => {
    setPageHost(fakeHost().host);
    const element = await fixture(html`<contact-button to=${SELLER} hidden></contact-button>`);
    expect(getComputedStyle(element).display).to.equal('none');
  });
});
