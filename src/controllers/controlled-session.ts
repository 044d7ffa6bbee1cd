import { CALL_VERBS, type CallVerbs } from '../client/call-verbs.js';
import { LATE_VERBS, LateVerbTarget, type Found, type LateVerbs } from '../client/late-verbs.js';
import type {
  Calls,
  ConversationState,
  Messaging,
  Session,
  SessionState,
} from '../client/types.js';
import { entryOf, type DeliveryState, type LogEntry } from '../core/message-log.js';
import type { Conversation, Message, User } from '../protocol/index.js';
import { EMPTY_STATE } from './session-host.js';

/** A message as the REST API answers it, or a line that is not stored yet, with its ticks. */
export type ControlledMessage = (Message | LogEntry) & { readonly state?: DeliveryState };

/** What a page says of a conversation that it holds itself. */
export interface ControlledProperties {
  /** Oldest first. While set, nothing but these properties is shown, and no session is used. */
  messages?: readonly ControlledMessage[] | undefined;
  currentUser?: User | undefined;
  otherUser?: User | undefined;
  /** The other side is typing. */
  typing?: boolean | undefined;
  /** There are older messages: `load-older-request` asks for them. */
  hasOlder?: boolean | undefined;
}

/** What the person asks for that no element asked the page about before. */
export type ControlledAsk = (
  name:
    | 'message-retry-request'
    | 'message-remove-request'
    | 'message-read-request'
    | 'load-older-request',
  messageId?: string,
) => void;

const NEVER = new Date(0).toISOString();
const lines = new WeakMap<ControlledMessage, LogEntry>();

/**
 * A session that only shows: its state is what the page says, its verbs ask the page or do nothing,
 * because the element has asked before. It talks to nobody and stores nothing.
 */
export class ControlledSession extends EventTarget implements Session {
  readonly messaging: Messaging;
  readonly calls: Calls = idleCalls();
  readonly #listeners = new Set<() => void>();
  #state: SessionState = EMPTY_STATE;
  #messages: readonly ControlledMessage[] | undefined;
  #entries: readonly LogEntry[] = [];

  constructor(readonly ask: ControlledAsk) {
    super();
    this.messaging = new ControlledMessaging(this);
  }

  /** Takes what the page says now. */
  take(id: string, properties: ControlledProperties): void {
    const { currentUser, otherUser } = properties;
    const presence = {
      userId: otherUser?.id ?? '',
      ...otherUser,
      online: otherUser?.online ?? false,
    };
    this.#state = {
      ...EMPTY_STATE,
      connection: 'online',
      me: currentUser ?? null,
      conversations: new Map([[id, this.#conversation(id, properties)]]),
      presence: new Map(otherUser ? [[otherUser.id, presence]] : []),
    };
    for (const listener of this.#listeners) listener();
  }

  getState(): SessionState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #conversation(id: string, properties: ControlledProperties): ConversationState {
    const { messages = [] } = properties;
    if (messages !== this.#messages) this.#entries = messages.map(lineOf);
    this.#messages = messages;
    return stateOf(id, properties, this.#entries);
  }

  async connect(): Promise<void> {}
  watchPresence(): () => void {
    return () => undefined;
  }
  setToken(): void {}
  async close(): Promise<void> {
    this.#listeners.clear();
  }
}

class ControlledMessaging extends LateVerbTarget implements Messaging {
  constructor(readonly session: ControlledSession) {
    super(async () => lateVerbs(session));
  }

  async getConversations(): Promise<Conversation[]> {
    return [...this.session.getState().conversations.values()].map((each) => each.conversation);
  }
  async getConversation(): Promise<Conversation> {
    const [conversation] = await this.getConversations();
    if (!conversation) throw new TypeError('The page shows no conversation.');
    return conversation;
  }
  getOrCreateConversation(): Promise<Conversation> {
    return this.getConversation();
  }
  async getMessages(): Promise<LogEntry[]> {
    this.session.ask('load-older-request');
    return [];
  }
  async sendTextMessage(_id: string, text: string): Promise<LogEntry> {
    const senderId = this.session.getState().me?.id ?? '';
    return { id: '', senderId, type: 'TEXT', createdAt: NEVER, text };
  }
  async retryMessage(_id: string, messageId: string): Promise<void> {
    this.session.ask('message-retry-request', messageId);
  }
  async discardMessage(_id: string, messageId: string): Promise<void> {
    this.session.ask('message-remove-request', messageId);
  }
  async markAsRead(): Promise<void> {
    this.session.ask('message-read-request');
  }
  sendTyping(): void {}
  stopTyping(): void {}
  async startCall(): Promise<void> {}
  async answerCall(): Promise<void> {}
  async endCall(): Promise<void> {}
  async declineCall(): Promise<void> {}

  deliveryStateOf(_id: string, entry: LogEntry): DeliveryState | undefined {
    if (entry.senderId !== this.session.getState().me?.id) return undefined;
    if (entry.error) return 'failed';
    const { state } = entry as ControlledMessage;
    return state ?? (entry.seq === undefined ? 'pending' : 'sent');
  }
}

/** Each is done by the page, which was asked; only the search finds what is on show. */
function lateVerbs(session: ControlledSession): LateVerbs {
  const idle = Object.fromEntries(LATE_VERBS.map((name) => [name, async () => undefined]));
  const searchMessages = async (words: string): Promise<Found> => {
    const [state] = session.getState().conversations.values();
    const sought = words.toLocaleLowerCase();
    const found = state?.entries.filter(({ text }) => text?.toLocaleLowerCase().includes(sought));
    return { items: (found ?? []).reverse() as unknown as Message[] };
  };
  return { ...idle, searchMessages } as unknown as LateVerbs;
}

function stateOf(
  id: string,
  { currentUser, otherUser, typing, hasOlder }: ControlledProperties,
  entries: readonly LogEntry[],
): ConversationState {
  const participants = [currentUser, otherUser].filter((user) => user !== undefined);
  const last = entries.at(-1);
  const conversation: Conversation = {
    id,
    participants,
    lastSeq: last?.seq ?? 0,
    rev: 0,
    viewRev: 0,
    archived: false,
    blocked: false,
    starredIds: [],
    // More than none: then what is seen is told.
    unreadCount: last && last.senderId !== currentUser?.id ? 1 : 0,
    receipts: [],
    createdAt: NEVER,
    updatedAt: last?.createdAt ?? NEVER,
  };
  return {
    conversation,
    entries,
    history: hasOlder ? 'partial' : 'complete',
    typingUserIds: typing && otherUser ? [otherUser.id] : [],
    direct: false,
  };
}

/** The same message is the same line, so what did not change is not drawn again. */
function lineOf(message: ControlledMessage): LogEntry {
  let entry = lines.get(message);
  if (!entry) {
    const isStored = 'reactions' in message;
    lines.set(message, (entry = isStored ? entryOf(message) : message));
  }
  return entry;
}

function idleCalls(): Calls {
  const idle = {
    ...(Object.fromEntries(
      CALL_VERBS.map((name) => [name, async () => undefined]),
    ) as unknown as CallVerbs),
    startCall: async () => undefined,
    answerCall: async () => undefined,
    endCall: async () => undefined,
    declineCall: async () => undefined,
    dismiss: () => undefined,
    toggleMute: () => false,
    toggleVideo: async () => false,
    switchCamera: async () => undefined,
    getState: () => EMPTY_STATE.call,
    isInCall: () => false,
    getLocalMediaStream: () => null,
    getRemoteMediaStream: () => null,
  };
  return Object.assign(new EventTarget(), idle);
}
