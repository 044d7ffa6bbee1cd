import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { openEmojiPicker } from '../../../src/elements/tools/open-emoji-picker.js';
import { find, findAll } from '../../support/accessible.js';
import { appear, buttonNamed, openPanel, vanish, type OpenPanel } from '../../support/composer.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

async function picker(open: OpenPanel): Promise<HTMLElement> {
  (await appear(open.panel, '.emoji')).click();
  const element = await appear(open.panel, 'deskbell-emoji');
  await appear(element, '.grid button');
  return element;
}

/** The same at its first group, whatever was picked before. */
async function smileys(open: OpenPanel): Promise<HTMLElement> {
  const element = await picker(open);
  find(element, '#tab-smileys').click();
  await waitUntil(() => findAll(element.shadowRoot!, '.grid button').length > 100);
  find(element, 'input').focus();
  return element;
}

const focused = (root: Element): Element | null => root.shadowRoot!.activeElement;

async function search(element: Element, query: string): Promise<void> {
  const input = find<HTMLInputElement>(element, 'input');
  input.value = query;
  input.dispatchEvent(new InputEvent('input'));
  await waitUntil(() => findAll(element.shadowRoot!, '[role=tab]').length === 0);
}

describe('the emoji picker', () => {
  afterEach(async () => {
    await cleanUp();
    await setViewport({ width: 800, height: 600 });
  });

  it('puts an emoji where the caret stands, and stays for more', async () => {
    const open = await openPanel();
    const field = find<HTMLTextAreaElement>(open.panel, 'textarea');
    field.value = 'Hello there';
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    field.setSelectionRange(5, 5);
    const element = await smileys(open);
    (await buttonNamed(element, 'grinning face')).click();
    expect(field.value).to.equal('Hello😀 there');
    (await buttonNamed(element, 'grinning face')).click();
    expect(field.value).to.equal('Hello😀😀 there');
    expect(element.isConnected).to.equal(true);
  });

  it('is worked by keys alone', async () => {
    const open = await openPanel();
    const element = await smileys(open);
    await waitUntil(() => focused(element) === find(element, 'input'));
    await sendKeys({ press: 'ArrowDown' });
    const cells = findAll<HTMLButtonElement>(element.shadowRoot!, '.grid button');
    expect(focused(element) === cells[0]).to.equal(true);
    await sendKeys({ press: 'ArrowRight' });
    expect(focused(element) === cells[1]).to.equal(true);
    const columns = cells.filter(({ offsetTop }) => offsetTop === cells[0]!.offsetTop).length;
    expect(columns).to.be.greaterThan(4);
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(element) === cells[1 + columns]).to.equal(true);
    await sendKeys({ press: 'Home' });
    await sendKeys({ press: 'Enter' });
    expect(find<HTMLTextAreaElement>(open.panel, 'textarea').value).to.equal('😀');
    await sendKeys({ press: 'Escape' });
    await vanish(open.panel, 'deskbell-emoji');
    expect(open.panel.open).to.equal(true);
    await waitUntil(() => find(open.panel, 'textarea').matches(':focus'));
  });

  it('has one stop for the tab key in its grid, and one in its groups', async () => {
    const element = await smileys(await openPanel());
    for (const part of ['.grid', '.groups']) {
      expect(findAll(element.shadowRoot!, `${part} [tabindex='0']`)).to.have.length(1);
    }
  });

  it('goes through its groups by arrows', async () => {
    const element = await smileys(await openPanel());
    find(element, '[role=tab][aria-selected=true]').focus();
    await sendKeys({ press: 'ArrowRight' });
    await waitUntil(
      () => find(element, '[aria-selected=true]').getAttribute('aria-label') === 'People and body',
    );
    await buttonNamed(element, 'waving hand');
  });

  it('searches, tells how many were found, and picks the first by Enter', async () => {
    const open = await openPanel();
    const element = await smileys(open);
    await search(element, 'red heart');
    expect((await appear(element, '[role=status]')).textContent).to.match(/\d+ emoji found/);
    find(element, 'input').focus();
    await sendKeys({ press: 'Enter' });
    expect(find<HTMLTextAreaElement>(open.panel, 'textarea').value).to.equal('❤️');
    await search(element, 'xyzzy');
    await waitUntil(() => find(element, '[role=status]').textContent!.includes('No emoji found'));
    expect(findAll(element.shadowRoot!, '.grid')).to.have.length(0);
  });

  it('speaks Arabic, runs from the right, and finds by Arabic words', async () => {
    document.documentElement.lang = 'ar';
    document.documentElement.dir = 'rtl';
    const open = await openPanel();
    const element = await smileys(open);
    await buttonNamed(element, 'وجه بابتسامة عريضة');
    await sendKeys({ press: 'ArrowDown' });
    const [first, second] = findAll(element.shadowRoot!, '.grid button');
    expect(second!.getBoundingClientRect().left).to.be.lessThan(
      first!.getBoundingClientRect().left,
    );
    await sendKeys({ press: 'ArrowLeft' });
    expect(focused(element) === second).to.equal(true);
    await search(element, 'سياره');
    await waitUntil(() =>
      findAll(element.shadowRoot!, '.grid button').some((each) => each.textContent!.includes('🚗')),
    );
  });

  it('remembers what was picked last', async () => {
    const open = await openPanel();
    const first = await picker(open);
    await search(first, 'thumbs up');
    (await buttonNamed(first, 'thumbs up')).click();
    (await appear(open.panel, '.emoji')).click();
    await vanish(open.panel, 'deskbell-emoji');
    const again = await picker(open);
    expect(find(again, '[aria-selected=true]').getAttribute('aria-label')).to.equal(
      'Recently used',
    );
    await buttonNamed(again, 'thumbs up');
  });

  for (const scheme of ['light', 'dark']) {
    it(`is accessible on a ${scheme} page of 360 px, with room for thumbs`, async () => {
      await setViewport({ width: 360, height: 640 });
      document.documentElement.style.colorScheme = scheme;
      try {
        const open = await openPanel();
        const element = await smileys(open);
        await expect(open.panel).to.be.accessible();
        for (const each of findAll(element.shadowRoot!, 'button')) {
          const { width, height } = each.getBoundingClientRect();
          expect(Math.min(width, height)).to.be.at.least(44);
        }
        expect(document.documentElement.scrollWidth).to.be.at.most(360);
      } finally {
        document.documentElement.style.colorScheme = '';
      }
    });
  }

  it('opens at any button, gives one emoji and goes', async () => {
    const button = await fixture<HTMLButtonElement>(html`<button>React</button>`);
    const picked: string[] = [];
    button.focus();
    openEmojiPicker(button, (emoji) => picked.push(emoji));
    const popup = await waitUntil(() => document.querySelector('deskbell-emoji-popup')).then(() =>
      document.querySelector('deskbell-emoji-popup')!,
    );
    await appear(popup, 'dialog[open]');
    await expect(popup).to.be.accessible();
    (await buttonNamed(popup, 'grinning face')).click();
    await waitUntil(() => document.querySelector('deskbell-emoji-popup') === null);
    expect(picked).to.deep.equal(['😀']);
    expect(document.activeElement === button).to.equal(true);
  });

  it('opened at a button goes by Escape without a choice, and stays in the window', async () => {
    await setViewport({ width: 360, height: 640 });
    const button = await fixture<HTMLButtonElement>(html`<button>React</button>`);
    const picked: string[] = [];
    openEmojiPicker(button, (emoji) => picked.push(emoji));
    await waitUntil(() => document.querySelector('deskbell-emoji-popup'));
    const popup = document.querySelector('deskbell-emoji-popup')!;
    const dialog = await appear(popup, 'dialog[open]');
    await appear(popup, '.grid button');
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    expect(Math.min(left, top, 360 - right, 640 - bottom)).to.be.at.least(0);
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => document.querySelector('deskbell-emoji-popup') === null);
    expect(picked).to.have.length(0);
  });
});
