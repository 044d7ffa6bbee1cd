import { expect, nextFrame, oneEvent } from '@open-wc/testing';
import { resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import { everyKind, storedEntry } from '../support/entries.js';
import { CONVERSATION_ID, conversationState, ME, SELLER } from '../support/fake-session.js';
import { cleanUp } from '../support/page.js';
import { showPanel, type ShownPanel } from '../support/panel.js';
import { waitUntil } from '../support/wait-until.js';

const MENU = 'deskbell-menu >>> button';

const labelOf = (item: HTMLElement): string =>
  item.getAttribute('aria-label') ?? item.textContent!.trim();

async function openMenu(shown: ShownPanel, id: string): Promise<HTMLElement[]> {
  const row = await shown.one(`article[data-id="${id}"]`);
  row.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
  const button = `article[data-id="${id}"] button.more`;
  await waitUntil(() => {
    row.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
    return shown.all(button).length > 0;
  });
  shown.all(button)[0]!.click();
  await shown.one(MENU);
  return shown.all(MENU);
}

async function choose(shown: ShownPanel, id: string, label: string): Promise<void> {
  const item = (await openMenu(shown, id)).find((each) => labelOf(each) === label);
  if (!item) throw new Error(`There is no “${label}”.`);
  item.click();
}

describe('actions on a message', () => {
  afterEach(cleanUp);

  it('are a menu of what can be done with it', async () => {
    const own = storedEntry({ senderId: ME, text: 'Mine' });
    const other = storedEntry({ text: 'Theirs' });
    const shown = await showPanel([own, other]);
    const labels = async (id: string) => (await openMenu(shown, id)).slice(7).map(labelOf);
    expect(await labels(other.id)).to.deep.equal(['Reply', 'Copy', 'Forward', 'Star']);
    await sendKeys({ press: 'Escape' });
    expect(await labels(own.id)).to.deep.equal([
      'Reply',
      'Copy',
      'Edit',
      'Forward',
      'Star',
      'Delete',
    ]);
    await expect(shown.panel).to.be.accessible();
  });

  it('are offered to the very first pointer, on the message under it', async () => {
    const lines = [1, 2, 3].map((n) => storedEntry({ text: `Line ${n}` }));
    const shown = await showPanel(lines);
    const row = await shown.one(`article[data-id="${lines[0]!.id}"]`);
    const { x, y } = row.querySelector('.bubble')!.getBoundingClientRect();
    await sendMouse({ type: 'move', position: [Math.round(x) + 12, Math.round(y) + 12] });
    const more = await shown.one('button.more');
    await resetMouse();
    expect(more.dataset['id']).to.equal(lines[0]!.id);
  });

  it('are offered beside what a message itself can be asked for', async () => {
    const shown = await showPanel(everyKind(ME).filter(({ type }) => type !== 'TEXT'));
    for (const [kind, inner] of [
      ['FILE', '.get'],
      ['VOICE', 'deskbell-voice >>> .rate'],
    ] as const) {
      const { id } = shown.log.entries.find(({ type }) => type === kind)!;
      const row = await shown.one(`article[data-id="${id}"]`);
      const own = await shown.one(inner);
      // While bubbles are drawn the log moves: both are looked at in the same moment.
      await waitUntil(() => {
        row.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
        const more = row.querySelector('button.more')?.getBoundingClientRect();
        const { left, right } = own.getBoundingClientRect();
        const start = shown.scroller.getBoundingClientRect().left;
        return more && more.left >= start && (more.right <= left || more.left >= right);
      }, `${kind}: beside`);
    }
  });

  it('are reached by keyboard, message by message, and give the focus back', async () => {
    const lines = [1, 2, 3].map((n) => storedEntry({ text: `Line ${n}` }));
    const shown = await showPanel(lines);
    shown.scroller.focus();
    await shown.one('button.more');
    await sendKeys({ press: 'Tab' });
    const active = (): string | undefined => shown.all('button.more:focus')[0]?.dataset['id'];
    expect(active()).to.equal(lines[2]!.id);
    await sendKeys({ press: 'ArrowUp' });
    await waitUntil(() => active() === lines[1]!.id);
    await sendKeys({ press: 'Enter' });
    await shown.one(MENU);
    await waitUntil(() => shown.all(`${MENU}:focus`).length === 1);
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => active() === lines[1]!.id);
    expect(shown.panel.open).to.equal(true);
  });

  it('open by right click and by Shift+F10', async () => {
    const line = storedEntry();
    const shown = await showPanel([line]);
    shown.scroller.focus();
    await shown.one('button.more');
    const event = new MouseEvent('contextmenu', {
      bubbles: true,
      composed: true,
      cancelable: true,
    });
    (await shown.one('article')).dispatchEvent(event);
    await shown.one(MENU);
    expect(event.defaultPrevented).to.equal(true);
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => shown.all(MENU).length === 0);
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'F10' });
    await sendKeys({ up: 'Shift' });
    await shown.one(MENU);
  });

  it('hand an answer and a change over to the composer', async () => {
    const own = storedEntry({ senderId: ME, text: 'Befor' });
    const shown = await showPanel([own]);
    await choose(shown, own.id, 'Reply');
    expect(shown.log.chat!.replyTo).to.equal(own);
    await choose(shown, own.id, 'Edit');
    expect(shown.log.chat!.replyTo).to.equal(undefined);
    expect(shown.log.chat!.editing).to.equal(own);
  });

  it('react, star and copy after asking the page', async () => {
    const line = storedEntry({ text: 'Deal' });
    const shown = await showPanel([line]);
    shown.panel.addEventListener('message-react-request', (event) => event.preventDefault(), {
      once: true,
    });
    await choose(shown, line.id, 'React with 👍');
    expect(shown.session.verbsNamed('react')).to.have.length(0);
    await choose(shown, line.id, 'React with ❤️');
    await choose(shown, line.id, 'Star');
    await waitUntil(() => shown.session.verbsNamed('star').length === 1);
    expect(shown.session.verbsNamed('react')).to.deep.equal([
      ['react', CONVERSATION_ID, line.id, '❤️', true],
    ]);
    expect(shown.session.verbsNamed('star')[0]!.slice(2)).to.deep.equal([line.id, true]);
  });

  it('delete after a question, and only then', async () => {
    const own = storedEntry({ senderId: ME });
    const shown = await showPanel([own]);
    await choose(shown, own.id, 'Delete');
    await shown.one('deskbell-ask >>> .danger');
    expect(shown.session.verbsNamed('deleteMessage')).to.have.length(0);
    const asked = oneEvent(shown.panel, 'message-delete-request');
    (await shown.one('deskbell-ask >>> .danger')).click();
    expect((await asked).detail.messageId).to.equal(own.id);
    await waitUntil(() => shown.session.verbsNamed('deleteMessage').length === 1);
  });

  it('forward to one of one’s own conversations, which can be searched', async () => {
    const line = storedEntry();
    const shown = await showPanel([line]);
    const other = '0198c0de-0000-7000-8000-0000000000aa';
    shown.session.setConversation(
      conversationState([], {
        id: other,
        participants: [
          { id: ME, online: true },
          { id: 'seller-9', name: 'Green Gate Tools', online: false },
        ],
      }),
    );
    await choose(shown, line.id, 'Forward');
    const input = await shown.one<HTMLInputElement>('deskbell-forward >>> input');
    expect(shown.all('deskbell-forward >>> li button')).to.have.length(2);
    input.value = 'green';
    input.dispatchEvent(new Event('input'));
    await waitUntil(() => shown.all('deskbell-forward >>> li button').length === 1);
    await expect(shown.panel).to.be.accessible();
    shown.all('deskbell-forward >>> li button')[0]!.click();
    await waitUntil(() => shown.session.verbsNamed('forwardMessage').length === 1);
    expect(shown.session.verbsNamed('forwardMessage')[0]!.slice(1)).to.deep.equal([line.id, other]);
    await waitUntil(() => shown.all('deskbell-forward').length === 0);
  });

  it('say so when the broker refuses, with a way to try again', async () => {
    const line = storedEntry();
    const shown = await showPanel([line]);
    shown.session.failures.set('star', new Error('refused'));
    await choose(shown, line.id, 'Star');
    const notice = await shown.one('.notice.problem');
    shown.session.failures.clear();
    notice.querySelector('button')!.click();
    await waitUntil(() => shown.session.verbsNamed('star').length === 2);
    await waitUntil(() => shown.all('.notice.problem').length === 0);
  });

  it('find words in the conversation and lead from one to the next', async () => {
    const lines = Array.from({ length: 200 }, (_, n) => storedEntry({ text: `Line ${n}` }));
    const shown = await showPanel(lines);
    const found = [lines[150]!, lines[20]!];
    shown.session.answers.set('searchMessages', { items: found.map(({ message }) => message) });
    (await shown.one('[part=menu-button]')).click();
    await shown.one(MENU);
    shown
      .all(MENU)
      .find((each) => labelOf(each).startsWith('Search'))!
      .click();
    const input = await shown.one<HTMLInputElement>('deskbell-search >>> input');
    input.value = 'line';
    input.dispatchEvent(new Event('input'));
    const status = await shown.one('deskbell-search >>> [role=status]');
    await waitUntil(() => status.textContent === '1 of 2', 'it is found');
    await shown.one(`article[data-id="${found[0]!.id}"]`);
    await sendKeys({ press: 'Enter' });
    await shown.one(`article[data-id="${found[1]!.id}"]`);
    await waitUntil(() => status.textContent === '2 of 2');
    await expect(shown.panel).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    expect(shown.all('deskbell-search')).to.have.length(0);
    expect(shown.panel.open).to.equal(true);
  });
});

describe('pictures, large', () => {
  afterEach(cleanUp);

  it('are gone through by arrows, zoomed by keys, and closed by Escape', async () => {
    const pictures = [1, 2, 3].map(() => ({ ...everyKind(SELLER)[1]! }));
    const shown = await showPanel(pictures);
    const opener = (await shown.one('deskbell-picture >>> button')) as HTMLButtonElement;
    opener.focus();
    opener.click();
    const dialog = await shown.one<HTMLDialogElement>('deskbell-lightbox >>> dialog');
    await waitUntil(() => dialog.open);
    const title = (): string | null => dialog.getAttribute('aria-label');
    const first = title();
    await sendKeys({ press: 'ArrowRight' });
    await waitUntil(() => title() !== first);
    expect(title()).to.equal('Photo 2 of 3');
    const width = (): number =>
      shown.all('deskbell-lightbox >>> .picture')[0]!.getBoundingClientRect().width;
    await nextFrame();
    const before = width();
    await sendKeys({ press: '+' });
    await waitUntil(() => width() > before * 1.4);
    await sendKeys({ press: '-' });
    await waitUntil(() => Math.abs(width() - before) < 1);
    await expect(shown.panel).to.be.accessible();
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => shown.all('deskbell-lightbox').length === 0);
    expect(shown.panel.open).to.equal(true);
    expect(opener.matches(':focus')).to.equal(true);
  });
});
