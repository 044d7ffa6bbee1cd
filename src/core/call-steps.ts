import type { CallType, ClientFrameInput } from '../protocol/index.js';
import { CALL_LIMITS, type CallEffect, type CallEvent, type IncomingCall } from './call-events.js';
import { IDLE_CALL, type CallFacts, type CallState } from './call-state.js';

export interface CallMachine {
  /** What everybody may see. */
  readonly call: CallState;
  /** The broker has a record of the call. */
  readonly registered: boolean;
  readonly media: 'none' | 'asked' | 'promised' | 'settled';
  /** Where this device may be dialled, once its link is warm. */
  readonly ownPeerId?: string;
  /** The device that accepted our call. */
  readonly remotePeerId?: string;
  /** Our accept, or our dial, is out. */
  readonly negotiating: boolean;
  /** This page was reloaded in the call: it says so instead of accepting. */
  readonly isRejoining?: boolean;
  /** When the call was taken, by this person or by the other. */
  readonly acceptedAtMs?: number;
}

export const IDLE_MACHINE: CallMachine = {
  call: IDLE_CALL,
  registered: false,
  media: 'none',
  negotiating: false,
};

/** Where the call is now, and what the shell does about it. */
export type Step = readonly [CallMachine, readonly CallEffect[]];
type EventOf<T extends CallEvent['type']> = Extract<CallEvent, { type: T }>;
/** One for each event. */
export type Handlers = {
  [T in CallEvent['type']]: (machine: CallMachine, event: EventOf<T>, nowMs: number) => Step;
};
export type LiveCall = Exclude<CallState, { phase: 'idle' | 'ended' }>;
/** True from `calling` to `active`. */
export function isLive(call: CallState): call is LiveCall {
  return call.phase !== 'idle' && call.phase !== 'ended';
}

export const stay = (machine: CallMachine): Step => [machine, []];
export const send = (frame: ClientFrameInput): CallEffect => ({ type: 'send', frame });
export const timer = (limitMs: number): CallEffect => ({ type: 'start_timer', limitMs });

export function factsOf({ callId, conversationId, direction, type, peer }: CallFacts): CallFacts {
  return { callId, conversationId, direction, type, peer };
}

/** Asks the broker to ring the other side. */
export function askBroker({ callId, conversationId, peer, type }: IncomingCall): CallEffect {
  return send({
    type: 'call_request',
    callId,
    conversationId,
    calleeId: peer.id,
    callType: type,
  });
}

/** Somebody calls: show it, sound it, get ready to be dialled. */
export function ring(call: IncomingCall, isSecond = false): Step {
  const facts: CallFacts = { ...factsOf({ ...call, direction: 'incoming' }) };
  return [
    { ...IDLE_MACHINE, registered: true, call: { phase: 'incoming', ...facts } },
    [
      send({ type: 'call_ringing', callId: call.callId }),
      timer(CALL_LIMITS.ringMs),
      { type: 'announce', fact: 'call-incoming', detail: facts },
      { type: 'play_tone', tone: isSecond ? 'waiting' : 'ringtone' },
      { type: 'warm_link' },
    ],
  ];
}

/** The person takes the call: their microphone is asked for, the accept follows in `proceed`. */
export function pickUp(
  machine: CallMachine,
  facts: CallFacts,
  ask: readonly CallEffect[],
  acceptedAtMs: number,
): Step {
  const asked: CallMachine = {
    ...machine,
    registered: true,
    call: { phase: 'connecting', ...facts },
    media: ask.length > 0 ? 'asked' : machine.media,
    acceptedAtMs,
  };
  const [next, effects] = proceed(asked);
  return [next, [{ type: 'stop_tone' }, timer(CALL_LIMITS.permissionMs), ...ask, ...effects]];
}

/** Our request met an earlier one from the same person: take theirs, with what both agreed to. */
export function yieldTo(
  machine: CallMachine,
  wanted: CallType,
  call: IncomingCall,
  nowMs: number,
): Step {
  const facts: CallFacts = { ...factsOf({ ...call, direction: 'incoming' }) };
  const cameraTooMuch = wanted === 'VIDEO' && call.type === 'VOICE';
  const ask: CallEffect[] = cameraTooMuch ? [{ type: 'acquire_media', callType: 'VOICE' }] : [];
  const [next, effects] = pickUp(machine, facts, ask, nowMs);
  return [next, [...effects, { type: 'announce', fact: 'call-incoming', detail: facts }]];
}

/** The path broke, or the other side's page is reloaded: it is mended, but not for ever. */
export function interrupt(
  machine: CallMachine,
  effects: readonly CallEffect[],
  nowMs: number,
): Step {
  const { call } = machine;
  if (call.phase === 'reconnecting') return [machine, effects];
  if (call.phase !== 'active') return stay(machine);
  const untilMs = nowMs + CALL_LIMITS.reconnectMs;
  return [
    { ...machine, call: { ...call, phase: 'reconnecting', untilMs } },
    [timer(CALL_LIMITS.reconnectMs), { type: 'play_tone', tone: 'reconnecting' }, ...effects],
  ];
}

/** Changes who holds the call; the media is quiet as long as anybody does. */
export function changeHold(
  machine: CallMachine,
  who: 'own' | 'theirs',
  isHeld: boolean,
  frame?: ClientFrameInput,
): Step {
  const { call } = machine;
  if (call.phase !== 'active' && call.phase !== 'reconnecting') return stay(machine);
  const { hold, ...rest } = call;
  const other = who === 'own' ? 'theirs' : 'own';
  const isByOther = hold === 'both' || hold === other;
  if (isHeld === (hold === 'both' || hold === who)) return stay(machine);
  const next = isHeld ? (isByOther ? 'both' : who) : isByOther ? other : undefined;
  return [
    { ...machine, call: { ...rest, ...(next && { hold: next }) } },
    [
      ...(frame ? [send(frame)] : []),
      ...(isByOther ? [] : [{ type: 'quiet_media', isQuiet: isHeld } as const]),
    ],
  ];
}

/** After a reload: the broker is told where this page is now, and the caller dials again. */
function proceedRejoin(machine: CallMachine): Step {
  const { call, media, ownPeerId, remotePeerId, negotiating } = machine;
  if (call.phase !== 'reconnecting' || media !== 'settled' || !ownPeerId) return stay(machine);
  const { callId } = call;
  if (!negotiating) {
    const said = send({ type: 'call_rejoin', callId, peerId: ownPeerId });
    const isCallee = call.direction === 'incoming';
    return [
      { ...machine, negotiating: true },
      isCallee ? [{ type: 'answer_dial', callId }, said] : [said],
    ];
  }
  if (call.direction === 'incoming' || !remotePeerId) return stay(machine);
  return [{ ...machine, isRejoining: false }, [{ type: 'dial', callId, peerId: remotePeerId }]];
}

/** Takes the next steps of the negotiation that what is there now allows. */
export function proceed(machine: CallMachine): Step {
  const { call, media, ownPeerId, remotePeerId, negotiating } = machine;
  if (machine.isRejoining) return proceedRejoin(machine);
  if (call.phase !== 'connecting') return stay(machine);
  if (call.direction === 'outgoing') {
    if (negotiating || media !== 'settled' || !ownPeerId || !remotePeerId) return stay(machine);
    return [
      { ...machine, negotiating: true },
      [{ type: 'dial', callId: call.callId, peerId: remotePeerId }],
    ];
  }
  const effects: CallEffect[] = [];
  const mayAccept = media === 'promised' || media === 'settled';
  if (!negotiating && ownPeerId && mayAccept) {
    const frame = { type: 'call_accept', callId: call.callId, peerId: ownPeerId } as const;
    effects.push(send(frame), timer(CALL_LIMITS.connectMs));
  }
  const accepted = negotiating || effects.length > 0;
  if (accepted && media === 'settled') effects.push({ type: 'answer_dial', callId: call.callId });
  return [{ ...machine, negotiating: accepted }, effects];
}
