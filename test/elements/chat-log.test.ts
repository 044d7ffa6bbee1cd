import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { setPageHost } from '../../src/controllers/session-context.js';
import type { LogEntry } from '../../src/core/message-log.js';
import type { CallStatus, MessageType } from '../../src/protocol/index.js';
import '../../src/elements/chat-panel.js';
import type { ChatPanel } from '../../src/elements/chat-panel.js';
import { button, find, findAll } from '../support/accessible.js';
import {
  conversationState,
  entry,
  fakeHost,
  ME,
  SELLER,
  type FakeSession,
} from '../support/fake-session.js';
import { cleanUp } from '../support/page.js';
import { waitUntil } from '../support/wait-until.js';

const page = (count: number, from = 1): LogEntry[] =>
  Array.from({ length: count }, (_, i) => entry({ seq: from + i, text: `Line ${from + i}` }));

async function log(entries: LogEntry[], fields: Parameters<typeof conversationState>[2] = {}) {
  const { host, session } = fakeHost();
  session.setConversation(conversationState(entries, {}, fields));
  setPageHost(host);
  const panel = await fixture<ChatPanel>(html`<chat-panel to=${SELLER} open></chat-panel>`);
  await host.session();
  await waitUntil(() => findAll(panel.shadowRoot!, 'article').length > 0);
  await nextFrame();
  return { session, panel, scroller: find(panel, '.scroller') };
}

async function show(
  session: FakeSession,
  panel: ChatPanel,
  entries: LogEntry[],
  fields: Parameters<typeof conversationState>[2] = {},
): Promise<void> {
  session.setConversation(conversationState(entries, {}, fields));
  await panel.updateComplete;
  await find<ChatPanel>(panel, 'deskbell-log').updateComplete;
}

async function scrollTo(scroller: HTMLElement, top: number): Promise<void> {
  scroller.scrollTop = top;
  await nextFrame();
  await nextFrame();
}

/** Scrolls up until the first entry is drawn. */
async function toTop(panel: ChatPanel, scroller: HTMLElement, id: string): Promise<void> {
  const isDrawn = (): boolean => findAll(panel.shadowRoot!, `[data-id="${id}"]`).length > 0;
  for (let tries = 0; tries < 1_000 && !isDrawn(); tries++) await scrollTo(scroller, 0);
  await scrollTo(scroller, 0);
}

const restOf = (box: HTMLElement): number => box.scrollHeight - box.clientHeight - box.scrollTop;

describe('the log of a chat', () => {
  afterEach(cleanUp);

  it('stays at its end when lines grow while the word of an earlier movement is on its way', async () => {
    const { panel, scroller } = await log(page(60));
    const grow = (px: number): void => {
      findAll<HTMLElement>(panel.shadowRoot!, '.bubble').at(-1)!.style.minBlockSize = `${px}px`;
    };
    for (const px of [300, 600, 900]) {
      grow(px);
      // Told in the next frame, before sizes are looked at.
      scroller.dispatchEvent(new Event('scroll'));
      await nextFrame();
      await nextFrame();
      expect(restOf(scroller), `${px} px`).to.be.below(2);
    }
    expect(findAll(panel.shadowRoot!, '[part=jump-button]')).to.be.empty;
  });

  it('goes to its end with own words while the word of a movement is on its way', async () => {
    const first = page(60);
    const { session, panel, scroller } = await log(first);
    scroller.scrollTop -= 120;
    await show(session, panel, [...first, entry({ seq: 61, senderId: ME, text: 'Mine' })]);
    await nextFrame();
    expect(restOf(scroller)).to.be.below(2);
  });

  it('is first shown at its end', async () => {
    const { scroller } = await log(page(60));
    expect(restOf(scroller)).to.be.below(2);
  });

  it('is first shown at the unread divider when there is one', async () => {
    const { panel, scroller } = await log(page(60), { unreadFromSeq: 20 });
    const divider = find(panel, '.unread').getBoundingClientRect();
    const box = scroller.getBoundingClientRect();
    expect(divider.top).to.be.within(box.top, box.top + 120);
  });

  it('counts no call as unread that was taken or turned down', async () => {
    const line = (seq: number, type: MessageType, status: CallStatus): LogEntry =>
      entry({
        seq,
        type,
        call: { id: `call ${seq}`, type: 'VOICE', status, durationSeconds: null },
      });
    const entries = [
      ...page(2),
      line(3, 'CALL_MISSED', 'DECLINED'),
      line(4, 'CALL_STARTED', 'ANSWERED'),
      ...page(1, 5),
      line(6, 'CALL_ENDED', 'ENDED'),
      line(7, 'CALL_MISSED', 'MISSED'),
    ];
    const { panel } = await log(entries, { unreadFromSeq: 2 });
    const divider = find(panel, '.unread');
    expect(divider.textContent.trim()).to.equal('2 unread messages');
    const lines = findAll(panel.shadowRoot!, '.unread, article');
    expect(lines[lines.indexOf(divider) + 1]!.textContent).to.contain('Line 5');
  });

  it('stays at its end when messages come', async () => {
    const first = page(60);
    const { session, panel, scroller } = await log(first);
    await show(session, panel, [...first, ...page(5, 61)]);
    expect(restOf(scroller)).to.be.below(2);
  });

  it('stays on the same line when older messages are put above', async () => {
    const newer = page(60, 101);
    const { session, panel, scroller } = await log(newer);
    await scrollTo(scroller, 700);
    const line = findAll(panel.shadowRoot!, 'article').find(
      (each) => each.getBoundingClientRect().bottom > scroller.getBoundingClientRect().top,
    )!;
    const before = line.getBoundingClientRect().top;
    await show(session, panel, [...page(100), ...newer]);
    expect(line.isConnected).to.equal(true);
    expect(Math.abs(line.getBoundingClientRect().top - before)).to.be.below(2);
  });

  it('asks for the page before when its reader comes near the top', async () => {
    const entries = page(60);
    const { session, panel, scroller } = await log(entries, { history: 'partial' });
    expect(session.verbsNamed('getMessages')).to.have.length(0);
    await toTop(panel, scroller, entries[0]!.id);
    await waitUntil(() => session.verbsNamed('getMessages').length > 0);
  });

  it('counts what came while its reader was away, and jumps there', async () => {
    const first = page(60);
    const { session, panel, scroller } = await log(first);
    await toTop(panel, scroller, first[0]!.id);
    const news = page(3, 61);
    await show(session, panel, [...first, ...news]);
    expect(scroller.scrollTop).to.equal(0);
    await waitUntil(() => findAll(panel.shadowRoot!, '[part=jump-button]').length > 0);
    const jump = find(panel, '[part=jump-button]');
    expect(jump.textContent).to.contain('Jump to newest').and.to.contain('3 new messages');
    jump.click();
    await waitUntil(() => restOf(scroller) < 2);
    await waitUntil(() => findAll(panel.shadowRoot!, '[part=jump-button]').length === 0);
  });

  it('goes to its end when its reader writes', async () => {
    const first = page(60);
    const { session, panel, scroller } = await log(first);
    await scrollTo(scroller, 0);
    await show(session, panel, [...first, entry({ senderId: ME })]);
    expect(restOf(scroller)).to.be.below(2);
  });

  it('stays where it was while its panel is closed', async () => {
    const { panel, scroller } = await log(page(60));
    await scrollTo(scroller, 500);
    panel.closePanel();
    await panel.updateComplete;
    await panel.openPanel();
    await waitUntil(() => scroller.scrollTop === 500);
  });

  it('keeps the elements of messages it shows already', async () => {
    const first = page(5);
    const { session, panel } = await log(first);
    const before = findAll(panel.shadowRoot!, 'article');
    await show(session, panel, [...page(3, 90), ...first]);
    expect(findAll(panel.shadowRoot!, 'article').slice(3)).to.deep.equal(before);
  });

  it('does not break under a word of ten thousand marks', async () => {
    const { panel, scroller } = await log([
      entry({ text: `a${'\u0301'.repeat(10_000)}` }),
      entry({ text: 'x'.repeat(8_000) }),
    ]);
    expect(scroller.scrollWidth).to.equal(scroller.clientWidth);
    expect(button(panel, 'Close')).to.exist;
  });
});
