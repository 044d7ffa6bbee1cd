import { describe, expect, it } from 'vitest';
import type { CallEffect, CallEvent } from '../../../src/core/call-events.js';
import { IDLE_MACHINE, transition, type CallMachine } from '../../../src/core/call-machine.js';
import { CallEndReason } from '../../../src/protocol/call-record.js';

const callId = '01890000-0000-7000-8000-00000000000a';
const call = {
  callId,
  conversationId: '01890000-0000-7000-8000-0000000000ff',
  type: 'VOICE',
  peer: { id: 'seller-42' },
} as const;

const accepted: CallEvent = { type: 'call_accept', callId, peerId: 'peer-2' };
const flowing: CallEvent = { type: 'media_flowing' };
const ended = (reason: CallEndReason): CallEvent => ({ type: 'call_end', callId, reason });

const CALLING: CallEvent[] = [{ type: 'start', call }];
const RINGING: CallEvent[] = [...CALLING, { type: 'call_ringing', callId }];
const TALKING: CallEvent[] = [...RINGING, accepted, flowing];
const INCOMING: CallEvent[] = [{ type: 'call_request', call }];
const TAKEN: CallEvent[] = [...INCOMING, { type: 'answer' }];
const BROKEN: CallEvent[] = [...TALKING, { type: 'link_interrupted' }];

/** What sounds after all of it, and how the call ended. */
function after(...events: readonly CallEvent[]) {
  let machine: CallMachine = IDLE_MACHINE;
  let sounding: string | undefined;
  const note = (effect: CallEffect) => {
    if (effect.type === 'play_tone') sounding = effect.tone;
    if (effect.type === 'stop_tone') sounding = undefined;
  };
  for (const event of events) {
    const [next, effects] = transition(machine, event, 0);
    machine = next;
    effects.forEach(note);
  }
  return { reason: 'reason' in machine.call ? machine.call.reason : undefined, sounding };
}

/** How it is named for a person, what leads there, and what it sounds like. */
const ENDINGS: [string, readonly CallEvent[], CallEndReason, string | undefined][] = [
  ['is hung up here', [...TALKING, { type: 'end' }], 'hangup', 'end'],
  ['is hung up there', [...TALKING, ended('hangup')], 'hangup', 'end'],
  ['finds them busy', [...RINGING, ended('busy')], 'busy', 'busy'],
  ['is not answered', [...RINGING, ended('no_answer')], 'no_answer', 'no_answer'],
  ['is not answered for too long', [...RINGING, { type: 'timeout' }], 'no_answer', 'no_answer'],
  ['is declined', [...RINGING, ended('declined')], 'declined', 'declined'],
  ['is cancelled by whoever called', [...RINGING, { type: 'end' }], 'cancelled', 'end'],
  ['was answered elsewhere', [...TAKEN, ended('answered_elsewhere')], 'answered_elsewhere', 'end'],
  [
    'fails',
    [...RINGING, accepted, { type: 'link_failed', error: 'peer_failed' }],
    'failed',
    'failed',
  ],
  ['fails there', [...RINGING, ended('failed')], 'failed', 'failed'],
  ['is lost', [...BROKEN, { type: 'timeout' }], 'lost', 'lost'],
  ['is lost there', [...BROKEN, ended('lost')], 'lost', 'lost'],
  // Whoever did not take it hears that it no longer rings, and nothing else.
  ['is missed', [...INCOMING, ended('no_answer')], 'no_answer', undefined],
  ['is taken back while it rings', [...INCOMING, ended('cancelled')], 'cancelled', undefined],
  ['is declined here', [...INCOMING, { type: 'decline' }], 'declined', undefined],
  [
    'was answered elsewhere while it rings',
    [...INCOMING, ended('answered_elsewhere')],
    'answered_elsewhere',
    undefined,
  ],
  ['rings too long here', [...INCOMING, { type: 'timeout' }], 'no_answer', undefined],
];

describe('the tone of a call that', () => {
  for (const [name, events, reason, tone] of ENDINGS) {
    it(`${name} is ${tone ?? 'silence'}`, () => {
      expect(after(...events)).toEqual({ reason, sounding: tone });
    });
  }

  it('ends in any way there is, is listed here', () => {
    const listed = new Set(ENDINGS.map(([, , reason]) => reason));
    expect([...listed].sort()).toEqual([...CallEndReason.options].sort());
  });
});
