import { expect } from '@open-wc/testing';
import type { ChatComposer } from '../../../src/elements/chat-composer.js';
import { find, findAll } from '../../support/accessible.js';
import { asked, buttonNamed, openPanel, type OpenPanel } from '../../support/composer.js';
import { cleanUp } from '../../support/page.js';
import type { SessionHostOptions } from '../../../src/controllers/session-host.js';
import { waitUntil } from '../../support/wait-until.js';

/** Another one for each test: what was agreed to is remembered as long as the page lives. */
let consent: string;
let texts = 0;
const KEY = 'deskbell:consent:https://broker.invalid';

const fieldOf = ({ panel }: OpenPanel): HTMLTextAreaElement => find(panel, 'textarea');
const open = (options: Partial<SessionHostOptions>): Promise<OpenPanel> =>
  openPanel({}, null, options);

describe('the consent of a guest', () => {
  beforeEach(() => {
    consent = `We keep what you write for ${++texts} days: https://shop.example/privacy`;
  });
  afterEach(async () => {
    await cleanUp();
    localStorage.removeItem(KEY);
  });

  const write = ({ panel }: OpenPanel, text: string): void => {
    const field = find<HTMLTextAreaElement>(panel, 'textarea');
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    find(panel, 'form').dispatchEvent(new SubmitEvent('submit', { cancelable: true }));
  };
  const areSent = ({ session }: OpenPanel): number =>
    session.verbs.filter(([name]) => name === 'sendTextMessage').length;

  it('is asked for before the first message, and then the field is theirs', async () => {
    const fake = await open({ consent });
    const agree = await buttonNamed(fake.panel, 'Agree and continue');
    await waitUntil(() => !fieldOf(fake).checkVisibility(), 'the field is gone');
    const [text] = findAll(fake.panel.shadowRoot!, '.consent .text');
    expect(text!.textContent!.trim()).to.equal(consent);
    const [link] = findAll<HTMLAnchorElement>(fake.panel.shadowRoot!, '.consent a');
    expect(link!.href).to.equal('https://shop.example/privacy');
    await expect(fake.panel).to.be.accessible();
    expect(agree.offsetHeight).to.be.at.least(44);
    expect(localStorage.getItem(KEY)).to.equal(null);

    agree.focus();
    agree.click();
    await waitUntil(() => fieldOf(fake).matches(':focus'), 'the field has the focus');
    expect(findAll(fake.panel.shadowRoot!, '.consent')).to.be.empty;
    write(fake, 'Hello');
    await asked(fake, 'sendTextMessage');
  });

  it('keeps what is written from being sent, however it is', async () => {
    const fake = await open({ consent });
    // At once: what asks for it is not loaded yet.
    write(fake, 'Hello');
    const composer = find<ChatComposer>(fake.panel, 'deskbell-composer');
    await buttonNamed(fake.panel, 'Agree and continue');
    write(fake, 'Hello again');
    await composer.use('files', [new File(['x'], 'x.txt')]);
    await composer.use('place');
    expect(findAll(fake.panel.shadowRoot!, 'dialog')).to.be.empty;
    expect(areSent(fake)).to.equal(0);
  });

  it('is asked for once, and again when the text is another', async () => {
    const first = await open({ consent });
    (await buttonNamed(first.panel, 'Agree and continue')).click();
    await cleanUp();
    const second = await open({ consent });
    expect(second.host.consent).to.equal(undefined);
    write(second, 'Hello');
    await asked(second, 'sendTextMessage');
    await cleanUp();
    const third = await open({ consent: `${consent}, and for ever` });
    await buttonNamed(third.panel, 'Agree and continue');
  });

  it('is text, whatever it says', async () => {
    const hostile = '<img src=x onerror="alert(1)"> [x](javascript:alert(1))';
    const fake = await open({ consent: hostile });
    await buttonNamed(fake.panel, 'Agree and continue');
    const [text] = findAll(fake.panel.shadowRoot!, '.consent .text');
    expect(text!.textContent!.trim()).to.equal(hostile);
    expect(findAll(fake.panel.shadowRoot!, '.consent img, .consent a')).to.be.empty;
  });

  it('comes before a call as well: the chat asks', async () => {
    const fake = await open({ consent });
    await fake.host.startCall({ to: 'seller-42' }, 'VOICE');
    expect(fake.session.verbs.filter(([name]) => name === 'startCall')).to.be.empty;
    (await buttonNamed(fake.panel, 'Agree and continue')).click();
    await fake.host.startCall({ to: 'seller-42' }, 'VOICE');
    await asked(fake, 'startCall');
  });

  it('is asked of no member, and of nobody where there is nothing to agree to', async () => {
    for (const options of [
      { consent, token: 'a.b.c' },
      { consent, tokenUrl: '/token' },
      { consent: '' },
      {},
    ]) {
      const fake = await open(options);
      expect(fake.host.consent).to.equal(undefined);
      write(fake, 'Hello');
      await asked(fake, 'sendTextMessage');
      await cleanUp();
    }
  });
});
