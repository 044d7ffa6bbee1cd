/**
 * A module that cannot be loaded for now, as a chunk behind a bad line. It must not have been
 * loaded before: what a page has, it keeps. @returns the way to make it reachable again
 */
export function unreachable(path: string): () => void {
  document.cookie = `unreachable=${encodeURIComponent(path)}; path=/`;
  return reachable;
}

/** All can be loaded again. */
export function reachable(): void {
  document.cookie = 'unreachable=; path=/; max-age=0';
}
