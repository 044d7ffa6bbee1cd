/**
 * What one side asks the other for in a call, drawn:
 *
 *   nothing ── ask ────────▶ own ──── accepted by them ──▶ granted, nothing asked
 *      │                      └────── refused · taken back · timeout ──▶ nothing
 *      └── asked by them ──▶ theirs ── reply(yes) ──▶ granted, nothing asked
 *                             └────── reply(no) · taken back · timeout ──▶ nothing
 *
 * Both ask for the same: both have said yes. One thing is asked for at a time.
 */
import type { CallSignalInput, CallWish } from '../protocol/index.js';

export type WishState = { readonly wish: CallWish; readonly by: 'own' | 'theirs' } | undefined;

export type WishEvent =
  | { readonly type: 'ask'; readonly wish: CallWish }
  | { readonly type: 'asked'; readonly wish: CallWish }
  | { readonly type: 'reply'; readonly accepted: boolean }
  | { readonly type: 'replied'; readonly wish: CallWish; readonly accepted: boolean }
  | { readonly type: 'timeout' };

export type WishEffect =
  | { readonly type: 'send'; readonly signal: CallSignalInput }
  /** Both agree. `by`: whose wish it was. */
  | { readonly type: 'grant'; readonly wish: CallWish; readonly by: 'own' | 'theirs' }
  | { readonly type: 'refused'; readonly wish: CallWish };

/** How long a person may think about it, in milliseconds. */
export const WISH_MS = 30_000;

const reply = (wish: CallWish, accepted: boolean): WishEffect => ({
  type: 'send',
  signal: { type: 'call_reply', wish, accepted },
});

export function stepWish(
  state: WishState,
  event: WishEvent,
): readonly [WishState, readonly WishEffect[]] {
  switch (event.type) {
    case 'ask': {
      const { wish } = event;
      if (state?.by === 'own') return [state, []];
      if (state)
        return state.wish === wish
          ? stepWish(state, { type: 'reply', accepted: true })
          : [state, []];
      return [{ wish, by: 'own' }, [{ type: 'send', signal: { type: 'call_ask', wish } }]];
    }
    case 'asked': {
      const { wish } = event;
      if (!state) return [{ wish, by: 'theirs' }, []];
      if (state.wish !== wish) return [state, [reply(wish, false)]];
      if (state.by === 'theirs') return [state, []];
      return [undefined, [reply(wish, true), { type: 'grant', wish, by: 'own' }]];
    }
    case 'reply': {
      if (!state) return [state, []];
      const { wish, by } = state;
      const isYes = event.accepted && by === 'theirs';
      const granted: WishEffect[] = isYes ? [{ type: 'grant', wish, by }] : [];
      return [undefined, [reply(wish, isYes), ...granted]];
    }
    case 'replied': {
      const { wish, accepted } = event;
      if (state?.wish !== wish) return [state, []];
      // Theirs: they take it back.
      if (state.by === 'theirs') return accepted ? [state, []] : [undefined, []];
      return [
        undefined,
        [accepted ? { type: 'grant', wish, by: 'own' } : { type: 'refused', wish }],
      ];
    }
    case 'timeout':
      return state
        ? [
            undefined,
            [
              reply(state.wish, false),
              ...(state.by === 'own' ? [{ type: 'refused', wish: state.wish } as const] : []),
            ],
          ]
        : [state, []];
  }
}
