import { fixtureCleanup } from '@open-wc/testing';
import { getPageHost, setPageHost } from '../../src/controllers/session-context.js';

/** Leaves the page as it was: no session, no mounted panels, the page's language. */
export async function cleanUp(): Promise<void> {
  fixtureCleanup();
  await getPageHost()?.close();
  setPageHost(undefined);
  document.querySelectorAll('chat-panel, call-modal').forEach((element) => element.remove());
  document.documentElement.lang = 'en';
  document.documentElement.removeAttribute('dir');
}
