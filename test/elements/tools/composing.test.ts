import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { find, findAll, namesOf } from '../../support/accessible.js';
import {
  appear,
  asked,
  buttonNamed,
  openPanel,
  point,
  vanish,
  type OpenPanel,
} from '../../support/composer.js';
import { conversationState, CONVERSATION_ID, entry, ME } from '../../support/fake-session.js';
import type { ChatComposer } from '../../../src/elements/chat-composer.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

const composerOf = ({ panel }: OpenPanel): ChatComposer =>
  find<ChatComposer>(panel, 'deskbell-composer');
const fieldOf = ({ panel }: OpenPanel): HTMLTextAreaElement => find(panel, 'textarea');

async function write(open: OpenPanel, text: string): Promise<void> {
  const field = fieldOf(open);
  field.focus();
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await composerOf(open).updateComplete;
}

describe('the composer', () => {
  afterEach(async () => {
    await cleanUp();
    await setViewport({ width: 800, height: 600 });
  });

  it('has all its tools by name from the start', async () => {
    await openPanel();
    const buttons = await namesOf('button');
    for (const name of [
      'Send',
      'Record voice message',
      'Attach file',
      'Share location',
      'Emoji',
      'Make an offer',
    ]) {
      expect(buttons, name).to.include(name);
    }
    expect(await namesOf('textbox')).to.include('Message');
  });

  it('hears any pointer on any of its buttons without an error', async () => {
    const errors: unknown[] = [];
    const note = (event: ErrorEvent): void => void errors.push(event.message);
    addEventListener('error', note);
    const { panel } = await openPanel();
    for (const each of findAll<HTMLElement>(panel.shadowRoot!, '[part=composer] button')) {
      point(each, 'pointerdown', { button: 1 });
      point(each, 'pointerup', { button: 1 });
    }
    removeEventListener('error', note);
    expect(errors).to.be.empty;
  });

  it('keeps field and tools whole and pressable at 360 px', async () => {
    await setViewport({ width: 360, height: 640 });
    const open = await openPanel();
    const composer = composerOf(open);
    expect(fieldOf(open).getBoundingClientRect().width).to.be.at.least(180);
    const shown = findAll(composer.shadowRoot!, 'button').filter((each) => each.checkVisibility());
    expect(shown).to.have.length(6);
    for (const each of shown) {
      const { width, height, right, left } = each.getBoundingClientRect();
      expect(Math.min(width, height)).to.be.at.least(44);
      expect(left >= 0 && right <= 360).to.equal(true);
    }
  });

  it('shows what is answered, sends the answer and shows it no more', async () => {
    const open = await openPanel();
    const asked42 = entry({ text: 'Is it red?' });
    composerOf(open).chat!.setReply(asked42);
    const line = await appear(open.panel, '.context');
    expect(line.textContent).to.contain('Replying to Blue Door Motors').and.contain('Is it red?');
    await expect(open.panel).to.be.accessible();
    await write(open, 'It is');
    const request = oneEvent(open.panel, 'message-send-request');
    (await buttonNamed(open.panel, 'Send')).click();
    expect((await request).detail.replyTo).to.equal(asked42.id);
    await vanish(open.panel, '.context');
  });

  it('answers with a file, too', async () => {
    const open = await openPanel();
    const question = entry({ text: 'Do you have a picture?' });
    composerOf(open).chat!.setReply(question);
    await appear(open.panel, '.context');
    void composerOf(open).use('files', [new File(['words'], 'a.txt')]);
    const sheet = await appear(open.panel, 'deskbell-attachments');
    await appear(sheet, '.name');
    (await buttonNamed(sheet, 'Send')).click();
    const [, , options] = await asked(open, 'sendFile');
    expect(options).to.include({ replyTo: question.id });
    await vanish(open.panel, '.context');
  });

  it('gives up the answer by × and by Escape, and the chat stays open', async () => {
    const open = await openPanel();
    const { chat } = composerOf(open);
    chat!.setReply(entry());
    (await buttonNamed(open.panel, 'Cancel reply')).click();
    await vanish(open.panel, '.context');
    chat!.setReply(entry());
    await appear(open.panel, '.context');
    fieldOf(open).focus();
    await sendKeys({ press: 'Escape' });
    await vanish(open.panel, '.context');
    expect(open.panel.open).to.equal(true);
  });

  it('edits the last own message by arrow up, and gives the draft back', async () => {
    const open = await openPanel();
    const own = entry({ senderId: ME, text: 'Hallo' });
    open.session.setConversation(conversationState([own, entry({ text: 'Hi' })]));
    fieldOf(open).focus();
    await sendKeys({ press: 'ArrowUp' });
    await buttonNamed(open.panel, 'Cancel editing');
    await waitUntil(() => fieldOf(open).value === 'Hallo');
    await write(open, 'Hello');
    (await buttonNamed(open.panel, 'Send')).click();
    expect((await asked(open, 'editMessage')).slice(0, 3)).to.deep.equal([
      CONVERSATION_ID,
      own.id,
      'Hello',
    ]);
    expect(open.session.verbsNamed('sendTextMessage')).to.have.length(0);
    await waitUntil(() => fieldOf(open).value === '');
  });

  it('keeps the draft while another message is edited', async () => {
    const open = await openPanel();
    await write(open, 'half a thought');
    composerOf(open).chat!.setEditing(entry({ senderId: ME, text: 'Old words' }));
    await waitUntil(() => fieldOf(open).value === 'Old words');
    await write(open, 'New words');
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => fieldOf(open).value === 'half a thought');
  });

  it('leaves arrow up to the caret where something is written', async () => {
    const open = await openPanel();
    open.session.setConversation(conversationState([entry({ senderId: ME, text: 'Hallo' })]));
    await write(open, 'more');
    await sendKeys({ press: 'ArrowUp' });
    await composerOf(open).updateComplete;
    expect(composerOf(open).chat!.editing).to.equal(undefined);
  });

  it('grows with its text, up to a limit', async () => {
    const open = await openPanel();
    const before = fieldOf(open).offsetHeight;
    await write(open, 'one\ntwo\nthree');
    const three = fieldOf(open).offsetHeight;
    expect(three).to.be.greaterThan(before);
    await write(open, 'line\n'.repeat(60));
    expect(fieldOf(open).offsetHeight).to.be.lessThan(200);
  });

  it('says that a text is too long and keeps it', async () => {
    const open = await openPanel();
    await write(open, 'ü'.repeat(4_097));
    expect((await appear(open.panel, '[role=alert]')).textContent).to.contain('too long');
    await sendKeys({ press: 'Enter' });
    expect(open.session.verbsNamed('sendTextMessage')).to.have.length(0);
    expect(fieldOf(open).value).to.have.length(4_097);
  });

  it('makes a new line by Enter under a thumb, and sends by the button', async () => {
    const { matchMedia } = window;
    const coarse = matchMedia.call(window, 'all');
    window.matchMedia = (query) => (query === '(pointer: coarse)' ? coarse : matchMedia(query));
    try {
      const open = await openPanel();
      fieldOf(open).focus();
      await sendKeys({ type: 'one' });
      await sendKeys({ press: 'Enter' });
      await sendKeys({ type: 'two' });
      expect(fieldOf(open).value).to.equal('one\ntwo');
      (await buttonNamed(open.panel, 'Send')).click();
      expect((await asked(open, 'sendTextMessage'))[1]).to.equal('one\ntwo');
    } finally {
      window.matchMedia = matchMedia;
    }
  });

  it('hands its tools’ parts to the page', async () => {
    const open = await openPanel();
    composerOf(open).chat!.setReply(entry());
    const line = await appear(open.panel, '.context');
    const style = document.createElement('style');
    style.textContent = 'chat-panel::part(composing) { outline: 7px solid red }';
    document.head.append(style);
    expect(getComputedStyle(line).outlineWidth).to.equal('7px');
    style.remove();
  });

  it('loads no tool before one is wanted', async () => {
    const loaded = (): boolean =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('/place-sheet'));
    const open = await openPanel();
    const before = loaded();
    await write(open, 'just text');
    expect(loaded()).to.equal(before);
    expect(findAll(open.panel.shadowRoot!, 'dialog')).to.have.length(0);
  });
});
