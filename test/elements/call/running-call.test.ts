import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';
import { button, find, findAll, namesOf } from '../../support/accessible.js';
import { movingPicture, NAME, OUTGOING, runningCall, talking, VIDEO } from '../../support/call.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

async function minimised(...args: Parameters<typeof runningCall>) {
  const shown = await runningCall(...args);
  button(shown.element, 'Minimise').click();
  await waitUntil(() => findAll(shown.element.shadowRoot!, '[part=bubble]').length > 0);
  return { ...shown, box: find(shown.element, '[part=dialog]') };
}

const middleOf = (box: Element): [number, number] => {
  const { left, top, width } = box.getBoundingClientRect();
  return [Math.round(left + width / 2), Math.round(top + 20)];
};

describe('a call as a small window', () => {
  afterEach(cleanUp);
  afterEach(() => setViewport({ width: 800, height: 600 }));

  it('leaves the page and its chat usable on a phone', async () => {
    await setViewport({ width: 390, height: 700 });
    const behind = await fixture<HTMLButtonElement>(html`<button>Behind</button>`);
    const { element, box } = await minimised(talking());
    const { width, height } = box.getBoundingClientRect();
    expect(width).to.be.below(200);
    expect(height).to.be.below(260);
    const { left, top } = behind.getBoundingClientRect();
    expect(document.elementFromPoint(left + 5, top + 5)).to.equal(behind);
    expect(element.matches(':state(minimised)')).to.equal(true);
    expect(await namesOf('dialog')).to.deep.equal([NAME]);
    find(element, '[role=timer]');
    await expect(element).to.be.accessible();
  });

  it('ends the call, mutes, and comes back', async () => {
    const { element, session } = await minimised(talking());
    button(element, 'Mute').click();
    button(element, 'End call').click();
    await waitUntil(() => session.verbsNamed('endCall').length === 1);
    button(element, 'Back to the call').click();
    await element.updateComplete;
    expect(element.matches(':state(minimised)')).to.equal(false);
    button(element, 'Minimise');
  });

  it('is dragged, without a click, and not out of the window', async () => {
    const { element, box } = await minimised(talking());
    const from = middleOf(box);
    const before = box.getBoundingClientRect();
    await sendMouse({ type: 'move', position: from });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [from[0] - 200, from[1] + 90] });
    await sendMouse({ type: 'up' });
    const after = box.getBoundingClientRect();
    expect(after.left).to.be.closeTo(before.left - 200, 1);
    expect(after.top).to.be.closeTo(before.top + 90, 1);
    expect(element.matches(':state(minimised)')).to.equal(true);
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'move', position: [-400, -400] });
    await sendMouse({ type: 'up' });
    expect(box.getBoundingClientRect().left).to.equal(8);
    expect(box.getBoundingClientRect().top).to.equal(8);
  });

  it('is moved by the arrow keys, and stays within a window that shrinks', async () => {
    const { element, box } = await minimised(talking());
    find(element, '[part=bubble]').focus();
    const before = box.getBoundingClientRect();
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ press: 'ArrowDown' });
    expect(box.getBoundingClientRect().left).to.be.closeTo(before.left - 24, 1);
    expect(box.getBoundingClientRect().top).to.be.closeTo(before.top + 24, 1);
    await setViewport({ width: 300, height: 400 });
    await waitUntil(() => box.getBoundingClientRect().right <= 300);
  });

  it('stands at the other side in Arabic', async () => {
    document.documentElement.lang = 'ar';
    const { element } = await runningCall(talking());
    await waitUntil(() => findAll(element.shadowRoot!, '[aria-label="تصغير"]').length > 0);
    button(element, 'تصغير').click();
    await waitUntil(() => element.matches(':state(minimised)'));
    await element.updateComplete;
    expect(find(element, '[part=dialog]').getBoundingClientRect().left).to.be.below(40);
  });

  it('says how the call ended, and lets go of it', async () => {
    const { element, session } = await minimised(talking());
    session.setCall({ phase: 'ended', reason: 'lost', durationSeconds: 3, ...OUTGOING });
    await element.updateComplete;
    expect(find(element, '[part=status]').textContent!.trim()).to.equal('The connection was lost.');
    button(element, 'Redial');
    button(element, 'Close').click();
    await element.updateComplete;
    expect(session.verbsNamed('dismiss')).to.have.length(1);
  });

  it('is a window again with the next call', async () => {
    const { element, session } = await minimised(talking());
    session.setCall({ phase: 'idle' });
    await element.updateComplete;
    session.setCall({ phase: 'calling', ...OUTGOING, callId: 'another' });
    await element.updateComplete;
    expect(element.matches(':state(minimised)')).to.equal(false);
  });

  it('goes on when the element is moved, and ends nothing when it is removed', async () => {
    const { element, session } = await minimised(talking());
    const elsewhere = await fixture(html`<div></div>`);
    elsewhere.append(element);
    await element.updateComplete;
    expect(find(element, '[part=dialog]').matches(':popover-open')).to.equal(true);
    button(element, 'Mute').click();
    await waitUntil(() => session.verbsNamed('toggleMute').length === 1);
    element.remove();
    await nextFrame();
    expect(session.verbsNamed('endCall')).to.have.length(0);
  });
});

describe('the pictures of a call', () => {
  afterEach(cleanUp);

  it('are none in a voice call, whatever the other side sends, until it is a video call', async () => {
    const remoteStream = movingPicture();
    const media = { remoteStream, remoteVideo: true, remoteCamera: 'on' } as const;
    const { element, session } = await runningCall(talking(), media);
    const shown = () => findAll(element.shadowRoot!, 'video').filter((video) => !video.hidden);
    expect(shown()).to.deep.equal([]);
    session.setCall(talking(VIDEO), media);
    await waitUntil(() => shown().length === 1);
    remoteStream.getTracks().forEach((track) => track.stop());
  });

  it('shows a shared screen large and whole, both faces beside it', async () => {
    const streams = [movingPicture(), movingPicture(), movingPicture(160, 90)];
    const [localStream, remoteStream, remoteScreen] = streams;
    const { element } = await runningCall(talking(VIDEO), {
      localStream: localStream!,
      remoteStream: remoteStream!,
      remoteScreen: remoteScreen!,
      remoteVideo: true,
      cameraOff: false,
    });
    const label = (selector: string) => find(element, selector).getAttribute('aria-label');
    expect(label('video.main')).to.equal(`${NAME}’s screen`);
    expect(getComputedStyle(find(element, 'video.main')).objectFit).to.equal('contain');
    const sides = findAll(element.shadowRoot!, 'video.side').map((video) => video.ariaLabel);
    expect(sides).to.have.members([NAME, 'You']);
    button(element, `Show large: You`).click();
    await element.updateComplete;
    expect(label('video.main')).to.equal('You');
    expect(findAll(element.shadowRoot!, 'video.side')).to.have.length(2);
    for (const each of streams) each.getTracks().forEach((track) => track.stop());
  });

  it('changes the two faces by the menu, and does not start them anew', async () => {
    const localStream = movingPicture();
    const remoteStream = movingPicture();
    const { element } = await runningCall(talking(VIDEO), {
      localStream,
      remoteStream,
      remoteVideo: true,
      cameraOff: false,
    });
    const videos = findAll(element.shadowRoot!, 'video');
    button(element, 'More').click();
    await waitUntil(() => findAll(document, '[role=menuitem]').length > 0);
    const swap = findAll(document, '[role=menuitem]').find(
      ({ textContent }) => textContent?.trim() === 'Swap pictures',
    );
    swap!.click();
    await element.updateComplete;
    expect(find(element, 'video.main').ariaLabel).to.equal('You');
    expect(findAll(element.shadowRoot!, 'video')).to.deep.equal(videos);
    for (const each of [localStream, remoteStream]) each.getTracks().forEach((t) => t.stop());
  });

  it('fills the screen with the call, and leaves by Escape', async () => {
    const { element } = await runningCall(talking(VIDEO));
    button(element, 'More').click();
    await waitUntil(() => findAll(document, '[role=menuitem]').length > 0);
    const item = () =>
      findAll(document, '[role=menuitem]').find(({ textContent }) =>
        /full screen/i.test(textContent ?? ''),
      )!;
    const { left, top } = item().getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.round(left + 20), Math.round(top + 15)] });
    await waitUntil(() => element.shadowRoot!.fullscreenElement);
    expect(element.shadowRoot!.fullscreenElement).to.equal(find(element, '[part=stage]'));
    await document.exitFullscreen();
    await waitUntil(() => !document.fullscreenElement);
  });

  it('says so when the browser refuses to fill the screen', async () => {
    const { element } = await runningCall(talking(VIDEO));
    find(element, '[part=stage]').requestFullscreen = () =>
      Promise.reject(new TypeError('refused'));
    button(element, 'More').click();
    await waitUntil(() => findAll(document, '[role=menuitem]').length > 0);
    findAll(document, '[role=menuitem]')
      .find(({ textContent }) => textContent?.includes('Full screen'))!
      .click();
    await waitUntil(() => element.shadowRoot!.textContent!.includes('did not fill the screen'));
  });
});
