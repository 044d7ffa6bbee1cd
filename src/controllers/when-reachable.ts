/** Doubled with each failure. */
const WAIT_MS = 500;
/** A page that stands still asks so often by itself: for a minute, and no more. */
const MOST_TRIES = 6;

/**
 * Calls back once when something is worth another try: after a while that grows with the number of
 * failures, or as soon as the browser comes online. Without hope, it should only be tried when
 * there is another reason to.
 */
export function whenReachable(failures: number, again: (hasHope: boolean) => void): void {
  const go = (event?: Event): void => {
    clearTimeout(timer);
    removeEventListener('online', go);
    again(!!event || failures < MOST_TRIES);
  };
  const timer = setTimeout(go, WAIT_MS << Math.min(failures, MOST_TRIES));
  addEventListener('online', go);
}
