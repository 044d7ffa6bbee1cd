import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What moves less was a click. */
const SLACK_PX = 5;
const STEP_PX = 24;
const EDGE_PX = 8;

const STEPS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-STEP_PX, 0],
  ArrowRight: [STEP_PX, 0],
  ArrowUp: [0, -STEP_PX],
  ArrowDown: [0, STEP_PX],
};

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Lets a small window be dragged, or moved by the arrow keys, and keeps it within the page's. */
export class FloatingPlace implements ReactiveController {
  /** Its upper left corner, once somebody moved it; before, the styles say where it stands. */
  #corner: Point | undefined;
  #drag: AbortController | undefined;
  #placed: HTMLElement | undefined;

  constructor(
    element: ReactiveControllerHost,
    /** The window while it floats. */
    readonly box: () => HTMLElement | undefined,
  ) {
    element.addController(this);
  }

  hostConnected(): void {
    addEventListener('resize', this.#settle);
  }

  hostUpdated(): void {
    this.#settle();
  }

  hostDisconnected(): void {
    removeEventListener('resize', this.#settle);
    this.#drop();
  }

  /** Begins a drag. */
  readonly grab = (event: PointerEvent): void => {
    const box = this.box();
    if (!box || event.button !== 0) return;
    const { left, top } = box.getBoundingClientRect();
    const grip: Point = { x: event.clientX - left, y: event.clientY - top };
    this.#drop();
    this.#drag = new AbortController();
    const { signal } = this.#drag;
    // A quick hand is outside of the box before the box is told.
    addEventListener('pointermove', (move) => this.#follow(move, grip), { signal });
    for (const end of ['pointerup', 'pointercancel']) addEventListener(end, this.#drop, { signal });
  };

  #follow({ clientX, clientY, pointerId }: PointerEvent, grip: Point): void {
    const box = this.box();
    if (!box) return this.#drop();
    const corner = { x: clientX - grip.x, y: clientY - grip.y };
    const { left, top } = box.getBoundingClientRect();
    if (!box.hasPointerCapture(pointerId)) {
      if (Math.hypot(corner.x - left, corner.y - top) < SLACK_PX) return;
      // From here on no button of it hears of this pointer: letting go clicks nothing.
      box.setPointerCapture(pointerId);
    }
    this.#corner = corner;
    this.#settle();
  }

  readonly #drop = (): void => {
    this.#drag?.abort();
    this.#drag = undefined;
  };

  /** @returns whether the key moved it */
  nudge({ key }: KeyboardEvent): boolean {
    const step = STEPS[key];
    const box = this.box();
    if (!step || !box) return false;
    const { left, top } = box.getBoundingClientRect();
    this.#corner = { x: left + step[0], y: top + step[1] };
    this.#settle();
    return true;
  }

  readonly #settle = (): void => {
    const box = this.box();
    if (!box) return this.#unplace();
    if (!this.#corner) return;
    const { width, height } = box.getBoundingClientRect();
    const x = clamp(this.#corner.x, innerWidth - width);
    const y = clamp(this.#corner.y, innerHeight - height);
    this.#placed = box;
    box.style.setProperty('inset', `${y}px auto auto ${x}px`);
    this.#corner = { x, y };
  };

  #unplace(): void {
    this.#placed?.style.removeProperty('inset');
    this.#placed = undefined;
  }
}

function clamp(value: number, most: number): number {
  return Math.max(EDGE_PX, Math.min(value, most - EDGE_PX));
}
