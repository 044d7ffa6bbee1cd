import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { orRefuse } from '../../../signaling/domain/actors.js';
import type { NewCall, NewMessage, Store } from '../../../signaling/store/store.js';
import { openTestStore } from '../../support/broker/test-store.js';

let store: Store;
let forget: () => Promise<void>;
let conversationId: string;

beforeEach(async () => {
  ({ store, forget } = await openTestStore());
  for (const id of ['a', 'b']) await store.people.save({ id, kind: 'user', atMs: 1 });
  const opening = { id: randomUUID(), userIds: ['a', 'b'], atMs: 1 } as const;
  conversationId = orRefuse(await store.conversations.open(opening)).id;
});
afterEach(() => forget());

function draft(over: Partial<NewMessage> = {}): NewMessage {
  const base = { id: randomUUID(), conversationId, senderId: 'a', type: 'TEXT' } as const;
  return { ...base, text: 'hello', atMs: 2, ...over };
}

function newCall(): NewCall {
  return {
    id: randomUUID(),
    conversationId,
    callerId: 'a',
    calleeId: 'b',
    type: 'VOICE',
    callerDeviceId: null,
    createdAt: new Date(2).toISOString(),
  };
}

const ring = () => ({ status: 'RINGING' }) as const;
const BLOCKED = { refused: 'blocked' };

describe.each([
  ['a', 'b'],
  ['b', 'a'],
])('a block that %s writes of %s', (userId, blockedId) => {
  const block = () => store.blocks.block(userId, blockedId, 2);

  it('stands before whatever is written after it, in the same commit too', async () => {
    const first = orRefuse(await store.messages.append(draft())).message;
    const [, ...written] = await Promise.all([
      block(),
      store.calls.begin(newCall(), ring),
      store.messages.append(draft()),
      store.messages.append(draft({ replyTo: first.id })),
    ]);
    expect(written).toEqual([BLOCKED, BLOCKED, BLOCKED]);
    expect(await store.messages.page(conversationId, { limit: 9 })).toEqual([first]);
  });

  it('leaves what was written before it where it is, when it is sent again', async () => {
    const [said, begun] = [draft(), newCall()];
    await store.messages.append(said);
    await store.calls.begin(begun, ring);
    await block();
    expect(await store.messages.append(said)).toMatchObject({ created: false });
    expect(await store.calls.begin(begun, ring)).toMatchObject({ changed: false });
  });
});

it('A call of others is refused before anything else is read or decided', async () => {
  const call = newCall();
  await store.calls.begin(call, ring);
  const decide = vi.fn(() => ({ keep: true }) as const);
  expect(await store.calls.change(call.id, decide, 'c')).toEqual({ refused: 'not_found' });
  expect(decide).not.toHaveBeenCalled();
  expect(await store.calls.change(call.id, decide, 'b')).toMatchObject({ changed: false });
});
