import { randomUUID } from 'node:crypto';
import type { Call, CallEndReason, CallSignal, CallSummary } from '../../src/protocol/index.js';
import type { CallRecord, NewCall } from '../store/store.js';
import { deviceOf } from './actors.js';
import { BrokerError } from './broker-error.js';
import { CallBook } from './call-book.js';
import { callOf } from './call-frames.js';
import { PAST_MS, silenceOf, type SilenceRules } from './call-silence.js';
import { CallLedger, type CallLedgerOptions } from './call-ledger.js';
import { CallSignals } from './call-signals.js';
import { GuestCalls } from './guest-calls.js';
import type { DomainLimits } from './limits.js';
import { decideBegin, isSide, type CallEvent } from './ringing-rules.js';
import type { Actor, MediaOffer, OpenCall, Page, Ringing } from './types.js';

export interface RingingOptions extends CallLedgerOptions {
  readonly limits: DomainLimits;
  /** Unset: whoever is not answered may ring on. */
  readonly silence?: SilenceRules;
  readonly ownsPeer?: (peerId: string, userId: string) => boolean;
}

type CallRequest = Parameters<Ringing['start']>[1];

/** What people and their devices do with calls. */
export class CallRinging implements Ringing {
  readonly #options: RingingOptions;
  readonly #ledger: CallLedger;
  readonly #book: CallBook;
  readonly #signals: CallSignals;
  readonly #guestCalls = new GuestCalls();

  constructor(options: RingingOptions) {
    this.#options = options;
    this.#ledger = new CallLedger(options);
    this.#book = new CallBook(options.store, options.directory);
    this.#signals = new CallSignals({ ...options, ledger: this.#ledger });
  }

  /** Calls that ring or go on. */
  get openCount(): number {
    return this.#ledger.open.size;
  }

  async start(actor: Actor, request: CallRequest): Promise<Call> {
    const { directory, limits, now } = this.#options;
    await this.#book.authorize(actor, request.conversationId, request.calleeId);
    await limits.takeCall(actor);
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
    const outcome = await this.#begin(call, actor);
    if ('refused' in outcome) {
      const { refused, because, retryAfterMs } = outcome;
      if (because) await this.#ringAgain(because, actor);
      throw new BrokerError(refused, retryAfterMs === undefined ? {} : { retryAfterMs });
    }
    if (outcome.changed) this.#ledger.begun(outcome, from);
    else this.#repeat(outcome.call, actor);
    return callOf(outcome.call);
  }

  async ringing(actor: Actor, callId: string): Promise<void> {
    const { call } = await this.#ledger.change(callId, { type: 'ringing', by: actor.userId });
    this.#ledger.frames.ringing(call);
  }

  async accept(actor: Actor, callId: string, peerId?: string): Promise<Call> {
    const { userId: by, deviceId } = actor;
    const { ownsPeer } = this.#options;
    const foreign = peerId !== undefined && ownsPeer?.(peerId, by) === false;
    const event: CallEvent = { type: 'accept', by, deviceId, peerId, foreign };
    const { call, changed } = await this.#ledger.change(callId, event);
    const device = deviceOf(actor);
    if (!changed && device) this.#ledger.frames.acceptedAgain(call, device);
    return callOf(call);
  }

  async reject(actor: Actor, callId: string, reason: 'declined' | 'busy'): Promise<Call> {
    const { call } = await this.#ledger.change(callId, {
      type: 'reject',
      by: actor.userId,
      reason,
    });
    return callOf(call);
  }

  async connected(actor: Actor, callId: string): Promise<void> {
    const { userId: by, deviceId } = actor;
    const { call } = await this.#ledger.change(callId, { type: 'connected', by, deviceId });
    this.#ledger.frames.connected(call, by);
  }

  async end(
    actor: Actor,
    callId: string,
    reason: Extract<CallEndReason, 'hangup' | 'failed' | 'lost'>,
  ): Promise<Call> {
    const { userId: by, deviceId } = actor;
    const { call, changed } = await this.#ledger.change(callId, {
      type: 'end',
      by,
      deviceId,
      reason,
    });
    const device = deviceOf(actor);
    if (!changed && device) this.#ledger.frames.endedAgain(call, device);
    return callOf(call);
  }

  relay(actor: Actor, signal: CallSignal): Promise<void> {
    return this.#signals.relay(actor, signal);
  }

  rejoin(actor: Actor, callId: string, peerId: string): Promise<void> {
    return this.#signals.rejoin(actor, callId, peerId);
  }

  summarize(actor: Actor, callId: string, summary: CallSummary): Promise<void> {
    return this.#signals.summarize(actor, callId, summary);
  }

  /** Asks the store: a call may be stored and not yet remembered here. */
  async part(actor: Pick<Actor, 'userId'>, otherId: string): Promise<void> {
    const open = await this.#options.store.calls.open([actor.userId]);
    await this.endAll(
      actor,
      open.filter((call) => isSide(call, otherId)),
    );
  }

  async endAll(actor: Pick<Actor, 'userId'>, calls?: readonly { id: string }[]): Promise<void> {
    const { userId: by } = actor;
    for (const { id } of calls ?? this.#ledger.open.of(by)) {
      await this.#ledger.change(id, { type: 'end', by, reason: 'hangup' });
    }
  }

  list(
    actor: Actor,
    page: { conversationId?: string; userId?: string; before?: string; limit: number },
  ): Promise<Page<Call>> {
    return this.#book.list(actor, page);
  }

  openCallsOf(actor: Actor): Promise<OpenCall[]> {
    return this.#book.openCallsOf(actor);
  }

  resume(actor: Actor): void {
    for (const call of this.#ledger.open.begunBy(actor)) {
      if (call.status === 'ANSWERED') this.#ledger.frames.toldAgain(call);
    }
  }

  mayOffer(offer: MediaOffer): boolean {
    const { srcUserId: by, srcPeerId: peerId, dstPeerId, callType } = offer;
    const call = this.#ledger.open.answeredAt(dstPeerId, by);
    if (!call) return false;
    // Later a picture is a matter of the two: their devices ask each other.
    if (call.type === 'VOICE' && callType === 'VIDEO' && call.connectedAt === null) return false;
    if (call.callerPeerId !== null) return call.callerPeerId === peerId;
    this.#ledger.open.take({ ...call, callerPeerId: peerId });
    this.#ledger.changeLater(call.id, { type: 'dial', by, peerId });
    return true;
  }

  devicePresence(
    userId: string,
    deviceId: string,
    present: boolean,
    { silent = false }: { silent?: boolean } = {},
  ): void {
    this.#ledger.watch.devicePresence(
      { userId, deviceId, present, silent },
      this.#ledger.open.all(),
    );
  }

  async recover(): Promise<void> {
    for (const call of await this.#options.store.calls.open()) {
      this.#ledger.open.take(call);
      if (call.status === 'ANSWERED') this.#ledger.watch.expect(call);
      else this.#ledger.watch.follow(call);
    }
  }

  async close(): Promise<void> {
    this.#ledger.watch.close();
  }

  /** Asks whether somebody rings too often where that is asked at all. */
  async #begin(call: NewCall, { role, network }: Actor) {
    const { store, silence, now } = this.#options;
    if (!silence) return store.calls.begin(call, (open) => decideBegin(call, open));
    const { id, calleeId } = call;
    const nowMs = now();
    const isCounted = role === 'guest' && network !== undefined;
    const alike = isCounted ? this.#guestCalls.of(network, calleeId, nowMs) : [];
    const outcome = await store.calls.begin(
      call,
      (open, past) => {
        const step = decideBegin(call, open);
        if ('refused' in step || !past) return step;
        return silenceOf(calleeId, past, silence, nowMs) ?? step;
      },
      { sinceMs: nowMs - PAST_MS, alike },
    );
    const isNew = 'changed' in outcome && outcome.changed;
    if (isCounted && isNew) this.#guestCalls.add(network, calleeId, { id, atMs: nowMs });
    return outcome;
  }

  /** The same request again: its device may not have heard what became of it. */
  #repeat(call: CallRecord, actor: Actor): void {
    const device = deviceOf(actor);
    if (!device) return;
    if (call.status === 'RINGING') this.#ledger.frames.started(call);
    else if (call.status === 'ANSWERED') this.#ledger.frames.acceptedAgain(call, device);
    else this.#ledger.frames.endedAgain(call, device);
  }

  async #ringAgain(call: CallRecord, actor: Actor): Promise<void> {
    const from = await this.#options.directory.user(call.callerId, call.calleeId);
    this.#ledger.frames.ring(call, from, deviceOf(actor));
  }

  /** A device that asks anew has given up what it asked before. */
  async #endOwnRing(actor: Actor, callId: string | undefined): Promise<void> {
    const { userId: by, deviceId } = actor;
    for (const { id, status } of this.#ledger.open.begunBy(actor)) {
      if (status !== 'RINGING' || id === callId) continue;
      await this.#ledger.change(id, { type: 'end', by, deviceId, reason: 'hangup' });
    }
  }
}
