import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { setPageHost } from '../../../src/controllers/session-context.js';
import '../../../src/elements/call-modal.js';
import type { CallModal } from '../../../src/elements/call-modal.js';
import { button, find, findAll, namesOf } from '../../support/accessible.js';
import { INCOMING, movingPicture, statusOf } from '../../support/call.js';
import { fakeHost } from '../../support/fake-session.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

const REMOTE_USER = { id: 'seller-42', name: 'Blue Door Motors' };

async function controlled(says: Partial<CallModal>): Promise<CallModal> {
  const element = await fixture<CallModal>(html`<call-modal></call-modal>`);
  Object.assign(element, { open: true, remoteUser: REMOTE_USER, ...says });
  await waitUntil(() => findAll(element.shadowRoot!, '[part=dialog]').length > 0);
  return element;
}

describe('a call that its page controls', () => {
  afterEach(cleanUp);

  it('shows what it is told, without a session', async () => {
    const element = await controlled({ status: 'calling' });
    for (const [status, words] of [
      ['calling', 'Calling…'],
      ['ringing', 'Ringing…'],
      ['connecting', 'Connecting…'],
      ['active', 'Call in progress'],
      ['hold', 'On hold'],
      ['reconnecting', 'Reconnecting…'],
      ['ended', 'Call ended'],
    ] as const) {
      element.status = status;
      await element.updateComplete;
      expect(statusOf(element), status).to.equal(words);
    }
    element.open = false;
    await element.updateComplete;
    expect(findAll(element.shadowRoot!, '*')).to.have.length(0);
  });

  it('rings when it is incoming, by its status or by the flag', async () => {
    const element = await controlled({ status: 'incoming' });
    expect(await namesOf('alertdialog')).to.deep.equal(['Blue Door Motors is calling you…']);
    Object.assign(element, { status: 'ringing', incoming: true });
    await element.updateComplete;
    expect(await namesOf('alertdialog')).to.have.length(1);
  });

  it('shows the seconds it is given, and does not count by itself', async () => {
    const element = await controlled({ status: 'active', duration: 65 });
    expect(find(element, '[role=timer]').textContent!.trim()).to.equal('1:05');
    await waitUntil(() => findAll(element.shadowRoot!, '[part=notices]').length > 0);
    element.requestUpdate();
    await element.updateComplete;
    expect(find(element, '[role=timer]').textContent!.trim()).to.equal('1:05');
    element.duration = 66;
    await element.updateComplete;
    expect(find(element, '[role=timer]').textContent!.trim()).to.equal('1:06');
  });

  it('shows both streams of a video call', async () => {
    const localStream = movingPicture();
    const remoteStream = movingPicture();
    const element = await controlled({
      callType: 'VIDEO',
      status: 'active',
      localStream,
      remoteStream,
    });
    const videos = findAll<HTMLVideoElement>(element.shadowRoot!, 'video');
    expect(videos.map(({ ariaLabel }) => ariaLabel)).to.deep.equal(['Blue Door Motors', 'You']);
    expect(videos.map(({ srcObject }) => srcObject)).to.deep.equal([remoteStream, localStream]);
    for (const each of [localStream, remoteStream]) each.getTracks().forEach((t) => t.stop());
  });

  it('says that the camera is off of a stream without a picture, and of none nothing', async () => {
    const element = await controlled({ status: 'active', callType: 'VIDEO' });
    await waitUntil(() => findAll(element.shadowRoot!, '[part=notices]').length > 0);
    expect(findAll(element.shadowRoot!, '[part=darkness]')).to.have.length(0);
    element.remoteStream = new MediaStream();
    await element.updateComplete;
    expect(find(element, '[part=darkness]').textContent).to.contain('turned the camera off');
  });

  it('asks by every button, and does nothing more', async () => {
    const { host, session } = fakeHost();
    setPageHost(host);
    await host.session();
    const element = await controlled({ callType: 'VIDEO', status: 'active', muted: true });
    await waitUntil(() => findAll(element.shadowRoot!, '[part=notices]').length > 0);
    for (const [name, intent, active] of [
      ['Unmute', 'call-mute-request', false],
      ['Turn camera on', 'call-camera-request', true],
      ['Hold', 'call-hold-request', true],
      ['Share screen', 'call-share-request', true],
      ['End call', 'call-end-request', undefined],
    ] as const) {
      const asked = oneEvent(element, intent);
      button(element, name).click();
      const { detail } = (await asked) as CustomEvent<{ active?: boolean; peer: object }>;
      expect(detail.active, name).to.equal(active);
      expect(detail.peer).to.deep.equal(REMOTE_USER);
    }
    element.status = 'incoming';
    await element.updateComplete;
    for (const [name, intent] of [
      ['Accept', 'call-answer-request'],
      ['Reject', 'call-decline-request'],
    ] as const) {
      const asked = oneEvent(element, intent);
      button(element, name).click();
      await asked;
    }
    element.status = 'ended';
    await element.updateComplete;
    const closing = oneEvent(element, 'call-close-request');
    button(element, 'Close').click();
    await closing;
    expect(session.verbs).to.deep.equal([]);
  });

  it('leaves the session’s own call to another view, and takes it back', async () => {
    const { host, session } = fakeHost();
    setPageHost(host);
    await host.session();
    const element = await controlled({ status: 'active' });
    expect(host.callViews.has(element)).to.equal(false);
    session.setCall(INCOMING);
    await element.updateComplete;
    expect(statusOf(element)).to.equal('Call in progress');
    element.open = undefined;
    await element.updateComplete;
    expect(host.callViews.has(element)).to.equal(true);
    button(element, 'Accept').click();
    await waitUntil(() => session.verbsNamed('answerCall').length === 1);
  });
});
