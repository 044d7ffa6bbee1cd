import { expect, waitUntil } from '@open-wc/testing';
import type { ChatComposer } from '../../src/elements/chat-composer.js';
import type { ComposerTools } from '../../src/elements/tools/composer-tools.js';
import { button, find, findAll } from '../support/accessible.js';
import { entry } from '../support/fake-session.js';
import { numbered, openInbox, rowOf, type OpenInbox } from '../support/inbox.js';
import { cleanUp } from '../support/page.js';
import { showPanel, type ShownPanel } from '../support/panel.js';
import { reachable, unreachable } from '../support/unreachable.js';

const PICTURE = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';

/** What comes is compiled first. */
const COMES_MS = { timeout: 5_000 };

async function isThere(root: Element, selector: string): Promise<void> {
  await waitUntil(() => findAll(root.shadowRoot!, selector).length > 0, selector, COMES_MS);
}

/** Waits until something tells of it, and tries again now that all can be loaded. */
async function retry(root: Element, selector: string): Promise<void> {
  const words = () => findAll(root.shadowRoot!, selector)[0]?.textContent ?? '';
  await waitUntil(() => words().includes('wrong on our side'), selector, COMES_MS);
  reachable();
  button(root, 'Retry').click();
}

async function choose(root: Element, name: string): Promise<void> {
  const found = () =>
    findAll(root.shadowRoot!, '[role^=menuitem]').find((each) => each.textContent?.includes(name));
  await waitUntil(found, name, COMES_MS);
  found()?.click();
}

describe('a press whose code cannot be loaded', () => {
  const errors: PromiseRejectionEvent[] = [];
  const note = (event: PromiseRejectionEvent) => errors.push(event);

  before(() => addEventListener('unhandledrejection', note));
  afterEach(async () => {
    reachable();
    await cleanUp();
    expect(errors).to.deep.equal([]);
  });
  after(() => removeEventListener('unhandledrejection', note));

  describe('in a chat', () => {
    const open = (): Promise<ShownPanel> => {
      const media = { fileId: 'f', url: PICTURE, name: 'car.gif', size: 9, mimeType: 'image/gif' };
      return showPanel([entry({ type: 'IMAGE', media })]);
    };

    it('tells so of what is answered, and shows it on the next try', async () => {
      await unreachable('/tools/composer-tools.ts');
      const { panel, log } = await open();
      const composer = find<ChatComposer>(panel, 'deskbell-composer');
      log.chat!.setReply(log.entries[0]);
      await isThere(composer, '.problem[role=alert]');
      expect(find(composer, '.problem').textContent).to.contain('No connection');
      // Whoever passes over the buttons does not take the sentence away.
      await composer.use();
      expect(findAll(composer.shadowRoot!, '.problem')).to.have.length(1);
      reachable();
      await composer.use();
      await isThere(composer, '[part=composing]');
      await composer.updateComplete;
      expect(findAll(composer.shadowRoot!, '.problem')).to.have.length(0);
    });

    it('tells so of a tool, and does not call its own faults the network', async () => {
      await unreachable('/tools/emoji-picker.ts');
      const { panel } = await open();
      const composer = find<ChatComposer>(panel, 'deskbell-composer');
      await composer.use('emoji');
      await isThere(composer, '.problem');
      expect(find(composer, '.problem').textContent).to.contain('No connection');
      const tools = find<ComposerTools>(composer, 'deskbell-tools');
      tools.use = () => Promise.reject(new TypeError('a fault of ours'));
      await composer.use('emoji');
      await waitUntil(() => /wrong on our side/.test(find(composer, '.problem').textContent));
    });

    it('tells so of a picture, and shows it on the next try', async () => {
      await unreachable('/lightbox/open-lightbox.ts');
      const { panel, one } = await open();
      (await one('button[data-action=open]')).click();
      await retry(panel, '[part=notice]');
      await isThere(panel, 'deskbell-lightbox');
    });

    it('tells so of the emoji for a message', async () => {
      await unreachable('/tools/open-emoji-picker.ts');
      const { panel, log } = await open();
      log.renderRoot.querySelector('.root')!.dispatchEvent(new PointerEvent('pointerover'));
      await isThere(panel, '[part=menu]');
      find(panel, '[part=menu]').click();
      await isThere(panel, '[aria-label="More emoji"]');
      button(panel, 'More emoji').click();
      await retry(panel, '[part=notice]');
      await isThere(panel, 'deskbell-emoji-popup');
    });
  });

  describe('in the inbox', () => {
    const open = (): Promise<OpenInbox> => openInbox([numbered(1), numbered(2)]);

    it('tells so of the menu of a conversation, and opens it on the next try', async () => {
      await unreachable('/desk/conversation-menu.ts');
      const { element } = await open();
      rowOf(element, 1).querySelector<HTMLElement>('.more')!.click();
      await isThere(element, '.problem');
      await expect(element).to.be.accessible();
      await retry(element, '.problem');
      await isThere(element, '[role=menu]');
      await waitUntil(() => findAll(element.shadowRoot!, '.problem').length === 0);
    });

    it('tells so of its options, above whatever is listed', async () => {
      await unreachable('/desk/settings-menu.ts');
      const { element } = await open();
      button(element, 'Starred messages').click();
      await element.updateComplete;
      button(element, 'Options').click();
      await isThere(element, '.problem[role=alert]');
      await retry(element, '.problem');
      await isThere(element, '[role=menu]');
    });

    it('tells so of the devices', async () => {
      await unreachable('/call/device-panel.ts');
      const { element } = await open();
      button(element, 'Options').click();
      await choose(element, 'Audio and video');
      await isThere(element, 'deskbell-ask');
      await retry(find(element, 'deskbell-ask'), '[role=alert]');
      await isThere(element, 'deskbell-devices');
    });
  });
});
