import type { CallEffect, CallEvent } from '../core/call-events.js';
import { IDLE_MACHINE, transition, type CallMachine } from '../core/call-machine.js';
import type { CallState } from '../core/call-state.js';
import type { ClientFrameInput } from '../protocol/index.js';
import { DeskbellError } from '../core/errors.js';
import { CallMediaControl, type CallMediaPorts } from './call-media.js';
import type { Tones } from './tones.js';
import type { CallMedia } from './types.js';

export interface LinePorts extends Omit<
  CallMediaPorts,
  'call' | 'tell' | 'show' | 'areDevicesShared' | 'onSummary'
> {
  tones: Tones;
  areDevicesShared(line: CallLine): boolean;
  /** To the broker, now or on the next connection. */
  say(frame: ClientFrameInput): void;
  /** Something of it has changed. */
  onChange(line: CallLine): void;
  announce(effect: Extract<CallEffect, { type: 'announce' }>): void;
}

/** The shell of the call machine, for one call: feeds it events, does what it says. */
export class CallLine {
  readonly #ports: LinePorts;
  readonly media: CallMediaControl;
  #machine: CallMachine = IDLE_MACHINE;
  #shown: CallMedia;
  readonly #events: CallEvent[] = [];
  #isRunning = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: LinePorts) {
    this.#ports = ports;
    this.media = new CallMediaControl({
      ...ports,
      call: () => this.call,
      areDevicesShared: () => ports.areDevicesShared(this),
      tell: (event) => this.dispatch(event),
      show: (media) => {
        this.#shown = media;
        ports.onChange(this);
      },
      onSummary: (summary) => {
        if (this.call.phase === 'idle') return;
        ports.say({ type: 'call_quality', callId: this.call.callId, summary });
      },
    });
    this.#shown = this.media.media;
  }

  get call(): CallState {
    return this.#machine.call;
  }

  get shownMedia(): CallMedia {
    return this.#shown;
  }

  /** One event after the other, even those that effects cause. */
  dispatch(event: CallEvent): void {
    this.#events.push(event);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let next = this.#events.shift(); next; next = this.#events.shift()) this.#step(next);
    } finally {
      this.#isRunning = false;
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.media.close();
  }

  #step(event: CallEvent): void {
    const [machine, effects] = transition(this.#machine, event, Date.now());
    const hasChanged = machine.call !== this.#machine.call;
    this.#machine = machine;
    if (hasChanged) this.#ports.onChange(this);
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
    const { tones } = this.#ports;
    switch (effect.type) {
      case 'send':
        return this.#say(effect.frame);
      case 'start_timer':
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.dispatch({ type: 'timeout' }), effect.limitMs);
        return;
      case 'stop_timer':
        return clearTimeout(this.#timer);
      case 'play_tone':
        return tones.play(effect.tone);
      case 'stop_tone':
        return tones.stop();
      case 'announce':
        return this.#ports.announce(effect);
      default:
        return this.media.run(effect);
    }
  }

  #say(frame: ClientFrameInput): void {
    if (frame.type === 'call_hold' || frame.type === 'call_resume')
      return this.media.ways.say(frame);
    if (frame.type === 'call_end') this.media.ways.sayEnd(frame.callId);
    this.#ports.say(frame);
  }
}
