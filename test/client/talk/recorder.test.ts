import { expect } from '@open-wc/testing';
import { DeskbellError } from '../../../src/core/errors.js';
import { CallRecorder, type RecordedMedia } from '../../../src/client/talk/recorder.js';
import {
  openFileSink,
  type FileInfo,
  type FileSink,
} from '../../../src/client/direct/files/file-sink.js';
import { nextColor, PaintedScreen, RtcPair } from '../../support/rtc-pair.js';
import { waitUntil } from '../../support/wait-until.js';

/** A disk in memory that tells of every piece. */
class Disk extends EventTarget {
  file: FileInfo | undefined;
  pieces: Uint8Array<ArrayBuffer>[] = [];
  state: 'closed' | 'open' | 'finished' | 'aborted' = 'closed';
  /** Pieces it takes before it is full. */
  room = Infinity;

  readonly open = async (file: FileInfo): Promise<FileSink> => {
    this.file = file;
    this.state = 'open';
    return {
      write: async (bytes) => {
        if (this.pieces.length >= this.room) throw new DeskbellError('file_no_room');
        this.pieces.push(bytes);
        this.dispatchEvent(new Event('piece'));
      },
      finish: async () => void (this.state = 'finished'),
      abort: async () => void (this.state = 'aborted'),
    };
  };

  async holds(pieces: number): Promise<void> {
    while (this.pieces.length < pieces) {
      await new Promise((resolve) => this.addEventListener('piece', resolve, { once: true }));
    }
  }

  blob(): Blob {
    return new Blob(this.pieces, { type: this.file?.mimeType ?? '' });
  }
}

/** A file as a player sees it. */
async function play(blob: Blob) {
  const video = document.createElement('video');
  video.muted = true;
  video.src = URL.createObjectURL(blob);
  await video.play();
  const kinds = (video as HTMLVideoElement & { captureStream(): MediaStream })
    .captureStream()
    .getTracks()
    .map(({ kind }) => kind);
  const { duration, videoWidth, videoHeight } = video;
  video.removeAttribute('src');
  return { duration, videoWidth, videoHeight, kinds: kinds.sort() };
}

async function loudnessOf(blob: Blob): Promise<number> {
  const context = new AudioContext();
  const sound = await context.decodeAudioData(await blob.arrayBuffer());
  await context.close();
  return sound.getChannelData(0).reduce((most, each) => Math.max(most, Math.abs(each)), 0);
}

/** The last picture of a file, asked for the colour of a place as [red, green, blue]. */
async function lastPicture(blob: Blob): Promise<(x: number, y: number) => number[]> {
  const video = document.createElement('video');
  video.muted = true;
  video.src = URL.createObjectURL(blob);
  await new Promise((resolve, reject) => {
    video.onloadeddata = resolve;
    video.onerror = () => reject(video.error ?? new Error('unplayable'));
  });
  video.currentTime = video.duration;
  await new Promise((resolve) => (video.onseeked = resolve));
  const context = new OffscreenCanvas(video.videoWidth, video.videoHeight).getContext('2d')!;
  // On a busy machine “seeked” comes before there is a picture to draw.
  await waitUntil(() => {
    context.drawImage(video, 0, 0);
    return context.getImageData(0, 0, 1, 1).data[3] === 255;
  }, 'the file shows no picture');
  return (x, y) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
}

const NOTHING = { localStream: null, remoteStream: null, remoteVideo: false };

describe('recording a call', () => {
  let pair: RtcPair;
  let devices: MediaStream;
  let voice: MediaStream;
  let disk: Disk;
  let errors: DeskbellError[];
  let painted: PaintedScreen[];
  let recorders: CallRecorder[];

  const recorderOf = (callType: 'VOICE' | 'VIDEO', openSink = disk.open as typeof openFileSink) => {
    const onEnded = (error: DeskbellError) => void errors.push(error);
    const recorder = new CallRecorder({ person: 'Sam', callType, onEnded, openSink });
    recorders.push(recorder);
    return recorder;
  };
  const paint = (color: string) => {
    const screen = new PaintedScreen(color);
    painted.push(screen);
    return screen.stream();
  };

  /** The other side of a call in which these tracks are sent, as it is seen over there. */
  async function remoteOf(tracks: MediaStreamTrack[]): Promise<MediaStream> {
    const stream = new MediaStream();
    pair.b.addEventListener('track', ({ track }) => stream.addTrack(track));
    for (const track of tracks) pair.a.addTrack(track);
    await pair.settled();
    await pair.connected();
    return stream;
  }

  beforeEach(async () => {
    pair = new RtcPair();
    disk = new Disk();
    errors = [];
    painted = [];
    recorders = [];
    devices = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    voice = new MediaStream(devices.getAudioTracks());
  });

  afterEach(async () => {
    await Promise.all(recorders.map((recorder) => recorder.stop()));
    pair.close();
    for (const screen of painted) screen.close();
    for (const track of devices.getTracks()) track.stop();
  });

  it('gives a file that plays, with sound and picture, named after person and day', async () => {
    const remoteStream = await remoteOf(devices.getTracks());
    const recorder = recorderOf('VIDEO');
    await recorder.start({ localStream: devices, remoteStream, remoteVideo: true });
    await disk.holds(2);
    await recorder.stop();
    expect(disk.state).to.equal('finished');
    expect(disk.file?.name).to.match(/^Sam \d{4}-\d\d-\d\d \d\d\.\d\d\.(mp4|webm)$/);
    const { duration, kinds, videoWidth, videoHeight } = await play(disk.blob());
    expect(duration).to.be.greaterThan(1);
    expect(kinds).to.deep.equal(['audio', 'video']);
    expect([videoWidth, videoHeight]).to.deep.equal([1280, 720]);
    expect(errors).to.deep.equal([]);
  });

  it('of voices is sound alone, and holds what comes from the other side', async () => {
    const remoteStream = await remoteOf(devices.getAudioTracks());
    const recorder = recorderOf('VOICE');
    await recorder.start({ ...NOTHING, remoteStream });
    // The fake microphone beeps once a second.
    await disk.holds(3);
    await recorder.stop();
    const { kinds } = await play(disk.blob());
    expect(kinds).to.deep.equal(['audio']);
    expect(disk.file?.mimeType).to.match(/^audio\//);
    expect(await loudnessOf(disk.blob())).to.be.greaterThan(0.05);
  });

  it('holds the own voice too, and not while it is muted', async () => {
    for (const isMuted of [false, true]) {
      const own = new Disk();
      for (const track of devices.getAudioTracks()) track.enabled = !isMuted;
      const recorder = recorderOf('VOICE', own.open as typeof openFileSink);
      await recorder.start({ ...NOTHING, localStream: voice });
      await own.holds(3);
      await recorder.stop();
      const loudness = await loudnessOf(own.blob());
      if (isMuted) expect(loudness).to.be.lessThan(0.01);
      else expect(loudness).to.be.greaterThan(0.05);
    }
  });

  it('shows the other side large, and oneself in the corner', async () => {
    const recorder = recorderOf('VIDEO');
    const [localStream, remoteStream] = [paint('#ff0000'), paint('#0000ff')];
    await recorder.start({ localStream, remoteStream, remoteVideo: true });
    await disk.holds(2);
    await recorder.stop();
    const colorAt = await lastPicture(disk.blob());
    const [red = 255, , blue = 0] = colorAt(300, 300);
    expect(blue).to.be.greaterThan(180);
    expect(red).to.be.lessThan(70);
    const [cornerRed = 0, , cornerBlue = 255] = colorAt(1115, 615);
    expect(cornerRed).to.be.greaterThan(180);
    expect(cornerBlue).to.be.lessThan(70);
  });

  it('follows what the call shows: a screen that comes, a camera that went', async () => {
    const recorder = recorderOf('VIDEO');
    const remoteStream = paint('#0000ff');
    await recorder.start({ ...NOTHING, remoteStream, remoteVideo: true });
    const media: RecordedMedia = {
      ...NOTHING,
      remoteStream,
      remoteVideo: false,
      remoteScreen: paint('#00ff00'),
    };
    recorder.update(media);
    await disk.holds(2);
    await recorder.stop();
    const colorAt = await lastPicture(disk.blob());
    const [, green = 0, blue = 255] = colorAt(300, 300);
    expect(green).to.be.greaterThan(180);
    expect(blue).to.be.lessThan(70);
    // Nobody is in the corner: the camera is off.
    expect(colorAt(1115, 615)[2]).to.be.lessThan(70);
  });

  it('grows on the disk while the call goes on', async () => {
    const recorder = recorderOf('VOICE');
    await recorder.start({ ...NOTHING, localStream: voice });
    await disk.holds(2);
    expect(disk.state).to.equal('open');
  });

  it('lets go of everything at its end, and of nothing that is the call’s', async () => {
    const recorder = recorderOf('VIDEO');
    await recorder.start({ ...NOTHING, localStream: devices });
    await disk.holds(1);
    const { length } = disk.pieces;
    await Promise.all([recorder.stop(), recorder.stop()]);
    const finished = disk.pieces.length;
    expect(finished).to.be.at.least(length);
    recorder.update({ ...NOTHING, localStream: devices });
    expect(devices.getTracks().every(({ readyState }) => readyState === 'live')).to.equal(true);
    // A device that is open still paints as before.
    expect(await nextColor(devices)).to.have.length(3);
    expect(disk.pieces).to.have.length(finished);
  });

  it('says when the disk is full, and keeps what was written', async () => {
    disk.room = 1;
    const recorder = recorderOf('VOICE');
    await recorder.start({ ...NOTHING, localStream: voice });
    while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve));
    expect(errors.map(({ code }) => code)).to.deep.equal(['file_no_room']);
    expect(disk.state).to.equal('finished');
  });

  it('records nothing when the person chose no file, or the call ended meanwhile', async () => {
    const refuse = () => Promise.reject(new DeskbellError('aborted'));
    const refused = recorderOf('VOICE', refuse);
    const codeOf = (promise: Promise<void>) =>
      promise.then(
        () => 'nothing',
        (error: DeskbellError) => error.code,
      );
    expect(await codeOf(refused.start({ ...NOTHING, localStream: voice }))).to.equal('aborted');
    const late = recorderOf('VOICE');
    const code = codeOf(late.start({ ...NOTHING, localStream: voice }));
    await late.stop();
    expect(await code).to.equal('aborted');
    expect(disk.state).to.equal('aborted');
    expect(disk.pieces).to.deep.equal([]);
  });

  it('is offered as a download from the disk where no file can be chosen', async () => {
    const offered: [Blob, string][] = [];
    const recorder = recorderOf('VOICE', (file) =>
      openFileSink(file, (blob, name) => offered.push([blob, name])),
    );
    await recorder.start({ ...NOTHING, localStream: voice });
    while (recorder.bytes === 0) await new Promise((resolve) => setTimeout(resolve));
    await recorder.stop();
    const [[blob, name] = [new Blob(), '']] = offered;
    expect(name).to.match(/^Sam /);
    expect((await play(blob)).kinds).to.deep.equal(['audio']);
  });
});
