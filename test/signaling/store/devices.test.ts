import { randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openTestStore } from '../../support/broker/test-store.js';

describe('the devices of a person', () => {
  it('are remembered up to 50: the one that was away longest goes, and nobody else’s', async () => {
    const { store, file, forget } = await openTestStore();
    const rows = new Database(file, { readonly: true });
    const known = (userId: string) =>
      rows
        .prepare('select seen_at from devices where user_id = ? order by seen_at')
        .pluck()
        .all(userId);
    const tell = (userId: string, atMs: number) =>
      store.devices.tell({ userId, deviceId: randomUUID(), plays: ['ogg'], atMs, goneMs: 0 });
    for (const id of ['a', 'b']) await store.people.save({ id, kind: 'user', atMs: 1 });
    await tell('b', 1);
    for (let atMs = 1; atMs <= 53; atMs++) await tell('a', atMs);
    expect(known('a')).toEqual(Array.from({ length: 50 }, (_, index) => index + 4));
    expect(known('b')).toEqual([1]);
    rows.close();
    await forget();
  });
});
