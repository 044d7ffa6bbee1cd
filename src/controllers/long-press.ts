const PRESS_MS = 500;
const STILL_PX = 10;

/** Tells of a finger that rests on something: the right click of a touch screen. */
export class LongPress {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #begun: PointerEvent | undefined;

  constructor(
    readonly element: EventTarget,
    readonly onPress: (event: PointerEvent) => void,
  ) {
    element.addEventListener('pointerdown', this.#onDown);
    element.addEventListener('pointermove', this.#onMove);
    for (const name of ['pointerup', 'pointercancel'] as const) {
      element.addEventListener(name, this.#end);
    }
  }

  readonly #onDown = (event: Event): void => {
    this.#end();
    if (!(event instanceof PointerEvent) || event.pointerType !== 'touch') return;
    this.#begun = event;
    this.#timer = setTimeout(() => this.onPress(event), PRESS_MS);
  };

  readonly #onMove = (event: Event): void => {
    const begun = this.#begun;
    if (!begun || !(event instanceof PointerEvent)) return;
    const moved = Math.hypot(event.clientX - begun.clientX, event.clientY - begun.clientY);
    if (moved > STILL_PX) this.#end();
  };

  readonly #end = (): void => {
    clearTimeout(this.#timer);
    this.#begun = undefined;
  };
}
