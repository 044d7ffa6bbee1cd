import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { deepActiveElement, isEditable } from '../focus.js';

/** Shows the box of a call above everything, and takes the focus into it without taking it away. */
export class DialogFocus implements ReactiveController {
  #opener: HTMLElement | undefined;
  #isShown = false;
  #hadFocus = false;

  constructor(
    readonly element: ReactiveControllerHost & HTMLElement,
    readonly box: () => HTMLElement | null,
  ) {
    element.addController(this);
  }

  hostConnected(): void {}

  hostUpdate(): void {
    this.#hadFocus = this.element.matches(':focus-within');
  }

  hostUpdated(): void {
    const box = this.box();
    if (!box) return this.#giveBack();
    // Not a <dialog>: showing one moves the focus, also away from what someone is typing.
    const isReady = box.isConnected && 'showPopover' in box;
    if (isReady && !box.matches(':popover-open')) box.showPopover();
    if (this.#isShown) {
      // The button that had it is gone: the keys of the call go on working.
      if (this.#hadFocus && !deepActiveElement()) box.focus({ preventScroll: true });
      return;
    }
    this.#isShown = true;
    this.#opener = deepActiveElement();
    // A ring must not swallow what someone is typing, nor take their next Enter for “Accept”.
    if (!isEditable(this.#opener)) box.focus({ preventScroll: true });
  }

  #giveBack(): void {
    this.#isShown = false;
    // Only when the focus went away with the call, not when its owner took it elsewhere.
    if (!deepActiveElement()) this.#opener?.focus({ preventScroll: true });
    this.#opener = undefined;
  }
}
