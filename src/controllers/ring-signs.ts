import { titleCount } from './title-count.js';

const TICK_MS = 1_000;
/** Long, pause, long; shorter than what repeats it. */
const PULSE_MS = [400, 200, 400];
const PULSE_EVERY_TICKS = 3;

/** What rings, and where its picture for the tab is. */
export interface Ring {
  readonly words: string;
  readonly icon: string;
}

/**
 * Says of a tab that nobody looks at that it rings: its title and its icon change, a phone
 * vibrates. Everything is as it was when the ringing ends.
 */
export class RingSigns {
  #ring: Ring | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #restoreIcon: (() => void) | undefined;
  #ticks = 0;

  /** Begins, or ends with nothing that rings. */
  show(ring: Ring | undefined): void {
    if (!ring) return this.close();
    this.#ring = ring;
    if (this.#timer) return;
    this.#ticks = 0;
    this.#restoreIcon = changeIcon(ring.icon);
    this.#timer = setInterval(() => this.#tick(ring), TICK_MS);
    this.#tick(ring);
  }

  close(): void {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = this.#ring = undefined;
    titleCount.cover(undefined);
    this.#restoreIcon?.();
    vibrate(0);
  }

  #tick(first: Ring): void {
    const { words } = this.#ring ?? first;
    titleCount.cover(this.#ticks % 2 === 0 ? `📞 ${words}` : undefined);
    if (this.#ticks % PULSE_EVERY_TICKS === 0) vibrate(PULSE_MS);
    this.#ticks += 1;
  }
}

/** A browser complains of a page that vibrates before anybody touched it. */
function vibrate(pattern: number | number[]): void {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern);
}

/** Gives the tab another icon where the page has one; returns the way back. A link of ours is never made. */
function changeIcon(icon: string): () => void {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel~="icon"]')];
  const former = links.map((link) => [link, link.getAttribute('href')] as const);
  for (const link of links) link.setAttribute('href', icon);
  return () => {
    for (const [link, href] of former) {
      // What the page has changed meanwhile is the page's.
      if (link.getAttribute('href') !== icon) continue;
      if (href === null) link.removeAttribute('href');
      else link.setAttribute('href', href);
    }
  };
}
