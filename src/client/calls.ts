import type { CallEffect, CallEvent } from '../core/call-events.js';
import { IDLE_MACHINE, isLive, transition, type CallMachine } from '../core/call-machine.js';
import type { CallPeer } from '../core/call-state.js';
import { DeskbellError, errorOf } from '../core/errors.js';
import {
  isErrorCode,
  readFrame,
  type BrokerFrameOf,
  type Call,
  type CallFrame,
  type CallType,
  type ClientFrameInput,
  type User,
} from '../protocol/index.js';
import { callFrames } from '../protocol/call-frames.js';
import type { CallMediaControl } from './call-media.js';
import type { CallVerbs } from './call-verbs.js';
import type { CallsEventMap, Emit, MessagingEventMap, SessionEventMap } from './session-events.js';
import type { Store } from './store.js';
import type { Tones } from './tones.js';
import type { SessionState } from './types.js';

export interface CallPorts {
  store: Store<SessionState>;
  media: CallMediaControl;
  tones: Tones;
  /** @returns false when offline */
  send(frame: ClientFrameInput): boolean;
  /** Brings the session online. */
  connect(): Promise<void>;
  makeId(): string;
  onError(error: DeskbellError): void;
  emit: Emit<SessionEventMap>;
  emitMessaging: Emit<MessagingEventMap>;
  emitCalls: Emit<CallsEventMap>;
}

const REMEMBERED_CALLS = 50;

/** The shell of the call machine: feeds it events, does what it says. */
export class CallShell {
  readonly #ports: CallPorts;
  #machine: CallMachine = IDLE_MACHINE;
  readonly #events: CallEvent[] = [];
  #isRunning = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Endings that were decided offline: said on the next connection. */
  #unsaid: ClientFrameInput[] = [];
  /** Calls that are over here, whatever the broker still rings. */
  #over: string[] = [];

  constructor(ports: CallPorts) {
    this.#ports = ports;
    ports.media.connect({
      onEvent: (event) => this.#dispatch(event),
      onRemoteStream: (stream) => this.#ports.emitCalls('remoteStream', { stream }),
    });
  }

  async startCall(conversationId: string, peer: CallPeer, type: CallType): Promise<void> {
    const { call } = this.#machine;
    const isTheirs = call.phase === 'incoming' && call.peer.id === peer.id;
    if (isLive(call) && !isTheirs) throw new DeskbellError('already_in_call');
    const callId = this.#ports.makeId();
    this.#dispatch({ type: 'start', call: { callId, conversationId, peer, type } });
    try {
      await this.#ports.connect();
    } catch (cause) {
      const error = errorOf(cause, 'network');
      const current = this.#machine.call;
      if (current.phase === 'calling' && current.callId === callId) {
        this.#dispatch({ type: 'link_failed', error: error.code });
      }
      throw error;
    }
  }

  /** What a running call can do. */
  get verbs(): CallVerbs {
    throw new DeskbellError('calls_unsupported');
  }

  answer(_callId?: string): void {
    this.#dispatch({ type: 'answer' });
  }

  end(_callId?: string): void {
    this.#dispatch({ type: 'end' });
  }

  decline(_callId?: string): void {
    this.#dispatch({ type: 'decline' });
  }

  dismiss(): void {
    this.#dispatch({ type: 'dismiss' });
  }

  get media(): CallMediaControl {
    return this.#ports.media;
  }

  /** Takes a frame of the broker, whatever it is about. */
  hear(text: string): void {
    const read = readFrame(callFrames, text);
    if (read.kind === 'frame') this.#handle(read.frame);
  }

  #handle(frame: CallFrame): void {
    switch (frame.type) {
      case 'welcome':
        return this.#resume(frame);
      case 'call_request':
        return this.#ring(frame.call, frame.from);
      case 'call_started':
        return this.#dispatch({ type: 'call_started', callId: frame.call.id });
      case 'call_ringing':
        return this.#dispatch({ type: 'call_ringing', callId: frame.callId });
      case 'call_accept': {
        const { call, peerId } = frame;
        const event = { type: 'call_accept', callId: call.id } as const;
        return this.#dispatch(peerId ? { ...event, peerId } : event);
      }
      case 'call_end': {
        const { call, reason } = frame;
        const event = { type: 'call_end', callId: call.id, reason } as const;
        const durationSeconds = call.duration ?? undefined;
        return this.#dispatch(
          durationSeconds === undefined ? event : { ...event, durationSeconds },
        );
      }
      case 'error': {
        const error = isErrorCode(frame.code) ? frame.code : 'bad_request';
        if (frame.ref) this.#dispatch({ type: 'call_refused', callId: frame.ref, error });
        return;
      }
      default:
    }
  }

  /** The page goes away. A call that only rings here goes on ringing elsewhere. */
  leave(): void {
    if (this.#machine.call.phase !== 'incoming') this.#dispatch({ type: 'end' });
  }

  close(): void {
    this.leave();
    clearTimeout(this.#timer);
    this.#ports.tones.close();
    this.#ports.media.close();
  }

  #resume({ calls, user }: BrokerFrameOf<'welcome'>): void {
    const unsaid = this.#unsaid;
    this.#unsaid = [];
    for (const frame of unsaid) this.#say(frame);
    const open = calls.map(({ call }) => ({
      callId: call.id,
      ringing: call.status === 'RINGING',
    }));
    this.#dispatch({ type: 'resynced', open });
    for (const { call, from } of calls) {
      if (call.status === 'RINGING' && call.calleeId === user.id) this.#ring(call, from);
    }
  }

  #ring(call: Call, { id, name, picture }: User): void {
    if (this.#over.includes(call.id)) return;
    const peer = { id, ...(name && { name }), ...(picture && { picture }) };
    this.#dispatch({
      type: 'call_request',
      call: { callId: call.id, conversationId: call.conversationId, type: call.type, peer },
    });
  }

  /** One event after the other, even those that effects cause. */
  #dispatch(event: CallEvent): void {
    this.#events.push(event);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let next = this.#events.shift(); next; next = this.#events.shift()) this.#step(next);
    } finally {
      this.#isRunning = false;
    }
  }

  #step(event: CallEvent): void {
    const [machine, effects] = transition(this.#machine, event, Date.now());
    this.#machine = machine;
    const { call } = machine;
    this.#ports.store.update((state) => (state.call === call ? state : { ...state, call }));
    for (const effect of effects) {
      try {
        this.#run(effect);
      } catch (cause) {
        // A browser that refuses a part of calling ends the call, not the session.
        this.#ports.onError(new DeskbellError('peer_failed', { cause }));
        this.#events.push({ type: 'link_failed', error: 'peer_failed' });
      }
    }
  }

  #run(effect: CallEffect): void {
    const { media, tones } = this.#ports;
    switch (effect.type) {
      case 'send':
        return this.#say(effect.frame);
      case 'start_timer':
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#dispatch({ type: 'timeout' }), effect.limitMs);
        return;
      case 'stop_timer':
        return clearTimeout(this.#timer);
      case 'play_tone':
        return tones.play(effect.tone);
      case 'stop_tone':
        return tones.stop();
      case 'announce':
        return this.#announce(effect);
      default:
        return media.run(effect, this.#machine.call);
    }
  }

  #say(frame: ClientFrameInput): void {
    if (this.#ports.send(frame)) return;
    if (frame.type === 'call_end' || frame.type === 'call_reject') this.#unsaid.push(frame);
  }

  #announce({ fact, detail }: Extract<CallEffect, { type: 'announce' }>): void {
    this.#ports.emit(fact, detail);
    if (fact === 'call-incoming') {
      this.#ports.emitCalls('incoming', detail);
      this.#ports.emitMessaging('call:incoming', detail);
    } else if (fact === 'call-connected') this.#ports.emitCalls('connected', detail);
    else if (fact === 'call-ended') {
      this.#over = [...this.#over, detail.callId].slice(-REMEMBERED_CALLS);
      this.#ports.emitCalls('ended', detail);
    }
  }
}
