import { expect, waitUntil } from '@open-wc/testing';
import { button, find, findAll } from '../support/accessible.js';
import { entry, ME } from '../support/fake-session.js';
import { numbered, openInbox, rowOf } from '../support/inbox.js';
import { cleanUp } from '../support/page.js';
import { showPanel } from '../support/panel.js';

const COMES_MS = { timeout: 5_000 };
const RED = 'rgb(255, 0, 0)';
const styles = document.createElement('style');

/** A page's own rule. */
function paint(...parts: string[]): void {
  styles.textContent = `${parts.join()} { outline: 3px solid ${RED} }`;
  document.head.append(styles);
}

async function isPainted(root: Element, selector: string): Promise<void> {
  const found = () => findAll(root.shadowRoot!, selector);
  await waitUntil(() => found().length > 0, selector, COMES_MS);
  for (const each of found()) expect(getComputedStyle(each).outlineColor, selector).to.equal(RED);
}

describe('a page’s ::part() rules', () => {
  afterEach(async () => {
    styles.remove();
    await cleanUp();
  });

  it('reach the menu of a conversation and its dialogs', async () => {
    paint('chat-inbox::part(popup-menu)', 'chat-inbox::part(popup)');
    const { element } = await openInbox([numbered(1)]);
    rowOf(element, 1).querySelector<HTMLElement>('.more')!.click();
    await isPainted(element, '[role=menu]');
    findAll(element.shadowRoot!, '[role=menuitem]')
      .find((each) => each.textContent?.includes('Block'))!
      .click();
    await isPainted(find(element, 'deskbell-ask'), '[part=popup]');
  });

  it('reach what opens on a message, through the log', async () => {
    paint('chat-panel::part(popup-menu)', 'chat-panel::part(popup)');
    const { panel, log } = await showPanel([entry({ senderId: ME })]);
    log.renderRoot.querySelector('.root')!.dispatchEvent(new PointerEvent('pointerover'));
    await waitUntil(() => findAll(panel.shadowRoot!, '[part=menu]').length > 0, 'menu', COMES_MS);
    find(panel, '[part=menu]').click();
    await isPainted(panel, '[role=menu]');
    findAll(panel.shadowRoot!, '[role=menuitem]')
      .find((each) => each.textContent?.includes('Delete'))!
      .click();
    await isPainted(find(panel, 'deskbell-ask'), '[part=popup]');
  });

  it('reach the chat inside of an inbox', async () => {
    const parts = ['bubble', 'send-button', 'popup-menu', 'header'];
    paint(...parts.map((part) => `chat-inbox::part(chat-${part})`));
    const { element } = await openInbox([numbered(1)]);
    rowOf(element, 1).querySelector<HTMLElement>('.open')!.click();
    const panel = () => find(element, 'chat-panel');
    await waitUntil(() => findAll(element.shadowRoot!, 'chat-panel').length > 0);
    await isPainted(panel(), 'header');
    await isPainted(panel(), '[part=bubble]');
    await isPainted(panel(), '[part=send-button]');
    button(panel(), 'More').click();
    await isPainted(panel(), '[role=menu]');
  });
});
