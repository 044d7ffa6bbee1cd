import { expect } from '@open-wc/testing';
import { VoiceController } from '../../../src/controllers/voice-controller.js';
import type { LogEntry } from '../../../src/core/message-log.js';
import { everyKind } from '../../support/entries.js';
import { ME, SELLER } from '../../support/fake-session.js';
import { cleanUp } from '../../support/page.js';
import { showPanel, type ShownPanel } from '../../support/panel.js';
import { waitUntil } from '../../support/wait-until.js';

const RATE = 8_000;

/** Silence of this length as a WAV file. */
function silence(seconds: number): Blob {
  const bytes = seconds * RATE * 2;
  const view = new DataView(new ArrayBuffer(44 + bytes));
  const text = (at: number, word: string): void =>
    [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + bytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, bytes, true);
  return new Blob([view], { type: 'audio/wav' });
}

/** An own note that is still on its way, so that its sound is only on this device. */
function waiting(id: string, seconds: number): LogEntry {
  return {
    id,
    senderId: ME,
    type: 'VOICE',
    createdAt: new Date().toISOString(),
    media: { name: 'note.wav', mimeType: 'audio/wav', size: 1, durationSeconds: seconds },
    transfer: { loadedBytes: 0, totalBytes: 1, local: silence(seconds) },
  };
}

const buttons = (shown: ShownPanel): HTMLElement[] => shown.all('deskbell-voice >>> button.icon');
const labels = (shown: ShownPanel): (string | null)[] =>
  buttons(shown).map((each) => each.getAttribute('aria-label'));

describe('voice messages', () => {
  afterEach(cleanUp);

  it('play from this device before they are stored, one at a time', async () => {
    const shown = await showPanel([waiting('a', 30), waiting('b', 30)]);
    await shown.one('deskbell-voice >>> button.icon');
    buttons(shown)[0]!.click();
    await waitUntil(() => labels(shown)[0] === 'Pause');
    buttons(shown)[1]!.click();
    await waitUntil(() => labels(shown)[1] === 'Pause');
    await waitUntil(() => labels(shown)[0] === 'Play');
    const slider = shown.all<HTMLInputElement>('deskbell-voice >>> input')[1]!;
    await waitUntil(() => slider.valueAsNumber > 0, 'it moves on');
    buttons(shown)[1]!.click();
    await waitUntil(() => labels(shown)[1] === 'Play');
  });

  it('begin again from their start when they are over', async () => {
    const shown = await showPanel([waiting('a', 1)]);
    await shown.one('deskbell-voice >>> button.icon');
    buttons(shown)[0]!.click();
    await waitUntil(() => labels(shown)[0] === 'Pause');
    await waitUntil(() => labels(shown)[0] === 'Play', 'it is over');
    expect(shown.all<HTMLInputElement>('deskbell-voice >>> input')[0]!.valueAsNumber).to.equal(0);
  });

  it('tell their sender, once, that they were listened to', async () => {
    const shown = await showPanel([{ ...waiting('a', 1), senderId: SELLER }]);
    await shown.one('deskbell-voice >>> button.icon');
    for (const round of [1, 2]) {
      buttons(shown)[0]!.click();
      await waitUntil(() => labels(shown)[0] === 'Pause', `round ${round}`);
      buttons(shown)[0]!.click();
      await waitUntil(() => labels(shown)[0] === 'Play');
    }
    expect(shown.session.verbsNamed('markPlayed')).to.deep.equal([['markPlayed', 'a']]);
  });

  it('are asked for by a fresh link when theirs has aged, and say so when that does not help', async () => {
    const note = everyKind(SELLER)[4]!;
    const fileId = '0198c0de-0000-7000-8000-0000000000f1';
    const shown = await showPanel([{ ...note, media: { ...note.media!, fileId } }]);
    shown.session.answers.set('linkOf', '/api/files/renewed');
    await shown.one('deskbell-voice >>> button.icon');
    buttons(shown)[0]!.click();
    await waitUntil(() => shown.session.verbsNamed('linkOf').length === 1);
    const problem = await shown.one('deskbell-voice >>> .problem');
    expect(problem.textContent).to.equal('This cannot be played here.');
    expect(labels(shown)).to.deep.equal(['Play']);
    expect(shown.session.verbsNamed('markPlayed')).to.have.length(0);
  });

  it('say so when they break off', async () => {
    const { Audio } = window;
    const sounds: HTMLAudioElement[] = [];
    window.Audio = class extends Audio {
      constructor() {
        super();
        sounds.push(this);
      }
    };
    const url = URL.createObjectURL(silence(30));
    const nothing = () => undefined;
    const element = Object.assign(document.createElement('div'), {
      addController: nothing,
      removeController: nothing,
      requestUpdate: nothing,
      updateComplete: Promise.resolve(true),
    });
    const voice = new VoiceController(element, {
      url: () => url,
      local: nothing,
      seconds: () => 30,
      renew: () => Promise.resolve(undefined),
      onPlay: nothing,
    });
    await voice.toggle();
    window.Audio = Audio;
    expect(voice.isPlaying).to.equal(true);
    sounds[0]?.dispatchEvent(new Event('error'));
    await waitUntil(() => voice.hasFailed);
    expect(voice.isPlaying).to.equal(false);
    URL.revokeObjectURL(url);
  });
});
