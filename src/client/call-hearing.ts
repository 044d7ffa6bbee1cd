import type { CallEvent, IncomingCall } from '../core/call-events.js';
import { isLive } from '../core/call-machine.js';
import {
  isErrorCode,
  readFrame,
  type BrokerFrameOf,
  type Call,
  type CallFrame,
  type User,
} from '../protocol/index.js';
import { callFrames } from '../protocol/call-frames.js';
import type { CallPair } from './call-pair.js';
import type { CallKeeper } from './kept-call.js';
import type { LastWords } from './last-words.js';

export interface HearingPorts {
  calls: CallPair;
  keeper: CallKeeper;
  lastWords: LastWords;
}

const REMEMBERED_CALLS = 50;

/** What the broker says of calls: taken to the line that it is about, as what happened there. */
export class CallHearing {
  readonly #ports: HearingPorts;
  /** Calls that are over here, whatever the broker still rings. */
  #over: string[] = [];

  constructor(ports: HearingPorts) {
    this.#ports = ports;
  }

  /** Takes a frame of the broker, whatever it is about. */
  hear(text: string): void {
    const { calls } = this.#ports;
    const read = readFrame(callFrames, text);
    if (read.kind === 'frame') this.#handle(read.frame);
    // What the other device says is read by the part that a running call needs.
    else if (read.kind === 'unknown') for (const line of calls.lines) line.media.talk.hear(text);
  }

  /** A call ended here: should the broker still ring it, it stays over. */
  noteOver(callId: string): void {
    this.#over = [...this.#over, callId].slice(-REMEMBERED_CALLS);
  }

  #handle(frame: CallFrame): void {
    if (frame.type === 'welcome') return this.#resume(frame);
    if (frame.type === 'call_request') return this.#ring(frame.call, frame.from);
    const event = eventOf(frame);
    if (event) this.#ports.calls.of(event.callId).dispatch(event);
  }

  #ring(call: Call, from: User): void {
    if (!this.#over.includes(call.id)) this.#ports.calls.ring(incomingOf(call, from));
  }

  /** The socket is there, for the first time or again: what was missed is made good. */
  #resume({ calls, user }: BrokerFrameOf<'welcome'>): void {
    const { calls: pair, keeper, lastWords } = this.#ports;
    lastWords.sayAll();
    const open = calls.map(({ call }) => ({ callId: call.id, ringing: call.status === 'RINGING' }));
    for (const line of pair.lines) {
      line.dispatch({ type: 'resynced', open });
      line.media.talk.reached();
    }
    for (const each of calls) {
      const { call, from } = each;
      if (call.status === 'RINGING' && call.calleeId === user.id) this.#ring(call, from);
      else if (call.status === 'ANSWERED') this.#rejoin(each, call.callerId === user.id);
    }
    if (!isLive(pair.shown.call)) keeper.forget();
  }

  /** The page was reloaded in this call: it goes on. */
  #rejoin(
    { call, from, other }: BrokerFrameOf<'welcome'>['calls'][number],
    isCaller: boolean,
  ): void {
    const kept = this.#ports.keeper.get();
    const line = this.#ports.calls.shown;
    if (call.id !== kept?.callId || isLive(line.call) || this.#over.includes(call.id)) return;
    line.media.own.begin(kept);
    line.dispatch({
      type: 'rejoin',
      call: { ...incomingOf(call, other ?? from), type: kept.type },
      direction: isCaller ? 'outgoing' : 'incoming',
      connectedAtMs: Date.parse(call.startedAt ?? call.updatedAt),
    });
  }
}

function incomingOf(call: Call, { id, name, picture }: User): IncomingCall {
  const peer = { id, ...(name && { name }), ...(picture && { picture }) };
  return { callId: call.id, conversationId: call.conversationId, type: call.type, peer };
}

/** What a frame about one call means to its line; undefined: nothing to any. */
function eventOf(frame: CallFrame): Extract<CallEvent, { callId: string }> | undefined {
  switch (frame.type) {
    case 'call_started':
      return { type: 'call_started', callId: frame.call.id };
    case 'call_ringing':
      return { type: 'call_ringing', callId: frame.callId };
    case 'call_accept': {
      const { call, peerId } = frame;
      return { type: 'call_accept', callId: call.id, ...(peerId && { peerId }) };
    }
    case 'call_rejoin':
      return { type: 'peer_rejoined', callId: frame.callId, peerId: frame.peerId };
    case 'call_end': {
      const { id: callId, duration } = frame.call;
      const seconds = duration === null ? {} : { durationSeconds: duration };
      return { type: 'call_end', callId, reason: frame.reason, ...seconds };
    }
    case 'error': {
      const { code, ref } = frame;
      const error = isErrorCode(code) ? code : 'bad_request';
      return ref ? { type: 'call_refused', callId: ref, error } : undefined;
    }
    default:
      return undefined;
  }
}
