import type { CallStatus, Message, User } from '../../src/protocol/index.js';
import type { CallOutcome, CallRecord, Store } from '../store/store.js';
import { orRefuse } from './actors.js';
import { BrokerError } from './broker-error.js';
import { CallFrames } from './call-frames.js';
import { CALL_TIMES, CallWatch, type CallTimes } from './call-watch.js';
import type { PeopleDirectory } from './directory.js';
import type { Meter } from './meter.js';
import { OpenCalls } from './open-calls.js';
import { decideCall, type CallEvent } from './ringing-rules.js';
import type { Log, Outlet } from './types.js';

export interface CallLedgerOptions {
  readonly store: Store;
  readonly outlet: Outlet;
  readonly directory: PeopleDirectory;
  readonly ringTimeoutMs: number;
  readonly log: Log;
  readonly meter: Meter;
  readonly now: () => number;
  readonly times?: Partial<CallTimes>;
  /** Has two peers hear no more of each other, whose call is over. */
  readonly partPeers?: (callerPeerId: string, calleePeerId: string) => void;
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
    this.#options.meter.rang(call.type);
    this.frames.started(call);
    this.frames.ring(call, from, this.open.talkOf(call.calleeId)?.device);
  }

  /** Rejects with what the rules refuse. */
  async change(id: string, event: CallEvent): Promise<CallOutcome> {
    const { store, now } = this.#options;
    const outcome = orRefuse(
      await store.calls.change(
        id,
        (call, open) => decideCall(call, event, { nowMs: now(), open }),
        'by' in event ? event.by : undefined,
      ),
    );
    if (outcome.changed) this.#changed(outcome);
    return outcome;
  }

  /** Nobody waits for this. */
  changeLater(id: string, event: CallEvent): void {
    this.#later(id, this.#decide(id, event));
  }

  async #decide(id: string, event: CallEvent): Promise<void> {
    await this.change(id, event);
  }

  #changed({ call, message }: CallOutcome): void {
    const before = this.open.get(call.id)?.status;
    this.#remember(call);
    this.#count(call, before);
    // The call before the line that tells of it: two people wait for each other's picture.
    if (before !== undefined && call.endReason !== null) this.#over(call);
    else if (call.status === 'ANSWERED' && before === 'RINGING') {
      this.frames.accepted(call);
      for (const { id } of this.#otherRings(call)) this.#later(id, this.#yield(id, call));
    }
    if (message) this.#tellMessage(call, message);
    if (before !== 'ANSWERED' || call.endReason === null) return;
    for (const ring of this.#otherRings(call)) this.#later(ring.id, this.#ringOn(ring));
  }

  #over(call: CallRecord): void {
    const { callerPeerId, calleePeerId } = call;
    if (callerPeerId !== null && calleePeerId !== null) {
      this.#options.partPeers?.(callerPeerId, calleePeerId);
    }
    this.frames.ended(call, { rang: true });
  }

  #count({ type, status, endReason, createdAt }: CallRecord, before?: CallStatus): void {
    const { meter, now } = this.#options;
    if (before === undefined) return;
    if (endReason !== null) meter.ended(type, endReason);
    else if (before === 'RINGING' && status === 'ANSWERED') {
      meter.answered(type, now() - Date.parse(createdAt));
    }
  }

  #remember(call: CallRecord): void {
    this.open.take(call);
    this.watch.follow(call);
  }

  #tellMessage({ callerId, calleeId }: CallRecord, message: Message): void {
    this.#options.outlet.toUsers([callerId, calleeId], { type: 'message', message });
  }

  #otherRings({ callerId, calleeId }: CallRecord): CallRecord[] {
    return this.open.ringing([callerId, calleeId]);
  }

  /** Who talks does not ring others, and is rung by one more at most, on the device that talks. */
  async #yield(id: string, { callerId, calleeId }: CallRecord): Promise<void> {
    const { call } = await this.change(id, { type: 'taken', userIds: [callerId, calleeId] });
    const talk = this.open.talkOf(call.calleeId);
    if (call.status === 'RINGING' && talk?.device) this.frames.hush(call, talk.device);
  }

  /** What waited on the device of a call that is over rings on the others again. */
  async #ringOn(ring: CallRecord): Promise<void> {
    const { id, callerId, calleeId } = ring;
    const from = await this.#options.directory.user(callerId, calleeId);
    // Meanwhile it may be over or taken, or its person may talk again.
    const isStill = this.open.get(id)?.status === 'RINGING' && !this.open.talkOf(calleeId);
    if (isStill) this.frames.ring(ring, from);
  }

  /** That the call has ended meanwhile is as good. */
  #later(callId: string, change: Promise<void>): void {
    change.catch((error: unknown) => {
      if (error instanceof BrokerError) return;
      this.#options.log.error({ err: error, callId }, 'a call was not updated');
    });
  }
}
