import type { IncomingCall } from '../core/call-events.js';
import { isLive } from '../core/call-machine.js';
import type { CallLine } from './call-line.js';
import type { Tones } from './tones.js';

export interface PairPorts {
  makeLine(): CallLine;
  tones: Pick<Tones, 'play'>;
  /** Another call is on show, or there is no second one any more. */
  onChange(): void;
}

/** The call on show, and a second one that rings or is on hold meanwhile. */
export class CallPair {
  readonly #ports: PairPorts;
  #shown: CallLine;
  #other: CallLine | undefined;

  constructor(ports: PairPorts) {
    this.#ports = ports;
    this.#shown = ports.makeLine();
  }

  get shown(): CallLine {
    return this.#shown;
  }

  get lines(): readonly CallLine[] {
    return this.#other ? [this.#shown, this.#other] : [this.#shown];
  }

  /** The second call, while it lives. */
  get other(): CallLine | undefined {
    return this.#other && isLive(this.#other.call) ? this.#other : undefined;
  }

  /** The line of this call; of one that nobody knows, the one on show. */
  of(callId: string | undefined): CallLine {
    const { other } = this;
    return other && 'callId' in other.call && other.call.callId === callId ? other : this.#shown;
  }

  /** Somebody calls: beside a call that is talked in, else in the place of what is shown. */
  ring(call: IncomingCall): void {
    const { call: current } = this.#shown;
    const isTalking = current.phase === 'active' || current.phase === 'reconnecting';
    const isSecond = isTalking && current.callId !== call.callId;
    if (isSecond) this.#other ??= this.#ports.makeLine();
    const line = (isSecond && this.#other) || this.#shown;
    line.dispatch({ type: 'call_request', call, isSecond });
  }

  /** The call on show is put on hold, and the other one comes to the front. */
  swap(): void {
    const { other } = this;
    if (!other) return;
    this.#shown.dispatch({ type: 'hold' });
    [this.#shown, this.#other] = [other, this.#shown];
    other.dispatch({ type: 'resume' });
    this.#ports.onChange();
  }

  /** A call is over: the one that waited or was on hold for it comes to the front. */
  settle(): void {
    const other = this.#other;
    if (!other) return;
    if (!isLive(other.call)) {
      this.#other = undefined;
      other.close();
    } else if (!isLive(this.#shown.call)) {
      this.#shown.close();
      [this.#shown, this.#other] = [other, undefined];
      if (other.call.phase === 'incoming') this.#ports.tones.play('ringtone');
      other.dispatch({ type: 'resume' });
    }
    this.#ports.onChange();
  }
}
