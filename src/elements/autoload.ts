import { warn } from '../client/logger.js';

/** The tags that come as chunks of their own when a page first holds one. */
const CHUNKS = new Map<string, () => Promise<unknown>>([
  ['chat-panel', () => import('./chat-panel.js')],
  ['call-modal', () => import('./call-modal.js')],
  ['call-history', () => import('./call-history.js')],
  ['chat-inbox', () => import('./chat-inbox.js')],
  ['presence-badge', () => import('./presence-badge.js')],
]);

/** Loads each tag's chunk as soon as the document holds the tag, now or later. */
export function autoload(): void {
  const missing = new Set(CHUNKS.keys());
  const load = (): void => {
    for (const tag of missing) {
      if (!document.querySelector(tag)) continue;
      missing.delete(tag);
      CHUNKS.get(tag)?.().catch((cause: unknown) => {
        missing.add(tag);
        warn(`<${tag}> could not be loaded`, cause);
      });
    }
    if (missing.size === 0) observer.disconnect();
  };
  const observer = new MutationObserver(load);
  observer.observe(document, { childList: true, subtree: true });
  load();
}
