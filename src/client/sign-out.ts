import { DATABASE, FILES_FOLDER, SIGN_OUT_KEY } from './storage-keys.js';

/** All that is ours in the storage of a site, and nothing of the site's own. See storage-keys.ts. */
const OURS = /^(deskbell:|deskbell\.(notifications|sound)$|deskbell-emoji$)/;
/** Another page may still be closing what it has open. */
const WAIT_MS = 2_000;

/**
 * Takes everything off this device that was kept of whoever used it: who they were, what they wrote and
 * have not sent, what they chose. Their sessions end, with a call that is going on, in every page of the
 * site that is open. For a site's own “Sign out”. Needs no session itself. Resolves when it is gone.
 */
export async function signOut(): Promise<void> {
  tellPages();
  for (const open of [() => localStorage, () => sessionStorage]) {
    try {
      const storage = open();
      for (const key of Object.keys(storage)) if (OURS.test(key)) storage.removeItem(key);
    } catch {
      // Refused: then nothing was stored.
    }
  }
  await Promise.all([forgetDatabase(), forgetFiles()]);
}

/** The browser tells every page of the site but this one. */
function tellPages(): void {
  if (typeof window === 'undefined') return;
  window.dispatchEvent(new StorageEvent('storage', { key: SIGN_OUT_KEY }));
  try {
    localStorage.setItem(SIGN_OUT_KEY, '1');
  } catch {
    // Then there is nothing that two pages share.
  }
}

async function forgetDatabase(): Promise<void> {
  if (typeof indexedDB === 'undefined') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, WAIT_MS);
    function done(): void {
      clearTimeout(timer);
      resolve();
    }
    try {
      const request = indexedDB.deleteDatabase(DATABASE);
      request.onsuccess = request.onerror = done;
    } catch {
      done();
    }
  });
}

/** What came by a direct link and was not given to the person yet. */
async function forgetFiles(): Promise<void> {
  try {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(FILES_FOLDER, { recursive: true });
  } catch {
    // There is none.
  }
}
