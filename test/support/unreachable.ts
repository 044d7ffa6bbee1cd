/**
 * Makes a module one that cannot be loaded for now, as a chunk behind a bad line. This page must
 * not have loaded it before: what a page has, it keeps.
 */
export async function unreachable(path: string): Promise<void> {
  document.cookie = `unreachable=${encodeURIComponent(path)}; path=/`;
  // Another page of this browser may have loaded it.
  await fetch('/forget-modules');
}

/** All can be loaded again. */
export function reachable(): void {
  document.cookie = 'unreachable=; path=/; max-age=0';
}
