/**
 * Every public event. Facts tell what happened; intents come first and can be prevented. All bubble
 * and cross shadow roots.
 */
import type { SessionEventMap } from '../client/session-events.js';
import type { CallFacts } from '../core/call-state.js';
import type { BidDraft, BidStep, CallType, CallWish, MessageType } from '../protocol/index.js';

/** What happened, by name, with what each tells. */
export type FactDetails = SessionEventMap;

/** Whom an intent is about, as far as it is known. */
export interface IntentTarget {
  readonly conversationId?: string;
  readonly to?: string;
}

/** A message that something is to be done with. */
export interface MessageIntent extends IntentTarget {
  readonly messageId: string;
}

export interface IntentDetails {
  /** A new message; `type` when it is more than text, which then is its caption or address. */
  'message-send-request': IntentTarget & {
    readonly type?: MessageType;
    readonly text: string;
    readonly replyTo?: string;
    readonly file?: Blob;
    readonly location?: { readonly latitude: number; readonly longitude: number };
  };
  /** A new text in the place of an old one. */
  'message-edit-request': MessageIntent & { readonly text: string };
  'message-delete-request': MessageIntent;
  'message-react-request': MessageIntent & { readonly emoji: string; readonly active: boolean };
  'message-star-request': MessageIntent & { readonly active: boolean };
  'message-forward-request': MessageIntent & { readonly toConversationId: string };
  /** An offer is made, answered by another one (`messageId` is the one it answers), or decided. */
  'bid-request': IntentTarget & {
    readonly messageId?: string;
    readonly step: BidStep | 'offer' | 'counter';
    readonly bid?: BidDraft;
  };
  /** Controlled only: a session does these by itself. */
  'message-retry-request': MessageIntent;
  'message-remove-request': MessageIntent;
  'message-read-request': IntentTarget;
  'load-older-request': IntentTarget;
  'call-start-request': {
    readonly conversationId?: string;
    readonly to?: string;
    readonly name?: string;
    readonly type: CallType;
  };
  'call-answer-request': CallFacts;
  'call-decline-request': CallFacts;
  'call-end-request': CallFacts;
  /** Of the buttons in a call, `active` says what will be then: muted, camera on, sharing, … */
  'call-mute-request': CallFacts & Switch;
  'call-camera-request': CallFacts & Switch;
  'call-switch-camera-request': CallFacts;
  'call-share-request': CallFacts & Switch;
  'call-hold-request': CallFacts & Switch;
  'call-record-request': CallFacts & Switch;
  /** A picture in a call that has none. */
  'call-video-request': CallFacts;
  /** An answer to what the other side asks for, or what was asked is taken back. */
  'call-reply-request': CallFacts & { readonly wish: CallWish; readonly accepted: boolean };
  /** To the call that is on hold, which the detail is about. */
  'call-swap-request': CallFacts;
  /** An ended call is put away. */
  'call-close-request': CallFacts;
}

interface Switch {
  readonly active: boolean;
}

export type FactName = keyof FactDetails;
export type IntentName = keyof IntentDetails;
/** Intents about a call that is there. */
export type CallIntentName = Exclude<Extract<IntentName, `call-${string}`>, 'call-start-request'>;
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
    'call-quality': DeskbellEvent<'call-quality'>;
    'message-send-request': DeskbellEvent<'message-send-request'>;
    'message-edit-request': DeskbellEvent<'message-edit-request'>;
    'message-delete-request': DeskbellEvent<'message-delete-request'>;
    'message-react-request': DeskbellEvent<'message-react-request'>;
    'message-star-request': DeskbellEvent<'message-star-request'>;
    'message-forward-request': DeskbellEvent<'message-forward-request'>;
    'message-retry-request': DeskbellEvent<'message-retry-request'>;
    'message-remove-request': DeskbellEvent<'message-remove-request'>;
    'message-read-request': DeskbellEvent<'message-read-request'>;
    'load-older-request': DeskbellEvent<'load-older-request'>;
    'bid-request': DeskbellEvent<'bid-request'>;
    'call-start-request': DeskbellEvent<'call-start-request'>;
    'call-answer-request': DeskbellEvent<'call-answer-request'>;
    'call-decline-request': DeskbellEvent<'call-decline-request'>;
    'call-end-request': DeskbellEvent<'call-end-request'>;
    'call-mute-request': DeskbellEvent<'call-mute-request'>;
    'call-camera-request': DeskbellEvent<'call-camera-request'>;
    'call-switch-camera-request': DeskbellEvent<'call-switch-camera-request'>;
    'call-share-request': DeskbellEvent<'call-share-request'>;
    'call-hold-request': DeskbellEvent<'call-hold-request'>;
    'call-record-request': DeskbellEvent<'call-record-request'>;
    'call-video-request': DeskbellEvent<'call-video-request'>;
    'call-reply-request': DeskbellEvent<'call-reply-request'>;
    'call-swap-request': DeskbellEvent<'call-swap-request'>;
    'call-close-request': DeskbellEvent<'call-close-request'>;
  }
}
