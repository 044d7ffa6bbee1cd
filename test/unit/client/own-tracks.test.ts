import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallDevices } from '../../../src/client/media.js';
import { OwnTracks } from '../../../src/client/own-tracks.js';
import type { PeerLink } from '../../../src/client/peer-link.js';
import { NO_MEDIA } from '../../../src/client/types.js';
import type { CallState } from '../../../src/core/call-state.js';
import type { DeskbellError } from '../../../src/core/errors.js';

const CALL = { phase: 'active', type: 'VIDEO', direction: 'outgoing' } as unknown as CallState;

let errors: DeskbellError[];
let told: unknown[];
let replaced: unknown[];

beforeEach(() => {
  [errors, told, replaced] = [[], [], []];
});

function ownTracks(replace: () => Promise<boolean>, acquire?: () => Promise<undefined>) {
  const nothing = () => undefined;
  const devices = { camera: 'camera', microphone: 'microphone', acquire } as unknown as CallDevices;
  const link = {
    replaceTrack(kind: string, track: unknown) {
      replaced.push([kind, track]);
      return replace();
    },
  };
  return new OwnTracks({
    devices,
    isSupported: () => true,
    areDevicesShared: () => false,
    call: () => CALL,
    media: () => NO_MEDIA,
    link: () => link as unknown as PeerLink,
    show: nothing,
    tell: (event) => void told.push(event),
    onChange: nothing,
    onError: (error) => void errors.push(error),
  });
}

describe('on hold', () => {
  it('neither sound nor picture goes out', () => {
    ownTracks(async () => true).beQuiet(true);
    expect(replaced).toEqual([
      ['audio', null],
      ['video', null],
    ]);
    expect(errors).toEqual([]);
  });

  it('is told of each that could not be taken back, and tries both', async () => {
    const cause = new TypeError('The connection is closed.');
    ownTracks(() => Promise.reject(cause)).beQuiet(true);
    await vi.waitFor(() => expect(errors).toHaveLength(2));
    expect(replaced).toHaveLength(2);
    expect(errors).toMatchObject([
      { code: 'device_in_use', cause },
      { code: 'device_in_use', cause },
    ]);
  });
});

it('says of what it cannot explain what it was, before the call ends', async () => {
  const cause = new TypeError('devices.frobnicate is not a function');
  const acquire = () => Promise.reject(cause);
  await ownTracks(async () => true, acquire).acquire('VIDEO');
  expect(errors).toMatchObject([{ code: 'internal', cause }]);
  expect(told).toEqual([{ type: 'media_failed', error: 'calls_unsupported' }]);
});
