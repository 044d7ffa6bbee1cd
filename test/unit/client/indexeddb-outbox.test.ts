import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deferredOutbox } from '../../../src/client/deferred-outbox.js';
import { openIndexedDbOutbox } from '../../../src/client/indexeddb-outbox.js';
import { rowsIn } from '../../../src/client/outbox-journal.js';
import { KEPT } from '../../../src/client/storage-keys.js';
import type { OutboxMessage } from '../../../src/client/outbox.js';
import { memoryStorage } from '../../support/sessions.js';

const OPEN_LIMIT_MS = 3_000;

/** What a browser gives that never answers. */
let request: { onsuccess?: () => void; onerror?: () => void; error?: Error; result?: object };
let errors: unknown[];
let storage: ReturnType<typeof memoryStorage>;

beforeEach(() => {
  vi.useFakeTimers();
  request = {};
  errors = [];
  storage = memoryStorage();
  vi.stubGlobal('indexedDB', { open: () => request });
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const message: OutboxMessage = {
  id: '1',
  owner: 'me',
  conversationId: 'c',
  createdAt: '2026-01-02T03:04:05.678Z',
  draft: { id: '1', text: 'not sent yet' },
};

const outboxOf = () =>
  deferredOutbox(
    () => openIndexedDbOutbox(),
    storage,
    (error) => errors.push(error),
  );

describe('a database that does not answer', () => {
  it('is not waited for: messages go on in memory, and that is said once', async () => {
    const outbox = outboxOf();
    const put = outbox.put(message);
    await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS);
    await put;
    expect(await outbox.list('me')).toEqual([message]);
    expect(errors).toMatchObject([{ code: 'storage_unavailable', cause: { code: 'timeout' } }]);
    await outbox.remove('1');
    expect([storage.get(KEPT), rowsIn(storage)]).toEqual([undefined, []]);
  });

  it('keeps the mark of what an earlier page has stored in it', async () => {
    storage.set(KEPT, 'of an earlier page');
    const outbox = outboxOf();
    const put = outbox.put(message);
    await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS);
    await put;
    await outbox.remove('1');
    expect(storage.get(KEPT)).toBeDefined();
  });

  it('is let go when it answers after all: another tab may want to delete it', async () => {
    const opening = openIndexedDbOutbox().catch((cause: unknown) => cause);
    await vi.advanceTimersByTimeAsync(OPEN_LIMIT_MS);
    expect(await opening).toMatchObject({ code: 'timeout' });
    request.result = { close: vi.fn() };
    request.onsuccess!();
    expect((request.result as { close: ReturnType<typeof vi.fn> }).close).toHaveBeenCalledOnce();
  });

  it.each(['success', 'error'] as const)('is no more watched after its %s', async (end) => {
    const opening = openIndexedDbOutbox().catch((cause: unknown) => cause);
    Object.assign(request, { result: {}, error: new Error('refused') });
    request[`on${end}`]!();
    await opening;
  });
});
