import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CallState } from '../core/call-state.js';

/** A call that ended as expected needs a glance, one that failed a moment to read. */
const GLANCE_MS = 4_000;
const READ_MS = 20_000;

/** How long the end of a call is shown: nobody is told what they did themselves a moment ago. */
function readingMs({ reason, direction }: Extract<CallState, { phase: 'ended' }>): number {
  const isOwnDoing = reason === (direction === 'incoming' ? 'declined' : 'cancelled');
  if (isOwnDoing) return 0;
  return reason === 'hangup' || reason === 'answered_elsewhere' ? GLANCE_MS : READ_MS;
}

/** Puts an ended call away after its reason could be read. */
export class EndedCallController implements ReactiveController {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shown: CallState | undefined;

  constructor(
    element: ReactiveControllerHost,
    readonly call: () => CallState,
    readonly dismiss: () => void,
  ) {
    element.addController(this);
  }

  hostConnected(): void {
    this.#shown = undefined;
  }

  hostUpdated(): void {
    const call = this.call();
    if (call === this.#shown) return;
    this.hostDisconnected();
    this.#shown = call;
    if (call.phase !== 'ended') return;
    this.#timer = setTimeout(this.dismiss, readingMs(call));
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }
}
