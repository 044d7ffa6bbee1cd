import type { CallSignal, CallSignalType, CallSummary } from '../../src/protocol/index.js';
import type { CallRecord, Store } from '../store/store.js';
import { BrokerError } from './broker-error.js';
import type { CallLedger } from './call-ledger.js';
import type { DomainLimits, SignalKind } from './limits.js';
import type { Meter } from './meter.js';
import { isBystander, isSide } from './ringing-rules.js';
import type { Actor, Ringing } from './types.js';

export interface CallSignalsOptions {
  readonly ledger: CallLedger;
  readonly store: Pick<Store, 'calls'>;
  readonly limits: DomainLimits;
  readonly meter: Meter;
  readonly ownsPeer?: (peerId: string, userId: string) => boolean;
}

/** What may come so often is counted together. */
const KINDS: { readonly [T in CallSignalType]: SignalKind } = {
  call_description: 'descriptions',
  call_candidate: 'candidates',
  call_ask: 'asks',
  call_reply: 'asks',
  call_hold: 'states',
  call_resume: 'states',
  call_media: 'states',
};

/** What the two devices of an answered call say to each other, and of it, while it lasts. */
export class CallSignals implements Pick<Ringing, 'relay' | 'rejoin' | 'summarize'> {
  readonly #options: CallSignalsOptions;

  constructor(options: CallSignalsOptions) {
    this.#options = options;
  }

  async relay(actor: Actor, signal: CallSignal): Promise<void> {
    const { userId } = actor;
    const call = await this.#callOf(actor, signal.callId);
    if (call.status !== 'ANSWERED') throw new BrokerError('conflict');
    if (isBystander(call, { ...actor, by: userId })) {
      throw new BrokerError('call_already_answered');
    }
    await this.#take(KINDS[signal.type], actor, call.id);
    this.#options.ledger.frames.toOther(call, userId, signal);
  }

  async rejoin(actor: Actor, callId: string, peerId: string): Promise<void> {
    const { ledger, ownsPeer } = this.#options;
    const { userId: by, deviceId } = actor;
    await this.#callOf(actor, callId);
    await this.#take('rejoins', actor, callId);
    const foreign = ownsPeer?.(peerId, by) === false;
    const { call } = await ledger.change(callId, { type: 'rejoin', by, deviceId, peerId, foreign });
    ledger.frames.rejoined(call, by, peerId);
  }

  async summarize(actor: Actor, callId: string, summary: CallSummary): Promise<void> {
    const { userId: by, deviceId } = actor;
    await this.#callOf(actor, callId);
    await this.#take('summaries', actor, callId);
    await this.#options.ledger.change(callId, { type: 'summary', by, deviceId, summary });
    this.#options.meter.summarized(summary);
  }

  /** Those of others are sought as long as those that never were. */
  async #callOf({ userId }: Actor, callId: string): Promise<CallRecord> {
    const { ledger, store } = this.#options;
    const known = ledger.open.get(callId);
    if (known && isSide(known, userId)) return known;
    const call = await store.calls.find(callId);
    if (!call || !isSide(call, userId)) throw new BrokerError('not_found');
    return call;
  }

  #take(kind: SignalKind, { userId, deviceId }: Actor, callId: string): Promise<void> {
    return this.#options.limits.takeSignal(kind, JSON.stringify([callId, userId, deviceId]));
  }
}
