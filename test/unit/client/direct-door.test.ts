import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ConversationBook } from '../../../src/client/conversation-book.js';
import { directDoor } from '../../../src/client/direct-door.js';
import type { DirectDesk } from '../../../src/client/direct/direct-desk.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Stored = readonly { readonly senderId: string; readonly call?: object }[];

/** Conversations, by their ids, with what is stored of each. */
function page(logs: Record<string, Stored>) {
  const touched: string[] = [];
  const load = vi.fn(() =>
    Promise.resolve({ touch: (id: string) => touched.push(id) } as unknown as DirectDesk),
  );
  const book = { get: (id: string) => logs[id] && { log: { stored: logs[id] } } };
  return { door: directDoor(book as unknown as ConversationBook, load), load, touched };
}

const TALK: Stored = [{ senderId: 'a' }, { senderId: 'b' }];
const CALLED: Stored = [{ senderId: 'a', call: {} }];

it('is opened at once where two people have written to each other', async () => {
  const { door, load, touched } = page({ room: TALK, monologue: TALK.slice(1) });
  door.touch('monologue');
  expect(load).not.toHaveBeenCalled();
  door.touch('room');
  await vi.runAllTimersAsync();
  expect(touched).toEqual(['room']);
});

it('lets a call that was just accepted go first, and forgets no conversation meanwhile', async () => {
  const { door, load, touched } = page({ called: CALLED, other: CALLED });
  door.touch('called');
  door.touch('other');
  door.touch('called');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(load).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(load).toHaveBeenCalledOnce();
  expect(touched).toEqual(['called', 'other']);
});

it('is not opened for a call of a page that is closed', async () => {
  const { door, load } = page({ called: CALLED });
  door.touch('called');
  door.close();
  await vi.runAllTimersAsync();
  expect(load).not.toHaveBeenCalled();
});
