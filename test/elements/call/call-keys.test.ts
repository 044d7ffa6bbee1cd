import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { button, find } from '../../support/accessible.js';
import { INCOMING, runningCall, talking, VIDEO } from '../../support/call.js';
import type { FakeSession } from '../../support/fake-session.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

const verbsOf = ({ verbs }: FakeSession) => verbs.map(([name]) => name);

describe('the keys of a call', () => {
  afterEach(cleanUp);

  it('M mutes, V turns the camera, H holds', async () => {
    const { session } = await runningCall(talking(VIDEO));
    await sendKeys({ press: 'm' });
    await sendKeys({ press: 'v' });
    await sendKeys({ press: 'h' });
    await waitUntil(() => session.verbsNamed('holdCall').length === 1);
    expect(verbsOf(session)).to.deep.equal(['toggleMute', 'toggleVideo', 'holdCall']);
  });

  it('are said by the buttons', async () => {
    const { element } = await runningCall(talking(VIDEO));
    expect(button(element, 'Mute').getAttribute('aria-keyshortcuts')).to.equal('M');
    expect(button(element, 'Mute').title).to.equal('Mute (M)');
    expect(button(element, 'Hold').getAttribute('aria-keyshortcuts')).to.equal('H');
    expect(button(element, 'Minimise').getAttribute('aria-keyshortcuts')).to.equal('Escape');
  });

  it('Escape makes it small', async () => {
    const { element } = await runningCall(talking());
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => element.matches(':state(minimised)'));
  });

  it('are nobody’s while somebody writes, uses another button, or holds a modifier', async () => {
    const input = await fixture<HTMLInputElement>(html`<input aria-label="Note" />`);
    const other = await fixture<HTMLButtonElement>(html`<button>Page</button>`);
    const { session } = await runningCall(talking(VIDEO), { muted: true });
    input.focus();
    await sendKeys({ type: 'mvh m' });
    expect(input.value).to.equal('mvh m');
    other.focus();
    await sendKeys({ press: 'm' });
    other.blur();
    await sendKeys({ down: 'Control' });
    await sendKeys({ press: 'm' });
    await sendKeys({ up: 'Control' });
    expect(verbsOf(session)).to.deep.equal([]);
    await sendKeys({ press: 'm' });
    expect(verbsOf(session)).to.deep.equal(['toggleMute']);
  });

  it('are letters in a field that stands in the call itself', async () => {
    const { element, session } = await runningCall(talking(VIDEO));
    const field = document.createElement('input');
    find(element, '[part=dialog]').append(field);
    field.focus();
    await sendKeys({ type: 'mvh' });
    expect(field.value).to.equal('mvh');
    expect(verbsOf(session)).to.deep.equal([]);
  });

  it('mean nothing while a call only rings', async () => {
    const { session, element } = await runningCall(talking());
    session.setCall(INCOMING);
    await element.updateComplete;
    await sendKeys({ press: 'm' });
    expect(verbsOf(session)).to.deep.equal([]);
  });

  it('Space talks for as long as it is held, while muted', async () => {
    const { element, session } = await runningCall(talking(), { muted: true });
    find(element, '[part=dialog]').focus();
    await sendKeys({ down: 'Space' });
    expect(session.verbsNamed('pushToTalk')).to.deep.equal([['pushToTalk', true]]);
    await sendKeys({ down: 'Space' });
    await sendKeys({ up: 'Space' });
    expect(session.verbsNamed('pushToTalk').map(([, active]) => active)).to.deep.equal([
      true,
      false,
    ]);
  });

  it('Space presses a button that has the focus, but talks when it is held there', async () => {
    const { element, session } = await runningCall(talking(), { muted: true });
    button(element, 'Unmute').focus();
    await sendKeys({ down: 'Space' });
    await sendKeys({ down: 'Space' });
    await sendKeys({ up: 'Space' });
    expect(verbsOf(session)).to.deep.equal(['pushToTalk', 'pushToTalk']);
    await sendKeys({ press: 'Space' });
    expect(verbsOf(session)).to.include('toggleMute');
  });

  it('stops talking when the window loses the focus', async () => {
    const { element, session } = await runningCall(talking(), { muted: true });
    find(element, '[part=dialog]').focus();
    await sendKeys({ down: 'Space' });
    dispatchEvent(new Event('blur'));
    expect(session.verbsNamed('pushToTalk').at(-1)).to.deep.equal(['pushToTalk', false]);
    await sendKeys({ up: 'Space' });
  });

  it('takes the keys of the buttons that went away with the focus', async () => {
    const { element, session } = await runningCall(talking());
    const minimise = button(element, 'Minimise');
    minimise.focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => element.matches(':state(minimised)'));
    await element.updateComplete;
    await sendKeys({ press: 'm' });
    expect(verbsOf(session)).to.deep.equal(['toggleMute']);
  });
});
