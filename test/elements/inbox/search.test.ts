import { expect } from '@open-wc/testing';
import { DeskbellError } from '../../../src/core/errors.js';
import type { ChatInbox } from '../../../src/elements/chat-inbox.js';
import type { Message } from '../../../src/protocol/index.js';
import { button, find, findAll } from '../../support/accessible.js';
import { idOf, namesIn, numbered, openInbox, type OpenInbox } from '../../support/inbox.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

function message(n: number, text: string): Message {
  return {
    id: `0198c0de-0000-7000-8000-0000000ff${String(n).padStart(3, '0')}`,
    conversationId: idOf(n),
    senderId: `user-${n}`,
    type: 'TEXT',
    seq: 1,
    rev: 1,
    createdAt: '2024-01-01T00:00:00.000Z',
    text,
    reactions: [],
  };
}

function type(element: ChatInbox, text: string): void {
  const search = find<HTMLInputElement>(element, 'input[type=search]');
  search.value = text;
  search.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

const hits = (element: ChatInbox) =>
  findAll(element.shadowRoot!, '[part=found-message]').map((each) =>
    each.querySelector('.snippet')!.textContent.trim(),
  );

async function searched(): Promise<OpenInbox> {
  const opened = await openInbox([
    numbered(1, { listing: { id: 'boat', title: 'Larch rowing boat' } }),
    numbered(2, { archived: true }),
    numbered(3),
  ]);
  const items = [message(3, 'Is the BOAT dry?'), message(1, 'A boat is a boat')];
  opened.session.answers.set('searchMessages', { items });
  return opened;
}

describe('the search of chat-inbox', () => {
  afterEach(cleanUp);

  it('filters names and listings at once, in archived ones too', async () => {
    const { element, session } = await searched();
    type(element, 'boat');
    await element.updateComplete;
    expect(namesIn(element)).to.deep.equal(['Person 1']);
    expect(session.verbsNamed('searchMessages')).to.have.length(0);
    type(element, 'person 2');
    await element.updateComplete;
    expect(namesIn(element)).to.deep.equal(['Person 2']);
    expect(find(element, '[role=status]').textContent).to.contain('1 conversation found');
  });

  it('asks for messages after a pause, once, and groups what is found', async () => {
    const { element, session } = await searched();
    for (const text of ['b', 'bo', 'boat']) type(element, text);
    await waitUntil(() => hits(element).length === 2);
    expect(session.verbsNamed('searchMessages').map(([, query]) => query)).to.deep.equal(['boat']);
    expect(hits(element)).to.deep.equal(['Is the BOAT dry?', 'A boat is a boat']);
    const headings = findAll(element.shadowRoot!, '.found h4').map((each) => each.textContent);
    expect(headings).to.deep.equal(['Person 3', 'Person 1']);
    const marked = findAll(element.shadowRoot!, 'mark').map((each) => each.textContent);
    expect(marked).to.deep.equal(['BOAT', 'boat', 'boat']);
    await expect(element).to.be.accessible();
  });

  it('opens the conversation at the message', async () => {
    const { element } = await searched();
    type(element, 'boat');
    await waitUntil(() => hits(element).length === 2);
    const shown: string[] = [];
    const prototype = customElements.get('chat-panel')!.prototype as {
      showMessage?: (id: string) => void;
    };
    const { showMessage } = prototype;
    prototype.showMessage = (id) => void shown.push(id);
    findAll(element.shadowRoot!, '[part=found-message]')[1]!.click();
    await waitUntil(() => shown.length === 1);
    expect(shown).to.deep.equal([message(1, '').id]);
    expect(element.conversation).to.equal(idOf(1));
    if (showMessage) prototype.showMessage = showMessage;
    else delete prototype.showMessage;
  });

  it('goes on with the next page', async () => {
    const { element, session } = await searched();
    session.answers.set('searchMessages', { items: [message(1, 'one boat')], nextCursor: 'c1' });
    type(element, 'boat');
    await waitUntil(() => hits(element).length === 1);
    session.answers.set('searchMessages', { items: [message(3, 'two boat')] });
    button(element, 'Show more').click();
    await waitUntil(() => hits(element).length === 2);
    const [, , options] = session.verbsNamed('searchMessages')[1]!;
    expect((options as { before: string }).before).to.equal('c1');
    expect(findAll(element.shadowRoot!, '.found .link')).to.have.length(0);
  });

  it('says that nothing was found, or why it could not look', async () => {
    const { element, session } = await searched();
    session.failures.set('searchMessages', new DeskbellError('network'));
    type(element, 'zebra');
    await element.updateComplete;
    const note = () => find(element, '.found [role=status]').textContent;
    await waitUntil(() => note().includes('No connection'));
    session.failures.clear();
    session.answers.set('searchMessages', { items: [] });
    button(element, 'Retry').click();
    await waitUntil(() => note().includes('Nothing found for “zebra”'));
  });

  it('gives up a question that is no longer asked', async () => {
    const { element, session } = await searched();
    let answer = (_found: unknown): void => undefined;
    session.answers.set('searchMessages', new Promise((resolve) => (answer = resolve)));
    type(element, 'boat');
    await waitUntil(() => session.verbsNamed('searchMessages').length === 1);
    const { signal } = session.verbsNamed('searchMessages')[0]![2] as { signal: AbortSignal };
    type(element, '');
    expect(signal.aborted).to.equal(true);
    answer({ items: [message(1, 'too late')] });
    await element.updateComplete;
    expect(hits(element)).to.deep.equal([]);
  });

  it('fetches conversations that it does not know yet', async () => {
    const { element, session } = await searched();
    session.answers.set('searchMessages', { items: [message(9, 'boat')] });
    type(element, 'boat');
    await waitUntil(() => hits(element).length === 1);
    expect(session.verbsNamed('getConversation')).to.deep.equal([['getConversation', idOf(9)]]);
  });

  it('lists starred messages in place of the conversations', async () => {
    const { element, session } = await searched();
    session.answers.set('starredMessages', { items: [message(3, 'Keep this')] });
    button(element, 'Starred messages').click();
    await waitUntil(() => hits(element).length === 1);
    expect(hits(element)).to.deep.equal(['Keep this']);
    expect(namesIn(element)).to.deep.equal([]);
    expect(button(element, 'Starred messages').getAttribute('aria-pressed')).to.equal('true');
    button(element, 'All').click();
    await element.updateComplete;
    expect(namesIn(element)).to.deep.equal(['Person 3', 'Person 1']);
  });
});
