import type { DeviceChoice, DeviceChoices, DeviceKind } from './types.js';

/** What a browser calls each kind. */
const KINDS = {
  microphone: 'audioinput',
  camera: 'videoinput',
  speaker: 'audiooutput',
} as const satisfies Record<DeviceKind, MediaDeviceKind>;

export type DeviceIds = { readonly [K in DeviceKind]?: string | undefined };

/** The devices of each kind, as far as the browser names them: before a permission it names none. */
export function choicesOf(listed: readonly MediaDeviceInfo[], chosen: DeviceIds): DeviceChoices {
  const of = (kind: DeviceKind) => {
    const choices: DeviceChoice[] = listed
      .filter((device) => device.kind === KINDS[kind] && device.deviceId)
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
    const chosenId = chosen[kind];
    // One that was chosen and is unplugged is not in use.
    const isThere = choices.some(({ id }) => id === chosenId);
    return { choices, ...(isThere && chosenId && { chosenId }) };
  };
  return { microphone: of('microphone'), camera: of('camera'), speaker: of('speaker') };
}

/** Whether a track's device is no longer among those that the browser names. */
export function isUnplugged(track: MediaStreamTrack, listed: readonly MediaDeviceInfo[]): boolean {
  const { deviceId } = track.getSettings();
  const named = listed.filter((device) => device.deviceId);
  // A browser that names nothing hides them: that says nothing of this one.
  if (!deviceId || (named.length === 0 && listed.length > 0)) return false;
  return !named.some((device) => device.deviceId === deviceId);
}
