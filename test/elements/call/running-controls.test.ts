import { expect, oneEvent } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { button, find, findAll, namesOf } from '../../support/accessible.js';
import {
  AMINA,
  callModal,
  NAME,
  OUTGOING,
  runningCall,
  talking,
  VIDEO,
} from '../../support/call.js';
import { CALL_ID } from '../../support/fake-session.js';
import { DeskbellError } from '../../../src/core/errors.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

/** Presses a line of the menu. */
async function choose(root: HTMLElement, name: string): Promise<void> {
  button(root, 'More').click();
  await waitUntil(() => findAll(document, '[role=menuitem]').length > 0);
  const items = findAll(document, '[role=menuitem]');
  const item = items.find(({ textContent }) => textContent?.trim() === name);
  if (!item) throw new Error(`The menu has no “${name}”.`);
  item.click();
}

/** Colours are measured when nothing is fading in. */
async function whenStill(element: Element): Promise<void> {
  await emulateMedia({ reducedMotion: 'reduce' });
  await expect(element).to.be.accessible();
  await emulateMedia({ reducedMotion: 'no-preference' });
}

const CASES = [
  ['Hold', {}, 'call-hold-request', true, 'holdCall'],
  ['Share screen', {}, 'call-share-request', true, 'shareScreen'],
  ['Stop sharing', { localScreen: new MediaStream() }, 'call-share-request', false, 'stopSharing'],
] as const;

describe('the buttons of a running call', () => {
  afterEach(cleanUp);

  for (const [name, media, intent, active, verb] of CASES) {
    it(`“${name}” asks the page, then the session`, async () => {
      const { element, session } = await runningCall(talking(VIDEO), media);
      element.addEventListener(intent, (event) => event.preventDefault(), { once: true });
      button(element, name).click();
      expect(session.verbsNamed(verb)).to.have.length(0);
      const asked = oneEvent(document, intent);
      button(element, name).click();
      const { detail } = (await asked) as CustomEvent<{ callId: string; active: boolean }>;
      expect(detail).to.include({ callId: CALL_ID, active });
      await waitUntil(() => session.verbsNamed(verb).length === 1);
    });
  }

  it('“Resume” ends the hold of this side only', async () => {
    const { element, session } = await runningCall({ ...talking(), hold: 'both' });
    button(element, 'Resume').click();
    await waitUntil(() => session.verbsNamed('resumeCall').length === 1);
    session.setCall({ ...talking(), hold: 'theirs' });
    await element.updateComplete;
    button(element, 'Hold');
    expect(find(element, '[part=held]').textContent).to.equal(`${NAME} put the call on hold`);
  });

  it('asks before it mutes, turns the camera and switches it', async () => {
    const { element, session } = await runningCall(talking(VIDEO), {
      canSwitchCamera: true,
      cameraOff: false,
    });
    for (const [name, intent] of [
      ['Mute', 'call-mute-request'],
      ['Turn camera off', 'call-camera-request'],
      ['Switch camera', 'call-switch-camera-request'],
    ] as const) {
      element.addEventListener(intent, (event) => event.preventDefault(), { once: true });
      button(element, name).click();
    }
    expect(session.verbs).to.deep.equal([]);
  });

  it('has no “Share screen” where the browser cannot', async () => {
    const { getDisplayMedia } = navigator.mediaDevices;
    Object.defineProperty(MediaDevices.prototype, 'getDisplayMedia', { value: undefined });
    delete (MediaDevices.prototype as { getDisplayMedia?: unknown }).getDisplayMedia;
    try {
      const { element } = await runningCall(talking(VIDEO));
      expect(() => button(element, 'Share screen')).to.throw();
    } finally {
      Object.defineProperty(MediaDevices.prototype, 'getDisplayMedia', {
        value: getDisplayMedia,
        configurable: true,
        writable: true,
      });
    }
  });

  it('offers no hold and no screen before anybody answered', async () => {
    const { element } = await runningCall({ phase: 'ringing', ...OUTGOING });
    expect(() => button(element, 'Hold')).to.throw();
    expect(() => button(element, 'Share screen')).to.throw();
  });

  it('asks for video in a voice call, and for a recording, from the menu', async () => {
    const { element, session } = await runningCall(talking());
    await choose(element, 'Turn on video');
    await waitUntil(() => session.verbsNamed('askFor').length === 1);
    await choose(element, 'Record call');
    await waitUntil(() => session.verbsNamed('askFor').length === 2);
    expect(session.verbsNamed('askFor').map(([, wish]) => wish)).to.deep.equal([
      'video',
      'recording',
    ]);
    session.setCall(talking(), { recording: 'own' });
    await element.updateComplete;
    await choose(element, 'Stop recording');
    await waitUntil(() => session.verbsNamed('stopRecording').length === 1);
  });

  it('opens microphone, camera and speaker from the menu', async () => {
    const { element } = await runningCall(talking());
    await choose(element, 'Audio and video');
    await waitUntil(() => findAll(element.shadowRoot!, 'deskbell-devices').length === 1);
  });

  it('says what could not be done, until the next try', async () => {
    const { element, session } = await runningCall(talking(VIDEO), { cameraOff: true });
    session.failures.set('toggleVideo', new DeskbellError('device_in_use'));
    button(element, 'Turn camera on').click();
    await waitUntil(() => findAll(element.shadowRoot!, '[part=notice]').length === 1);
    expect(find(element, '[part=notice]').textContent).to.contain('Another program is using');
    button(element, 'Mute').click();
    await element.updateComplete;
    expect(findAll(element.shadowRoot!, '[part=notice]')).to.have.length(0);
  });

  it('says nothing to someone who closed the browser’s list of screens', async () => {
    const { element, session } = await runningCall(talking(VIDEO));
    session.failures.set('shareScreen', new DeskbellError('permission_dismissed'));
    button(element, 'Share screen').click();
    await waitUntil(() => session.verbsNamed('shareScreen').length === 1);
    await element.updateComplete;
    expect(findAll(element.shadowRoot!, '[part=notice]')).to.have.length(0);
  });

  it('goes on without what could not be loaded: the call itself needs none of it', async () => {
    const { element } = await callModal(talking(VIDEO), { cameraOff: true });
    for (const name of ['Mute', 'Turn camera on', 'End call']) button(element, name);
  });

  it('is accessible with everything on show', async () => {
    const { element } = await runningCall(
      { ...talking(), hold: 'theirs' },
      {
        recording: 'both',
        localScreen: new MediaStream(),
        remoteMuted: true,
        wish: { wish: 'video', by: 'theirs' },
      },
      { phase: 'incoming', ...AMINA },
    );
    await whenStill(element);
    expect(await namesOf('alertdialog')).to.have.length(2);
  });
});

describe('the connection of a running call', () => {
  afterEach(cleanUp);
  const quality = { score: 2, cause: 'upload', path: 'direct', roundTripMs: 48 } as const;

  it('is told in bars, a sentence when it is weak, and numbers for whoever asks', async () => {
    const { element, session } = await runningCall(talking(), { quality });
    expect(find(element, '[part=unstable]').textContent).to.contain('upload');
    find(element, '[part=quality-button]').click();
    await waitUntil(() => findAll(element.shadowRoot!, 'table').length === 1);
    expect(find(element, 'deskbell-call-quality').shadowRoot!.textContent).to.contain('48');
    await whenStill(element);
    find(element, '[part=quality-button]').click();
    session.setCall(talking(), { quality: { ...quality, score: 5, cause: 'none' } });
    await element.updateComplete;
    expect(findAll(element.shadowRoot!, 'table')).to.have.length(0);
    expect(find(element, '[part=unstable]').textContent).to.equal('');
  });

  it('is in the menu, too', async () => {
    const { element } = await runningCall(talking(), { quality });
    await choose(element, 'Connection details');
    await waitUntil(() => findAll(element.shadowRoot!, 'table').length === 1);
  });
});
