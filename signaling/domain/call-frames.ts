import type { BrokerFrame, Call, User } from '../../src/protocol/index.js';
import type { CallRecord } from '../store/store.js';
import type { Device, Outlet } from './types.js';

/** What others may know of a call: no device, no peer id. */
export function callOf(record: CallRecord): Call {
  const { id, conversationId, callerId, calleeId, type, status } = record;
  const { startedAt, endedAt, duration, missedReason, metadata, createdAt, updatedAt } = record;
  return {
    id,
    conversationId,
    callerId,
    calleeId,
    type,
    status,
    startedAt,
    endedAt,
    duration,
    missedReason,
    metadata,
    createdAt,
    updatedAt,
  };
}

/** Who hears what of a call. */
export class CallFrames {
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  /**
   * Never to the caller, who does not get their own ring. Only to one device when that one is in a
   * call: this one waits there.
   */
  ring(record: CallRecord, from: User, device?: Device): void {
    const frame: BrokerFrame = { type: 'call_request', call: callOf(record), from };
    if (device) this.#outlet.toDevice(device, frame);
    else this.#outlet.toUsers([record.calleeId], frame);
  }

  /** Only `device` goes on ringing. */
  hush(record: CallRecord, device: Device): void {
    this.#elsewhere(record, device);
  }

  started(record: CallRecord): void {
    this.#toCaller(record, { type: 'call_started', call: callOf(record) });
  }

  ringing(record: CallRecord): void {
    this.#toCaller(record, { type: 'call_ringing', callId: record.id });
  }

  /** The caller may dial, the accepting device waits, the callee's others are silent. */
  accepted(record: CallRecord): void {
    const { calleeId, calleeDeviceId } = record;
    this.toldAgain(record);
    const device = deviceOf(calleeId, calleeDeviceId);
    this.#elsewhere(record, device);
    if (device) this.#outlet.toDevice(device, this.#accept(record));
  }

  /** Says the accept to the caller again, who may have been away. */
  toldAgain(record: CallRecord): void {
    this.#toCaller(record, this.#accept(record));
  }

  acceptedAgain(record: CallRecord, device: Device): void {
    this.#outlet.toDevice(device, this.#accept(record));
  }

  /** To the other side's device of the call; of a side that named none, to all of that person. */
  toOther(record: CallRecord, by: string, frame: BrokerFrame): void {
    if (by !== record.callerId) return this.#toCaller(record, frame);
    const device = deviceOf(record.calleeId, record.calleeDeviceId);
    if (device) this.#outlet.toDevice(device, frame);
    else this.#outlet.toUsers([record.calleeId], frame);
  }

  connected(record: CallRecord, by: string): void {
    this.toOther(record, by, { type: 'call_connected', callId: record.id });
  }

  /** The other side learns where its media comes from now; a caller, whom to dial from there. */
  rejoined(record: CallRecord, by: string, peerId: string): void {
    this.toOther(record, by, { type: 'call_rejoin', callId: record.id, peerId });
    if (by === record.callerId) this.toldAgain(record);
  }

  /** To all devices of both; of a call that never rang, only to the caller. */
  ended(record: CallRecord, options: { rang: boolean }): void {
    const userIds = options.rang ? [record.callerId, record.calleeId] : [record.callerId];
    this.#outlet.toUsers(userIds, this.#end(record));
  }

  endedAgain(record: CallRecord, device: Device): void {
    this.#outlet.toDevice(device, this.#end(record));
  }

  #elsewhere(record: CallRecord, device: Device | undefined): void {
    this.#outlet.toUsers(
      [record.calleeId],
      { type: 'call_end', call: callOf(record), reason: 'answered_elsewhere' },
      device && { except: device },
    );
  }

  #accept(record: CallRecord): BrokerFrame {
    const { calleeDeviceId, calleePeerId } = record;
    return {
      type: 'call_accept',
      call: callOf(record),
      ...(calleeDeviceId !== null && { deviceId: calleeDeviceId }),
      ...(calleePeerId !== null && { peerId: calleePeerId }),
    };
  }

  #end(record: CallRecord): BrokerFrame {
    return { type: 'call_end', call: callOf(record), reason: record.endReason ?? 'hangup' };
  }

  #toCaller(record: CallRecord, frame: BrokerFrame): void {
    const device = deviceOf(record.callerId, record.callerDeviceId);
    if (device) this.#outlet.toDevice(device, frame);
    else this.#outlet.toUsers([record.callerId], frame);
  }
}

function deviceOf(userId: string, deviceId: string | null): Device | undefined {
  return deviceId === null ? undefined : { userId, deviceId };
}
