import { expect } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import type { CallModal } from '../../../src/elements/call-modal.js';
import { button, find, findAll } from '../../support/accessible.js';
import { movingPicture, NAME, runningCall, talking, VIDEO } from '../../support/call.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

interface Opener {
  readonly documentPictureInPicture?: { readonly window: (Window & typeof globalThis) | null };
}

const pipOf = () => (globalThis as Opener).documentPictureInPicture?.window;

const lines = () =>
  findAll(document, '[role=menuitem]').map(({ textContent }) => textContent?.trim());

/** A window is opened for a person who clicks, and for nobody else. */
async function choosePip(element: CallModal): Promise<void> {
  button(element, 'More').click();
  const item = () =>
    findAll(document, '[role=menuitem]').find(
      ({ textContent }) => textContent?.trim() === 'Picture in picture',
    );
  await waitUntil(item, 'the menu has no “Picture in picture”');
  const { left, top } = item()!.getBoundingClientRect();
  await sendMouse({ type: 'click', position: [Math.round(left + 20), Math.round(top + 15)] });
}

async function openPip(element: CallModal): Promise<Window & typeof globalThis> {
  await choosePip(element);
  await waitUntil(() => pipOf()?.document.querySelector('.stage'), 'nothing is in the window');
  return pipOf()!;
}

const inPip = (pip: Window, name: string) =>
  pip.document.querySelector<HTMLElement>(`[aria-label="${name}"]`)!;

describe('a call in a window of its own', () => {
  afterEach(() => pipOf()?.close());
  afterEach(cleanUp);

  it('has the picture, the name and buttons that work', async () => {
    const remoteStream = movingPicture();
    const { element, session } = await runningCall(talking(VIDEO), {
      remoteStream,
      remoteVideo: true,
    });
    const pip = await openPip(element);
    const video = pip.document.querySelector<HTMLVideoElement>('video.main')!;
    expect(video.ariaLabel).to.equal(NAME);
    expect(video.srcObject).to.equal(remoteStream);
    await waitUntil(() => !video.paused);
    expect(pip.getComputedStyle(video).position).to.equal('absolute');
    expect(element.matches(':state(minimised)')).to.equal(true);
    inPip(pip, 'Mute').click();
    await element.updateComplete;
    expect(session.verbsNamed('toggleMute')).to.have.length(1);
    expect(inPip(pip, 'Unmute')).to.not.equal(null);
    pip.document.body.dispatchEvent(new pip.KeyboardEvent('keydown', { key: 'h', bubbles: true }));
    await waitUntil(() => session.verbsNamed('holdCall').length === 1);
    inPip(pip, 'End call').click();
    await waitUntil(() => session.verbsNamed('endCall').length === 1);
    remoteStream.getTracks().forEach((track) => track.stop());
  });

  it('has the screen of the other side, large and whole', async () => {
    const [remoteStream, remoteScreen] = [movingPicture(), movingPicture(1280, 360)];
    const { element } = await runningCall(talking(VIDEO), {
      remoteStream,
      remoteVideo: true,
      remoteScreen,
    });
    const pip = await openPip(element);
    const video = pip.document.querySelector<HTMLVideoElement>('video.main')!;
    expect(video.srcObject).to.equal(remoteScreen);
    await waitUntil(() => video.videoWidth > 0 && video.hasAttribute('data-whole'));
    expect(pip.document.querySelector<HTMLVideoElement>('video.side')!.ariaLabel).to.equal(NAME);
    for (const stream of [remoteStream, remoteScreen]) {
      stream.getTracks().forEach((track) => track.stop());
    }
  });

  it('follows the call, and gives it back when it is closed', async () => {
    const { element, session } = await runningCall(talking());
    const pip = await openPip(element);
    session.setCall({ ...talking(), hold: 'own' });
    await element.updateComplete;
    expect(pip.document.querySelector('.status')!.textContent).to.equal('On hold');
    pip.close();
    await waitUntil(() => !element.matches(':state(minimised)'));
    button(element, 'Minimise');
  });

  it('comes back by its button, and goes with the call', async () => {
    const { element, session } = await runningCall(talking());
    let pip = await openPip(element);
    inPip(pip, 'Back to the call').click();
    await waitUntil(() => pip.closed);
    expect(element.matches(':state(minimised)')).to.equal(false);
    pip = await openPip(element);
    session.setCall({ phase: 'idle' });
    await waitUntil(() => pip.closed);
  });

  it('is closed when the element leaves the page; the call is not', async () => {
    const { element, session } = await runningCall(talking());
    const pip = await openPip(element);
    element.remove();
    await waitUntil(() => pip.closed);
    expect(session.verbsNamed('endCall')).to.have.length(0);
  });
});

describe('a call where no window of its own is to be had', () => {
  const TROUBLE = 'The browser did not open the small picture. Try again.';
  const native = Object.getOwnPropertyDescriptor(globalThis, 'documentPictureInPicture')!;
  let remoteStream: MediaStream;

  beforeEach(() => {
    remoteStream = movingPicture();
    Reflect.deleteProperty(globalThis, 'documentPictureInPicture');
  });

  afterEach(async () => {
    Object.defineProperty(globalThis, 'documentPictureInPicture', native);
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    remoteStream.getTracks().forEach((track) => track.stop());
  });
  afterEach(cleanUp);

  const pictured = () => runningCall(talking(VIDEO), { remoteStream, remoteVideo: true });
  const said = (element: CallModal) =>
    findAll(element.shadowRoot!, '[part=notice]').map(({ textContent }) => textContent?.trim());

  it('floats as the large picture alone', async () => {
    const { element } = await pictured();
    const video = find<HTMLVideoElement>(element, 'video.main');
    await waitUntil(() => video.videoWidth > 0);
    await choosePip(element);
    await waitUntil(() => element.shadowRoot!.pictureInPictureElement === video, 'nothing floats');
    expect(said(element)).to.deep.equal([]);
    expect(element.matches(':state(minimised)')).to.equal(false);
  });

  it('says that the browser refused, until the next try', async () => {
    const { element } = await pictured();
    const video = find<HTMLVideoElement>(element, 'video.main');
    await waitUntil(() => video.videoWidth > 0);
    video.requestPictureInPicture = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    await choosePip(element);
    await waitUntil(() => said(element).includes(TROUBLE), 'nothing is said of it');
    Reflect.deleteProperty(video, 'requestPictureInPicture');
    await choosePip(element);
    await waitUntil(() => element.shadowRoot!.pictureInPictureElement === video, 'nothing floats');
    expect(said(element)).to.deep.equal([]);
  });

  it('says so too where the window itself is refused', async () => {
    const requestWindow = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    Object.defineProperty(globalThis, 'documentPictureInPicture', {
      configurable: true,
      value: { requestWindow },
    });
    const { element } = await pictured();
    await choosePip(element);
    await waitUntil(() => said(element).includes(TROUBLE), 'nothing is said of it');
    expect(element.matches(':state(minimised)')).to.equal(false);
  });

  it('offers none without a picture', async () => {
    const { element } = await runningCall(talking());
    button(element, 'More').click();
    await waitUntil(() => lines().length > 0);
    expect(lines()).not.to.include('Picture in picture');
  });

  it('offers none where pictures do not float either', async () => {
    const value = false;
    Object.defineProperty(document, 'pictureInPictureEnabled', { configurable: true, value });
    try {
      const { element } = await pictured();
      button(element, 'More').click();
      await waitUntil(() => lines().length > 0);
      expect(lines()).not.to.include('Picture in picture');
    } finally {
      Reflect.deleteProperty(document, 'pictureInPictureEnabled');
    }
  });
});
