import { afterEach, expect, it, vi } from 'vitest';
import { signOut } from '../../../src/client/sign-out.js';
import * as keys from '../../../src/client/storage-keys.js';

afterEach(() => vi.unstubAllGlobals());

/** As much of a browser's storage as is used: its keys are its own properties. */
function storageWith(keys: readonly string[]): Storage {
  const storage = Object.fromEntries(keys.map((key) => [key, 'kept']));
  Object.defineProperty(storage, 'removeItem', { value: (key: string) => delete storage[key] });
  return storage as unknown as Storage;
}

const { DATABASE, FILES_FOLDER, ...storageKeys } = keys;
const OURS = Object.values(storageKeys).map((key) =>
  key.endsWith(':') ? `${key}https://chat.example.com` : key,
);
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
  const removeEntry = vi.fn(async () => undefined);
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => ({ removeEntry }) } });
  await signOut();
  expect(Object.keys(local)).toEqual(THEIRS);
  expect(Object.keys(tab)).toEqual(THEIRS);
  expect(deleted).toEqual([DATABASE]);
  expect(removeEntry).toHaveBeenCalledWith(FILES_FOLDER, { recursive: true });
});

it('is done where the browser refuses storage', async () => {
  vi.stubGlobal('localStorage', undefined);
  vi.stubGlobal('sessionStorage', undefined);
  vi.stubGlobal('indexedDB', undefined);
  await expect(signOut()).resolves.toBeUndefined();
});
