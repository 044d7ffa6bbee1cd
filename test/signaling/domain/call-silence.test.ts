import { describe, expect, it } from 'vitest';
import {
  silenceOf,
  type CallPast,
  type PastCall,
  type SilenceRules,
} from '../../../signaling/domain/call-silence.js';
import type { CallStatus } from '../../../src/protocol/index.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const rules: SilenceRules = {
  declined: { points: 3, windowMs: 10 * MINUTE },
  unanswered: { points: 1000, windowMs: HOUR },
};

const call = (minute: number, status: CallStatus = 'DECLINED', over: Partial<PastCall> = {}) => ({
  calleeId: 'callee',
  status,
  answeredAtMs: status === 'ENDED' ? minute * MINUTE : null,
  atMs: minute * MINUTE,
  overAtMs: minute * MINUTE,
  ...over,
});
const past = (own: readonly PastCall[], over: Partial<CallPast> = {}): CallPast => ({
  own,
  heardAtMs: null,
  alike: [],
  ...over,
});
/** Minutes to wait before ringing, or 0. */
const wait = (known: CallPast, minute: number, by = rules) => {
  const silence = silenceOf('callee', known, by, minute * MINUTE);
  return silence ? silence.retryAfterMs / MINUTE : 0;
};
const each = (count: number, status: CallStatus, over: Partial<PastCall> = {}) =>
  Array.from({ length: count }, (_, i) => call(i, status, over));

describe('a caller', () => {
  it('who was declined three times within the window waits as long, from the last one on', () => {
    expect(wait(past(each(2, 'DECLINED')), 2)).toBe(0);
    expect(silenceOf('callee', past(each(3, 'DECLINED')), rules, 3 * MINUTE)).toEqual({
      refused: 'call_not_allowed',
      retryAfterMs: 9 * MINUTE,
    });
    expect(wait(past(each(3, 'DECLINED')), 12)).toBe(0);
  });

  it('who is missed, or says that it failed, has twice as many tries', () => {
    for (const status of ['MISSED', 'FAILED'] as const) {
      expect(wait(past(each(5, status)), 5)).toBe(0);
      expect(wait(past(each(6, status)), 6)).toBe(9);
    }
    expect(wait(past(each(50, 'BUSY')), 50)).toBe(0);
  });

  it('who is declined now and then is not silenced', () => {
    expect(wait(past([call(0), call(6), call(12), call(18)]), 18)).toBe(0);
  });

  it('who goes on after a silence waits twice as long each time, and half a day at most', () => {
    const own = each(3, 'DECLINED');
    for (const [minute, minutes] of [
      [13, 20],
      [34, 40],
      [75, 80],
    ] as const) {
      own.push(call(minute));
      expect(wait(past(own), minute)).toBe(minutes);
    }
    for (let i = 0; i < 12; i++) own.push(call(200 + i));
    expect(wait(past(own), 211)).toBe(720);
  });

  it('is not held towards anybody else', () => {
    expect(silenceOf('other', past(each(3, 'DECLINED')), rules, 3 * MINUTE)).toBeUndefined();
  });

  it.each<[string, CallPast]>([
    ['an answered call', past([...each(3, 'DECLINED'), call(3, 'ENDED')])],
    ['a word or a call back', past(each(3, 'DECLINED'), { heardAtMs: 3 * MINUTE })],
  ])('is free after %s, and counted anew', (_what, known) => {
    expect(wait(known, 4)).toBe(0);
    const more = [call(4), call(5), call(6)];
    expect(wait({ ...known, own: [...known.own, ...more] }, 6)).toBe(10);
  });

  it('who heard from them only before it all is silenced all the same', () => {
    expect(wait(past([call(1), call(2), call(3)], { heardAtMs: MINUTE / 2 }), 3)).toBe(10);
  });
});

describe('whoever rings many', () => {
  const few = { ...rules, unanswered: { points: 6, windowMs: HOUR } };
  const strangers = (count: number, status: CallStatus) =>
    Array.from({ length: count }, (_, i) => call(i, status, { calleeId: `callee-${i}` }));

  it('waits until enough of the calls that nobody took are old', () => {
    expect(wait(past(strangers(5, 'MISSED')), 5, few)).toBe(0);
    expect(silenceOf('callee', past(strangers(6, 'MISSED')), few, 6 * MINUTE)).toEqual({
      refused: 'rate_limited',
      retryAfterMs: 54 * MINUTE,
    });
    expect(wait(past(strangers(3, 'DECLINED')), 6, few)).toBe(54);
    expect(wait(past(strangers(6, 'ENDED')), 6, few)).toBe(0);
  });

  it('rings those who know them all the same', () => {
    expect(wait(past(strangers(9, 'MISSED'), { heardAtMs: 1 }), 9, few)).toBe(0);
  });
});

describe('guests of one network', () => {
  it('are held together, with room for more than one of them', () => {
    expect(wait(past([], { alike: each(5, 'DECLINED') }), 5)).toBe(0);
    expect(wait(past([], { alike: each(6, 'DECLINED') }), 5)).toBe(10);
    const answered = [...each(6, 'DECLINED'), call(6, 'ENDED')];
    expect(wait(past([], { alike: answered }), 7)).toBe(0);
  });

  it('are not held where the callee knows this one', () => {
    expect(wait(past([], { alike: each(6, 'DECLINED'), heardAtMs: 1 }), 5)).toBe(0);
  });
});
