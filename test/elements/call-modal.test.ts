import { expect, fixture, html, nextFrame, oneEvent } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import type { CallState } from '../../src/core/call-state.js';
import { DeskbellError } from '../../src/core/errors.js';
import { accessibleNodes, button, find, findAll, namesOf } from '../support/accessible.js';
import { callModal, INCOMING, movingPicture, OUTGOING, statusOf, VIDEO } from '../support/call.js';
import { callFacts, CALL_ID, CONVERSATION_ID, SELLER } from '../support/fake-session.js';
import { cleanUp } from '../support/page.js';
import { waitUntil } from '../support/wait-until.js';

describe('call-modal', () => {
  afterEach(cleanUp);
  afterEach(() => emulateMedia({ reducedMotion: 'no-preference' }));

  it('is accessible in every phase', async () => {
    const { element, session } = await callModal(INCOMING);
    const phases: CallState[] = [
      { phase: 'calling', ...OUTGOING },
      { phase: 'active', connectedAtMs: Date.now(), ...VIDEO },
      { phase: 'ended', reason: 'no_answer', durationSeconds: 0, ...OUTGOING },
    ];
    // Colours are measured when nothing is fading in.
    await emulateMedia({ reducedMotion: 'reduce' });
    await expect(element).to.be.accessible();
    for (const call of phases) {
      session.setCall(call);
      await element.updateComplete;
      await expect(element).to.be.accessible();
    }
  });

  it('shows nothing while there is no call', async () => {
    const { element } = await callModal({ phase: 'idle' });
    expect(findAll(element.shadowRoot!, '*')).to.have.length(0);
  });

  it('rings as an alert dialog with the caller’s name, Accept and Reject', async () => {
    await callModal(INCOMING);
    expect(await namesOf('alertdialog')).to.deep.equal(['Blue Door Motors is calling you…']);
    expect((await namesOf('button')).slice(-2)).to.deep.equal(['Reject', 'Accept']);
  });

  it('says where the call stands', async () => {
    const { element, session } = await callModal({ phase: 'calling', ...OUTGOING });
    expect(statusOf(element)).to.equal('Calling…');
    expect(await namesOf('dialog')).to.deep.equal(['Blue Door Motors']);
    for (const [phase, words] of [
      ['ringing', 'Ringing…'],
      ['connecting', 'Connecting…'],
    ] as const) {
      session.setCall({ phase, ...OUTGOING });
      await element.updateComplete;
      expect(statusOf(element)).to.equal(words);
    }
    session.setCall({ phase: 'active', connectedAtMs: Date.now() - 65_000, ...OUTGOING });
    await element.updateComplete;
    expect(statusOf(element)).to.equal('Call in progress');
    expect(find(element, '[role=timer]').textContent!.trim()).to.equal('1:05');
    session.setCall({ phase: 'ended', reason: 'hangup', durationSeconds: 66, ...OUTGOING });
    await element.updateComplete;
    expect(statusOf(element)).to.equal('Call ended');
    expect(find(element, '[role=timer]').textContent!.trim()).to.equal('1:06');
  });

  for (const [reason, direction, sentence] of [
    ['declined', 'outgoing', 'Call was rejected'],
    ['declined', 'incoming', 'You rejected the call'],
    ['no_answer', 'outgoing', 'No answer'],
    ['cancelled', 'incoming', 'Missed call'],
    ['busy', 'outgoing', 'They are on another call. Try again later.'],
    ['answered_elsewhere', 'incoming', 'Answered on another device'],
    ['lost', 'outgoing', 'The connection was lost.'],
    ['failed', 'outgoing', 'The call could not be connected.'],
  ] as const) {
    it(`says “${sentence}” when an ${direction} call is ${reason}`, async () => {
      const facts = callFacts({ direction });
      const { element } = await callModal({ phase: 'ended', reason, durationSeconds: 0, ...facts });
      expect(find(element, '[part=reason]').textContent).to.equal(sentence);
    });
  }

  for (const [reason, direction] of [
    ['declined', 'incoming'],
    ['cancelled', 'outgoing'],
  ] as const) {
    it(`is put away at once when its person ended it: ${direction}, ${reason}`, async () => {
      const facts = callFacts({ direction });
      const { session } = await callModal({ phase: 'ended', reason, durationSeconds: 0, ...facts });
      await waitUntil(() => session.verbsNamed('dismiss').length > 0);
    });
  }

  it('says why it failed when that is known', async () => {
    const error = 'device_missing';
    const { element } = await callModal({
      phase: 'ended',
      reason: 'failed',
      durationSeconds: 0,
      error,
      ...OUTGOING,
    });
    const said = () => element.shadowRoot!.textContent ?? '';
    await waitUntil(() => said().includes('No microphone or camera'));
  });

  it('says plainly that the microphone is not allowed', async () => {
    const notice = new DeskbellError('permission_denied');
    const { element } = await callModal({ phase: 'connecting', ...OUTGOING }, { notice });
    await waitUntil(() => /Your browser blocks/.test(find(element, '[part=notice]').textContent!));
  });

  for (const [method, intent, verb, name] of [
    ['accept', 'call-answer-request', 'answerCall', 'Accept'],
    ['reject', 'call-decline-request', 'declineCall', 'Reject'],
  ] as const) {
    it(`asks the page before it ${method}s, and does when nobody objects`, async () => {
      const { element, session } = await callModal(INCOMING);
      element.addEventListener(intent, (event) => event.preventDefault(), { once: true });
      await element[method]();
      expect(session.verbsNamed(verb)).to.have.length(0);
      const asked = oneEvent(document, intent);
      button(element, name).click();
      expect((await asked).detail.callId).to.equal(CALL_ID);
      expect(session.verbsNamed(verb)).to.have.length(1);
    });
  }

  it('asks the page before it ends a call', async () => {
    const { element, session } = await callModal({ phase: 'ringing', ...OUTGOING });
    element.addEventListener('call-end-request', (event) => event.preventDefault(), { once: true });
    await element.end();
    expect(session.verbsNamed('endCall')).to.have.length(0);
    button(element, 'End call').click();
    await waitUntil(() => session.verbsNamed('endCall').length === 1);
  });

  it('mutes, turns the camera off and switches it under the names of what will happen', async () => {
    const { element, session } = await callModal(
      { phase: 'active', connectedAtMs: Date.now(), ...VIDEO },
      { canSwitchCamera: true, cameraOff: false },
    );
    button(element, 'Mute').click();
    await element.updateComplete;
    button(element, 'Unmute');
    button(element, 'Turn camera off').click();
    button(element, 'Switch camera').click();
    session.setCall(session.getState().call, { cameraOff: true, canSwitchCamera: false });
    await element.updateComplete;
    button(element, 'Turn camera on');
    expect(() => button(element, 'Switch camera')).to.throw();
    expect(session.verbs.map(([verb]) => verb)).to.include.members([
      'toggleMute',
      'toggleVideo',
      'switchCamera',
    ]);
  });

  it('shows both pictures, labelled by who is in them, and plays them', async () => {
    const localStream = movingPicture();
    const remoteStream = movingPicture();
    const { element } = await callModal(
      { phase: 'active', connectedAtMs: Date.now(), ...VIDEO },
      { localStream, remoteStream, remoteVideo: true, cameraOff: false },
    );
    const videos = findAll<HTMLVideoElement>(element.shadowRoot!, 'video');
    expect(videos.map((each) => each.getAttribute('aria-label'))).to.deep.equal([
      'Blue Door Motors',
      'You',
    ]);
    expect(videos[0]!.srcObject).to.equal(remoteStream);
    expect(videos[1]!.muted).to.equal(true);
    await waitUntil(() => videos.every((video) => !video.paused));
    for (const stream of [localStream, remoteStream]) stream.getTracks().forEach((t) => t.stop());
  });

  it('goes on when it is moved, and ends nothing when it is removed', async () => {
    const remoteStream = movingPicture();
    const { element, session } = await callModal(
      { phase: 'active', connectedAtMs: Date.now(), ...VIDEO },
      { remoteStream, remoteVideo: true },
    );
    const elsewhere = await fixture(html`<div></div>`);
    elsewhere.append(element);
    await element.updateComplete;
    const video = find<HTMLVideoElement>(element, 'video.remote');
    await waitUntil(() => !video.paused);
    expect(find(element, '[part=dialog]').matches(':popover-open')).to.equal(true);
    const clone = element.cloneNode(true) as typeof element;
    elsewhere.append(clone);
    await clone.updateComplete;
    expect(session.verbs.map(([verb]) => verb)).to.not.include.members(['startCall', 'answerCall']);
    clone.remove();
    element.remove();
    await nextFrame();
    expect(session.verbs.map(([verb]) => verb)).to.not.include.members(['endCall']);
    expect(remoteStream.getTracks()[0]!.readyState).to.equal('live');
    remoteStream.getTracks().forEach((track) => track.stop());
  });

  it('offers a click when the browser will not play the sound by itself', async () => {
    const { element, session } = await callModal({ phase: 'connecting', ...OUTGOING });
    const audio = find<HTMLAudioElement>(element, 'audio');
    const refused = Promise.reject(new DOMException('', 'NotAllowedError'));
    refused.catch(() => undefined);
    audio.play = () => refused;
    const remoteStream = movingPicture();
    session.setCall({ phase: 'active', connectedAtMs: Date.now(), ...OUTGOING }, { remoteStream });
    await waitUntil(() => findAll(element.shadowRoot!, '[part=sound-button]').length === 1);
    audio.play = () => Promise.resolve();
    button(element, 'Tap to hear').click();
    await waitUntil(() => findAll(element.shadowRoot!, '[part=sound-button]').length === 0);
    remoteStream.getTracks().forEach((track) => track.stop());
  });

  it('says that a page nobody has touched yet rings silently, until it is touched', async () => {
    let hasBeenActive = false;
    const value = Object.defineProperty({}, 'hasBeenActive', { get: () => hasBeenActive });
    Object.defineProperty(navigator, 'userActivation', { configurable: true, value });
    try {
      const { element } = await callModal(INCOMING);
      hasBeenActive = true;
      button(element, 'Tap to hear').click();
      await element.updateComplete;
      expect(() => button(element, 'Tap to hear')).to.throw();
      button(element, 'Accept');
    } finally {
      Reflect.deleteProperty(navigator, 'userActivation');
    }
  });

  it('offers to call again after no answer, and to put it away', async () => {
    const ended = { phase: 'ended', reason: 'no_answer', durationSeconds: 0, ...OUTGOING } as const;
    const { element, session } = await callModal(ended);
    button(element, 'Redial').click();
    await waitUntil(() => session.verbsNamed('startCall').length === 1);
    expect(session.verbsNamed('startCall')[0]!.slice(1)).to.deep.equal([
      CONVERSATION_ID,
      { id: SELLER, name: 'Blue Door Motors' },
      'VOICE',
    ]);
    button(element, 'Close').click();
    expect(session.verbsNamed('dismiss')).to.have.length(1);
  });

  it('takes neither the words nor the Enter of someone who is writing', async () => {
    const input = await fixture<HTMLInputElement>(html`<input aria-label="Note" />`);
    input.focus();
    const { session } = await callModal(INCOMING);
    await sendKeys({ type: 'still here' });
    await sendKeys({ press: 'Enter' });
    expect(input.value).to.equal('still here');
    expect(session.verbsNamed('answerCall')).to.have.length(0);
  });

  it('is reached by keyboard: focus goes to the pop-up, Tab to Reject, then to Accept', async () => {
    const { session } = await callModal(INCOMING);
    await sendKeys({ press: 'Enter' });
    expect(session.verbsNamed('answerCall')).to.have.length(0);
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => session.verbsNamed('answerCall').length === 1);
  });

  it('gives the focus back when the call is put away', async () => {
    const opener = await fixture<HTMLButtonElement>(html`<button>Page</button>`);
    opener.focus();
    const { session, element } = await callModal({ phase: 'calling', ...OUTGOING });
    expect(document.activeElement).to.equal(element);
    session.setCall({ phase: 'idle' });
    await element.updateComplete;
    expect(document.activeElement).to.equal(opener);
  });

  it('bounces and pops in, but not for people who want no motion', async () => {
    const { element } = await callModal(INCOMING);
    const animations = (): number => element.shadowRoot!.getAnimations().length;
    expect(animations()).to.be.above(0);
    await emulateMedia({ reducedMotion: 'reduce' });
    await nextFrame();
    expect(animations()).to.equal(0);
  });

  it('leaves the page usable: it is no modal dialog', async () => {
    await fixture(html`<button>Behind</button>`);
    await callModal({ phase: 'active', connectedAtMs: Date.now(), ...OUTGOING });
    const behind = (await accessibleNodes()).filter(({ name }) => name === 'Behind');
    expect(behind).to.have.length(1);
  });

  it('exposes its states', async () => {
    const { element, session } = await callModal(INCOMING);
    expect(element.matches(':state(open):state(calling)')).to.equal(true);
    session.setCall({ phase: 'active', connectedAtMs: Date.now(), ...OUTGOING });
    await element.updateComplete;
    expect(element.matches(':state(in-call)')).to.equal(true);
    session.setCall({ phase: 'idle' });
    await element.updateComplete;
    expect(element.matches(':state(open)')).to.equal(false);
  });

  it('puts no style attribute into the page', async () => {
    const { element } = await callModal({ phase: 'active', connectedAtMs: Date.now(), ...VIDEO });
    expect(findAll(element.shadowRoot!, '[style], style')).to.have.length(0);
  });
});
