import type { CallRecord } from '../store/store.js';
import { deviceIn, isSide, talksOf } from './ringing-rules.js';
import type { Actor, Device } from './types.js';

/** The calls that ring or are answered, as they were last committed. */
export class OpenCalls {
  readonly #calls = new Map<string, CallRecord>();

  get size(): number {
    return this.#calls.size;
  }

  get(id: string): CallRecord | undefined {
    return this.#calls.get(id);
  }

  /** A copy: calls end while one goes through them. */
  all(): CallRecord[] {
    return [...this.#calls.values()];
  }

  /** Takes in what was committed; forgets what is over. */
  take(call: CallRecord): void {
    if (call.endReason !== null) return void this.#calls.delete(call.id);
    // An OFFER is let through before it is stored who made it.
    const callerPeerId = call.callerPeerId ?? this.#calls.get(call.id)?.callerPeerId ?? null;
    this.#calls.set(call.id, { ...call, callerPeerId });
  }

  /** Those that this very device of the caller began. */
  begunBy({ userId, deviceId }: Actor): CallRecord[] {
    return this.all().filter(
      (call) => call.callerId === userId && call.callerDeviceId === (deviceId ?? null),
    );
  }

  /** Those that this person is a side of. */
  of(userId: string): CallRecord[] {
    return this.all().filter((call) => isSide(call, userId));
  }

  /** Those that ring with any of these people on either side. */
  ringing(userIds: readonly string[]): CallRecord[] {
    return this.all().filter(
      ({ status, callerId, calleeId }) =>
        status === 'RINGING' && (userIds.includes(callerId) || userIds.includes(calleeId)),
    );
  }

  /** Whether this person is in a call, and with which device, if it named itself. */
  talkOf(userId: string): { device?: Device } | undefined {
    const [talk] = talksOf(userId, this.all());
    if (!talk) return undefined;
    const deviceId = deviceIn(talk, userId);
    return deviceId === null ? {} : { device: { userId, deviceId } };
  }

  /** The answered one that this person began and that was accepted at `peerId`. */
  answeredAt(peerId: string, callerId: string): CallRecord | undefined {
    for (const call of this.#calls.values()) {
      const isIt = call.calleePeerId === peerId && call.callerId === callerId;
      if (isIt && call.status === 'ANSWERED') return call;
    }
    return undefined;
  }
}
