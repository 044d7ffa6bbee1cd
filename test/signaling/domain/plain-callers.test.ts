import { beforeEach, describe, expect, it } from 'vitest';
import { PlainCallers, plainDeviceId } from '../../../signaling/domain/plain-callers.js';
import type { Device } from '../../../signaling/domain/types.js';

const callId = '0192f0c1-2c3d-7e4f-8a5b-6c7d8e9f0a1b';
const plain: Device = { userId: 'caller', deviceId: plainDeviceId('peer-1') };
const moved = { type: 'call_rejoin', callId, peerId: 'peer-2' } as const;

let callers: PlainCallers;
let heard: string[];
let sent: Device[];

beforeEach(() => {
  heard = [];
  sent = [];
  callers = new PlainCallers({
    toUsers() {},
    toDevice: (device) => void sent.push(device),
    toWatchers() {},
  });
  callers.listen(callId, plain, {
    accepted: (peerId) => void heard.push(`accepted at ${peerId}`),
    moved: (peerId) => void heard.push(`moved to ${peerId}`),
    ended: () => void heard.push('ended'),
  });
});

describe('a frame for a plain client', () => {
  it('is heard by who stands in for it, and goes to no socket', () => {
    callers.toDevice(plain, moved);
    expect([heard, sent]).toEqual([['moved to peer-2'], []]);
  });

  it('is not heard by who stands in for another one, in another call or in the same', () => {
    callers.toDevice(plain, { ...moved, callId: callId.replace('0192', '0193') });
    callers.toDevice({ ...plain, userId: 'another' }, moved);
    callers.toDevice({ ...plain, deviceId: plainDeviceId('peer-9') }, moved);
    callers.forget(callId);
    callers.toDevice(plain, moved);
    expect([heard, sent]).toEqual([[], []]);
  });

  it('goes to its socket when it is for a device', () => {
    const device = { userId: 'caller', deviceId: callId };
    callers.toDevice(device, moved);
    expect([heard, sent]).toEqual([[], [device]]);
  });
});
