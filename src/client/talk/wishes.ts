import { stepWish, WISH_MS, type WishEvent, type WishState } from '../../core/call-wish.js';
import type { CallSignalInput, CallWish } from '../../protocol/index.js';

export interface WishPorts {
  send(signal: CallSignalInput): void;
  onChange(wish: WishState): void;
  onGranted(wish: CallWish, by: 'own' | 'theirs'): void;
}

/** The shell of what one side asks the other for. */
export class Wishes {
  readonly #ports: WishPorts;
  #state: WishState;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: WishPorts) {
    this.#ports = ports;
  }

  dispatch(event: WishEvent): void {
    const former = this.#state;
    const [state, effects] = stepWish(former, event);
    this.#state = state;
    if (state !== former) {
      clearTimeout(this.#timer);
      if (state) this.#timer = setTimeout(() => this.dispatch({ type: 'timeout' }), WISH_MS);
      this.#ports.onChange(state);
    }
    for (const effect of effects) {
      if (effect.type === 'send') this.#ports.send(effect.signal);
      else if (effect.type === 'grant') this.#ports.onGranted(effect.wish, effect.by);
    }
  }

  /** Idempotent. */
  close(): void {
    clearTimeout(this.#timer);
    if (this.#state) this.#ports.onChange((this.#state = undefined));
  }
}
