import { isLive } from '../core/call-machine.js';
import type { CallState } from '../core/call-state.js';
import type { CallSignal, CallSignalInput } from '../protocol/index.js';
import type { PeerLink } from './peer-link.js';

export interface SignalWayPorts {
  call(): CallState;
  link(): PeerLink | undefined;
  /** What is said on the link's own channel arrives. */
  isHearing(): boolean;
  /** By way of the broker. @returns false when offline */
  send(signal: CallSignal): boolean;
}

/** The two ways on which the sides of a call talk: the link's own channel, and the broker. */
export class SignalWays {
  readonly #ports: SignalWayPorts;

  constructor(ports: SignalWayPorts) {
    this.#ports = ports;
  }

  /** State goes the quicker way that works; what mends a path goes both ways, and is known by its round. */
  say(signal: CallSignalInput): void {
    const { call, link, isHearing, send } = this.#ports;
    const current = call();
    if (!isLive(current)) return;
    const frame = { ...signal, callId: current.callId } as CallSignal;
    const isMending = signal.type === 'call_description' || signal.type === 'call_candidate';
    const text = JSON.stringify(frame);
    if (!isMending && isHearing() && link()?.say(text)) return;
    const isSent = send(frame);
    if (isMending || !isSent) link()?.say(text);
  }

  /** Tells the other side that it is over, also without the broker. */
  sayEnd(callId: string): void {
    this.#ports.link()?.say(JSON.stringify({ type: 'call_end', callId }));
  }
}
