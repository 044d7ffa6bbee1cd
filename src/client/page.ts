import { SIGN_OUT_KEY } from './storage-keys.js';

export interface PageHandlers {
  /** The tab came back: worth trying what failed. */
  onWake(): void;
  /** A network again, maybe another one: what was open before is dead, whether it knows or not. */
  onNetwork(): void;
  /** The page is being left. */
  onLeave(): void;
  /** Somebody signed out, in this page or another of the same site: see sign-out.ts. */
  onSignOut(): void;
}

/** Listens to the page's life until the returned function is called; does nothing without a page. */
export function watchPage({ onWake, onNetwork, onLeave, onSignOut }: PageHandlers): () => void {
  if (typeof window === 'undefined') return () => undefined;
  const stopping = new AbortController();
  const { signal } = stopping;
  const onVisibility = () => {
    if (document.visibilityState === 'visible') onWake();
  };
  window.addEventListener('online', onNetwork, { signal });
  window.addEventListener('pageshow', onWake, { signal });
  window.addEventListener('pagehide', onLeave, { signal });
  document.addEventListener('visibilitychange', onVisibility, { signal });
  window.addEventListener('storage', ({ key }) => key === SIGN_OUT_KEY && onSignOut(), { signal });
  return () => stopping.abort();
}
