import { TIMES } from '../../src/protocol/index.js';
import type { CallRecord } from '../store/store.js';

/** How long a path may be cut, at least. */
const OUTAGE_MS = 60_000;

export const CALL_TIMES = {
  /** A device whose socket was closed was shut, or is reloaded: it is back by then or not at all. */
  lostMs: 15_000,
  /** One that fell silent may have been heard of until a heartbeat before its path was cut. */
  silentLostMs: OUTAGE_MS - (TIMES.brokerSilenceMs - TIMES.heartbeatMs),
  /** After a restart of the broker. */
  recoverMs: 60_000,
  /** A time-out that could not be stored is tried again. */
  retryMs: 5_000,
} as const;

export type CallTimes = { readonly [K in keyof typeof CALL_TIMES]: number };

export interface CallWatchOptions {
  readonly times: CallTimes;
  readonly now: () => number;
  readonly ringTimeoutMs: number;
  onRingTimeout(callId: string): Promise<void>;
  onLost(callId: string, sinceMs: number): Promise<void>;
  onError(error: unknown): void;
}

type Side = 'caller' | 'callee';

/** The clocks of open calls: how long each may ring, and how long its devices may be away. */
export class CallWatch {
  readonly #options: CallWatchOptions;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Connected devices by person. */
  readonly #devices = new Map<string, Set<string>>();
  #closed = false;

  constructor(options: CallWatchOptions) {
    this.#options = options;
  }

  /** Follows what became of a call. */
  follow(call: CallRecord): void {
    const { now, ringTimeoutMs, onRingTimeout } = this.#options;
    if (call.status === 'RINGING') {
      const leftMs = Date.parse(call.createdAt) + ringTimeoutMs - now();
      this.#start(`${call.id} ring`, leftMs, () => onRingTimeout(call.id));
      return;
    }
    this.#stop(`${call.id} ring`);
    if (call.status === 'ANSWERED') {
      if (call.callerDeviceId !== null) this.#checkSide(call, 'caller', this.#options.times.lostMs);
      if (call.calleeDeviceId !== null) this.#checkSide(call, 'callee', this.#options.times.lostMs);
      return;
    }
    this.#stop(`${call.id} caller`);
    this.#stop(`${call.id} callee`);
  }

  /** Remembers a device's coming and going, and applies it to the open calls of its person. */
  devicePresence(
    device: { userId: string; deviceId: string; present: boolean; silent: boolean },
    calls: Iterable<CallRecord>,
  ): void {
    const { userId, deviceId, present, silent } = device;
    this.#remember(userId, deviceId, present);
    const { lostMs, silentLostMs } = this.#options.times;
    for (const call of calls) {
      for (const side of sidesOf(call, userId)) {
        this.#checkSide(call, side, silent ? silentLostMs : lostMs);
      }
    }
  }

  /** Gives the devices of a call that outlived the broker time to come back. */
  expect(call: CallRecord): void {
    const { recoverMs } = this.#options.times;
    for (const side of ['caller', 'callee'] as const) this.#checkSide(call, side, recoverMs);
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #checkSide(call: CallRecord, side: Side, graceMs: number): void {
    const key = `${call.id} ${side}`;
    // While it rings, the callee need not be there.
    if (call.status === 'RINGING' && side === 'callee') return;
    if (this.#isHere(call, side)) return this.#stop(key);
    const sinceMs = this.#options.now();
    this.#start(key, graceMs, () => this.#options.onLost(call.id, sinceMs));
  }

  /** A side that named no device (REST) is here while any device of its person is. */
  #isHere(call: CallRecord, side: Side): boolean {
    const [userId, deviceId] =
      side === 'caller'
        ? [call.callerId, call.callerDeviceId]
        : [call.calleeId, call.calleeDeviceId];
    const devices = this.#devices.get(userId);
    return devices !== undefined && (deviceId === null || devices.has(deviceId));
  }

  #remember(userId: string, deviceId: string, present: boolean): void {
    const devices = this.#devices.get(userId);
    if (present) {
      if (devices) devices.add(deviceId);
      else this.#devices.set(userId, new Set([deviceId]));
    } else if (devices?.delete(deviceId) && devices.size === 0) this.#devices.delete(userId);
  }

  /** Keeps a timer that already runs. */
  #start(key: string, delayMs: number, fire: () => Promise<void>): void {
    if (this.#closed || this.#timers.has(key)) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(key);
        fire().catch((error: unknown) => {
          if (this.#closed) return;
          this.#options.onError(error);
          this.#start(key, this.#options.times.retryMs, fire);
        });
      },
      Math.max(0, delayMs),
    );
    this.#timers.set(key, timer);
  }

  #stop(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }
}

function sidesOf(call: CallRecord, userId: string): Side[] {
  if (call.callerId === userId) return ['caller'];
  return call.calleeId === userId ? ['callee'] : [];
}
