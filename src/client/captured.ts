import type { DeskbellError } from '../core/errors.js';
import type { DeviceChoices, DeviceKind } from './types.js';

/** The kinds that a browser asks a person for. */
export type Captured = Exclude<DeviceKind, 'speaker'>;

export const CAPTURED = ['microphone', 'camera'] as const satisfies readonly Captured[];

export const kindOf = ({ kind }: MediaStreamTrack): Captured =>
  kind === 'audio' ? 'microphone' : 'camera';

/** What happens to devices without being asked for. */
export interface DeviceHandlers {
  /** Another one of its kind took the place of one that is gone; it is as muted as that was. */
  onReplaced(kind: Captured, track: MediaStreamTrack): void;
  /** It is gone, and there is none to take its place. */
  onLost(kind: Captured, error: DeskbellError): void;
  /** There are others now, or others are in use. */
  onChoices(choices: DeviceChoices): void;
}

/** Whether all of these were granted already, for this page and beyond it. */
export async function arePermitted(kinds: readonly Captured[]): Promise<boolean> {
  try {
    const states = await Promise.all(
      kinds.map((name) => navigator.permissions.query({ name: name as PermissionName })),
    );
    return states.every(({ state }) => state === 'granted');
  } catch {
    // A browser that does not tell: assume that it will ask.
    return false;
  }
}
