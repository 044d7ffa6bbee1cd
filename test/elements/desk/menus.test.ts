import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { DeskbellError } from '../../../src/core/errors.js';
import type { ChatInbox } from '../../../src/elements/chat-inbox.js';
import { button, find, findAll, namesOf } from '../../support/accessible.js';
import { idOf, numbered, openInbox, rowOf, type OpenInbox } from '../../support/inbox.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

const MENU = '[role=menu]';
const items = (element: ChatInbox) =>
  findAll(element.shadowRoot!, '[role^=menuitem] .label').map((each) => each.textContent);

async function rowMenu(fields: Parameters<typeof numbered>[1] = {}): Promise<OpenInbox> {
  const opened = await openInbox([numbered(1, fields), numbered(2)]);
  rowOf(opened.element, 1).querySelector<HTMLElement>('.more')!.click();
  await waitUntil(() => findAll(opened.element.shadowRoot!, MENU).length === 1);
  await waitUntil(() => items(opened.element).length > 0);
  return opened;
}

function choose(element: ChatInbox, label: string): void {
  const found = findAll(element.shadowRoot!, '[role^=menuitem]').find((each) =>
    each.textContent!.includes(label),
  );
  if (!found) throw new Error(`The menu has no “${label}”.`);
  found.click();
}

describe('the menu of a conversation', () => {
  afterEach(cleanUp);

  it('is accessible, named, and above everything', async () => {
    const { element } = await rowMenu();
    await expect(element).to.be.accessible();
    expect(await namesOf('menu')).to.deep.equal(['Options for Person 1']);
    expect(find(element, MENU).matches(':popover-open')).to.equal(true);
    const { left, right, bottom } = find(element, MENU).getBoundingClientRect();
    expect(left).to.be.at.least(0);
    expect(right).to.be.at.most(innerWidth);
    expect(bottom).to.be.at.most(innerHeight);
  });

  it('archives, and brings back', async () => {
    const { element, session } = await rowMenu();
    choose(element, 'Archive');
    await waitUntil(() => session.verbsNamed('changeConversation').length === 1);
    expect(session.verbsNamed('changeConversation')[0]!.slice(1)).to.deep.equal([
      idOf(1),
      { archived: true },
    ]);
    expect(findAll(element.shadowRoot!, MENU)).to.have.length(0);
  });

  it('mutes for a while, for ever, and no longer', async () => {
    const { element, session } = await rowMenu();
    const before = Date.now();
    choose(element, 'Mute for 8 hours');
    await waitUntil(() => session.verbsNamed('changeConversation').length === 1);
    const [, , change] = session.verbsNamed('changeConversation')[0]!;
    const until = Date.parse((change as { mutedUntil: string }).mutedUntil) - before;
    expect(until / 3_600_000).to.be.closeTo(8, 0.1);
    session.setConversation(numbered(1, { mutedUntil: '9999-01-01T00:00:00.000Z' }));
    await element.updateComplete;
    rowOf(element, 1).querySelector<HTMLElement>('.more')!.click();
    await waitUntil(() => items(element).includes('Unmute'));
    expect(items(element)).to.not.include('Mute always');
    choose(element, 'Unmute');
    await waitUntil(() => session.verbsNamed('changeConversation').length === 2);
    expect(session.verbsNamed('changeConversation')[1]![2]).to.deep.equal({ mutedUntil: null });
  });

  it('marks as read, only what is unread', async () => {
    const { element, session } = await rowMenu({ unreadCount: 3 });
    choose(element, 'Mark as read');
    await waitUntil(() => session.verbsNamed('markAsRead').length === 1);
    await cleanUp();
    const second = await rowMenu();
    expect(items(second.element)).to.not.include('Mark as read');
  });

  it('asks before it blocks, and unblocks at once', async () => {
    const { element, session } = await rowMenu();
    choose(element, 'Block');
    await waitUntil(async () => (await namesOf('dialog')).includes('Block Person 1?'));
    await expect(element).to.be.accessible();
    expect(session.verbsNamed('blockUser')).to.have.length(0);
    const dialog = find(element, 'deskbell-ask');
    button(dialog, 'Block').click();
    await waitUntil(() => session.verbsNamed('blockUser').length === 1);
    expect(session.verbsNamed('blockUser')[0]).to.deep.equal(['blockUser', 'user-1', true]);
    await waitUntil(() => !dialog.isConnected);
    await cleanUp();
    const blocked = await rowMenu({ blocked: true });
    choose(blocked.element, 'Unblock');
    await waitUntil(() => blocked.session.verbsNamed('blockUser').length === 1);
    expect(blocked.session.verbsNamed('blockUser')[0]![2]).to.equal(false);
  });

  it('says why something failed, and tries again', async () => {
    const { element, session } = await rowMenu();
    session.failures.set('changeConversation', new DeskbellError('unavailable'));
    choose(element, 'Archive');
    await waitUntil(async () => (await namesOf('dialog')).includes('This did not work'));
    const dialog = find(element, 'deskbell-ask');
    // The sentence is fetched when it is first needed.
    await waitUntil(() => /Not available right now/.test(find(dialog, '[role=alert]').innerText));
    session.failures.clear();
    button(dialog, 'Retry').click();
    await waitUntil(() => !dialog.isConnected);
    expect(session.verbsNamed('changeConversation')).to.have.length(2);
  });

  it('reports with a reason and words, blocks as well, and thanks', async () => {
    const { element, session } = await rowMenu();
    choose(element, 'Report…');
    await waitUntil(() => findAll(element.shadowRoot!, 'deskbell-report').length === 1);
    const dialog = find(element, 'deskbell-report');
    await waitUntil(() => findAll(dialog.shadowRoot!, 'form').length === 1);
    await expect(element).to.be.accessible();
    find<HTMLInputElement>(dialog, 'input[value=scam]').click();
    find<HTMLTextAreaElement>(dialog, 'textarea').value = ' wants money first ';
    find<HTMLInputElement>(dialog, 'input[name=block]').click();
    session.failures.set('blockUser', new DeskbellError('network'));
    button(dialog, 'Send report').click();
    await waitUntil(() => find(dialog, '[role=alert]').textContent.includes('No connection'));
    session.failures.clear();
    button(dialog, 'Send report').click();
    await waitUntil(() => dialog.shadowRoot!.textContent.includes('Thank you'));
    // The first try had reported already.
    expect(session.verbsNamed('report')).to.deep.equal([
      [
        'report',
        {
          userId: 'user-1',
          conversationId: idOf(1),
          reason: 'scam',
          text: 'wants money first',
        },
      ],
    ]);
    expect(session.verbsNamed('blockUser')).to.have.length(2);
    button(dialog, 'Close').click();
    await waitUntil(() => !dialog.isConnected);
  });

  it('goes through its items by keys, and gives the focus back', async () => {
    const { element } = await rowMenu({ unreadCount: 1 });
    const label = () =>
      find(element, 'deskbell-menu').shadowRoot!.activeElement?.querySelector('.label')
        ?.textContent;
    await waitUntil(() => label() === 'Mark as read');
    await sendKeys({ press: 'ArrowDown' });
    expect(label()).to.equal('Archive');
    await sendKeys({ press: 'End' });
    expect(label()).to.equal('Report…');
    await sendKeys({ press: 'ArrowDown' });
    expect(label()).to.equal('Mark as read');
    await sendKeys({ press: 'b' });
    expect(label()).to.equal('Block');
    await sendKeys({ press: 'Escape' });
    expect(findAll(element.shadowRoot!, MENU)).to.have.length(0);
    const { activeElement } = element.shadowRoot!;
    expect(activeElement).to.equal(rowOf(element, 1).querySelector('.more'));
  });

  it('opens by a right click on the row and closes by a press elsewhere', async () => {
    const { element } = await openInbox([numbered(1)]);
    const event = new MouseEvent('contextmenu', { bubbles: true, cancelable: true });
    rowOf(element, 1).querySelector('.open')!.dispatchEvent(event);
    expect(event.defaultPrevented).to.equal(true);
    await waitUntil(() => findAll(element.shadowRoot!, MENU).length === 1);
    find(element, '#title').dispatchEvent(
      new PointerEvent('pointerdown', { bubbles: true, composed: true }),
    );
    expect(findAll(element.shadowRoot!, MENU)).to.have.length(0);
  });

  it('speaks Arabic from right to left', async () => {
    document.documentElement.lang = 'ar';
    const { element } = await openInbox([numbered(1)]);
    await waitUntil(() => element.shadowRoot!.textContent.includes('المحادثات'));
    rowOf(element, 1).querySelector<HTMLElement>('.more')!.click();
    await waitUntil(() => items(element).includes('أرشفة'));
    expect(find(element, MENU).dir).to.equal('rtl');
    await expect(element).to.be.accessible();
  });
});
