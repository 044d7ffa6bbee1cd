/** Decides by exact comparison of scheme, host and port whether a page may talk to the broker. */
export interface Origins {
  /** `undefined`: no browser page asks. */
  allows(origin: string | undefined): boolean;
  /** Whether the broker itself served the page. */
  isOwn(origin: string): boolean;
  /**
   * Whether a picture that a visitor names may be shown to the other side. A stranger's address would
   * have their browser tell that stranger who they are and when they look.
   */
  mayShow(imageUrl: string): boolean;
}

/**
 * @param allowed the sites that may embed; undefined means any
 * @param images where pictures may come from besides those
 * @param own tells the broker's own origins, whose demo and call pages always work (a port taken at
 *   start is not known before)
 */
export function createOrigins(
  allowed: readonly string[] | undefined,
  images: readonly string[],
  own: () => readonly string[],
): Origins {
  const isOwn = (origin: string) => own().includes(origin);
  const isOfSite = (origin: string) => !allowed || allowed.includes(origin) || isOwn(origin);
  return {
    isOwn,
    allows: (origin) => origin === undefined || isOfSite(origin),
    mayShow(imageUrl) {
      const { origin } = new URL(imageUrl);
      return isOfSite(origin) || images.includes(origin);
    },
  };
}
