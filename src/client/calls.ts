import type { CallEffect } from '../core/call-events.js';
import { isLive } from '../core/call-machine.js';
import type { CallPeer } from '../core/call-state.js';
import { DeskbellError, errorOf } from '../core/errors.js';
import type { CallType, ClientFrameInput } from '../protocol/index.js';
import { tellFact, tellQuality, type FactPorts } from './call-facts.js';
import { CallHearing } from './call-hearing.js';
import { CallLine, type LinePorts } from './call-line.js';
import { CallPair } from './call-pair.js';
import { callVerbs } from './call-verbs-of.js';
import type { CallVerbs } from './call-verbs.js';
import type { CallKeeper } from './kept-call.js';
import { LastWords } from './last-words.js';
import type { Store } from './store.js';
import type { SessionState } from './types.js';

export interface CallPorts
  extends
    FactPorts,
    Omit<
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
}

/** The calls of a page: joins lines, broker, devices and what the page is shown and told. */
export class CallShell {
  readonly #ports: CallPorts;
  readonly #lastWords: LastWords;
  readonly #calls: CallPair;
  readonly #hearing: CallHearing;
  readonly verbs: CallVerbs;

  constructor(ports: CallPorts) {
    this.#ports = ports;
    const { devices, keeper, tones } = ports;
    const lastWords = (this.#lastWords = new LastWords(ports.send));
    const calls = (this.#calls = new CallPair({
      tones,
      makeLine: () => this.#makeLine(),
      onChange: () => this.#show(),
    }));
    this.#hearing = new CallHearing({ calls, keeper, lastWords });
    this.verbs = callVerbs({ devices, line: () => calls.shown, swap: () => calls.swap() });
    devices.connect({
      onReplaced: (kind, track) => calls.shown.media.own.replace(kind, track),
      onLost: (kind, notice) => calls.shown.media.own.replace(kind, null, notice),
      onChoices: (choices) => calls.shown.media.own.offerDevices(choices),
    });
  }

  async startCall(conversationId: string, peer: CallPeer, type: CallType): Promise<void> {
    const line = this.#calls.shown;
    const { call } = line;
    const isTheirs = call.phase === 'incoming' && call.peer.id === peer.id;
    if (isLive(call) && !isTheirs) throw new DeskbellError('already_in_call');
    const callId = this.#ports.makeId();
    line.dispatch({ type: 'start', call: { callId, conversationId, peer, type } });
    try {
      await this.#ports.connect();
    } catch (cause) {
      const error = errorOf(cause, 'network');
      if (line.call.phase === 'calling' && line.call.callId === callId) {
        line.dispatch({ type: 'link_failed', error: error.code });
      }
      throw error;
    }
  }

  /** Takes a call that rings; for a second one, the first is put on hold. */
  answer(callId?: string): void {
    if (this.#calls.of(callId) !== this.#calls.shown) this.#calls.swap();
    this.#calls.shown.dispatch({ type: 'answer' });
  }

  end(callId?: string): void {
    this.#calls.of(callId).dispatch({ type: 'end' });
  }

  decline(callId?: string): void {
    this.#calls.of(callId).dispatch({ type: 'decline' });
  }

  dismiss(): void {
    this.#calls.shown.dispatch({ type: 'dismiss' });
  }

  toggleMute(): boolean {
    return this.#calls.shown.media.own.toggleMute();
  }

  toggleVideo(): Promise<boolean> {
    return this.#calls.shown.media.own.toggleVideo();
  }

  switchCamera(): Promise<void> {
    return this.#calls.shown.media.own.switchCamera();
  }

  /** Takes a frame of the broker, whatever it is about. */
  hear(text: string): void {
    this.#hearing.hear(text);
  }

  /** The page goes away. What only rings goes on elsewhere; a call is taken up after a reload. */
  leave(): void {
    const { phase } = this.#calls.shown.call;
    if (phase === 'calling' || phase === 'ringing' || phase === 'connecting') this.end();
  }

  close(): void {
    for (const line of this.#calls.lines) {
      if (line.call.phase !== 'incoming') line.dispatch({ type: 'end' });
      line.close();
    }
    this.#ports.tones.close();
    this.#ports.devices.release();
  }

  #makeLine(): CallLine {
    const ports = this.#ports;
    return new CallLine({
      ...ports,
      say: (frame) => this.#lastWords.say(frame),
      areDevicesShared: (line) =>
        this.#calls.lines.some((each) => each !== line && usesDevices(each.call.phase)),
      onChange: () => this.#show(),
      announce: (effect) => this.#announce(effect),
      onRemoteStream: (stream) => ports.emitCalls('remoteStream', { stream }),
      onQuality: (quality) => tellQuality(ports, this.#calls.shown.call, quality),
    });
  }

  #show(): void {
    const { call, shownMedia: media } = this.#calls.shown;
    const otherCall = this.#calls.other?.call;
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

  #announce(effect: Extract<CallEffect, { type: 'announce' }>): void {
    const { keeper } = this.#ports;
    const { fact, detail } = effect;
    if (fact === 'call-ended') {
      this.#hearing.noteOver(detail.callId);
      if (keeper.get()?.callId === detail.callId) keeper.forget();
      // After the last effect of this ending.
      queueMicrotask(() => this.#calls.settle());
    }
    tellFact(this.#ports, effect);
  }
}

const withoutOther = ({ otherCall: _former, ...state }: SessionState): SessionState => state;

const usesDevices = (phase: string): boolean =>
  /^(calling|ringing|connecting|active|reconnecting)$/.test(phase);
