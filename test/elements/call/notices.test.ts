import { expect, oneEvent } from '@open-wc/testing';
import { refusalOf } from '../../../src/client/device-refusal.js';
import type { CallState } from '../../../src/core/call-state.js';
import { DeskbellError } from '../../../src/core/errors.js';
import { button, find, findAll, namesOf } from '../../support/accessible.js';
import {
  AMINA,
  callModal,
  NAME,
  OUTGOING,
  runningCall,
  statusOf,
  talking,
  VIDEO,
} from '../../support/call.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

const SECOND: CallState = { phase: 'incoming', ...AMINA };

describe('what a running call tells and asks', () => {
  afterEach(cleanUp);

  it('says “On hold”, whoever did it', async () => {
    const { element, session } = await callModal({ ...talking(), hold: 'own' });
    expect(statusOf(element)).to.equal('On hold');
    expect(element.matches(':state(held)')).to.equal(true);
    session.setCall(talking());
    await element.updateComplete;
    expect(element.matches(':state(held)')).to.equal(false);
  });

  it('counts down while it reconnects, and goes on counting the talk', async () => {
    const connectedAtMs = Date.now() - 65_000;
    const untilMs = Date.now() + 12_400;
    const { element } = await callModal({
      phase: 'reconnecting',
      untilMs,
      connectedAtMs,
      ...OUTGOING,
    });
    expect(statusOf(element)).to.equal('Reconnecting…');
    const countdown = find(element, '[part=countdown]');
    expect(countdown.textContent!.trim()).to.equal('13 seconds left');
    await waitUntil(() => countdown.textContent!.trim() === '12 seconds left');
    expect(find(element, '[role=timer]').textContent).to.contain('1:0');
  });

  it('says “Call lost” and offers to dial again', async () => {
    const lost: CallState = { phase: 'ended', reason: 'lost', durationSeconds: 5, ...OUTGOING };
    const { element, session } = await callModal(lost);
    expect(statusOf(element)).to.equal('Call lost');
    button(element, 'Redial').click();
    await waitUntil(() => session.verbsNamed('startCall').length === 1);
  });

  it('says when the connection is unstable, and when it is no more', async () => {
    const { element, session } = await runningCall(talking(), { unstable: true });
    const hint = find(element, '[part=unstable]');
    expect(hint.textContent).to.equal('Unstable connection');
    session.setCall(session.getState().call, { unstable: false });
    await element.updateComplete;
    expect(hint.textContent).to.equal('');
  });

  for (const [media, sentence] of [
    [{}, ''],
    [{ remoteCamera: 'on' }, ''],
    [{ remoteCamera: 'off' }, `${NAME} turned the camera off`],
    [{ remoteCamera: 'paused' }, `${NAME}’s picture is paused to keep the sound clear`],
    [{ remoteCamera: 'off', remoteVideo: true }, ''],
  ] as const) {
    it(`says “${sentence}” of a picture with ${JSON.stringify(media)}`, async () => {
      const { element, session } = await runningCall(talking(VIDEO), media);
      const said = () =>
        findAll(element.shadowRoot!, '[part=darkness]').map(({ textContent }) => textContent);
      expect(said()).to.deep.equal(sentence ? [sentence] : []);
      session.setCall({ ...talking(VIDEO), hold: 'own' }, media);
      await element.updateComplete;
      expect(said()).to.deep.equal([]);
    });
  }

  for (const [device, words] of [
    ['microphone', 'No microphone was found on this device. You can listen.'],
    ['camera', 'No camera was found on this device. You can still talk.'],
  ] as const) {
    it(`says that it is the ${device} that is missing`, async () => {
      const notice = refusalOf(device, new DeskbellError('device_missing'));
      const { element, session } = await runningCall(talking(VIDEO), { notice });
      await waitUntil(() => find(element, '[part=notice]').textContent === words);
      session.setCall(talking(VIDEO), { notice: new DeskbellError('device_missing') });
      await element.updateComplete;
      expect(find(element, '[part=notice]').textContent).to.contain('microphone or camera');
    });
  }

  it('shows that the other side is muted', async () => {
    const { element } = await callModal(talking(), { remoteMuted: true });
    expect(find(element, '[part=remote-muted]').ariaLabel).to.equal(`${NAME} is muted`);
    expect(await namesOf('dialog')).to.deep.equal([NAME]);
  });

  it('shows to both that it is recorded, all the time, small too', async () => {
    const { element, session } = await runningCall(talking(), { recording: 'theirs' });
    expect(find(element, '[part=recording]').textContent).to.equal('Recording');
    button(element, 'Minimise').click();
    await waitUntil(() => findAll(element.shadowRoot!, '[part=bubble]').length > 0);
    expect(find(element, '[part=recording]').textContent).to.equal('Recording');
    session.setCall(talking(), { recording: 'own' });
    await element.updateComplete;
    find(element, '[part=recording]');
  });

  for (const [wish, words] of [
    ['video', `${NAME} asks to turn on video`],
    ['recording', `${NAME} asks to record this call`],
  ] as const) {
    it(`asks whether ${wish} is wanted, and takes either answer`, async () => {
      const media = { wish: { wish, by: 'theirs' } } as const;
      const { element, session } = await runningCall(talking(), media);
      expect(await namesOf('alertdialog')).to.deep.equal([words]);
      element.addEventListener('call-reply-request', (event) => event.preventDefault(), {
        once: true,
      });
      button(element, 'Accept').click();
      expect(session.verbsNamed('reply')).to.have.length(0);
      const asked = oneEvent(document, 'call-reply-request');
      button(element, 'Accept').click();
      expect((await asked).detail).to.include({ wish, accepted: true });
      button(element, 'Decline').click();
      await waitUntil(() => session.verbsNamed('reply').length === 2);
      expect(session.verbsNamed('reply').map(([, answer]) => answer)).to.deep.equal([true, false]);
    });
  }

  it('waits for an answer to what this side asked for, and takes it back', async () => {
    const { element, session } = await runningCall(talking(), {
      wish: { wish: 'video', by: 'own' },
    });
    expect(find(element, '[part=ask] span').textContent).to.equal(`Waiting for ${NAME}…`);
    button(element, 'Cancel').click();
    await waitUntil(() => session.verbsNamed('reply').length === 1);
    expect(session.verbsNamed('reply')[0]).to.deep.equal(['reply', false]);
  });

  it('lets a second call in: hold and accept, or reject', async () => {
    const { element, session } = await runningCall(talking(), {}, SECOND);
    expect(await namesOf('alertdialog')).to.deep.equal(['Amina Yusuf is calling you…']);
    const asked = oneEvent(document, 'call-answer-request');
    button(element, 'Hold and accept').click();
    expect((await asked).detail.callId).to.equal(AMINA.callId);
    await waitUntil(() => session.verbsNamed('answerCall').length === 1);
    button(element, 'Reject').click();
    await waitUntil(() => session.verbsNamed('declineCall').length === 1);
    expect(session.verbsNamed('answerCall')[0]).to.deep.equal(['answerCall', AMINA.callId]);
    expect(session.verbsNamed('declineCall')[0]).to.deep.equal(['declineCall', AMINA.callId]);
  });

  it('keeps the one on hold in sight, and swaps', async () => {
    const held: CallState = { ...talking(AMINA), hold: 'own' };
    const { element, session } = await runningCall(talking(), {}, held);
    expect(find(element, '[part=held-call] span').textContent).to.equal('Amina Yusuf · On hold');
    button(element, 'Swap').click();
    await waitUntil(() => session.verbsNamed('swapCalls').length === 1);
  });

  it('reminds the presenter, who can stop there', async () => {
    const { element, session } = await runningCall(talking(VIDEO), {
      localScreen: new MediaStream(),
    });
    expect(element.matches(':state(sharing)')).to.equal(true);
    expect(find(element, '[part=presenting] span').textContent).to.equal(
      'You are sharing your screen',
    );
    button(element, 'Stop').click();
    await waitUntil(() => session.verbsNamed('stopSharing').length === 1);
    session.setCall({ phase: 'ended', reason: 'hangup', durationSeconds: 1, ...VIDEO });
    await element.updateComplete;
    expect(findAll(element.shadowRoot!, '[part=presenting]')).to.have.length(0);
  });

  it('speaks Arabic, from right to left', async () => {
    document.documentElement.lang = 'ar';
    const { element } = await runningCall(talking(), { wish: { wish: 'video', by: 'theirs' } });
    await waitUntil(() => find(element, '[part=dialog]').dir === 'rtl');
    expect(find(element, '[role=alertdialog] p').textContent).to.equal(
      `يطلب ${NAME} تشغيل الفيديو`,
    );
  });
});
