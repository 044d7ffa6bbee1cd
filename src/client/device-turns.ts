import { DeskbellError, errorOf } from '../core/errors.js';
import { arePermitted, type Captured, type DeviceHandlers } from './captured.js';
import type { CapturedTracks } from './captured-tracks.js';
import { exact, ideal, pictureOf, soundOf } from './device-constraints.js';

export interface DeviceTurnParts {
  readonly open: CapturedTracks;
  /** The one to ask for instead of this one. */
  instead(kind: Captured, goneId: string | undefined): string | undefined;
  onReplaced: DeviceHandlers['onReplaced'];
  onLost: DeviceHandlers['onLost'];
}

/**
 * One device takes the place of another, because somebody chose it or because the other is gone: one
 * after the other, and always as muted as before.
 */
export class DeviceTurns {
  readonly #parts: DeviceTurnParts;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parts: DeviceTurnParts) {
    this.#parts = parts;
  }

  /** Does what changes devices when all that was asked for before is done. */
  next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** @throws DeskbellError when it cannot be had: then there is no microphone */
  async takeMicrophone(id: string): Promise<MediaStreamTrack> {
    const { open } = this.#parts;
    const former = open.get('microphone');
    const track = await open.openOne('microphone', { audio: soundOf(exact(id)) });
    // Nobody is made audible by a choice.
    track.enabled = former?.enabled ?? false;
    return track;
  }

  /** @throws DeskbellError when it cannot be had: then the former is opened again */
  async takeCamera(former: MediaStreamTrack, id: string): Promise<MediaStreamTrack> {
    const { open } = this.#parts;
    const { deviceId } = former.getSettings();
    // A phone opens one camera at a time.
    open.close('camera');
    try {
      return await open.openOne('camera', { video: pictureOf(exact(id)) });
    } catch (cause) {
      const { code } = errorOf(cause, 'device_in_use');
      if (code !== 'aborted') await this.#reopen('camera', former, deviceId);
      throw cause;
    }
  }

  /** Another one takes the place of one that is gone, if there is another. */
  replace(kind: Captured, former: MediaStreamTrack): void {
    const { open, instead, onLost } = this.#parts;
    const { deviceId } = former.getSettings();
    const isUntouched = open.mark(kind);
    void this.next(async () => {
      const isThere = (await open.listed())?.some((device) => device.deviceId === deviceId);
      // Taken back in the browser's own settings: it would ask somebody who just said no.
      const isRevoked = isThere && !(await arePermitted([kind]));
      if (!isUntouched()) return;
      if (isRevoked) onLost(kind, new DeskbellError('permission_denied'));
      else await this.#reopen(kind, former, instead(kind, deviceId));
    });
  }

  async #reopen(kind: Captured, former: MediaStreamTrack, id?: string): Promise<void> {
    const { open, onReplaced, onLost } = this.#parts;
    const which = ideal(id);
    try {
      const track = await open.openOne(
        kind,
        kind === 'microphone' ? { audio: soundOf(which) } : { video: pictureOf(which) },
      );
      track.enabled = former.enabled;
      onReplaced(kind, track);
    } catch (cause) {
      const error = errorOf(cause, 'device_missing');
      if (error.code !== 'aborted') onLost(kind, error);
    }
  }
}
