import { afterEach, expect, it, vi } from 'vitest';
import { signOut } from '../../../src/client/sign-out.js';

afterEach(() => vi.unstubAllGlobals());

/** As much of a browser's storage as is used: its keys are its own properties. */
function storageWith(keys: readonly string[]): Storage {
  const storage = Object.fromEntries(keys.map((key) => [key, 'kept']));
  Object.defineProperty(storage, 'removeItem', { value: (key: string) => delete storage[key] });
  return storage as unknown as Storage;
}

const OURS = [
  'deskbell:guest:https://chat.example.com',
  'deskbell:drafts:https://chat.example.com',
  'deskbell:outbox',
  'deskbell.notifications',
  'deskbell.sound',
  'deskbell-emoji',
];
const THEIRS = ['cart', 'theme', 'deskbell-theme', 'deskbell.com', 'my-deskbell:x'];

it('takes all that is ours off the device, and nothing of the site’s own', async () => {
  const [local, tab] = [storageWith([...OURS, ...THEIRS]), storageWith([...OURS, ...THEIRS])];
  const deleted: string[] = [];
  vi.stubGlobal('localStorage', local);
  vi.stubGlobal('sessionStorage', tab);
  vi.stubGlobal('indexedDB', {
    deleteDatabase(name: string) {
      deleted.push(name);
      const request = { onsuccess: () => {} };
      queueMicrotask(() => request.onsuccess());
      return request;
    },
  });
  await signOut();
  expect(Object.keys(local)).toEqual(THEIRS);
  expect(Object.keys(tab)).toEqual(THEIRS);
  expect(deleted).toEqual(['deskbell']);
});

it('is done where the browser refuses storage', async () => {
  vi.stubGlobal('localStorage', undefined);
  vi.stubGlobal('sessionStorage', undefined);
  vi.stubGlobal('indexedDB', undefined);
  await expect(signOut()).resolves.toBeUndefined();
});
