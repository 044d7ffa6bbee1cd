import type { CallSignalInput } from '../../protocol/index.js';
import type { CallMedia } from '../types.js';
import type { Recordings } from './recordings.js';
import type { ScreenShare } from './screen.js';

export interface OwnReportPorts {
  media(): CallMedia;
  readonly screen: Pick<ScreenShare, 'mid' | 'soundMid'> | undefined;
  readonly recordings: Pick<Recordings, 'isOwn'>;
  send(signal: CallSignalInput): void;
}

/** What the other side is told of what this side sends: whenever that is not what it was told last. */
export class OwnReport {
  readonly #ports: OwnReportPorts;
  #told = '';

  constructor(ports: OwnReportPorts) {
    this.#ports = ports;
  }

  tell(): void {
    const { screen, recordings } = this.#ports;
    const { muted, cameraOff, quality } = this.#ports.media();
    const [screenMid, screenSoundMid] = [screen?.mid(), screen?.soundMid()];
    const signal = {
      type: 'call_media',
      muted,
      cameraOff,
      ...(!cameraOff && quality?.ownPicture === 'paused' && { picturePaused: true }),
      ...(screenMid !== undefined && { screenMid }),
      ...(screenSoundMid !== undefined && { screenSoundMid }),
      ...(recordings.isOwn && { recording: true }),
    } as const;
    const text = JSON.stringify(signal);
    if (text === this.#told) return;
    this.#told = text;
    this.#ports.send(signal);
  }

  /** What was told last may have been lost. */
  repeat(): void {
    this.#told = '';
    this.tell();
  }
}
