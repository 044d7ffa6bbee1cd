import { warn } from '../client/logger.js';
import { whenReachable } from '../controllers/when-reachable.js';

/** The tags that come as chunks of their own when a page first holds one. */
const CHUNKS = new Map<string, () => Promise<unknown>>([
  ['chat-panel', () => import('./chat-panel.js')],
  ['call-modal', () => import('./call-modal.js')],
  ['call-history', () => import('./call-history.js')],
  ['chat-inbox', () => import('./chat-inbox.js')],
  ['presence-badge', () => import('./presence-badge.js')],
]);

/**
 * Loads each tag's chunk as soon as the document holds the tag, now or later. What could not be
 * loaded is asked for again after a while; in the end only when the page changes, and not at each
 * of its changes.
 */
export function autoload(chunks = CHUNKS): void {
  /** How often each could not be loaded. */
  const missing = new Map([...chunks.keys()].map((tag) => [tag, 0]));
  const load = (): void => {
    for (const [tag, failures] of missing) {
      if (!document.querySelector(tag)) continue;
      missing.delete(tag);
      chunks
        .get(tag)?.()
        .catch((cause: unknown) => {
          warn(`<${tag}> could not be loaded`, cause);
          whenReachable(failures + 1, (hasHope) => {
            missing.set(tag, failures + 1);
            observe();
            if (hasHope) load();
          });
        });
    }
    if (missing.size === 0) observer.disconnect();
  };
  const observer = new MutationObserver(load);
  const observe = () => observer.observe(document, { childList: true, subtree: true });
  observe();
  load();
}
