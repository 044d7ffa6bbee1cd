import { fail, finish } from './call-endings.js';
import { CALL_LIMITS, type CallEffect, type CallEvent } from './call-events.js';
import type { CallState } from './call-state.js';
import {
  changeHold,
  factsOf,
  IDLE_MACHINE,
  interrupt,
  isLive,
  proceed,
  send,
  stay,
  timer,
  type Handlers,
} from './call-steps.js';

type RunningEvent = Extract<
  CallEvent['type'],
  | 'hold'
  | 'resume'
  | 'peer_held'
  | 'peer_resumed'
  | 'peer_ended'
  | 'became_video'
  | 'rejoin'
  | 'peer_rejoined'
  | 'media_flowing'
  | 'link_interrupted'
  | 'link_closed'
  | 'link_failed'
>;

type Reconnecting = Extract<CallState, { phase: 'reconnecting' }>;

const activeAgain = ({ untilMs: _over, ...call }: Reconnecting): CallState => ({
  ...call,
  phase: 'active',
});

/** What can happen to a call once it was accepted: the right half of the drawing in call-machine.ts. */
export const runningHandlers: Pick<Handlers, RunningEvent> = {
  hold(machine) {
    const { call } = machine;
    if (!isLive(call)) return stay(machine);
    return changeHold(machine, 'own', true, { type: 'call_hold', callId: call.callId });
  },

  resume(machine) {
    const { call } = machine;
    if (!isLive(call)) return stay(machine);
    return changeHold(machine, 'own', false, { type: 'call_resume', callId: call.callId });
  },

  peer_held: (machine) => changeHold(machine, 'theirs', true),

  peer_resumed: (machine) => changeHold(machine, 'theirs', false),

  peer_ended(machine, { reason }, nowMs) {
    const { call } = machine;
    const isAnswered = call.phase === 'connecting' || 'connectedAtMs' in call;
    return isLive(call) && isAnswered ? finish(call, reason, nowMs) : stay(machine);
  },

  became_video(machine) {
    const { call } = machine;
    const isOn = call.phase === 'active' || call.phase === 'reconnecting';
    if (!isOn || call.type === 'VIDEO') return stay(machine);
    return [{ ...machine, call: { ...call, type: 'VIDEO' } }, []];
  },

  rejoin(machine, { call, direction, connectedAtMs }, nowMs) {
    if (isLive(machine.call)) return stay(machine);
    const facts = factsOf({ ...call, direction });
    const untilMs = nowMs + CALL_LIMITS.reconnectMs;
    return [
      {
        ...IDLE_MACHINE,
        registered: true,
        media: 'asked',
        isRejoining: true,
        call: { phase: 'reconnecting', ...facts, connectedAtMs, untilMs },
      },
      [
        timer(CALL_LIMITS.reconnectMs),
        { type: 'warm_link' },
        { type: 'acquire_media', callType: call.type },
      ],
    ];
  },

  peer_rejoined(machine, { callId, peerId }, nowMs) {
    const { call } = machine;
    const isTalk = call.phase === 'active' || call.phase === 'reconnecting';
    if (!isTalk || call.callId !== callId) return stay(machine);
    // We are being reloaded ourselves: whoever of us is ready last connects the two.
    if (machine.isRejoining) return proceed({ ...machine, remotePeerId: peerId });
    const connect: CallEffect =
      call.direction === 'outgoing'
        ? { type: 'dial', callId, peerId }
        : { type: 'answer_dial', callId };
    return interrupt(
      { ...machine, remotePeerId: peerId },
      [{ type: 'reset_link' }, connect],
      nowMs,
    );
  },

  media_flowing(machine, _event, nowMs) {
    const { call } = machine;
    if (call.phase === 'reconnecting') {
      const { isRejoining, ...mended } = machine;
      const quiet = call.hold ? [{ type: 'quiet_media', isQuiet: true } as const] : [];
      return [
        { ...mended, call: activeAgain(call) },
        [
          { type: 'stop_timer' },
          { type: 'stop_tone' },
          ...quiet,
          // A page that was reloaded has not heard of it.
          ...(isRejoining === undefined
            ? []
            : [{ type: 'announce', fact: 'call-connected', detail: factsOf(call) } as const]),
        ],
      ];
    }
    if (call.phase !== 'connecting') return stay(machine);
    // A clock that was set back meanwhile tells nothing.
    const setupMs = Math.max(0, nowMs - (machine.acceptedAtMs ?? nowMs));
    return [
      { ...machine, call: { ...call, phase: 'active', connectedAtMs: nowMs, setupMs } },
      [
        { type: 'stop_timer' },
        send({ type: 'call_connected', callId: call.callId }),
        { type: 'announce', fact: 'call-connected', detail: factsOf(call) },
      ],
    ];
  },

  link_interrupted: (machine, _event, nowMs) =>
    machine.call.phase === 'active'
      ? interrupt(machine, [{ type: 'mend_link' }], nowMs)
      : stay(machine),

  link_closed(machine, { final }, nowMs) {
    const { call } = machine;
    if (call.phase !== 'connecting' && !('connectedAtMs' in call)) return stay(machine);
    // Whoever hangs up says so. Who does not is being reloaded, or is gone: the broker knows.
    if (!final && call.phase !== 'connecting') return interrupt(machine, [], nowMs);
    return finish(call, 'hangup', nowMs, {
      frame: { type: 'call_end', callId: call.callId },
    });
  },

  link_failed(machine, { error }, nowMs) {
    const { call } = machine;
    if (call.phase === 'active') return interrupt(machine, [{ type: 'mend_link' }], nowMs);
    // What failed may be the dial of somebody who is not back yet.
    return call.phase === 'reconnecting' ? stay(machine) : fail(machine, error, nowMs);
  },
};
