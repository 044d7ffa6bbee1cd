import type { CallSignalOf } from '../../protocol/index.js';
import type { MediaChange } from '../call-media.js';
import type { CallMedia } from '../types.js';
import { remoteScreenOf } from './screen.js';

export interface TheirReportPorts {
  readonly rtc: Pick<RTCPeerConnection, 'getTransceivers'> | undefined;
  media(): CallMedia;
  show(change: MediaChange): void;
}

/** What the other side says that it sends. */
export class TheirReport {
  readonly #ports: TheirReportPorts;
  #screen: Pick<CallSignalOf<'call_media'>, 'screenMid' | 'screenSoundMid'> = {};
  /** The stream stays the same when its sound comes later. */
  #sounds: number | undefined;

  constructor(ports: TheirReportPorts) {
    this.#ports = ports;
  }

  hear(signal: CallSignalOf<'call_media'>): void {
    this.#screen = signal;
    const remoteCamera = signal.cameraOff ? 'off' : signal.picturePaused ? 'paused' : 'on';
    this.#ports.show({ remoteMuted: signal.muted, remoteCamera });
    this.showScreen();
  }

  /** Their screen may be here before it is said to be one, and afterwards. */
  showScreen(): void {
    const { rtc, media, show } = this.#ports;
    const { screenMid, screenSoundMid } = this.#screen;
    const remoteScreen = rtc && remoteScreenOf(rtc, screenMid, screenSoundMid);
    const sounds = remoteScreen?.getAudioTracks().length;
    if (remoteScreen === media().remoteScreen && sounds === this.#sounds) return;
    this.#sounds = sounds;
    show({ remoteScreen });
  }
}
