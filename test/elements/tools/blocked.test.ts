import { expect } from '@open-wc/testing';
import type { ChatComposer } from '../../../src/elements/chat-composer.js';
import { find, findAll } from '../../support/accessible.js';
import { asked, buttonNamed, openPanel, type OpenPanel } from '../../support/composer.js';
import { conversationState, SELLER } from '../../support/fake-session.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

const composerOf = ({ panel }: OpenPanel): ChatComposer =>
  find<ChatComposer>(panel, 'deskbell-composer');
const fieldOf = ({ panel }: OpenPanel): HTMLTextAreaElement => find(panel, 'textarea');

describe('the composer of a blocked person', () => {
  afterEach(cleanUp);

  async function block(fake: OpenPanel, blocked: boolean): Promise<void> {
    fake.session.setConversation(conversationState([], { blocked }));
    await fake.panel.updateComplete;
  }

  it('gives way to a notice, which takes the block away', async () => {
    const fake = await openPanel();
    fieldOf(fake).value = 'Not sent yet';
    fieldOf(fake).dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await block(fake, true);
    const unblock = await buttonNamed(fake.panel, 'Unblock');
    expect(unblock.parentElement!.textContent).to.include('You blocked this person.');
    await waitUntil(() => !fieldOf(fake).checkVisibility(), 'the field is gone');
    await expect(fake.panel).to.be.accessible();
    unblock.focus();
    unblock.click();
    expect(await asked(fake, 'blockUser')).to.deep.equal([SELLER, false]);
    await block(fake, false);
    await waitUntil(() => fieldOf(fake).matches(':focus'), 'the field has the focus');
    expect(fieldOf(fake).value).to.equal('Not sent yet');
    expect(findAll(fake.panel.shadowRoot!, '.blocked')).to.be.empty;
  });

  it('does so where a site has an empty text to agree to, as every chat-session', async () => {
    const fake = await openPanel({}, null, { consent: '' });
    await block(fake, true);
    await buttonNamed(fake.panel, 'Unblock');
    await waitUntil(() => !fieldOf(fake).checkVisibility(), 'the field is gone');
  });

  it('takes in no file and opens no tool', async () => {
    const fake = await openPanel();
    await block(fake, true);
    await buttonNamed(fake.panel, 'Unblock');
    await composerOf(fake).use('files', [new File(['x'], 'x.txt')]);
    await composerOf(fake).use('place');
    expect(findAll(fake.panel.shadowRoot!, 'dialog')).to.be.empty;
  });
});
