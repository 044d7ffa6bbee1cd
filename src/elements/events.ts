/**
 * Every public event. Facts tell what happened; intents come first and can be prevented. All bubble
 * and cross shadow roots.
 */
import type { SessionEventMap } from '../client/session-events.js';
import type { CallFacts } from '../core/call-state.js';
import type { CallType } from '../protocol/index.js';

/** What happened, by name, with what each tells. */
export type FactDetails = SessionEventMap;

export interface IntentDetails {
  'message-send-request': {
    readonly conversationId?: string;
    readonly to?: string;
    readonly text: string;
  };
  'call-start-request': {
    readonly conversationId?: string;
    readonly to?: string;
    readonly name?: string;
    readonly type: CallType;
  };
  'call-answer-request': CallFacts;
  'call-decline-request': CallFacts;
  'call-end-request': CallFacts;
}

export type FactName = keyof FactDetails;
export type IntentName = keyof IntentDetails;
export type EventDetails = FactDetails & IntentDetails;

/** An event of Deskbell; `detail` is typed by its name. */
export class DeskbellEvent<N extends FactName | IntentName> extends CustomEvent<EventDetails[N]> {
  constructor(name: N, detail: EventDetails[N], options: { cancelable?: boolean } = {}) {
    super(name, { detail, bubbles: true, composed: true, ...options });
  }
}

/** Asks the page first. True: nobody objected, so the default is to be performed. */
export function askFor<N extends IntentName>(
  element: HTMLElement,
  name: N,
  detail: EventDetails[N],
): boolean {
  return element.dispatchEvent(new DeskbellEvent(name, detail, { cancelable: true }));
}

declare global {
  interface GlobalEventHandlersEventMap {
    'session-ready': DeskbellEvent<'session-ready'>;
    'session-error': DeskbellEvent<'session-error'>;
    'message-sent': DeskbellEvent<'message-sent'>;
    'message-received': DeskbellEvent<'message-received'>;
    'message-read': DeskbellEvent<'message-read'>;
    'unread-change': DeskbellEvent<'unread-change'>;
    'typing-change': DeskbellEvent<'typing-change'>;
    'presence-change': DeskbellEvent<'presence-change'>;
    'call-incoming': DeskbellEvent<'call-incoming'>;
    'call-started': DeskbellEvent<'call-started'>;
    'call-connected': DeskbellEvent<'call-connected'>;
    'call-ended': DeskbellEvent<'call-ended'>;
    'message-send-request': DeskbellEvent<'message-send-request'>;
    'call-start-request': DeskbellEvent<'call-start-request'>;
    'call-answer-request': DeskbellEvent<'call-answer-request'>;
    'call-decline-request': DeskbellEvent<'call-decline-request'>;
    'call-end-request': DeskbellEvent<'call-end-request'>;
  }
}
