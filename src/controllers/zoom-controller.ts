import type { ReactiveController, ReactiveControllerHost } from 'lit';

const MOST = 5;
const STEP = 1.5;
const DOUBLE_TAP_MS = 300;
const TAP_PX = 24;
const SWIPE_PX = 60;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Zooms and moves a picture by one or two fingers, a mouse, or calls. Says nothing of how it is
 * drawn: `scale`, `x` and `y` (pixels) are for the element.
 */
export class ZoomController implements ReactiveController {
  scale = 1;
  x = 0;
  y = 0;
  readonly #pointers = new Map<number, Point>();
  #from: { readonly point: Point; readonly spread: number } | undefined;
  #pressed: Point | undefined;
  #lastTap: { readonly atMs: number; readonly point: Point } | undefined;

  constructor(
    readonly element: ReactiveControllerHost,
    /** A swipe over a picture that is not zoomed: -1 to the left, 1 to the right. */
    readonly onSwipe: (direction: -1 | 1) => void,
  ) {
    element.addController(this);
  }

  hostDisconnected(): void {
    this.#pointers.clear();
  }

  reset(): void {
    this.#set(1, 0, 0);
  }

  zoomIn(): void {
    this.#set(this.scale * STEP, this.x, this.y);
  }

  zoomOut(): void {
    this.#set(this.scale / STEP, this.x, this.y);
  }

  readonly down = (event: PointerEvent): void => {
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    this.#pressed = { x: event.clientX, y: event.clientY };
    this.#from = this.#hold();
  };

  readonly move = (event: PointerEvent): void => {
    if (!this.#pointers.has(event.pointerId)) return;
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const before = this.#from;
    const now = this.#hold();
    this.#from = now;
    if (!before) return;
    const grown = before.spread > 0 && now.spread > 0 ? now.spread / before.spread : 1;
    if (grown === 1 && this.scale === 1) return;
    this.#set(
      this.scale * grown,
      this.x + now.point.x - before.point.x,
      this.y + now.point.y - before.point.y,
    );
  };

  readonly up = (event: PointerEvent): void => {
    const wasOne = this.#pointers.size === 1;
    this.#pointers.delete(event.pointerId);
    this.#from = this.#pointers.size > 0 ? this.#hold() : undefined;
    const begun = this.#pressed;
    if (!wasOne || !begun || event.type === 'pointercancel') return;
    const across = event.clientX - begun.x;
    const point = { x: event.clientX, y: event.clientY };
    if (this.scale === 1 && Math.abs(across) > SWIPE_PX) return this.onSwipe(across > 0 ? 1 : -1);
    if (distance(point, begun) < TAP_PX) this.#tap(point, event.timeStamp);
  };

  #tap(point: Point, atMs: number): void {
    const last = this.#lastTap;
    const isDouble =
      last && atMs - last.atMs < DOUBLE_TAP_MS && distance(last.point, point) < TAP_PX;
    this.#lastTap = isDouble ? undefined : { atMs, point };
    if (!isDouble) return;
    if (this.scale > 1) this.reset();
    else this.#set(STEP * STEP, 0, 0);
  }

  /** The middle of the fingers, and how far they are apart. */
  #hold(): { readonly point: Point; readonly spread: number } {
    const [first = { x: 0, y: 0 }, second] = this.#pointers.values();
    if (!second) return { point: first, spread: 0 };
    const point = { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 };
    return { point, spread: distance(first, second) };
  }

  #set(scale: number, x: number, y: number): void {
    this.scale = Math.min(MOST, Math.max(1, scale));
    this.x = this.scale === 1 ? 0 : x;
    this.y = this.scale === 1 ? 0 : y;
    this.element.requestUpdate();
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
