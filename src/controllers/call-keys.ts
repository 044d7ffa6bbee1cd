import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What the keys of a call do. */
export interface CallKeyActions {
  /** There is a call that they are for. */
  isLive(): boolean;
  toggleMute(): void;
  toggleCamera(): void;
  toggleHold(): void;
  /** Out of what is largest now. */
  shrink(): void;
  isMuted(): boolean;
  talk(active: boolean): void;
  isEditable(target: HTMLElement): boolean;
}

/**
 * M, V, H, Escape, and Space to talk while it is held. Only while the focus is in the call or
 * nowhere: a page has keys of its own.
 */
export class CallKeys implements ReactiveController {
  #isTalking = false;
  readonly #stops: (() => void)[] = [];

  constructor(
    readonly element: ReactiveControllerHost & HTMLElement,
    readonly actions: CallKeyActions,
  ) {
    element.addController(this);
  }

  hostConnected(): void {
    this.#stops.push(this.listen(document));
  }

  hostDisconnected(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#rest();
  }

  /** Hears the keys of a document; a window of its own has another one. Returns the way to stop. */
  listen(target: Document): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    target.addEventListener('keydown', this.#onKeydown, { signal });
    target.addEventListener('keyup', this.#onKeyup, { signal });
    target.defaultView?.addEventListener('blur', () => this.#rest(), { signal });
    return () => stop.abort();
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    const { actions } = this;
    if (!actions.isLive() || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const target = this.#targetOf(event);
    if (!target || actions.isEditable(target)) return;
    if (event.key === ' ') return this.#onSpace(event, target);
    if (event.repeat) return;
    const action = this.#actionOf(event);
    if (!action) return;
    event.preventDefault();
    action();
  };

  #actionOf({ key, code }: KeyboardEvent): (() => void) | undefined {
    const { actions } = this;
    if (key === 'Escape') return () => actions.shrink();
    // On a keyboard of another script the place of the key counts.
    switch (/^[a-z]$/i.test(key) ? key.toUpperCase() : code.replace('Key', '')) {
      case 'M':
        return () => actions.toggleMute();
      case 'V':
        return () => actions.toggleCamera();
      case 'H':
        return () => actions.toggleHold();
      default:
        return undefined;
    }
  }

  /** On a button a short press of Space presses it; held, it is for talking everywhere. */
  #onSpace(event: KeyboardEvent, target: HTMLElement): void {
    if (!this.#isTalking) {
      if (!this.actions.isMuted()) return;
      if (target.matches('button, a, summary, [role]:not([role=dialog])') && !event.repeat) return;
      this.#isTalking = true;
      this.actions.talk(true);
    }
    event.preventDefault();
  }

  readonly #onKeyup = (event: KeyboardEvent): void => {
    if (event.key !== ' ' || !this.#isTalking) return;
    event.preventDefault();
    this.#rest();
  };

  #rest(): void {
    if (!this.#isTalking) return;
    this.#isTalking = false;
    this.actions.talk(false);
  }

  /** Where the key was pressed, when that is the call's or nobody's. */
  #targetOf(event: KeyboardEvent): HTMLElement | undefined {
    const path = event.composedPath();
    const [target] = path as HTMLElement[];
    const { body } = target?.ownerDocument ?? document;
    const isOurs = path.includes(this.element) || target === body || body !== document.body;
    return isOurs ? target : undefined;
  }
}
