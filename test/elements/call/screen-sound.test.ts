import { expect } from '@open-wc/testing';
import { makeSilence, type Placeholder } from '../../../src/client/placeholders.js';
import type { CallModal } from '../../../src/elements/call-modal.js';
import { button, findAll } from '../../support/accessible.js';
import { movingPicture, runningCall, talking } from '../../support/call.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

/** What plays that screen's sound. */
const playing = (element: CallModal, screen: MediaStream) =>
  findAll(element.shadowRoot!, 'audio')
    .map((audio) => audio as HTMLAudioElement)
    .filter(({ srcObject, muted, paused }) => srcObject === screen && !muted && !paused);

describe('the sound of the other side’s screen', () => {
  let silence: Placeholder;
  let remoteScreen: MediaStream;

  beforeEach(() => {
    silence = makeSilence();
    remoteScreen = movingPicture();
    remoteScreen.addTrack(silence.track);
  });

  afterEach(() => {
    silence.close();
    remoteScreen.getTracks().forEach((track) => track.stop());
  });
  afterEach(cleanUp);

  it('is played once, large or small, until the screen goes', async () => {
    const call = talking();
    const { element, session } = await runningCall(call, { remoteScreen });
    await waitUntil(() => playing(element, remoteScreen).length === 1, 'nothing plays');
    button(element, 'Minimise').click();
    await waitUntil(() => element.matches(':state(minimised)'));
    await element.updateComplete;
    await waitUntil(() => playing(element, remoteScreen).length === 1, 'nothing plays when small');
    button(element, 'Back to the call').click();
    await element.updateComplete;
    await waitUntil(() => playing(element, remoteScreen).length === 1, 'nothing plays any more');
    const [audio] = playing(element, remoteScreen);
    session.setCall(call, { remoteScreen: undefined } as object);
    await element.updateComplete;
    expect(playing(element, remoteScreen)).to.have.length(0);
    expect(audio!.paused).to.equal(true);
  });

  it('is not missed where a screen has none', async () => {
    remoteScreen.removeTrack(silence.track);
    const { element } = await runningCall(talking(), { remoteScreen });
    expect(findAll(element.shadowRoot!, 'video.screen:not([hidden])')).to.have.length(1);
    expect(findAll(element.shadowRoot!, 'audio')).to.have.length(1);
    expect(() => button(element, 'Tap to hear')).to.throw();
  });

  it('waits for a click where the browser wants one', async () => {
    const { element, session } = await runningCall(talking());
    const { play } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    try {
      session.setCall(talking(), { remoteScreen });
      await waitUntil(() => findAll(element.shadowRoot!, '[part=sound-button]').length === 1);
    } finally {
      HTMLMediaElement.prototype.play = play;
    }
    button(element, 'Tap to hear').click();
    await waitUntil(() => playing(element, remoteScreen).length === 1, 'the click starts nothing');
    await waitUntil(() => findAll(element.shadowRoot!, '[part=sound-button]').length === 0);
  });
});
