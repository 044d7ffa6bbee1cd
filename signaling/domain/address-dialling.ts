import { randomUUID } from 'node:crypto';
import type { Store } from '../store/store.js';
import { isPeerAddress } from './peer-address.js';
import { BrokerError } from './broker-error.js';
import { isPlainDevice, plainDeviceId, type PlainCallers } from './plain-callers.js';
import type { AddressBook, Dialled, DialLine, DialQuestion } from './address-book.js';
import type { Actor, Delivery, Log, PresenceBoard, Ringing } from './types.js';

export interface AddressDiallingOptions {
  readonly store: Pick<Store, 'people' | 'calls'>;
  readonly delivery: Pick<Delivery, 'openConversation'>;
  readonly ringing: Ringing;
  readonly presence: Pick<PresenceBoard, 'isOnline'>;
  readonly callers: PlainCallers;
  readonly log: Log;
}

/** One call of a plain client, from its OFFER to its end. */
interface PlainCall {
  readonly callId: string;
  readonly caller: Actor & { readonly deviceId: string };
  readonly line: DialLine | undefined;
  state: 'asked' | 'ringing' | 'answered' | 'over';
  /** Where the device is that took the call. */
  peerId: string | undefined;
  /** Its socket is gone: no word of it is to be expected any more. */
  left: boolean;
}

/**
 * Calls of plain PeerJS clients. Their peer is taken for one more device of its person, so that the
 * rules of every other call are theirs too; only what that device hears and says is different.
 */
export class AddressDialling implements AddressBook {
  readonly #options: AddressDiallingOptions;
  readonly #calls = new Map<string, PlainCall>();

  constructor(options: AddressDiallingOptions) {
    this.#options = options;
  }

  /** Calls that ring or are answered. */
  get count(): number {
    return this.#calls.size;
  }

  isAddress(text: string): boolean {
    return isPeerAddress(text);
  }

  dial(question: DialQuestion, line: DialLine): Dialled {
    const { srcUserId, srcPeerId, src } = question;
    const caller = { ...callerOf(srcUserId, plainDeviceId(srcPeerId)), ...src };
    const call = this.#follow(randomUUID(), caller, line);
    this.#ring(call, question).catch((error: unknown) => {
      this.#settle(call);
      if (error instanceof BrokerError) return;
      this.#options.log.error({ err: error, userId: srcUserId }, 'an address was not rung');
    });
    return { leave: () => this.#leave(call) };
  }

  /** After `ringing.recover`: a ring without its OFFER leads nowhere, a call that talks goes on. */
  async recover(): Promise<void> {
    const { store, ringing } = this.#options;
    for (const known of await store.calls.open()) {
      const { id, callerId, callerDeviceId, calleePeerId, status } = known;
      if (callerDeviceId === null || !isPlainDevice(callerDeviceId)) continue;
      const call = this.#follow(id, callerOf(callerId, callerDeviceId), undefined);
      call.state = status === 'ANSWERED' ? 'answered' : 'ringing';
      call.peerId = calleePeerId ?? undefined;
      call.left = true;
      if (call.state === 'ringing') await ringing.end(call.caller, id, 'hangup');
    }
  }

  /** The peer is here for as long as the call: PeerJS talks on without its socket. */
  #follow(callId: string, caller: PlainCall['caller'], line: DialLine | undefined): PlainCall {
    const call: PlainCall = {
      callId,
      caller,
      line,
      state: 'asked',
      left: false,
      peerId: undefined,
    };
    this.#calls.set(callId, call);
    this.#options.callers.listen(callId, caller, {
      accepted: (peerId) => this.#accepted(call, peerId),
      moved: (peerId) => {
        if (peerId !== call.peerId) this.#give(call, 'lost');
      },
      ended: () => this.#settle(call),
    });
    this.#options.ringing.devicePresence(caller.userId, caller.deviceId, true);
    return call;
  }

  async #ring(call: PlainCall, { address, callType }: DialQuestion): Promise<void> {
    const { store, delivery, ringing, presence } = this.#options;
    const { caller, callId } = call;
    const callee = await store.people.findByAddress(address);
    if (!callee) throw new BrokerError('not_found');
    await this.#endOrphans(caller.userId);
    const { conversation } = await delivery.openConversation(caller, { userId: callee.id });
    if (call.left) throw new BrokerError('not_found');
    const request = { callId, conversationId: conversation.id, calleeId: callee.id };
    const { status } = await ringing.start(caller, { ...request, type: callType });
    if (status !== 'RINGING' || call.state !== 'asked') return this.#settle(call);
    if (presence.isOnline(callee.id)) call.state = 'ringing';
    // Nobody to wait for; the missed call is theirs to see.
    if (call.state === 'asked' || call.left) await ringing.end(caller, callId, 'hangup');
  }

  #accepted(call: PlainCall, peerId: string | undefined): void {
    const { callId, line } = call;
    if (call.state !== 'ringing') return;
    call.state = 'answered';
    call.peerId = peerId;
    if (peerId === undefined || !line?.connect({ callId, peerId })) this.#give(call, 'failed');
  }

  /** Hangs up while it rings. An answered call is the callee's to end, who sees what comes in. */
  #leave(call: PlainCall): void {
    call.left = true;
    if (call.state === 'ringing') this.#give(call, 'hangup');
  }

  /** Nobody waits for this. That the call has ended meanwhile is as good. */
  #give(call: PlainCall, reason: 'hangup' | 'failed' | 'lost'): void {
    this.#options.ringing.end(call.caller, call.callId, reason).catch((error: unknown) => {
      if (error instanceof BrokerError) return;
      this.#options.log.error({ err: error, callId: call.callId }, 'a dialled call was not ended');
    });
  }

  #settle(call: PlainCall): void {
    const { state, caller, callId, line } = call;
    if (state === 'over') return;
    call.state = 'over';
    this.#calls.delete(callId);
    this.#options.callers.forget(callId);
    if (!this.#hasOther(caller)) {
      this.#options.ringing.devicePresence(caller.userId, caller.deviceId, false);
    }
    if (state === 'asked') line?.refuse();
    else line?.end();
  }

  #hasOther({ userId, deviceId }: PlainCall['caller']): boolean {
    return [...this.#calls.values()].some(
      ({ caller }) => caller.userId === userId && caller.deviceId === deviceId,
    );
  }

  /** Whoever dials again does not talk in a call that their former page has left. */
  async #endOrphans(userId: string): Promise<void> {
    for (const call of [...this.#calls.values()]) {
      const isOrphan = call.left && call.state === 'answered' && call.caller.userId === userId;
      if (isOrphan) await this.#options.ringing.end(call.caller, call.callId, 'lost');
    }
  }
}

function callerOf(userId: string, deviceId: string): PlainCall['caller'] {
  return { userId, deviceId, role: 'user', expiresAt: Number.POSITIVE_INFINITY };
}
