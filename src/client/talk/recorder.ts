import { DeskbellError, errorOf } from '../../core/errors.js';
import { openFileSink, sweepFiles, type FileSink } from '../direct/files/file-sink.js';
import { offerDownload } from '../direct/files/offer-file.js';
import type { CallType } from '../../protocol/index.js';
import type { CallMedia } from '../types.js';
import { PictureMixer, type Pictures } from './recording/picture-mixer.js';
import { chooseFormat, recordingName } from './recording/recording-file.js';
import { SoundMixer } from './recording/sound-mixer.js';

/** What of a call is recorded: what the person sees and hears of it, and their own voice. */
export type RecordedMedia = Pick<
  CallMedia,
  'localStream' | 'remoteStream' | 'remoteVideo' | 'localScreen' | 'remoteScreen'
>;

export interface CallRecorderParts {
  /** For the name of the file. */
  readonly person: string;
  /** A video call may have a picture later, when it has none now. */
  readonly callType: CallType;
  /** It stopped by itself: the disk is full, or the browser gave up. What there is was kept. */
  onEnded(error: DeskbellError): void;
  readonly openSink?: typeof openFileSink;
}

const PIECE_MS = 1_000;
/** Before this a browser that never says “stopped” is believed to be at it. */
const STOP_MS = 5_000;
const DAY_MS = 24 * 60 * 60_000;
const RECORDED = {
  audioBitsPerSecond: 96_000,
  videoBitsPerSecond: 1_500_000,
  // An MP4 grows by whole groups of pictures. Missing in TypeScript's DOM library.
  videoKeyFrameIntervalDuration: PIECE_MS,
} as const;

/** One recording of a call, both voices and what is shown, to a file that grows on the disk. */
export class CallRecorder {
  readonly #parts: CallRecorderParts;
  #recorder: MediaRecorder | undefined;
  #sink: FileSink | undefined;
  #sound: SoundMixer | undefined;
  #picture: PictureMixer | undefined;
  /** Pieces are written one after the other. */
  #written: Promise<void> = Promise.resolve();
  #bytes = 0;
  #stopping: Promise<void> | undefined;

  constructor(parts: CallRecorderParts) {
    this.#parts = parts;
  }

  /** Written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Begins; nothing was recorded before. A voice call without a picture is recorded without one to
   * its end.
   * @throws DeskbellError `recording_unsupported`, `aborted` when the person chose no file or
   *   `stop` came first, `file_no_room`
   */
  async start(media: RecordedMedia): Promise<void> {
    const isSeen = this.#parts.callType === 'VIDEO' || hasPicture(media);
    const kind = isSeen ? 'picture' : 'sound';
    const isSupported = 'MediaRecorder' in globalThis && 'AudioContext' in globalThis;
    const format =
      isSupported && chooseFormat(kind, (mimeType) => MediaRecorder.isTypeSupported(mimeType));
    if (!format) throw new DeskbellError('recording_unsupported');
    // Downloads of former days are with the person by now.
    void sweepFiles(DAY_MS).catch(() => undefined);
    const name = recordingName(this.#parts.person, new Date(), format.ending);
    // How large it will be, nobody knows.
    const file = { name, mimeType: format.mimeType, size: 0 };
    const sink = await (this.#parts.openSink ?? openFileSink)(file, offerDownload);
    if (this.#stopping) {
      await sink.abort();
      throw new DeskbellError('aborted');
    }
    this.#sink = sink;
    try {
      this.#begin(kind, format.mimeType, media);
    } catch (cause) {
      await this.stop();
      throw new DeskbellError('recording_unsupported', { cause });
    }
  }

  /** The call shows something else from now on. */
  update(media: RecordedMedia): void {
    if (this.#stopping) return;
    this.#sound?.update(voicesOf(media));
    this.#picture?.update(picturesOf(media));
  }

  /** Ends it, and gives the person the file when all of it is written. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#finish();
    return this.#stopping;
  }

  #begin(kind: 'picture' | 'sound', mimeType: string, media: RecordedMedia): void {
    this.#sound = new SoundMixer();
    this.#picture = kind === 'picture' ? new PictureMixer() : undefined;
    this.update(media);
    const tracks = [this.#sound, this.#picture].flatMap((each) => each?.stream.getTracks() ?? []);
    const recorder = new MediaRecorder(new MediaStream(tracks), {
      ...RECORDED,
      mimeType,
    });
    recorder.ondataavailable = ({ data }) => this.#write(data);
    recorder.onerror = ({ error }: Event & { error?: unknown }) => this.#fail(error);
    // In pieces: what is on the disk is not lost with the tab, nor held in memory.
    recorder.start(PIECE_MS);
    this.#recorder = recorder;
  }

  #write(piece: Blob): void {
    if (piece.size === 0) return;
    this.#written = this.#written.then(async () => {
      await this.#sink?.write(new Uint8Array(await piece.arrayBuffer()));
      this.#bytes += piece.size;
    });
    this.#written.catch((cause: unknown) => this.#fail(cause));
  }

  #fail(cause: unknown): void {
    if (this.#stopping) return;
    const error = errorOf(cause, 'recording_unsupported');
    void this.stop().finally(() => this.#parts.onEnded(error));
  }

  async #finish(): Promise<void> {
    await stopped(this.#recorder);
    this.#recorder = undefined;
    this.#sound?.close();
    this.#picture?.close();
    const isWhole = await this.#written.then(
      () => true,
      () => false,
    );
    const sink = this.#sink;
    this.#sink = undefined;
    if (this.#bytes === 0) return sink?.abort();
    // A disk that is full keeps what was written before, when it can.
    if (isWhole) await sink?.finish();
    else await sink?.finish().catch(() => sink.abort());
  }
}

function hasPicture(media: RecordedMedia): boolean {
  const { large, small } = picturesOf(media);
  return large !== undefined || small !== undefined;
}

/** As the call view shows them: a screen before the other side, both before oneself. */
function picturesOf(media: RecordedMedia): Pictures {
  const remote = media.remoteVideo ? pictureOf(media.remoteStream) : undefined;
  const own = pictureOf(media.localStream);
  const screen = pictureOf(media.remoteScreen) ?? pictureOf(media.localScreen);
  if (screen) return { large: screen, small: remote ?? own };
  return remote ? { large: remote, small: own } : { large: own };
}

function pictureOf(stream: MediaStream | null | undefined): MediaStreamTrack | undefined {
  return stream?.getVideoTracks().find(({ readyState }) => readyState === 'live');
}

/** Both voices, and the sound of a screen from either side. */
function voicesOf(media: RecordedMedia): MediaStreamTrack[] {
  const { localStream, remoteStream, localScreen, remoteScreen } = media;
  return [localStream, remoteStream, localScreen, remoteScreen].flatMap(
    (stream) => stream?.getAudioTracks() ?? [],
  );
}

/** Resolves when the last piece is out. */
async function stopped(recorder: MediaRecorder | undefined): Promise<void> {
  if (!recorder || recorder.state === 'inactive') return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  await new Promise<void>((resolve) => {
    timer = setTimeout(resolve, STOP_MS);
    recorder.addEventListener('stop', () => resolve(), { once: true });
    recorder.stop();
  });
  clearTimeout(timer);
}
