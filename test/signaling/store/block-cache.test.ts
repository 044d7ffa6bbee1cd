import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../signaling/store/store.js';
import { openTestStore } from '../../support/broker/test-store.js';

let store: Store;
let forget: () => Promise<void>;
beforeEach(async () => {
  ({ store, forget } = await openTestStore());
  for (const id of ['a', 'b', 'c']) await store.people.save({ id, kind: 'user', atMs: 1 });
});
afterEach(() => forget());

describe('who blocks whom', () => {
  it('is read once and then known, also that there is nobody', async () => {
    const reading = store.blocks.of('a');
    expect(store.blocks.of('a')).toBe(reading);
    await reading;
    expect(store.blocks.of('a')).toBe(reading);
  });

  it('is read anew by both sides after a change, and stays known to others', async () => {
    const before = await Promise.all(['a', 'b', 'c'].map((id) => store.blocks.of(id)));
    await store.blocks.block('a', 'b', 1);
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((id) => store.blocks.of(id)));
    expect([...a!.blocked, ...b!.blockedBy]).toEqual(['b', 'a']);
    expect([...a!.blockedBy, ...b!.blocked]).toEqual([]);
    expect(c).toBe(before[2]);
    await store.blocks.unblock('a', 'b');
    expect((await store.blocks.of('b')).blockedBy.size).toBe(0);
  });

  it('is right after a change that overtook the reading', async () => {
    const reading = store.blocks.of('a');
    await store.blocks.block('a', 'b', 1);
    await reading;
    expect([...(await store.blocks.of('a')).blocked]).toEqual(['b']);
  });

  it('is asked again when it could not be read', async () => {
    await store.close();
    await expect(store.blocks.of('b')).rejects.toThrow();
    const first = store.blocks.of('b');
    await expect(first).rejects.toThrow();
    expect(store.blocks.of('b')).not.toBe(first);
    await store.blocks.of('b').catch(() => {});
  });
});
