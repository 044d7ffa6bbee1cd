import type { Message, User } from '../../src/protocol/index.js';
import type { CallOutcome, CallRecord, Store } from '../store/store.js';
import { orRefuse } from './actors.js';
import { BrokerError } from './broker-error.js';
import { CallFrames } from './call-frames.js';
import { CALL_TIMES, CallWatch, type CallTimes } from './call-watch.js';
import { OpenCalls } from './open-calls.js';
import { decideCall, type CallEvent } from './ringing-rules.js';
import type { Log, Outlet } from './types.js';

export interface CallLedgerOptions {
  readonly store: Store;
  readonly outlet: Outlet;
  readonly ringTimeoutMs: number;
  readonly log: Log;
  readonly now: () => number;
  readonly times?: Partial<CallTimes>;
}

/** Asks the rules inside the store's transaction, then tells people and sets the clocks. */
export class CallLedger {
  readonly open = new OpenCalls();
  readonly frames: CallFrames;
  readonly watch: CallWatch;
  readonly #options: CallLedgerOptions;

  constructor(options: CallLedgerOptions) {
    this.#options = options;
    this.frames = new CallFrames(options.outlet);
    this.watch = new CallWatch({
      times: { ...CALL_TIMES, ...options.times },
      now: options.now,
      ringTimeoutMs: options.ringTimeoutMs,
      onRingTimeout: (id) => this.#decide(id, { type: 'ring_timeout' }),
      onLost: (id, sinceMs) => this.#decide(id, { type: 'lost', sinceMs }),
      onError: (error) => options.log.error({ err: error }, 'the end of a call was not stored'),
    });
  }

  /** A call was stored that was not there before. */
  begun({ call, message }: CallOutcome, from: User): void {
    if (message) this.#tellMessage(call, message);
    if (call.status === 'BUSY') return this.frames.ended(call, { rang: false });
    this.#remember(call);
    this.frames.started(call);
    this.frames.ring(call, from);
  }

  /** Rejects with what the rules refuse. */
  async change(id: string, event: CallEvent): Promise<CallOutcome> {
    const { store, now } = this.#options;
    const outcome = orRefuse(
      await store.calls.change(id, (call, open) => decideCall(call, event, { nowMs: now(), open })),
    );
    if (outcome.changed) this.#changed(outcome);
    return outcome;
  }

  /** Nobody waits for this. That the call has ended meanwhile is as good. */
  changeLater(id: string, event: CallEvent): void {
    this.#decide(id, event).catch((error: unknown) => {
      if (error instanceof BrokerError) return;
      const { type } = event;
      this.#options.log.error({ err: error, callId: id, type }, 'a call was not updated');
    });
  }

  async #decide(id: string, event: CallEvent): Promise<void> {
    await this.change(id, event);
  }

  #changed({ call, message }: CallOutcome): void {
    const before = this.open.get(call.id)?.status;
    this.#remember(call);
    // The call before the line that tells of it: two people wait for each other's picture.
    if (before !== undefined && call.endReason !== null) this.frames.ended(call, { rang: true });
    else if (call.status === 'ANSWERED' && before === 'RINGING') {
      this.frames.accepted(call);
      this.#endOtherRings(call);
    }
    if (message) this.#tellMessage(call, message);
  }

  #remember(call: CallRecord): void {
    this.open.take(call);
    this.watch.follow(call);
  }

  #tellMessage({ callerId, calleeId }: CallRecord, message: Message): void {
    this.#options.outlet.toUsers([callerId, calleeId], { type: 'message', message });
  }

  /** Two people who talk neither ring nor are rung. */
  #endOtherRings({ callerId, calleeId }: CallRecord): void {
    const userIds = [callerId, calleeId];
    for (const { id } of this.open.ringing(userIds)) {
      this.changeLater(id, { type: 'taken', userIds });
    }
  }
}
