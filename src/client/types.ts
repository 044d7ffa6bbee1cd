/**
 * What elements, hooks and headless programs see of a session. The shell behind it is composed in
 * create-session.ts; nothing to the right of `client` sees more than these types.
 */
import type { CallQuality } from '../core/call-quality.js';
import type { CallPeer, CallState } from '../core/call-state.js';
import type { DeskbellError } from '../core/errors.js';
import type { DeliveryState, LogEntry } from '../core/message-log.js';
import type { CallVerbs } from './call-verbs.js';
import type { DeviceRefusal } from './device-refusal.js';
import type { LateVerbs } from './late-verbs.js';
import type { CallType, CallWish, Conversation, Listing, Presence } from '../protocol/index.js';

export interface SessionOptions {
  /** Origin of the broker, such as `https://chat.example.com`. */
  broker: string;
  /** A JWT; without one, and without `tokenUrl`, the person is a guest. */
  token?: string;
  /** Fetched with credentials (GET → `{token}` or the bare token) when one is missing or ageing. */
  tokenUrl?: string;
  /** The name a guest goes by. */
  name?: string;
  /** When a direct link may be opened: it tells both sides each other's addresses. */
  direct?: 'auto' | 'calls' | 'never';
  /** False for a silent session: no ringtone, no ringback. */
  sounds?: boolean;
}

/** `idle`: nothing was asked of the session yet, so no socket is open. */
export type ConnectionState = 'idle' | 'connecting' | 'online' | 'reconnecting' | 'closed';

/** One conversation with everything known of it. */
export interface ConversationState {
  readonly conversation: Conversation;
  /** Oldest first, own unsent entries last. */
  readonly entries: readonly LogEntry[];
  /** `partial`: older messages exist on the broker; `complete`: the first message is here. */
  readonly history: 'unknown' | 'loading' | 'partial' | 'complete';
  /** Others who are typing now. */
  readonly typingUserIds: readonly string[];
  /** Seq of the last message read when the conversation was last opened, for the divider. */
  readonly unreadFromSeq?: number;
  /** A direct link to a device of the other side is open. */
  readonly direct: boolean;
}

/** The media of the call in `SessionState.call`. */
export interface CallMedia {
  readonly localStream: MediaStream | null;
  readonly remoteStream: MediaStream | null;
  readonly muted: boolean;
  readonly cameraOff: boolean;
  /** False while the other side sends no picture. */
  readonly remoteVideo: boolean;
  readonly canSwitchCamera: boolean;
  /** Why our microphone or camera is not in the call, when it is not. */
  readonly notice?: DeviceRefusal;
  /** The other side's microphone is off. */
  readonly remoteMuted?: boolean;
  /** What the other side says of its camera, or what is seen of one that says nothing. */
  readonly remoteCamera?: 'on' | 'off' | 'paused';
  /** Nothing has come from the other side for a moment; “Unstable connection”. */
  readonly unstable?: boolean;
  /** What this side shares of its screen, and what the other side does; the sound may be in it. */
  readonly localScreen?: MediaStream;
  readonly remoteScreen?: MediaStream;
  /** How good the connection is, anew every two seconds. */
  readonly quality?: CallQuality;
  /** Something one side asks the other for: a picture, a recording. */
  readonly wish?: { readonly wish: CallWish; readonly by: 'own' | 'theirs' };
  /** Who records; shown all the time to both. */
  readonly recording?: 'own' | 'theirs' | 'both';
  /** What can be chosen, and what is; absent until it is known. */
  readonly devices?: DeviceChoices;
}

export type DeviceKind = 'microphone' | 'camera' | 'speaker';

/** One device as the browser names it. */
export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
}

/** The devices of each kind, and the id of the one in use. */
export type DeviceChoices = {
  readonly [K in DeviceKind]: {
    readonly choices: readonly DeviceChoice[];
    readonly chosenId?: string;
  };
};

export const NO_MEDIA: CallMedia = {
  localStream: null,
  remoteStream: null,
  muted: false,
  cameraOff: true,
  remoteVideo: false,
  canSwitchCamera: false,
};

export interface SessionState {
  readonly connection: ConnectionState;
  readonly me: { readonly id: string; readonly name?: string; readonly picture?: string } | null;
  readonly conversations: ReadonlyMap<string, ConversationState>;
  readonly presence: ReadonlyMap<string, Presence>;
  readonly call: CallState;
  readonly media: CallMedia;
  /** A second call: one that rings while we talk, or one that is on hold for the one in `call`. */
  readonly otherCall?: CallState;
  /** What keeps the session from working, until it works again. */
  readonly error: DeskbellError | null;
}

export interface Abortable {
  signal?: AbortSignal;
}

/** Chat. Every verb connects the session when it is not connected. */
export interface Messaging extends EventTarget, LateVerbs {
  getConversations(options?: Abortable): Promise<Conversation[]>;
  getConversation(id: string, options?: Abortable): Promise<Conversation>;
  getOrCreateConversation(
    userId: string,
    options?: { listing?: Listing } & Abortable,
  ): Promise<Conversation>;
  /** Newest page first time, the page before the oldest known after that. */
  getMessages(
    id: string,
    options?: { before?: number; limit?: number } & Abortable,
  ): Promise<LogEntry[]>;
  /** Resolves when the message is in the outbox: from then on it cannot get lost. */
  sendTextMessage(id: string, text: string, options?: { replyTo?: string }): Promise<LogEntry>;
  /** Sends a failed entry again, under the same id. */
  retryMessage(id: string, messageId: string): Promise<void>;
  /** Drops a failed entry; stops a file that is being received. */
  discardMessage(id: string, messageId: string): Promise<void>;
  sendTyping(id: string): void;
  stopTyping(id: string): void;
  markAsRead(id: string): Promise<void>;
  startCall(conversationId: string, callee: CallPeer, type: CallType): Promise<void>;
  answerCall(callId?: string): Promise<void>;
  endCall(callId?: string): Promise<void>;
  declineCall(callId?: string): Promise<void>;
  /** `pending` … `read` for an own entry, undefined for others'. */
  deliveryStateOf(conversationId: string, entry: LogEntry): DeliveryState | undefined;
}

/**
 * Calls. One is talked in at a time; a second may ring or be on hold (`SessionState.otherCall`): the
 * first three verbs take its id, else they are about the call in `SessionState.call`. The verbs of
 * `CallVerbs` do nothing without a call they fit.
 */
export interface Calls extends EventTarget, CallVerbs {
  startCall(conversationId: string, callee: CallPeer, type: CallType): Promise<void>;
  /** Takes the call that rings; one that is talked in is put on hold for it. */
  answerCall(callId?: string): Promise<void>;
  endCall(callId?: string): Promise<void>;
  declineCall(callId?: string): Promise<void>;
  /** Puts an `ended` call away. */
  dismiss(): void;
  toggleMute(): boolean;
  toggleVideo(): Promise<boolean>;
  switchCamera(): Promise<void>;
  getState(): CallState;
  isInCall(): boolean;
  getLocalMediaStream(): MediaStream | null;
  getRemoteMediaStream(): MediaStream | null;
}

/**
 * One person on one page. Also an EventTarget for the facts of contract.md (`message-received`,
 * `call-incoming`, …), whose `detail`s are typed in session-events.ts.
 */
export interface Session extends EventTarget {
  readonly messaging: Messaging;
  readonly calls: Calls;
  getState(): SessionState;
  /** Calls `listener` after every change; returns the way to stop. */
  subscribe(listener: () => void): () => void;
  /** Opens the socket, as a guest if there is no token. Resolves when online. */
  connect(options?: Abortable): Promise<void>;
  /** Keeps `presence` fresh for these people until the returned function is called. */
  watchPresence(userIds: readonly string[]): () => void;
  /** Replaces an ageing token without a reconnect of calls. */
  setToken(token: string): void;
  /** Ends calls, closes sockets, stops timers and tracks. Idempotent. */
  close(): Promise<void>;
}
