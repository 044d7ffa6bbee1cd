import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { ChatComposer } from '../../../src/elements/chat-composer.js';
import type { ComposerTools } from '../../../src/elements/tools/composer-tools.js';
import { namesOf } from '../../support/accessible.js';
import {
  appear,
  asked,
  buttonNamed,
  openPanel,
  point,
  vanish,
  type OpenPanel,
} from '../../support/composer.js';
import { callFacts } from '../../support/fake-session.js';
import { cleanUp } from '../../support/page.js';
import { waitUntil } from '../../support/wait-until.js';

/** Every track that the page was given, so that none is left running. */
function watchTracks(): MediaStreamTrack[] {
  const tracks: MediaStreamTrack[] = [];
  const { mediaDevices } = navigator;
  const ask = MediaDevices.prototype.getUserMedia;
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await ask.call(mediaDevices, constraints);
    tracks.push(...stream.getTracks());
    return stream;
  };
  return tracks;
}

function refuseMicrophone(name: string, message = ''): void {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException(message, name));
}

const allEnded = (tracks: readonly MediaStreamTrack[]): boolean =>
  tracks.length > 0 && tracks.every(({ readyState }) => readyState === 'ended');

const NAME = 'Record voice message';

async function start(open: OpenPanel): Promise<void> {
  (await buttonNamed(open.panel, NAME)).click();
  await appear(open.panel, '[role=timer]');
}

/** Waits until so many moments of 60 ms were listened to. */
async function heard({ panel }: OpenPanel, moments: number): Promise<void> {
  const bars = await appear(panel, '.wave .heard');
  await waitUntil(() => (bars.getAttribute('d') ?? '').split('M').length > moments);
}

describe('the voice recorder', () => {
  afterEach(async () => {
    await cleanUp();
    Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia');
  });

  it('records hands-free and sends sound with its length and wave form', async () => {
    const tracks = watchTracks();
    const open = await openPanel();
    await start(open);
    await heard(open, 10);
    (await buttonNamed(open.panel, 'Send')).click();
    const [, blob, seconds, options] = (await asked(open, 'sendVoiceMessage')) as [
      string,
      Blob,
      number,
      { waveform: number[] },
    ];
    expect(blob.size).to.be.greaterThan(100);
    expect(blob.type).to.match(/^audio\/webm/);
    expect(seconds).to.be.within(0.5, 5);
    expect(options.waveform.length).to.be.within(1, 64);
    expect(
      options.waveform.every((bar) => Number.isInteger(bar) && bar >= 0 && bar <= 31),
    ).to.equal(true);
    expect(allEnded(tracks)).to.equal(true);
    await vanish(open.panel, 'deskbell-recorder');
  });

  it('records in a format that the receiver plays', async () => {
    const open = await openPanel({ plays: ['mp4'] });
    await start(open);
    await heard(open, 3);
    (await buttonNamed(open.panel, 'Send')).click();
    const [, blob] = (await asked(open, 'sendVoiceMessage')) as [string, Blob];
    const type = 'audio/mp4;codecs=mp4a.40.2';
    expect(blob.type).to.match(
      MediaRecorder.isTypeSupported(type) ? /^audio\/mp4/ : /^audio\/webm/,
    );
  });

  it('asks the page first, and keeps the note when it objects', async () => {
    const open = await openPanel();
    open.panel.addEventListener('message-send-request', (event) => event.preventDefault(), {
      once: true,
    });
    const request = oneEvent(open.panel, 'message-send-request');
    await start(open);
    await heard(open, 3);
    (await buttonNamed(open.panel, 'Send')).click();
    const { detail } = await request;
    expect(detail.type).to.equal('VOICE');
    expect(detail.file.size).to.be.greaterThan(0);
    await buttonNamed(open.panel, 'Play');
    expect(open.session.verbsNamed('sendVoiceMessage')).to.have.length(0);
    (await buttonNamed(open.panel, 'Send')).click();
    await asked(open, 'sendVoiceMessage');
  });

  it('sends on release what was held', async () => {
    const tracks = watchTracks();
    const open = await openPanel();
    const button = await buttonNamed(open.panel, NAME);
    point(button, 'pointerdown');
    await appear(open.panel, '[role=timer]');
    await heard(open, 10);
    point(window, 'pointerup');
    await asked(open, 'sendVoiceMessage');
    expect(allEnded(tracks)).to.equal(true);
  });

  it('goes on hands-free after a tap', async () => {
    const open = await openPanel();
    const button = await buttonNamed(open.panel, NAME);
    point(button, 'pointerdown');
    point(button, 'pointerup');
    button.dispatchEvent(new MouseEvent('click', { detail: 1, bubbles: true, composed: true }));
    await buttonNamed(open.panel, 'Stop');
    expect(open.session.verbsNamed('sendVoiceMessage')).to.have.length(0);
  });

  it('is not taken for held when the end of a tap is seen before its beginning', async () => {
    const open = await openPanel();
    await (await appear<ChatComposer>(open.panel, 'deskbell-composer')).use();
    const tools = await appear<ComposerTools>(open.panel, 'deskbell-tools');
    const down = new PointerEvent('pointerdown', { pointerId: 1 });
    const up = new PointerEvent('pointerup', { pointerId: 1 });
    Object.defineProperty(up, 'timeStamp', { value: down.timeStamp + 5 });
    await Promise.all([tools.use('record', up), tools.use('record', down)]);
    await buttonNamed(open.panel, 'Stop');
  });

  for (const [dir, lang, x] of [
    ['left', 'en', -120],
    ['right', 'ar', 120],
  ] as const) {
    it(`is cancelled by sliding ${dir}, where its lines begin (${lang})`, async () => {
      document.documentElement.lang = lang;
      const tracks = watchTracks();
      const open = await openPanel();
      const button = await appear<HTMLButtonElement>(open.panel, '.record');
      point(button, 'pointerdown');
      await appear(open.panel, '[role=timer]');
      point(window, 'pointermove', { x: -x });
      point(window, 'pointermove', { x });
      await vanish(open.panel, 'deskbell-recorder');
      expect(allEnded(tracks)).to.equal(true);
      expect(open.session.verbsNamed('sendVoiceMessage')).to.have.length(0);
    });
  }

  it('is locked by sliding up', async () => {
    const open = await openPanel();
    point(await buttonNamed(open.panel, NAME), 'pointerdown');
    await appear(open.panel, '[role=timer]');
    point(window, 'pointermove', { y: -90 });
    await buttonNamed(open.panel, 'Stop');
    point(window, 'pointerup');
    expect(open.session.verbsNamed('sendVoiceMessage')).to.have.length(0);
  });

  it('leaves the second button of a mouse alone', async () => {
    const tracks = watchTracks();
    const open = await openPanel();
    point(await buttonNamed(open.panel, NAME), 'pointerdown', { button: 2 });
    (await buttonNamed(open.panel, 'Emoji')).click();
    await appear(open.panel, 'deskbell-emoji');
    expect(tracks).to.have.length(0);
  });

  it('is worked by keys: Enter begins and sends, Escape cancels and gives the focus back', async () => {
    const tracks = watchTracks();
    const open = await openPanel();
    const button = await buttonNamed(open.panel, NAME);
    button.focus();
    await sendKeys({ press: 'Enter' });
    await appear(open.panel, '[role=timer]');
    await sendKeys({ press: 'Escape' });
    await vanish(open.panel, 'deskbell-recorder');
    expect(open.panel.open).to.equal(true);
    expect(allEnded(tracks)).to.equal(true);
    await waitUntil(() => button.matches(':focus'));
    await sendKeys({ press: 'Enter' });
    await appear(open.panel, '[role=timer]');
    await heard(open, 3);
    await sendKeys({ press: 'Enter' });
    await asked(open, 'sendVoiceMessage');
  });

  it('is heard before it is sent, without a blob: address', async () => {
    const made: unknown[] = [];
    const createObjectURL = URL.createObjectURL;
    URL.createObjectURL = (object) => {
      made.push(object);
      return createObjectURL.call(URL, object);
    };
    try {
      const open = await openPanel();
      await start(open);
      await heard(open, 8);
      (await buttonNamed(open.panel, 'Stop')).click();
      (await buttonNamed(open.panel, 'Play')).click();
      (await buttonNamed(open.panel, 'Pause')).click();
      await buttonNamed(open.panel, 'Play');
      await expect(open.panel).to.be.accessible();
      (await buttonNamed(open.panel, 'Cancel')).click();
      await vanish(open.panel, 'deskbell-recorder');
      expect(made).to.have.length(0);
      expect(open.session.verbsNamed('sendVoiceMessage')).to.have.length(0);
    } finally {
      URL.createObjectURL = createObjectURL;
    }
  });

  for (const [cause, message, sentence] of [
    ['NotAllowedError', 'Permission denied', /blocks the microphone/],
    ['NotAllowedError', 'Permission dismissed', /was closed/],
    ['NotFoundError', '', /No microphone was found/],
    ['NotReadableError', '', /Another program/],
    ['SecurityError', '', /secure page/],
  ] as const) {
    it(`says what is wrong: ${cause} ${message}`, async () => {
      refuseMicrophone(cause, message);
      const open = await openPanel();
      (await buttonNamed(open.panel, NAME)).click();
      const problem = await appear(open.panel, '[role=alert]');
      expect(problem.textContent).to.match(sentence);
      await buttonNamed(open.panel, 'Retry');
      await expect(open.panel).to.be.accessible();
      Reflect.deleteProperty(navigator.mediaDevices, 'getUserMedia');
      (await buttonNamed(open.panel, 'Retry')).click();
      await appear(open.panel, '[role=timer]');
    });
  }

  it('gives the microphone to a call and keeps what was said until then', async () => {
    const tracks = watchTracks();
    const open = await openPanel();
    await start(open);
    await heard(open, 3);
    open.session.setCall({ phase: 'incoming', ...callFacts() });
    await buttonNamed(open.panel, 'Play');
    expect(allEnded(tracks)).to.equal(true);
    const said = await appear(open.panel, '.said');
    expect(said.textContent).to.contain('because of a call');
  });

  it('does not record in a call', async () => {
    const tracks = watchTracks();
    const open = await openPanel();
    open.session.setCall({ phase: 'active', connectedAtMs: 0, ...callFacts() });
    (await buttonNamed(open.panel, NAME)).click();
    const problem = await appear(open.panel, '[role=alert]');
    expect(problem.textContent).to.contain('You are in a call');
    expect(tracks).to.have.length(0);
  });

  it('keeps what was said when the microphone is unplugged', async () => {
    const tracks = watchTracks();
    const open = await openPanel();
    await start(open);
    await heard(open, 3);
    const [track] = tracks;
    track!.stop();
    track!.dispatchEvent(new Event('ended'));
    await buttonNamed(open.panel, 'Play');
    expect((await appear(open.panel, '.said')).textContent).to.contain('microphone is gone');
  });

  it('stops the microphone when its panel leaves the page', async () => {
    const tracks = watchTracks();
    const open = await openPanel();
    await start(open);
    open.panel.remove();
    expect(allEnded(tracks)).to.equal(true);
  });

  it('stops the microphone that was granted only after its panel left', async () => {
    const tracks = watchTracks();
    const open = await openPanel();
    (await buttonNamed(open.panel, NAME)).click();
    await appear(open.panel, 'deskbell-recorder');
    open.panel.remove();
    await waitUntil(() => allEnded(tracks));
  });

  it('takes the composer’s place, so that there is one “Send”', async () => {
    const open = await openPanel();
    await start(open);
    await buttonNamed(open.panel, 'Stop');
    const names = await namesOf('button');
    expect(names.filter((name) => name === 'Send')).to.have.length(1);
    expect(names).to.include.members(['Cancel', 'Stop']);
    expect(names).to.not.include(NAME);
  });
});
