import type { ReactiveController, ReactiveControllerHost } from 'lit';

const CANCEL_PX = 80;
const LOCK_PX = 60;

export interface HoldGestureParts {
  isRightToLeft(): boolean;
  onRelease(): void;
  /** Slid towards the start of the line, or Escape. */
  onCancel(): void;
  /** Slid up. */
  onLock(): void;
}

/** Follows the pointer that holds a button down, wherever it goes, until it is lifted. */
export class HoldGesture implements ReactiveController {
  #down: PointerEvent | undefined;

  constructor(
    readonly element: ReactiveControllerHost,
    readonly parts: HoldGestureParts,
  ) {
    element.addController(this);
  }

  get isHeld(): boolean {
    return this.#down !== undefined;
  }

  /** False: another pointer holds it already. */
  begin(event: PointerEvent): boolean {
    if (this.#down) return false;
    this.#down = event;
    addEventListener('pointermove', this.#onMove);
    addEventListener('pointerup', this.#onUp);
    addEventListener('pointercancel', this.#onUp);
    addEventListener('keydown', this.#onKeydown, true);
    addEventListener('contextmenu', preventDefault);
    return true;
  }

  /** Idempotent. */
  end(): void {
    this.#down = undefined;
    removeEventListener('pointermove', this.#onMove);
    removeEventListener('pointerup', this.#onUp);
    removeEventListener('pointercancel', this.#onUp);
    removeEventListener('keydown', this.#onKeydown, true);
    removeEventListener('contextmenu', preventDefault);
  }

  hostDisconnected(): void {
    this.end();
  }

  readonly #onMove = (event: PointerEvent): void => {
    const down = this.#down;
    if (event.pointerId !== down?.pointerId) return;
    const towardsStart = (down.clientX - event.clientX) * (this.parts.isRightToLeft() ? -1 : 1);
    if (towardsStart > CANCEL_PX) this.#finish(this.parts.onCancel);
    else if (down.clientY - event.clientY > LOCK_PX) this.#finish(this.parts.onLock);
  };

  readonly #onUp = (event: PointerEvent): void => {
    if (event.pointerId === this.#down?.pointerId) this.#finish(this.parts.onRelease);
  };

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.#finish(this.parts.onCancel);
  };

  #finish(act: () => void): void {
    this.end();
    act.call(this.parts);
  }
}

/** A long press on a touch screen would open a menu. */
function preventDefault(event: Event): void {
  event.preventDefault();
}
