import { expect } from '@open-wc/testing';
import { html, render } from 'lit';
import { mediaStream } from '../../../src/controllers/media-stream.js';
import { canChooseSpeaker, playThrough } from '../../../src/controllers/speaker.js';
import { waitUntil } from '../../support/wait-until.js';

async function speakers(): Promise<string[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind, deviceId }) => kind === 'audiooutput' && deviceId !== 'default')
    .map(({ deviceId }) => deviceId);
}

describe('a speaker', () => {
  let permission: MediaStream;
  before(async () => {
    // A browser tells of its speakers to those who may use its microphone.
    permission = await navigator.mediaDevices.getUserMedia({ audio: true });
  });
  after(() => permission.getTracks().forEach((track) => track.stop()));

  it('of the browser plays an element, and gives way to its own choice', async () => {
    const [first, second] = await speakers();
    const audio = new Audio();
    expect(await playThrough(audio, first)).to.equal(true);
    expect(audio.sinkId).to.equal(first);
    expect(await playThrough(audio, second)).to.equal(true);
    expect(audio.sinkId).to.equal(second);
    expect(await playThrough(audio)).to.equal(true);
    expect(audio.sinkId).to.equal('');
  });

  it('that is gone leaves the sound to the browser’s own choice', async () => {
    const [first] = await speakers();
    const audio = new Audio();
    await playThrough(audio, first);
    expect(await playThrough(audio, 'unplugged')).to.equal(false);
    expect(audio.sinkId).to.equal('');
  });

  it('is set once, however often it is said', async () => {
    const [first] = await speakers();
    const audio = new Audio();
    let count = 0;
    audio.setSinkId = async (id) => {
      count++;
      await HTMLMediaElement.prototype.setSinkId.call(audio, id);
    };
    await playThrough(audio, first);
    await playThrough(audio, first);
    expect(count).to.equal(1);
  });

  it('cannot be chosen in every browser: nothing fails there', async () => {
    const native = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'setSinkId')!;
    Reflect.deleteProperty(HTMLMediaElement.prototype, 'setSinkId');
    try {
      expect(canChooseSpeaker()).to.equal(false);
      expect(await playThrough(new Audio(), 'some')).to.equal(false);
      expect(await playThrough(new Audio())).to.equal(true);
    } finally {
      Object.defineProperty(HTMLMediaElement.prototype, 'setSinkId', native);
    }
    expect(canChooseSpeaker()).to.equal(true);
  });
});

describe('a stream on show', () => {
  it('is heard through the chosen speaker, and through another when that is chosen', async () => {
    const [first, second] = await speakers();
    const show = (id?: string) =>
      html`<audio ${mediaStream(new MediaStream(), undefined, id)}></audio>`;
    const root = document.createElement('div');
    for (const id of [undefined, second, first, undefined]) {
      render(show(id), root);
      await waitUntil(() => root.querySelector('audio')!.sinkId === (id ?? ''));
    }
  });
});
