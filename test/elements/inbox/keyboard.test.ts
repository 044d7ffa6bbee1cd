import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { ChatInbox } from '../../../src/elements/chat-inbox.js';
import { find, findAll } from '../../support/accessible.js';
import { idOf, numbered, openInbox } from '../../support/inbox.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

const many = (count: number) => Array.from({ length: count }, (_, i) => numbered(i + 1));

/** The n of the row that has the focus. */
function focused(element: ChatInbox): number {
  const row = element.shadowRoot!.activeElement?.closest<HTMLElement>('[data-row]');
  return row ? parseInt(row.dataset['row']!.slice(-12), 16) : -1;
}

async function press(element: ChatInbox, key: string, expected: number): Promise<void> {
  await sendKeys({ press: key });
  await waitUntil(() => focused(element) === expected, `${key} leads to ${expected}`);
}

describe('the keyboard in chat-inbox', () => {
  afterEach(cleanUp);

  it('goes through the rows by arrows, Home and End, one of them in the tab order', async () => {
    const { element } = await openInbox(many(4));
    find(element, '[data-row] .open').focus();
    await press(element, 'ArrowDown', 3);
    await press(element, 'ArrowUp', 4);
    await press(element, 'ArrowUp', 4);
    await press(element, 'End', 1);
    await press(element, 'Home', 4);
    await press(element, 'ArrowDown', 3);
    const stops = findAll(element.shadowRoot!, '.open[tabindex="0"]');
    expect(stops).to.have.length(1);
    expect(stops[0]!.closest<HTMLElement>('[data-row]')!.dataset['row']).to.equal(idOf(3));
  });

  it('reaches rows that are not drawn yet', async () => {
    const { element } = await openInbox(many(500));
    find(element, '[data-row] .open').focus();
    await press(element, 'End', 1);
    await press(element, 'ArrowUp', 2);
    await press(element, 'Home', 500);
  });

  it('keeps the place when the focused row is scrolled away', async () => {
    const { element } = await openInbox(many(500));
    find(element, '[data-row] .open').focus();
    await press(element, 'ArrowDown', 499);
    const scroller = find(element, '.scroll');
    scroller.scrollTop = scroller.scrollHeight;
    await waitUntil(() => element.shadowRoot!.activeElement?.id === 'rows');
    await press(element, 'ArrowDown', 498);
  });

  it('opens by Enter and comes back by Escape', async () => {
    const { element } = await openInbox(many(3));
    find(element, '[data-row] .open').focus();
    await press(element, 'ArrowDown', 2);
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => element.shadowRoot!.activeElement?.localName === 'chat-panel');
    expect(element.conversation).to.equal(idOf(2));
    await press(element, 'Escape', 2);
    expect(element.conversation).to.equal('');
  });

  it('goes between list and chat by F6', async () => {
    const { element } = await openInbox(many(3));
    element.conversation = idOf(3);
    await element.updateComplete;
    find(element, '[data-row] .open').focus();
    await sendKeys({ press: 'F6' });
    expect(element.shadowRoot!.activeElement?.localName).to.equal('chat-panel');
    await press(element, 'F6', 3);
  });

  it('goes to the search by “/”, out of it by Escape, and into the list by the arrow', async () => {
    const { element } = await openInbox(many(3));
    find(element, '[data-row] .open').focus();
    await sendKeys({ press: '/' });
    const search = find<HTMLInputElement>(element, 'input[type=search]');
    expect(element.shadowRoot!.activeElement).to.equal(search);
    expect(search.value).to.equal('');
    await sendKeys({ type: 'person 1' });
    expect(search.value).to.equal('person 1');
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => search.value === '');
    await press(element, 'ArrowDown', 3);
  });

  it('draws a thousand conversations with fewer than a thousand elements', async () => {
    const { element } = await openInbox(many(1_000));
    const scroller = find(element, '.scroll');
    expect(element.shadowRoot!.querySelectorAll('*').length).to.be.below(1_000);
    expect(find(element, '[data-row]').getAttribute('aria-setsize')).to.equal('1000');
    scroller.scrollTop = scroller.scrollHeight / 2;
    await waitUntil(() => findAll(element.shadowRoot!, `[data-row="${idOf(500)}"]`).length === 1);
    const row = find(element, `[data-row="${idOf(500)}"]`).getBoundingClientRect();
    const view = scroller.getBoundingClientRect();
    expect(row.top).to.be.within(view.top - 100, view.bottom + 100);
    expect(element.shadowRoot!.querySelectorAll('*').length).to.be.below(1_000);
  });
});
