/** A member of an answer that may hold a signed link. */
const WITH_LINK = /^(media|file|thumbnail)$/;

/**
 * The broker tells its signed links without an origin: gives them its own, in place. One that leads
 * anywhere else is dropped, so that no message makes a page ask a third party for a file.
 */
export function withOrigin<T>(answer: T, broker: string): T {
  if (typeof answer !== 'object' || answer === null) return answer;
  for (const [key, value] of Object.entries(answer)) {
    if (WITH_LINK.test(key) && value?.url) value.url = linkAt(value.url, broker);
    withOrigin(value, broker);
  }
  return answer;
}

/** @returns the whole address, or undefined when it is not one of this broker */
export function linkAt(link: string, broker: string): string | undefined {
  // Decided by what a browser makes of it: `//elsewhere` and `/\elsewhere` begin with a slash too.
  const url = new URL(link, broker);
  return url.origin === broker ? url.href : undefined;
}
