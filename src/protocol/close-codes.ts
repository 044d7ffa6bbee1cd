/**
 * Why a socket was closed: the one table for the app socket and the peer socket. A browser cannot
 * read a failed upgrade, so a refusal is an accepted socket closed with one of these.
 * `retry` tells the client whether dialling again can help, and whether it needs a new token first.
 */
export const CLOSE_CODES = {
  restart: { code: 1012, retry: 'later' },
  tryAgainLater: { code: 1013, retry: 'later' },
  badFrame: { code: 4400, retry: 'never' },
  unauthorized: { code: 4401, retry: 'newToken' },
  originNotAllowed: { code: 4403, retry: 'never' },
  versionNotSupported: { code: 4406, retry: 'never' },
  silent: { code: 4408, retry: 'later' },
  replaced: { code: 4409, retry: 'never' },
  frameTooLarge: { code: 4413, retry: 'later' },
  tokenExpired: { code: 4419, retry: 'newToken' },
  tooManyFrames: { code: 4429, retry: 'later' },
  tooSlow: { code: 4430, retry: 'later' },
} as const satisfies Record<string, { code: number; retry: 'later' | 'newToken' | 'never' }>;

export type CloseReason = keyof typeof CLOSE_CODES;
export type RetryAdvice = (typeof CLOSE_CODES)[CloseReason]['retry'];

/** What to do after a close; an unknown code (1006, a proxy's own 1001) is worth another try. */
export function retryAdvice(code: number): RetryAdvice {
  const entry = Object.values(CLOSE_CODES).find((known) => known.code === code);
  return entry?.retry ?? 'later';
}
