import type { CallEvent } from '../../core/call-events.js';
import type { CallState } from '../../core/call-state.js';
import { errorOf, type DeskbellError } from '../../core/errors.js';
import type { CallSignalInput, CallSignalOf, CallWish } from '../../protocol/index.js';
import type { MediaChange } from '../call-media.js';
import type { CallDevices } from '../media.js';
import type { CallMedia } from '../types.js';
import { Recordings } from './recordings.js';
import { Wishes } from './wishes.js';

export interface AgreementPorts {
  devices: CallDevices;
  call(): CallState;
  media(): CallMedia;
  show(change: MediaChange): void;
  tell(event: CallEvent): void;
  /** Says something to the other side, by the way that works. */
  send(signal: CallSignalInput): void;
  /** Sends a picture, or the next one. */
  sendPicture(track: MediaStreamTrack): Promise<void>;
  onError(error: DeskbellError): void;
  /** Somebody else records now, or nobody. */
  onRecording(): void;
}

/** What begins only when both agree to it: a picture in a voice call, and a recording. */
export class Agreements {
  readonly #ports: AgreementPorts;
  readonly #wishes: Wishes;
  readonly recordings: Recordings;

  constructor(ports: AgreementPorts) {
    this.#ports = ports;
    const { call, media, show, send, onError, onRecording } = ports;
    this.#wishes = new Wishes({
      send,
      onChange: (wish) => show({ wish }),
      onGranted: (wish, by) => this.#grant(wish, by),
    });
    this.recordings = new Recordings({
      person: () => personIn(call()),
      callType: () => typeOf(call()),
      media,
      onError,
      onChange: (recording) => {
        show({ recording });
        onRecording();
      },
    });
  }

  ask(wish: CallWish): void {
    this.#wishes.dispatch({ type: 'ask', wish });
  }

  reply(accepted: boolean): void {
    this.#wishes.dispatch({ type: 'reply', accepted });
  }

  hearAsk({ wish }: CallSignalOf<'call_ask'>): void {
    this.#wishes.dispatch({ type: 'asked', wish });
  }

  hearReply({ wish, accepted }: CallSignalOf<'call_reply'>): void {
    this.#wishes.dispatch({ type: 'replied', wish, accepted });
  }

  /** What was recorded is kept. Idempotent. */
  close(): void {
    this.#wishes.close();
    this.recordings.close();
  }

  #grant(wish: CallWish, by: 'own' | 'theirs'): void {
    if (wish === 'recording') {
      if (by === 'own') void this.recordings.start();
      return;
    }
    this.#ports.tell({ type: 'became_video' });
    // Whoever agreed is seen when they turn their camera on themselves.
    if (by === 'own') void this.#openCamera();
  }

  async #openCamera(): Promise<void> {
    const { devices, sendPicture, show } = this.#ports;
    try {
      await sendPicture(devices.camera ?? (await devices.openCamera()));
    } catch (cause) {
      const notice = errorOf(cause, 'device_in_use');
      if (notice.code !== 'aborted') show({ notice });
    }
  }
}

export const typeOf = (call: CallState) => (call.phase === 'idle' ? 'VOICE' : call.type);

const personIn = (call: CallState): string => (call.phase === 'idle' ? '' : (call.peer.name ?? ''));
