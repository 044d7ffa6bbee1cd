/**
 * The call, drawn:
 *
 *            start                 call_ringing
 *   idle ───────────▶ calling ───────────────────▶ ringing
 *    │                   │                            │
 *    │ call_request      └──────────────┬─────────────┘
 *    │                                  │ call_accept(peerId): dial it when our media is there
 *    ▼                answer            ▼                 media_flowing
 *   incoming ───────────────────▶ connecting ───────────────────────────▶ active ◀──────┐
 *    │   (accept is sent when the link has an id                             │ link_*,    │ media_flowing
 *    │    and the microphone is ours or refused)                             │ peer_      │
 *    │                                                                       ▼ rejoined   │
 *    │                              idle ── rejoin ────────────────────▶ reconnecting ────┘
 *    │                                                                       │
 *    └── decline · end · call_end · peer_ended · call_refused · timeout ─────┴──▶ ended
 *
 *   ended ── dismiss ▶ idle      ended ── start ▶ calling      ended ── call_request ▶ incoming
 *
 * `active` and `reconnecting` may be on hold, by either side or by both. A path that broke is looked
 * for anew until the timer of `reconnecting` ends; a page that was reloaded begins there.
 *
 * Both call each other: the broker keeps the earlier request and refuses the later one. Whoever is
 * refused answers the earlier call without asking, because they wanted to talk to that person.
 * Every waiting phase has a timer, every way into `ended` is `finish` (call-endings.ts).
 */
import { fail, finish, reportFailure } from './call-endings.js';
import { CALL_LIMITS, REFUSALS, type CallEvent } from './call-events.js';
import { runningHandlers } from './call-running.js';
import {
  askBroker,
  factsOf,
  IDLE_MACHINE,
  isLive,
  pickUp,
  proceed,
  ring,
  send,
  stay,
  timer,
  yieldTo,
  type CallMachine,
  type Handlers,
  type Step,
} from './call-steps.js';

export { IDLE_MACHINE, isLive, type CallMachine };

/** Decides; does nothing. Unexpected events leave the machine as it is. */
export function transition(machine: CallMachine, event: CallEvent, nowMs: number): Step {
  const handle = handlers[event.type] as (m: CallMachine, e: CallEvent, nowMs: number) => Step;
  return handle(machine, event, nowMs);
}

const handlers: Handlers = {
  ...runningHandlers,

  start(machine, { call }, nowMs) {
    const current = machine.call;
    if (current.phase === 'incoming' && current.peer.id === call.peer.id) {
      const callType = call.type === 'VOICE' ? 'VOICE' : current.type;
      return pickUp(machine, factsOf(current), [{ type: 'acquire_media', callType }], nowMs);
    }
    if (isLive(current)) return stay(machine);
    const facts = { ...call, direction: 'outgoing' } as const;
    return [
      { ...IDLE_MACHINE, call: { phase: 'calling', ...facts }, media: 'asked' },
      [
        askBroker(facts),
        { type: 'warm_link' },
        { type: 'acquire_media', callType: call.type },
        timer(CALL_LIMITS.requestMs),
      ],
    ];
  },

  answer(machine, _event, nowMs) {
    const { call } = machine;
    if (call.phase !== 'incoming') return stay(machine);
    const ask = [{ type: 'acquire_media', callType: call.type }] as const;
    return pickUp(machine, factsOf(call), ask, nowMs);
  },

  decline(machine, _event, nowMs) {
    if (machine.call.phase !== 'incoming') return stay(machine);
    const frame = { type: 'call_reject', callId: machine.call.callId } as const;
    return finish(machine.call, 'declined', nowMs, { frame });
  },

  end(machine, _event, nowMs) {
    const { call } = machine;
    if (!isLive(call)) return stay(machine);
    if (call.phase === 'incoming') return handlers.decline(machine, { type: 'decline' }, nowMs);
    const asking = call.phase === 'calling' || call.phase === 'ringing';
    return finish(call, asking ? 'cancelled' : 'hangup', nowMs, {
      frame: { type: 'call_end', callId: call.callId },
    });
  },

  dismiss(machine) {
    return machine.call.phase === 'ended' ? [IDLE_MACHINE, []] : stay(machine);
  },

  media_promised(machine) {
    return machine.media === 'asked' ? proceed({ ...machine, media: 'promised' }) : stay(machine);
  },

  media_settled(machine) {
    if (machine.media !== 'asked' && machine.media !== 'promised') return stay(machine);
    return proceed({ ...machine, media: 'settled' });
  },

  media_failed(machine, { error }, nowMs) {
    return machine.media === 'asked' || machine.media === 'promised'
      ? fail(machine, error, nowMs)
      : stay(machine);
  },

  call_started(machine, { callId }) {
    const { call } = machine;
    if (call.phase !== 'calling' || call.callId !== callId || machine.registered) {
      return stay(machine);
    }
    return [
      { ...machine, registered: true },
      [
        timer(CALL_LIMITS.ringMs),
        { type: 'announce', fact: 'call-started', detail: factsOf(call) },
      ],
    ];
  },

  call_ringing(machine, { callId }) {
    const { call } = machine;
    if (call.phase !== 'calling' || call.callId !== callId) return stay(machine);
    return [
      { ...machine, registered: true, call: { ...call, phase: 'ringing' } },
      [timer(CALL_LIMITS.ringMs), { type: 'play_tone', tone: 'ringback' }],
    ];
  },

  call_request(machine, { call, isSecond }, nowMs) {
    const current = machine.call;
    if (!isLive(current)) return ring(call, isSecond);
    if (current.callId === call.callId) return stay(machine);
    if (current.phase === 'calling' && !machine.registered && current.peer.id === call.peer.id) {
      return yieldTo(machine, current.type, call, nowMs);
    }
    return [machine, [send({ type: 'call_reject', callId: call.callId, reason: 'busy' })]];
  },

  call_accept(machine, { callId, peerId }, nowMs) {
    const { call } = machine;
    if (machine.isRejoining && peerId && call.phase === 'reconnecting' && call.callId === callId) {
      return proceed({ ...machine, remotePeerId: peerId });
    }
    if (call.phase !== 'calling' && call.phase !== 'ringing') return stay(machine);
    if (call.callId !== callId) return stay(machine);
    const accepted: CallMachine = {
      ...machine,
      registered: true,
      acceptedAtMs: nowMs,
      call: { ...call, phase: 'connecting' },
      ...(peerId && { remotePeerId: peerId }),
    };
    const [next, effects] = proceed(accepted);
    return [next, [{ type: 'stop_tone' }, timer(CALL_LIMITS.connectMs), ...effects]];
  },

  call_end(machine, { callId, reason, durationSeconds }, nowMs) {
    const { call } = machine;
    if (!isLive(call) || call.callId !== callId) return stay(machine);
    return finish(call, reason, nowMs, {
      ...(durationSeconds !== undefined && { durationSeconds }),
    });
  },

  call_refused(machine, { callId, error }, nowMs) {
    const { call } = machine;
    if (!isLive(call) || call.callId !== callId) return stay(machine);
    // A signal that was refused harms no call; only a page that may not come back has lost it.
    if (call.phase === 'active' || (call.phase === 'reconnecting' && !machine.isRejoining)) {
      return stay(machine);
    }
    if (call.phase === 'reconnecting') return finish(call, 'lost', nowMs);
    if (error === 'already_in_call' && call.phase === 'calling') {
      return [machine, [timer(CALL_LIMITS.glareMs)]];
    }
    const reason = REFUSALS[error];
    return finish(call, reason ?? 'failed', nowMs, { ...(!reason && { error }) });
  },

  resynced(machine, event, nowMs) {
    const { call } = machine;
    if (!isLive(call)) return stay(machine);
    const open = event.open.find(({ callId }) => callId === call.callId);
    if (call.phase === 'calling' && !machine.registered) {
      return open
        ? handlers.call_started(machine, { type: 'call_started', callId: call.callId }, nowMs)
        : [machine, [askBroker(call)]];
    }
    // An accept that the broker never heard is said again.
    if (call.phase === 'connecting' && call.direction === 'incoming' && open?.ringing) {
      return proceed({ ...machine, negotiating: false });
    }
    // Our new address may never have been heard.
    if (open && machine.isRejoining) return proceed({ ...machine, negotiating: false });
    // From the accept on, the direct link alone says whether the call lives.
    if (open || call.phase === 'connecting' || call.phase === 'active') return stay(machine);
    if (call.phase === 'reconnecting') return finish(call, 'lost', nowMs);
    return finish(call, call.direction === 'incoming' ? 'cancelled' : 'failed', nowMs);
  },

  link_ready(machine, { peerId }) {
    return isLive(machine.call) ? proceed({ ...machine, ownPeerId: peerId }) : stay(machine);
  },

  timeout(machine, _event, nowMs) {
    const { call } = machine;
    switch (call.phase) {
      case 'calling':
        return machine.registered
          ? finish(call, 'no_answer', nowMs, { frame: reportFailure(call.callId) })
          : fail(machine, 'timeout', nowMs);
      case 'ringing':
        return finish(call, 'no_answer', nowMs, { frame: reportFailure(call.callId) });
      case 'incoming':
        return finish(call, 'no_answer', nowMs);
      case 'connecting':
        return fail(machine, machine.media === 'asked' ? 'permission_dismissed' : 'timeout', nowMs);
      case 'reconnecting':
        return finish(call, 'lost', nowMs, {
          frame: { type: 'call_end', callId: call.callId, reason: 'lost' },
        });
      default:
        return stay(machine);
    }
  },
};
