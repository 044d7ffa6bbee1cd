import { ContextEvent } from '@lit/context';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { SessionState } from '../client/types.js';
import { getPageHost, onPageHostChange, sessionContext } from './session-context.js';
import { EMPTY_STATE, type SessionHost } from './session-host.js';

/** An element that takes part in a session. `sessionHost` overrules where it stands. */
export type SessionElement = ReactiveControllerHost &
  HTMLElement & { sessionHost?: SessionHost | undefined };

/**
 * Gives an element the part of the session's state it shows, and an update only when that part
 * changed. The session may come later, or never.
 */
export class SessionController<T> implements ReactiveController {
  value: T;
  #host: SessionHost | undefined;
  #provided: SessionHost | undefined;
  #stopListening: (() => void) | undefined;
  #stopWaiting: (() => void) | undefined;
  #stopContext: (() => void) | undefined;

  constructor(
    readonly element: SessionElement,
    readonly select: (state: SessionState) => T,
    readonly onHostChange?: (host: SessionHost | undefined, old: SessionHost | undefined) => void,
  ) {
    this.value = select(EMPTY_STATE);
    element.addController(this);
  }

  /** The door this element stands at, if there is one. */
  get host(): SessionHost | undefined {
    return this.#host;
  }

  hostConnected(): void {
    this.#provided = undefined;
    this.element.dispatchEvent(
      new ContextEvent(sessionContext, this.element, this.#onProvided, true),
    );
    this.#stopWaiting = onPageHostChange(() => this.#attach());
    this.#attach();
  }

  hostUpdate(): void {
    this.#attach();
    this.value = this.#select();
  }

  hostDisconnected(): void {
    this.#stopListening?.();
    this.#stopWaiting?.();
    this.#stopContext?.();
    this.#stopListening = this.#stopWaiting = this.#stopContext = undefined;
    this.#change(undefined);
  }

  readonly #onProvided = (host: SessionHost | undefined, unsubscribe?: () => void): void => {
    if (this.#stopContext !== unsubscribe) this.#stopContext?.();
    this.#stopContext = unsubscribe;
    this.#provided = host;
    this.#attach();
  };

  #attach(): void {
    if (!this.element.isConnected) return;
    const host = this.element.sessionHost ?? this.#provided ?? getPageHost();
    if (host === this.#host) return;
    this.#stopListening?.();
    this.#stopListening = host?.subscribe(this.#onChange);
    this.#change(host);
    this.#onChange();
  }

  #change(host: SessionHost | undefined): void {
    const old = this.#host;
    this.#host = host;
    if (old !== host) this.onHostChange?.(host, old);
  }

  #select(): T {
    const next = this.select(this.#host?.state ?? EMPTY_STATE);
    return isSame(this.value, next) ? this.value : next;
  }

  readonly #onChange = (): void => {
    const next = this.#select();
    if (next === this.value) return;
    this.value = next;
    this.element.requestUpdate();
  };
}

/** Equal, or plain records whose fields are. */
function isSame<T>(a: T, b: T): boolean {
  if (Object.is(a, b)) return true;
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
