import type { CallMedia, Calls } from '../../client/types.js';
import type { SessionHost } from '../../controllers/session-host.js';
import type { CallFacts } from '../../core/call-state.js';
import { errorCodeOf } from '../../controllers/sentences.js';
import type { PlainKey } from '../../locales/types.js';
import { askFor, type CallIntentName, type EventDetails } from '../events.js';
import { problemKey, type ShownCall } from './call-text.js';

/** What there is to act on now. */
interface CallSight {
  readonly call: ShownCall | undefined;
  readonly other: ShownCall | undefined;
  readonly media: CallMedia;
  /** Nothing where the page controls what is shown: it was asked, and does it. */
  readonly calls: Calls | undefined;
  readonly host: SessionHost | undefined;
}

/** What the buttons of a call need. */
export interface CallDoor {
  readonly element: HTMLElement;
  look(): CallSight;
  /** Why what was asked for could not be done; undefined when the next thing is asked for. */
  onProblem(sentence: PlainKey | undefined): void;
}

type More<N extends CallIntentName> = Omit<EventDetails[N], keyof CallFacts>;

/** Asks the page and then, unless it objects, the session. */
export async function request<N extends CallIntentName>(
  door: CallDoor,
  name: N,
  { callId, conversationId, direction, type, peer }: CallFacts,
  more: More<N>,
  verb: (calls: Calls) => unknown,
): Promise<void> {
  const facts: CallFacts = { callId, conversationId, direction, type, peer };
  const { calls } = door.look();
  if (askFor(door.element, name, { ...facts, ...more } as EventDetails[N]) && calls) {
    await verb(calls);
  }
}

/** For buttons: what cannot be done is told on the call. */
export function tell(door: CallDoor, action: Promise<unknown>): void {
  door.onProblem(undefined);
  action.catch((cause: unknown) => {
    const code = errorCodeOf(cause);
    // Whoever closed the browser's question knows that they did.
    if (code !== 'aborted' && code !== 'permission_dismissed') door.onProblem(problemKey(cause));
  });
}
