import type { BrokerFrame } from '../../src/protocol/index.js';
import type { Device, Outlet, Watchers } from './types.js';

/** No device of ours has such an id: those are UUIDs. */
const PREFIX = 'peer:';

/** What a plain PeerJS client counts as in the record of a call: a device of its person. */
export function plainDeviceId(peerId: string): string {
  return `${PREFIX}${peerId}`;
}

export function isPlainDevice(deviceId: string | null): boolean {
  return deviceId?.startsWith(PREFIX) ?? false;
}

/** What somebody without an app socket would have heard of their call. */
export interface PlainEar {
  accepted(peerId: string | undefined): void;
  /** The other device was reloaded and would be dialled there, which PeerJS cannot do again. */
  moved(peerId: string): void;
  ended(): void;
}

/**
 * Where frames about calls go out. A caller who is a plain PeerJS client hears none of them: what
 * they mean is told to whoever stands in for it here.
 */
export class PlainCallers implements Outlet {
  readonly #outlet: Outlet;
  readonly #ears = new Map<string, { device: Device; ear: PlainEar }>();

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  get count(): number {
    return this.#ears.size;
  }

  listen(callId: string, device: Device, ear: PlainEar): void {
    this.#ears.set(callId, { device, ear });
  }

  forget(callId: string): void {
    this.#ears.delete(callId);
  }

  toUsers(userIds: readonly string[], frame: BrokerFrame, options?: { except?: Device }): void {
    this.#outlet.toUsers(userIds, frame, options);
    if (frame.type !== 'call_end') return;
    const caller = this.#ears.get(frame.call.id);
    // The callee's other devices are told an end as well, when one of them has answered.
    if (caller && userIds.includes(caller.device.userId)) caller.ear.ended();
  }

  toDevice(device: Device, frame: BrokerFrame): void {
    if (!isPlainDevice(device.deviceId)) return this.#outlet.toDevice(device, frame);
    const ear = this.#earOf(device, frame);
    if (frame.type === 'call_accept') ear?.accepted(frame.peerId);
    else if (frame.type === 'call_rejoin') ear?.moved(frame.peerId);
  }

  toWatchers(userId: string, frame: BrokerFrame, of?: Watchers): void {
    this.#outlet.toWatchers(userId, frame, of);
  }

  #earOf({ userId, deviceId }: Device, frame: BrokerFrame): PlainEar | undefined {
    const callId =
      'callId' in frame ? frame.callId : 'call' in frame && frame.call ? frame.call.id : undefined;
    const caller = callId === undefined ? undefined : this.#ears.get(callId);
    const isTheirs = caller?.device.userId === userId && caller.device.deviceId === deviceId;
    return isTheirs ? caller.ear : undefined;
  }
}
