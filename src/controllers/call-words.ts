import { callOutcome, type CallOutcome } from '../core/call-outcome.js';
import type { LogEntry } from '../core/message-log.js';
import { outcomesEnglish } from '../locales/en-outcomes.js';
import { addEnglish } from '../locales/registry.js';
import type { PlainKey } from '../locales/types.js';

addEnglish(outcomesEnglish);

/** What is said of a call's outcome beside its kind and length; undefined when that says all. */
export function outcomeKey(outcome: CallOutcome): PlainKey | undefined {
  if (outcome === 'open' || outcome === 'answered' || outcome === 'missed') return undefined;
  return `outcome_${outcome}`;
}

/** What the call came to that a line of a conversation tells of. */
export function entryOutcome(
  { type, call }: Pick<LogEntry, 'type' | 'call'>,
  isOwn: boolean,
): CallOutcome {
  if (type === 'CALL_STARTED') return 'open';
  const { status = type === 'CALL_ENDED' ? 'ENDED' : 'MISSED', reason } = call ?? {};
  return callOutcome({ status, reason }, isOwn ? 'outgoing' : 'incoming');
}
