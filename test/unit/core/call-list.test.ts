import { describe, expect, it } from 'vitest';
import type { CallFactDetail } from '../../../src/core/call-events.js';
import { NO_CALLS, withEnded, withNewest, withOlder } from '../../../src/core/call-list.js';
import type { Call } from '../../../src/protocol/index.js';

const idOf = (n: number): string => `0198c0de-0000-7000-8000-${String(n).padStart(12, '0')}`;
const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2025, 0, 1);

/** The n-th call of all. */
function call(n: number, fields: Partial<Call> = {}): Call {
  const at = new Date(START_MS + n * MINUTE_MS).toISOString();
  return {
    id: idOf(n),
    conversationId: idOf(0),
    callerId: 'a',
    calleeId: 'b',
    type: 'VOICE',
    status: 'ENDED',
    startedAt: at,
    endedAt: at,
    duration: 7,
    missedReason: null,
    metadata: {},
    createdAt: at,
    updatedAt: at,
    ...fields,
  };
}
const page = (from: number, to: number, nextCursor?: string) => ({
  items: Array.from({ length: from - to + 1 }, (_, i) => call(from - i)),
  ...(nextCursor && { nextCursor }),
});
const numbers = ({ calls }: { calls: readonly Call[] }) =>
  calls.map(({ id }) => Number(id.slice(-12)));

function fact(n: number, fields: Partial<CallFactDetail> = {}): CallFactDetail {
  return {
    callId: idOf(n),
    conversationId: idOf(0),
    direction: 'outgoing',
    type: 'VOICE',
    peer: { id: 'b' },
    outcome: 'hangup',
    durationSeconds: 12.7,
    ...fields,
  };
}

describe('a list of calls', () => {
  it('grows at its end by pages, until the first call of all', () => {
    const newest = withNewest(NO_CALLS, page(9, 7, idOf(7)));
    expect(newest.cursor).toBe(idOf(7));
    const more = withOlder(newest, page(6, 4, idOf(4)));
    expect(numbers(more)).toEqual([9, 8, 7, 6, 5, 4]);
    const all = withOlder(more, page(3, 1));
    expect(numbers(all)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(all.cursor).toBeUndefined();
  });

  it('grows at its head without losing what is below, and without doubles', () => {
    const known = withOlder(withNewest(NO_CALLS, page(9, 7, idOf(7))), page(6, 4, idOf(4)));
    const next = withNewest(known, page(10, 8, idOf(8)));
    expect(numbers(next)).toEqual([10, 9, 8, 7, 6, 5, 4]);
    expect(next.cursor).toBe(idOf(4));
  });

  it('leaves no gap: what lies below a page that reaches nothing known is asked for anew', () => {
    const known = withNewest(NO_CALLS, page(9, 7, idOf(7)));
    const next = withNewest(known, page(20, 18, idOf(18)));
    expect(numbers(next)).toEqual([20, 19, 18]);
    expect(next.cursor).toBe(idOf(18));
  });

  it('stays whole when all there is fits on one page', () => {
    const known = withNewest(NO_CALLS, page(2, 1));
    const next = withNewest(known, page(3, 1));
    expect(numbers(next)).toEqual([3, 2, 1]);
    expect(next.cursor).toBeUndefined();
  });

  it('shows a call that ended here at once, as its own side sees it', () => {
    const nowMs = START_MS + 99 * MINUTE_MS;
    const [made] = withEnded(NO_CALLS, fact(1), 'a', nowMs).calls;
    expect(made).toMatchObject({ callerId: 'a', calleeId: 'b', status: 'ENDED', duration: 12 });
    expect(Date.parse(made!.createdAt)).toBe(nowMs - 12_700);
    const incoming = fact(2, { direction: 'incoming', outcome: 'cancelled', durationSeconds: 0 });
    expect(withEnded(NO_CALLS, incoming, 'a', nowMs).calls).toMatchObject([
      { callerId: 'b', calleeId: 'a', status: 'MISSED', missedReason: 'cancelled', duration: null },
    ]);
  });

  it('knows no end of a call that goes on at another device', () => {
    const elsewhere = fact(1, { direction: 'incoming', outcome: 'answered_elsewhere' });
    expect(withEnded(NO_CALLS, elsewhere, 'a', START_MS)).toBe(NO_CALLS);
  });

  it('has an ended call once, by the broker’s record when that comes', () => {
    const known = withNewest(NO_CALLS, page(2, 1));
    const ended = withEnded(known, fact(3), 'a', START_MS + 5 * MINUTE_MS);
    expect(numbers(ended)).toEqual([3, 2, 1]);
    const stored = withNewest(ended, page(3, 1));
    expect(numbers(stored)).toEqual([3, 2, 1]);
    expect(stored.calls[0]).toEqual(call(3));
    expect(withEnded(stored, fact(3), 'a', START_MS)).toBe(stored);
  });

  it('is not told by a late answer that a call goes on which has ended', () => {
    const ended = withEnded(NO_CALLS, fact(1), 'a', START_MS);
    const late = { items: [call(1, { status: 'ANSWERED', endedAt: null, duration: null })] };
    expect(withNewest(ended, late).calls).toEqual(ended.calls);
    const open = withNewest(NO_CALLS, late);
    expect(withEnded(open, fact(1), 'a', START_MS + 9 * MINUTE_MS).calls).toMatchObject([
      { status: 'ENDED', createdAt: call(1).createdAt },
    ]);
  });
});
