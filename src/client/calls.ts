import type { CallEffect, CallEvent } from '../core/call-events.js';
import { isLive } from '../core/call-machine.js';
import type { CallFacts, CallPeer } from '../core/call-state.js';
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
import { CallLine, type LinePorts } from './call-line.js';
import { callVerbs } from './call-verbs-of.js';
import type { CallVerbs } from './call-verbs.js';
import type { CallKeeper } from './kept-call.js';
import type { CallsEventMap, Emit, MessagingEventMap, SessionEventMap } from './session-events.js';
import type { Store } from './store.js';
import type { SessionState } from './types.js';

export interface CallPorts extends Omit<
  LinePorts,
  'areDevicesShared' | 'say' | 'onChange' | 'announce' | 'onQuality' | 'onRemoteStream' | 'send'
> {
  store: Store<SessionState>;
  keeper: CallKeeper;
  /** @returns false when offline */
  send(frame: ClientFrameInput): boolean;
  /** Brings the session online. */
  connect(): Promise<void>;
  makeId(): string;
  emit: Emit<SessionEventMap>;
  emitMessaging: Emit<MessagingEventMap>;
  emitCalls: Emit<CallsEventMap>;
}

const REMEMBERED_CALLS = 50;

/**
 * The calls of a page: the one that is shown, and a second one that rings or is on hold meanwhile.
 * Hears what the broker says of either.
 */
export class CallShell {
  readonly #ports: CallPorts;
  #line: CallLine;
  #other: CallLine | undefined;
  readonly verbs: CallVerbs;
  /** Endings that were decided offline: said on the next connection. */
  #unsaid: ClientFrameInput[] = [];
  /** Calls that are over here, whatever the broker still rings. */
  #over: string[] = [];

  constructor(ports: CallPorts) {
    this.#ports = ports;
    this.#line = this.#makeLine();
    this.verbs = callVerbs({
      devices: ports.devices,
      line: () => this.#line,
      swap: () => this.#swap(),
    });
    const kindOf = (kind: 'microphone' | 'camera') => (kind === 'microphone' ? 'audio' : 'video');
    ports.devices.connect({
      onReplaced: (kind, track) => this.#line.media.deviceChanged(kindOf(kind), track),
      onLost: (kind, notice) => this.#line.media.deviceChanged(kindOf(kind), null, notice),
      onChoices: (devices) => this.#line.media.offerDevices(devices),
    });
  }

  async startCall(conversationId: string, peer: CallPeer, type: CallType): Promise<void> {
    const { call } = this.#line;
    const isTheirs = call.phase === 'incoming' && call.peer.id === peer.id;
    if (isLive(call) && !isTheirs) throw new DeskbellError('already_in_call');
    const callId = this.#ports.makeId();
    this.#line.dispatch({ type: 'start', call: { callId, conversationId, peer, type } });
    try {
      await this.#ports.connect();
    } catch (cause) {
      const error = errorOf(cause, 'network');
      const current = this.#line.call;
      if (current.phase === 'calling' && current.callId === callId) {
        this.#line.dispatch({ type: 'link_failed', error: error.code });
      }
      throw error;
    }
  }

  /** Takes a call that rings; for a second one, the first is put on hold. */
  answer(callId?: string): void {
    if (this.#isOther(callId)) this.#swap();
    this.#line.dispatch({ type: 'answer' });
  }

  end(callId?: string): void {
    this.#lineOf(callId).dispatch({ type: 'end' });
  }

  decline(callId?: string): void {
    this.#lineOf(callId).dispatch({ type: 'decline' });
  }

  dismiss(): void {
    this.#line.dispatch({ type: 'dismiss' });
  }

  toggleMute(): boolean {
    return this.#line.media.toggleMute();
  }

  toggleVideo(): Promise<boolean> {
    return this.#line.media.toggleVideo();
  }

  switchCamera(): Promise<void> {
    return this.#line.media.switchCamera();
  }

  /** Takes a frame of the broker, whatever it is about. */
  hear(text: string): void {
    const read = readFrame(callFrames, text);
    if (read.kind === 'frame') this.#handle(read.frame);
    // What the other device says is read by the part that a running call needs.
    else if (read.kind === 'unknown') for (const line of this.#lines) line.media.talk.hear(text);
  }

  /** The page goes away. What only rings goes on elsewhere; a call is taken up after a reload. */
  leave(): void {
    const { phase } = this.#line.call;
    if (phase === 'calling' || phase === 'ringing' || phase === 'connecting') this.end();
  }

  close(): void {
    for (const line of this.#lines) {
      if (line.call.phase !== 'incoming') line.dispatch({ type: 'end' });
      line.close();
    }
    this.#ports.tones.close();
    this.#ports.devices.release();
  }

  get #lines(): CallLine[] {
    return this.#other ? [this.#line, this.#other] : [this.#line];
  }

  #makeLine(): CallLine {
    const ports = this.#ports;
    return new CallLine({
      ...ports,
      say: (frame) => this.#say(frame),
      areDevicesShared: (line) =>
        this.#lines.some((each) => each !== line && usesDevices(each.call.phase)),
      onChange: () => this.#show(),
      announce: (effect) => this.#announce(effect),
      onRemoteStream: (stream) => ports.emitCalls('remoteStream', { stream }),
      onQuality: (quality) => this.#tellQuality(quality),
    });
  }

  #handle(frame: CallFrame): void {
    switch (frame.type) {
      case 'welcome':
        return this.#resume(frame);
      case 'call_request':
        return this.#ring(frame.call, frame.from);
      case 'call_started':
      case 'call_accept':
      case 'call_end':
        return this.#lineOf(frame.call.id).dispatch(eventOf(frame));
      case 'call_ringing':
        return this.#lineOf(frame.callId).dispatch({ type: 'call_ringing', callId: frame.callId });
      case 'call_rejoin': {
        const { callId, peerId } = frame;
        return this.#lineOf(callId).dispatch({ type: 'peer_rejoined', callId, peerId });
      }
      case 'error': {
        const { code, ref } = frame;
        const error = isErrorCode(code) ? code : 'bad_request';
        if (ref) this.#lineOf(ref).dispatch({ type: 'call_refused', callId: ref, error });
        return;
      }
      default:
    }
  }

  #resume({ calls, user }: BrokerFrameOf<'welcome'>): void {
    const unsaid = this.#unsaid;
    this.#unsaid = [];
    for (const frame of unsaid) this.#say(frame);
    const open = calls.map(({ call }) => ({ callId: call.id, ringing: call.status === 'RINGING' }));
    for (const line of this.#lines) {
      line.dispatch({ type: 'resynced', open });
      line.media.talk.reached();
    }
    const kept = this.#ports.keeper.get();
    for (const { call, from, other } of calls) {
      if (call.status === 'RINGING' && call.calleeId === user.id) this.#ring(call, from);
      if (call.status !== 'ANSWERED' || call.id !== kept?.callId) continue;
      if (isLive(this.#line.call) || this.#over.includes(call.id)) continue;
      this.#line.media.begin(kept);
      this.#line.dispatch({
        type: 'rejoin',
        call: { ...incomingOf(call, other ?? from), type: kept.type },
        direction: call.callerId === user.id ? 'outgoing' : 'incoming',
        connectedAtMs: Date.parse(call.startedAt ?? call.updatedAt),
      });
    }
    if (!isLive(this.#line.call)) this.#ports.keeper.forget();
  }

  #ring(call: Call, from: User): void {
    if (this.#over.includes(call.id)) return;
    const event = { type: 'call_request', call: incomingOf(call, from) } as const;
    const current = this.#line.call;
    const isTalking = current.phase === 'active' || current.phase === 'reconnecting';
    if (!isTalking || current.callId === call.id) return this.#line.dispatch(event);
    this.#other ??= this.#makeLine();
    this.#other.dispatch({ ...event, isSecond: true });
  }

  #isOther(callId: string | undefined): boolean {
    const call = this.#other?.call;
    return call !== undefined && isLive(call) && call.callId === callId;
  }

  #lineOf(callId: string | undefined): CallLine {
    return this.#other && this.#isOther(callId) ? this.#other : this.#line;
  }

  /** The call on show is put on hold, and the other one comes to the front. */
  #swap(): void {
    const other = this.#other;
    if (!other || !isLive(other.call)) return;
    this.#line.dispatch({ type: 'hold' });
    [this.#line, this.#other] = [other, this.#line];
    this.#line.dispatch({ type: 'resume' });
    this.#show();
  }

  /** A call is over: the one that waited or was on hold for it comes to the front. */
  #settle(): void {
    const other = this.#other;
    if (!other) return;
    if (!isLive(other.call)) {
      this.#other = undefined;
      other.close();
    } else if (!isLive(this.#line.call)) {
      this.#line.close();
      [this.#line, this.#other] = [other, undefined];
      if (other.call.phase === 'incoming') this.#ports.tones.play('ringtone');
      other.dispatch({ type: 'resume' });
    }
    this.#show();
  }

  #show(): void {
    const { call, shownMedia: media } = this.#line;
    const other = this.#other?.call;
    const otherCall = other && isLive(other) ? other : undefined;
    this.#ports.store.update((state) => {
      if (state.call === call && state.media === media && state.otherCall === otherCall)
        return state;
      return { ...withoutOther(state), call, media, ...(otherCall && { otherCall }) };
    });
    if (!('connectedAtMs' in call)) return;
    const { callId, type } = call;
    const { muted, cameraOff } = media;
    this.#ports.keeper.keep({ callId, type, muted, cameraOff });
  }

  #say(frame: ClientFrameInput): void {
    if (this.#ports.send(frame)) return;
    const isLastWord = /^call_(end|reject|quality)$/.test(frame.type);
    if (isLastWord) this.#unsaid.push(frame);
  }

  #announce({ fact, detail }: Extract<CallEffect, { type: 'announce' }>): void {
    const { emit, emitMessaging, emitCalls, keeper } = this.#ports;
    if (fact === 'call-ended') {
      this.#over = [...this.#over, detail.callId].slice(-REMEMBERED_CALLS);
      if (keeper.get()?.callId === detail.callId) keeper.forget();
      // After the last effect of this ending.
      queueMicrotask(() => this.#settle());
    }
    emit(fact, detail);
    if (fact === 'call-incoming') {
      emitCalls('incoming', detail);
      emitMessaging('call:incoming', detail);
    } else if (fact === 'call-connected') emitCalls('connected', detail);
    else if (fact === 'call-ended') emitCalls('ended', detail);
  }

  #tellQuality(quality: CallsEventMap['quality']['quality']): void {
    const { call } = this.#line;
    if (!isLive(call)) return;
    const { callId, conversationId, direction, type, peer }: CallFacts = call;
    const detail = { callId, conversationId, direction, type, peer, quality };
    this.#ports.emit('call-quality', detail);
    this.#ports.emitCalls('quality', detail);
  }
}

const withoutOther = ({ otherCall: _former, ...state }: SessionState): SessionState => state;

const usesDevices = (phase: string): boolean =>
  /^(calling|ringing|connecting|active|reconnecting)$/.test(phase);

function incomingOf(call: Call, { id, name, picture }: User) {
  const peer = { id, ...(name && { name }), ...(picture && { picture }) };
  return { callId: call.id, conversationId: call.conversationId, type: call.type, peer };
}

function eventOf(frame: BrokerFrameOf<'call_started' | 'call_accept' | 'call_end'>): CallEvent {
  const callId = frame.call.id;
  if (frame.type === 'call_started') return { type: 'call_started', callId };
  if (frame.type === 'call_accept') {
    return { type: 'call_accept', callId, ...(frame.peerId && { peerId: frame.peerId }) };
  }
  const { duration } = frame.call;
  const { reason } = frame;
  return {
    type: 'call_end',
    callId,
    reason,
    ...(duration !== null && { durationSeconds: duration }),
  };
}
