/** Decides by exact comparison of scheme, host and port whether a page may talk to the broker. */
export interface Origins {
  /** `undefined`: no browser page asks. */
  allows(origin: string | undefined): boolean;
  /** Whether the broker itself served the page. */
  isOwn(origin: string): boolean;
}

/**
 * @param allowed the sites that may embed; undefined means any
 * @param own tells the broker's own origins, whose demo and call pages always work (a port taken at
 *   start is not known before)
 */
export function createOrigins(
  allowed: readonly string[] | undefined,
  own: () => readonly string[],
): Origins {
  const isOwn = (origin: string) => own().includes(origin);
  return {
    isOwn,
    allows: (origin) =>
      origin === undefined || !allowed || allowed.includes(origin) || isOwn(origin),
  };
}
