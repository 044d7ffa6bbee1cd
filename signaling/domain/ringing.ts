import { randomUUID } from 'node:crypto';
import type {
  Call,
  CallEndReason,
  CallSignal,
  CallSummary,
  CallType,
  Message,
  User,
} from '../../src/protocol/index.js';
import type { CallOutcome, CallRecord, NewCall, Store } from '../store/store.js';
import { deviceOf, orRefuse } from './actors.js';
import { BrokerError } from './broker-error.js';
import { CallBook } from './call-book.js';
import { CallFrames, callOf } from './call-frames.js';
import { CALL_TIMES, CallWatch, type CallTimes } from './call-watch.js';
import type { PeopleDirectory } from './directory.js';
import type { DomainLimits } from './limits.js';
import { OpenCalls } from './open-calls.js';
import { decideBegin, decideCall, type CallEvent } from './ringing-rules.js';
import type { Actor, Log, Outlet, Page, Ringing } from './types.js';

export interface RingingOptions {
  readonly store: Store;
  readonly outlet: Outlet;
  readonly directory: PeopleDirectory;
  readonly limits: DomainLimits;
  readonly ringTimeoutMs: number;
  readonly log: Log;
  readonly now: () => number;
  readonly ownsPeer?: (peerId: string, userId: string) => boolean;
  readonly times?: Partial<CallTimes>;
}

interface CallRequest {
  readonly callId?: string;
  readonly conversationId: string;
  readonly calleeId: string;
  readonly type: CallType;
}

/** Asks the rules inside the store's transaction, then tells people and sets the clocks. */
export class CallRinging implements Ringing {
  readonly #options: RingingOptions;
  readonly #frames: CallFrames;
  readonly #watch: CallWatch;
  readonly #book: CallBook;
  readonly #open = new OpenCalls();

  constructor(options: RingingOptions) {
    this.#options = options;
    this.#frames = new CallFrames(options.outlet);
    this.#book = new CallBook(options.store, options.directory);
    this.#watch = new CallWatch({
      times: { ...CALL_TIMES, ...options.times },
      now: options.now,
      ringTimeoutMs: options.ringTimeoutMs,
      onRingTimeout: (id) => this.#decide(id, { type: 'ring_timeout' }),
      onLost: (id, sinceMs) => this.#decide(id, { type: 'lost', sinceMs }),
      onError: (error) => options.log.error({ err: error }, 'the end of a call was not stored'),
    });
  }

  async start(actor: Actor, request: CallRequest): Promise<Call> {
    const { store, directory, limits, now } = this.#options;
    await this.#book.authorize(actor, request.conversationId, request.calleeId);
    await limits.takeCall(actor.userId);
    await this.#endOwnRing(actor, request.callId);
    const from = await directory.user(actor.userId, request.calleeId);
    const call: NewCall = {
      id: request.callId ?? randomUUID(),
      conversationId: request.conversationId,
      callerId: actor.userId,
      calleeId: request.calleeId,
      type: request.type,
      callerDeviceId: actor.deviceId ?? null,
      createdAt: new Date(now()).toISOString(),
    };
    const outcome = await store.calls.begin(call, (open) => decideBegin(call, open));
    if ('refused' in outcome) {
      if (outcome.because) await this.#ringAgain(outcome.because, actor);
      throw new BrokerError(outcome.refused);
    }
    if (outcome.changed) this.#begun(outcome, from);
    else this.#repeat(outcome.call, actor);
    return callOf(outcome.call);
  }

  async ringing(actor: Actor, callId: string): Promise<void> {
    const { call } = await this.#change(callId, { type: 'ringing', by: actor.userId });
    this.#frames.ringing(call);
  }

  async accept(actor: Actor, callId: string, peerId?: string): Promise<Call> {
    const { userId: by, deviceId } = actor;
    const { ownsPeer } = this.#options;
    const foreign = peerId !== undefined && ownsPeer?.(peerId, by) === false;
    const event: CallEvent = { type: 'accept', by, deviceId, peerId, foreign };
    const { call, changed } = await this.#change(callId, event);
    const device = deviceOf(actor);
    if (!changed && device) this.#frames.acceptedAgain(call, device);
    return callOf(call);
  }

  async reject(actor: Actor, callId: string, reason: 'declined' | 'busy'): Promise<Call> {
    const { call } = await this.#change(callId, { type: 'reject', by: actor.userId, reason });
    return callOf(call);
  }

  async connected(actor: Actor, callId: string): Promise<void> {
    const { userId: by, deviceId } = actor;
    const { call } = await this.#change(callId, { type: 'connected', by, deviceId });
    this.#frames.connected(call, by);
  }

  async end(
    actor: Actor,
    callId: string,
    reason: Extract<CallEndReason, 'hangup' | 'failed' | 'lost'>,
  ): Promise<Call> {
    const { userId: by, deviceId } = actor;
    const { call, changed } = await this.#change(callId, { type: 'end', by, deviceId, reason });
    const device = deviceOf(actor);
    if (!changed && device) this.#frames.endedAgain(call, device);
    return callOf(call);
  }

  async relay(_actor: Actor, _signal: CallSignal): Promise<void> {
    throw new BrokerError('not_found');
  }

  async rejoin(_actor: Actor, _callId: string, _peerId: string): Promise<void> {
    throw new BrokerError('not_found');
  }

  async summarize(_actor: Actor, _callId: string, _summary: CallSummary): Promise<void> {
    throw new BrokerError('not_found');
  }

  list(
    actor: Actor,
    page: { conversationId?: string; userId?: string; before?: string; limit: number },
  ): Promise<Page<Call>> {
    return this.#book.list(actor, page);
  }

  openCallsOf(actor: Actor): Promise<{ call: Call; from: User }[]> {
    return this.#book.openCallsOf(actor);
  }

  resume(actor: Actor): void {
    for (const call of this.#open.begunBy(actor)) {
      if (call.status === 'ANSWERED') this.#frames.toldAgain(call);
    }
  }

  mayOffer(offer: { srcUserId: string; srcPeerId: string; dstPeerId: string }): boolean {
    const { srcUserId: by, srcPeerId: peerId, dstPeerId } = offer;
    const call = this.#open.answeredAt(dstPeerId, by);
    if (!call) return false;
    if (call.callerPeerId !== null) return call.callerPeerId === peerId;
    this.#open.take({ ...call, callerPeerId: peerId });
    this.#decideLater(call.id, { type: 'dial', by, peerId });
    return true;
  }

  devicePresence(
    userId: string,
    deviceId: string,
    present: boolean,
    { silent = false }: { silent?: boolean } = {},
  ): void {
    this.#watch.devicePresence({ userId, deviceId, present, silent }, this.#open.all());
  }

  async recover(): Promise<void> {
    for (const call of await this.#options.store.calls.open()) {
      this.#open.take(call);
      if (call.status === 'ANSWERED') this.#watch.expect(call);
      else this.#watch.follow(call);
    }
  }

  async close(): Promise<void> {
    this.#watch.close();
  }

  async #change(id: string, event: CallEvent): Promise<CallOutcome> {
    const { store, now } = this.#options;
    const outcome = orRefuse(
      await store.calls.change(id, (call, open) => decideCall(call, event, { nowMs: now(), open })),
    );
    if (outcome.changed) this.#changed(outcome);
    return outcome;
  }

  async #decide(id: string, event: CallEvent): Promise<void> {
    await this.#change(id, event);
  }

  #begun({ call, message }: CallOutcome, from: User): void {
    if (message) this.#tellMessage(call, message);
    if (call.status === 'BUSY') return this.#frames.ended(call, { rang: false });
    this.#remember(call);
    this.#frames.started(call);
    this.#frames.ring(call, from);
  }

  #changed({ call, message }: CallOutcome): void {
    const wasAnswered = this.#open.get(call.id)?.status === 'ANSWERED';
    this.#remember(call);
    // The call before the line that tells of it: two people wait for each other's picture.
    if (call.endReason !== null) this.#frames.ended(call, { rang: true });
    else if (call.status === 'ANSWERED' && !wasAnswered) {
      this.#frames.accepted(call);
      this.#endOtherRings(call);
    }
    if (message) this.#tellMessage(call, message);
  }

  #remember(call: CallRecord): void {
    this.#open.take(call);
    this.#watch.follow(call);
  }

  #tellMessage({ callerId, calleeId }: CallRecord, message: Message): void {
    this.#options.outlet.toUsers([callerId, calleeId], { type: 'message', message });
  }

  /** The same request again: its device may not have heard what became of it. */
  #repeat(call: CallRecord, actor: Actor): void {
    const device = deviceOf(actor);
    if (!device) return;
    if (call.status === 'RINGING') this.#frames.started(call);
    else if (call.status === 'ANSWERED') this.#frames.acceptedAgain(call, device);
    else this.#frames.endedAgain(call, device);
  }

  async #ringAgain(call: CallRecord, actor: Actor): Promise<void> {
    const from = await this.#options.directory.user(call.callerId, call.calleeId);
    this.#frames.ringAgain(call, from, deviceOf(actor));
  }

  /** A device that asks anew has given up what it asked before. */
  async #endOwnRing(actor: Actor, callId: string | undefined): Promise<void> {
    const { userId: by, deviceId } = actor;
    for (const { id, status } of this.#open.begunBy(actor)) {
      if (status !== 'RINGING' || id === callId) continue;
      await this.#change(id, { type: 'end', by, deviceId, reason: 'hangup' });
    }
  }

  /** Two people who talk neither ring nor are rung. */
  #endOtherRings({ callerId, calleeId }: CallRecord): void {
    const userIds = [callerId, calleeId];
    for (const { id } of this.#open.ringing(userIds)) {
      this.#decideLater(id, { type: 'taken', userIds });
    }
  }

  /** Nobody waits for this. That the call has ended meanwhile is as good. */
  #decideLater(id: string, event: CallEvent): void {
    this.#decide(id, event).catch((error: unknown) => {
      if (error instanceof BrokerError) return;
      const { type } = event;
      this.#options.log.error({ err: error, callId: id, type }, 'a call was not updated');
    });
  }
}
