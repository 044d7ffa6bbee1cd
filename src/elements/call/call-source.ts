import type { LitElement } from 'lit';
import { NO_MEDIA, type SessionState } from '../../client/types.js';
import { LazyModule } from '../../controllers/lazy-module.js';
import { SessionController } from '../../controllers/session-controller.js';
import { IDLE_CALL } from '../../core/call-state.js';
import { register } from '../register.js';
import type { CallDoor } from './call-door.js';
import { shownCall } from './call-text.js';
import type { ControlledState, controlledState } from './controlled-call.js';
import type { ControlledCall } from './controlled-properties.js';

type CallsOfPage = Pick<SessionState, 'call' | 'media' | 'otherCall'>;

/** Whose call an element shows: the session's, or the one that its page describes. */
export class CallSource {
  readonly session: SessionController<CallsOfPage>;
  readonly #element: LitElement & ControlledCall;
  readonly #control: LazyModule<{ controlledState: typeof controlledState }>;
  #controlled: ControlledState | undefined;

  constructor(element: LitElement & ControlledCall) {
    this.#element = element;
    this.#control = new LazyModule(element, () => import('./controlled-call.js'));
    this.session = new SessionController<CallsOfPage>(
      element,
      ({ call, media, otherCall }) => ({ call, media, ...(otherCall && { otherCall }) }),
      (host, old) => register<HTMLElement>(element, host?.callViews, old?.callViews),
    );
  }

  get state(): CallsOfPage {
    return this.#controlled ?? this.session.value;
  }

  get isControlled(): boolean {
    return this.#controlled !== undefined;
  }

  /** The moment that is shown. */
  get nowMs(): number {
    return this.#controlled?.nowMs ?? Date.now();
  }

  look(): ReturnType<CallDoor['look']> {
    const { call, media, otherCall } = this.state;
    const host = this.#controlled ? undefined : this.session.host;
    const calls = host?.peek()?.calls;
    return { call: shownCall(call), other: shownCall(otherCall), media, calls, host };
  }

  /** The page speaks for itself once `open` is set: the session's call is shown elsewhere. */
  follow(isChanged: boolean): void {
    const element = this.#element;
    const views = this.session.host?.callViews;
    if (element.open === undefined) {
      this.#controlled = undefined;
      views?.add(element);
      return;
    }
    views?.delete(element);
    const module = this.#control.take();
    if (isChanged || !this.#controlled?.nowMs) {
      this.#controlled = module?.controlledState(element) ?? {
        call: IDLE_CALL,
        media: NO_MEDIA,
        nowMs: 0,
      };
    }
  }
}
