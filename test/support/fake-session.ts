import { CALL_VERBS, type CallVerbs } from '../../src/client/call-verbs.js';
import { LATE_VERBS, LateVerbTarget, type LateVerbs } from '../../src/client/late-verbs.js';
import type {
  CallMedia,
  Calls,
  ConversationState,
  Messaging,
  Session,
  SessionState,
} from '../../src/client/types.js';
import {
  EMPTY_STATE,
  SessionHost,
  type SessionHostOptions,
} from '../../src/controllers/session-host.js';
import type { CallFacts, CallPeer, CallState } from '../../src/core/call-state.js';
import type { DeliveryState, LogEntry } from '../../src/core/message-log.js';
import { attachSurfaces } from '../../src/elements/surfaces.js';
import type { CallType, Conversation, Listing } from '../../src/protocol/index.js';

export const ME = 'buyer-7';
export const SELLER = 'seller-42';
export const CONVERSATION_ID = '0198c0de-0000-7000-8000-000000000001';
export const CALL_ID = '0198c0de-0000-7000-8000-0000000000ca';

/** One recorded verb with its arguments. */
export type Verb = readonly [name: string, ...args: unknown[]];

/** A session a test moves by hand: `set` changes its state, `verbs` is what was asked of it. */
export class FakeSession extends EventTarget implements Session {
  readonly verbs: Verb[] = [];
  readonly watched = new Set<string>();
  readonly messaging: Messaging;
  readonly calls: Calls;
  isClosed = false;
  /** Thrown by the verbs of this name. */
  readonly failures = new Map<string, unknown>();
  /** What the verbs beyond text resolve to. */
  readonly answers = new Map<string, unknown>();
  readonly deliveryStates = new Map<string, DeliveryState>();
  #state: SessionState = EMPTY_STATE;
  readonly #listeners = new Set<() => void>();

  /** Each records that it was asked, and resolves to its answer. */
  readonly lateVerbs = Object.fromEntries(
    LATE_VERBS.map((name) => [
      name,
      async (...args: unknown[]) => {
        await this.record(name, ...args);
        return this.answers.get(name);
      },
    ]),
  ) as unknown as LateVerbs;

  constructor(state: Partial<SessionState> = {}) {
    super();
    this.#state = { ...EMPTY_STATE, ...state };
    this.messaging = new FakeMessaging(this);
    this.calls = new FakeCalls(this);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  getState(): SessionState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  setCall(call: CallState, media: Partial<CallMedia> = {}): void {
    this.set({ call, media: { ...this.#state.media, ...media } });
  }

  setConversation(state: ConversationState): void {
    const conversations = new Map(this.#state.conversations);
    conversations.set(state.conversation.id, state);
    this.set({ conversations });
  }

  /** Dispatches a fact as the real session does. */
  tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  async record(name: string, ...args: unknown[]): Promise<void> {
    this.verbs.push([name, ...args]);
    if (this.failures.has(name)) throw this.failures.get(name);
  }

  verbsNamed(name: string): Verb[] {
    return this.verbs.filter(([each]) => each === name);
  }

  async connect(): Promise<void> {
    await this.record('connect');
    this.set({ connection: 'online', me: { id: ME } });
  }

  watchPresence(userIds: readonly string[]): () => void {
    for (const id of userIds) this.watched.add(id);
    return () => {
      for (const id of userIds) this.watched.delete(id);
    };
  }

  setToken(token: string): void {
    this.verbs.push(['setToken', token]);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.verbs.push(['close']);
  }
}

class FakeMessaging extends LateVerbTarget implements Messaging {
  constructor(readonly session: FakeSession) {
    super(async () => session.lateVerbs);
  }

  async getConversations(): Promise<Conversation[]> {
    await this.session.record('getConversations');
    return [...this.session.getState().conversations.values()].map((each) => each.conversation);
  }

  async getConversation(id: string): Promise<Conversation> {
    await this.session.record('getConversation', id);
    return this.#known(id);
  }

  async getOrCreateConversation(
    userId: string,
    options: { listing?: Listing } = {},
  ): Promise<Conversation> {
    await this.session.record('getOrCreateConversation', userId, options);
    if (this.session.getState().connection === 'idle') await this.session.connect();
    return this.#known(CONVERSATION_ID);
  }

  async getMessages(id: string): Promise<LogEntry[]> {
    await this.session.record('getMessages', id);
    const shown = this.session.getState().conversations.get(id);
    if (shown) this.session.setConversation({ ...shown, history: 'complete' });
    return [...(shown?.entries ?? [])];
  }

  async sendTextMessage(
    id: string,
    text: string,
    options?: { replyTo?: string },
  ): Promise<LogEntry> {
    await this.session.record('sendTextMessage', id, text, ...(options ? [options] : []));
    return entry({ senderId: ME, text });
  }

  retryMessage(id: string, messageId: string): Promise<void> {
    return this.session.record('retryMessage', id, messageId);
  }

  discardMessage(id: string, messageId: string): Promise<void> {
    return this.session.record('discardMessage', id, messageId);
  }

  sendTyping(id: string): void {
    this.session.verbs.push(['sendTyping', id]);
  }

  stopTyping(id: string): void {
    this.session.verbs.push(['stopTyping', id]);
  }

  markAsRead(id: string): Promise<void> {
    return this.session.record('markAsRead', id);
  }

  startCall(conversationId: string, callee: CallPeer, type: CallType): Promise<void> {
    return this.session.calls.startCall(conversationId, callee, type);
  }

  answerCall(callId?: string): Promise<void> {
    return this.session.calls.answerCall(callId);
  }

  endCall(callId?: string): Promise<void> {
    return this.session.calls.endCall(callId);
  }

  declineCall(callId?: string): Promise<void> {
    return this.session.calls.declineCall(callId);
  }

  deliveryStateOf(_conversationId: string, { id, senderId }: LogEntry): DeliveryState | undefined {
    return senderId === ME ? (this.session.deliveryStates.get(id) ?? 'sent') : undefined;
  }

  #known(id: string): Conversation {
    const { conversations } = this.session.getState();
    if (!conversations.has(id)) {
      this.session.setConversation(conversationState([], { id }, { history: 'unknown' }));
    }
    return this.session.getState().conversations.get(id)!.conversation;
  }
}

/** Each records that it was asked. */
const CallVerbRecorder = class extends EventTarget {
  constructor(session: FakeSession) {
    super();
    for (const name of CALL_VERBS) {
      const value = async (...args: unknown[]) => {
        await session.record(name, ...args);
        return session.answers.get(name);
      };
      Object.defineProperty(this, name, { value });
    }
  }
} as unknown as new (session: FakeSession) => EventTarget & CallVerbs;

class FakeCalls extends CallVerbRecorder implements Calls {
  constructor(readonly session: FakeSession) {
    super(session);
  }

  startCall(conversationId: string, callee: CallPeer, type: CallType): Promise<void> {
    return this.session.record('startCall', conversationId, callee, type);
  }

  answerCall(...ids: string[]): Promise<void> {
    return this.session.record('answerCall', ...ids);
  }

  endCall(...ids: string[]): Promise<void> {
    return this.session.record('endCall', ...ids);
  }

  declineCall(...ids: string[]): Promise<void> {
    return this.session.record('declineCall', ...ids);
  }

  dismiss(): void {
    this.session.verbs.push(['dismiss']);
    this.session.setCall({ phase: 'idle' });
  }

  toggleMute(): boolean {
    this.session.verbs.push(['toggleMute']);
    const muted = !this.session.getState().media.muted;
    this.session.setCall(this.getState(), { muted });
    return muted;
  }

  async toggleVideo(): Promise<boolean> {
    await this.session.record('toggleVideo');
    return true;
  }

  switchCamera(): Promise<void> {
    return this.session.record('switchCamera');
  }

  getState(): CallState {
    return this.session.getState().call;
  }

  isInCall(): boolean {
    return this.getState().phase === 'active';
  }

  getLocalMediaStream(): MediaStream | null {
    return this.session.getState().media.localStream;
  }

  getRemoteMediaStream(): MediaStream | null {
    return this.session.getState().media.remoteStream;
  }
}

let made = 0;

/** A text message of the seller, unless told otherwise. */
export function entry(fields: Partial<LogEntry> = {}): LogEntry {
  made += 1;
  return {
    id: `0198c0de-0000-7000-8000-${String(made).padStart(12, '0')}`,
    senderId: SELLER,
    type: 'TEXT',
    createdAt: new Date().toISOString(),
    seq: made,
    text: `Message ${made}`,
    ...fields,
  };
}

export function conversationState(
  entries: readonly LogEntry[],
  fields: Partial<Conversation> = {},
  state: Partial<ConversationState> = {},
): ConversationState {
  const now = new Date().toISOString();
  const conversation: Conversation = {
    id: CONVERSATION_ID,
    participants: [
      { id: ME, online: true },
      { id: SELLER, name: 'Blue Door Motors', online: true },
    ],
    lastSeq: entries.at(-1)?.seq ?? 0,
    rev: 1,
    viewRev: 0,
    archived: false,
    blocked: false,
    starredIds: [],
    unreadCount: 0,
    receipts: [],
    createdAt: now,
    updatedAt: now,
    ...fields,
  };
  return { conversation, entries, history: 'complete', direct: false, typingUserIds: [], ...state };
}

export function callFacts(fields: Partial<CallFacts> = {}): CallFacts {
  return {
    callId: CALL_ID,
    conversationId: CONVERSATION_ID,
    direction: 'incoming',
    type: 'VOICE',
    peer: { id: SELLER, name: 'Blue Door Motors' },
    ...fields,
  };
}

/** An online session of a person who is signed in. */
export function onlineSession(state: Partial<SessionState> = {}): FakeSession {
  return new FakeSession({ connection: 'online', me: { id: ME, name: 'Buyer' }, ...state });
}

export interface FakeHost {
  readonly host: SessionHost;
  readonly session: FakeSession;
  /** How often a session was made. */
  readonly made: () => number;
  readonly preloads: () => number;
}

/** A host whose session is a fake. */
export function fakeHost(
  session: FakeSession = onlineSession(),
  options: Partial<SessionHostOptions> = {},
  root: HTMLElement = document.documentElement,
): FakeHost {
  let made = 0;
  let preloads = 0;
  // Drafts outlive a page; a test's must not reach the next.
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith('deskbell:draft')) localStorage.removeItem(key);
  }
  const host = new SessionHost(
    root,
    { broker: 'https://broker.invalid', ...options },
    {
      loadSession: async () => {
        made += 1;
        return session;
      },
      loadSurfaces: attachSurfaces,
      preload: () => (preloads += 1),
    },
  );
  return { host, session, made: () => made, preloads: () => preloads };
}
