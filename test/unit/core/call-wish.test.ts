import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  stepWish,
  type WishEffect,
  type WishEvent,
  type WishState,
} from '../../../src/core/call-wish.js';

const wish = fc.constantFrom('video', 'recording');
const asked = wish.map((each): WishEvent => ({ type: 'asked', wish: each }));
const ask = wish.map((each): WishEvent => ({ type: 'ask', wish: each }));
const replied = fc.record({ type: fc.constant('replied'), wish, accepted: fc.boolean() });
const reply = fc.record({ type: fc.constant('reply'), accepted: fc.boolean() });
const timeout = fc.constant<WishEvent>({ type: 'timeout' });

function run(events: readonly WishEvent[]): { state: WishState; effects: WishEffect[] } {
  let state: WishState;
  const effects: WishEffect[] = [];
  for (const event of events) {
    const [next, more] = stepWish(state, event);
    state = next;
    effects.push(...more);
  }
  return { state, effects };
}
const granted = (effects: readonly WishEffect[]) => effects.filter(({ type }) => type === 'grant');
const isYes = (effect: WishEffect) =>
  effect.type === 'send' && effect.signal.type === 'call_reply' && effect.signal.accepted;

describe('a picture or a recording', () => {
  it('is not to be had by one side alone, whatever it says and how often', () => {
    const theirs = fc.array(fc.oneof(asked, replied, timeout), { maxLength: 30 });
    fc.assert(
      fc.property(theirs, (events) => {
        const { effects } = run(events);
        expect([...granted(effects), ...effects.filter(isYes)]).toEqual([]);
      }),
    );
    const own = fc.array(fc.oneof(ask, reply, timeout), { maxLength: 30 });
    fc.assert(
      fc.property(own, (events) => {
        expect(granted(run(events).effects)).toEqual([]);
      }),
    );
  });

  it('is what both have said yes to, since anything was asked last', () => {
    const any = fc.array(fc.oneof(ask, asked, reply, replied, timeout), { maxLength: 30 });
    fc.assert(
      fc.property(any, (events) => {
        for (let n = 1; n <= events.length; n++) {
          const before = run(events.slice(0, n - 1));
          const after = run(events.slice(0, n));
          const [grant, second] = granted(after.effects.slice(before.effects.length));
          if (grant?.type !== 'grant') continue;
          expect(second).toBeUndefined();
          expect(before.state).toEqual({ wish: grant.wish, by: grant.by });
          expect(after.state).toBeUndefined();
          const isOwn = ['ask', 'reply'].includes(events[n - 1]!.type);
          expect(isOwn).toBe(grant.by === 'theirs');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
