import { describe, expect, it } from 'vitest';
import { callOutcome, isMissed, type CallOutcome } from '../../../src/core/call-outcome.js';
import { CallStatus } from '../../../src/protocol/index.js';

type Case = [CallStatus, string | null | undefined, outgoing: CallOutcome, incoming: CallOutcome];

const CASES: Case[] = [
  ['RINGING', null, 'open', 'open'],
  ['ANSWERED', null, 'open', 'open'],
  ['ENDED', 'hangup', 'answered', 'answered'],
  ['ENDED', null, 'answered', 'answered'],
  ['ENDED', 'lost', 'lost', 'lost'],
  ['MISSED', 'no_answer', 'no_answer', 'missed'],
  ['MISSED', 'cancelled', 'cancelled', 'missed'],
  ['MISSED', undefined, 'no_answer', 'missed'],
  ['MISSED', 'a reason of tomorrow', 'no_answer', 'missed'],
  ['DECLINED', 'declined', 'declined', 'declined'],
  ['BUSY', 'busy', 'busy', 'missed_while_busy'],
  ['FAILED', 'failed', 'failed', 'failed'],
];

describe('the outcome of a call', () => {
  it.each(CASES)('%s, %s: %s for the caller, %s for the callee', (status, reason, out, into) => {
    expect(callOutcome({ status, reason }, 'outgoing')).toBe(out);
    expect(callOutcome({ status, reason }, 'incoming')).toBe(into);
  });

  it('is there for every status', () => {
    expect(new Set(CASES.map(([status]) => status))).toEqual(new Set(CallStatus.options));
  });

  it('asks to be called back only where it rang for the reader', () => {
    const asked = CASES.flatMap(([, , ...outcomes]) => outcomes).filter(isMissed);
    expect(new Set(asked)).toEqual(new Set(['missed', 'missed_while_busy']));
    for (const [, , outgoing] of CASES) expect(isMissed(outgoing)).toBe(false);
  });
});
