import type { CallEffect } from '../core/call-events.js';
import { factsOf, isLive } from '../core/call-steps.js';
import type { CallQuality } from '../core/call-quality.js';
import type { CallState } from '../core/call-state.js';
import type { CallsEventMap, Emit, MessagingEventMap, SessionEventMap } from './session-events.js';

export interface FactPorts {
  emit: Emit<SessionEventMap>;
  emitMessaging: Emit<MessagingEventMap>;
  emitCalls: Emit<CallsEventMap>;
}

type Announcement = Extract<CallEffect, { type: 'announce' }>;

/** Tells the page what became of a call: on the session, and on its parts under their own names. */
export function tellFact(
  { emit, emitMessaging, emitCalls }: FactPorts,
  { fact, detail }: Announcement,
): void {
  emit(fact, detail);
  if (fact === 'call-incoming') {
    emitCalls('incoming', detail);
    emitMessaging('call:incoming', detail);
  } else if (fact === 'call-connected') emitCalls('connected', detail);
  else if (fact === 'call-ended') emitCalls('ended', detail);
}

export function tellQuality(
  { emit, emitCalls }: FactPorts,
  call: CallState,
  quality: CallQuality,
): void {
  if (!isLive(call)) return;
  const detail = { ...factsOf(call), quality };
  emit('call-quality', detail);
  emitCalls('quality', detail);
}
