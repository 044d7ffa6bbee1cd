import type { CallFactDetail } from '../core/call-events.js';
import type { CallQuality } from '../core/call-quality.js';
import type { DeskbellError } from '../core/errors.js';
import type { LogEntry } from '../core/message-log.js';
import type { CallPeer } from '../core/call-state.js';
import type { Message, Presence } from '../protocol/index.js';

export interface MessageDetail {
  readonly conversationId: string;
  readonly message: Message;
}

/** The facts a session dispatches as CustomEvents, by name, with their `detail`. */
export interface SessionEventMap {
  'session-ready': { readonly userId: string };
  'session-error': { readonly error: DeskbellError };
  /** An own message is durably stored by the broker. */
  'message-sent': MessageDetail;
  'message-received': MessageDetail;
  /** `userId` has read up to `seq`. */
  'message-read': {
    readonly conversationId: string;
    readonly userId: string;
    readonly seq: number;
  };
  'unread-change': {
    readonly conversationId: string;
    readonly unreadCount: number;
    /** Over all known conversations. */
    readonly totalUnread: number;
  };
  'typing-change': {
    readonly conversationId: string;
    readonly userIds: readonly string[];
  };
  'presence-change': Presence;
  'call-incoming': CallFactDetail;
  'call-started': CallFactDetail;
  'call-connected': CallFactDetail;
  'call-ended': CallFactDetail;
  /** Every two seconds of a call that is connected. */
  'call-quality': CallFactDetail & { readonly quality: CallQuality };
}

/** The events of `session.messaging`. */
export interface MessagingEventMap {
  'message:new': { readonly conversationId: string; readonly entry: LogEntry };
  'call:incoming': CallFactDetail;
  typing: { readonly conversationId: string; readonly userIds: readonly string[] };
}

/** The events of `session.calls`. */
export interface CallsEventMap {
  incoming: { readonly callId: string; readonly peer: CallPeer } & CallFactDetail;
  connected: CallFactDetail;
  ended: CallFactDetail;
  remoteStream: { readonly stream: MediaStream };
  quality: CallFactDetail & { readonly quality: CallQuality };
}

/** Dispatches a typed CustomEvent. */
export type Emit<M> = <K extends keyof M & string>(type: K, detail: M[K]) => void;

export function emitterOf<M>(target: EventTarget): Emit<M> {
  return (type, detail) => {
    target.dispatchEvent(new CustomEvent(type, { detail }));
  };
}
