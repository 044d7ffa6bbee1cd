import { DeskbellError } from '../core/errors.js';
import { isErrorCode, type ChatFrame } from '../protocol/index.js';
import type { BrokerSocket } from './broker-socket.js';
import type { CallsDoor } from './calls-door.js';
import type { Chat } from './chat.js';
import type { ConversationBook } from './conversation-book.js';
import type { ConversationSync } from './conversation-sync.js';
import type { Identity } from './identity.js';
import type { PresenceBoard } from './presence.js';
import type { Receipts } from './receipts.js';
import type { SenderDoor } from './sender-door.js';
import { emitterOf, type Emit, type SessionEventMap } from './session-events.js';
import type { Store } from './store.js';
import type { Abortable, ConnectionState, Session, SessionState } from './types.js';

/** All that a session is made of; create-session.ts puts it together. */
export interface SessionParts {
  store: Store<SessionState>;
  identity: Identity;
  socket: BrokerSocket;
  book: ConversationBook;
  sync: ConversationSync;
  sender: SenderDoor;
  receipts: Receipts;
  presence: PresenceBoard;
  messaging: Chat;
  calls: CallsDoor;
  /** Takes over the guest that this tab was; resolves when there is none, or it failed. */
  claim(meId: string): Promise<void>;
  /** Closed with the session, in this order, after the calls. */
  closeables: readonly { close(): void }[];
}

const CONNECT_LIMIT_MS = 30_000;

/** Passes what the broker says to the part it is for, and opens and closes the parts together. */
export class BrowserSession extends EventTarget implements Session {
  readonly emit: Emit<SessionEventMap> = emitterOf<SessionEventMap>(this);
  #parts!: SessionParts;

  /** Once, before anything else: the parts know the session and the session knows the parts. */
  assemble(parts: SessionParts): void {
    this.#parts = parts;
  }

  get messaging(): Chat {
    return this.#parts.messaging;
  }

  get calls(): CallsDoor {
    return this.#parts.calls;
  }

  getState(): SessionState {
    return this.#parts.store.get();
  }

  subscribe(listener: () => void): () => void {
    return this.#parts.store.subscribe(listener);
  }

  async connect({ signal }: Abortable = {}): Promise<void> {
    const { store, socket } = this.#parts;
    if (signal?.aborted) throw new DeskbellError('aborted');
    socket.open();
    await new Promise<void>((resolve, reject) => {
      const settle = (error?: DeskbellError) => {
        clearTimeout(timer);
        unsubscribe();
        signal?.removeEventListener('abort', onAbort);
        if (error) reject(error);
        else resolve();
      };
      const onAbort = () => settle(new DeskbellError('aborted'));
      const check = () => {
        const { connection, error } = store.get();
        if (connection === 'online') settle();
        else if (connection === 'closed') settle(new DeskbellError('closed'));
        else if (connection === 'idle') settle(error ?? new DeskbellError('network'));
      };
      const timer = setTimeout(() => settle(new DeskbellError('timeout')), CONNECT_LIMIT_MS);
      const unsubscribe = store.subscribe(check);
      signal?.addEventListener('abort', onAbort);
      check();
    });
  }

  watchPresence(userIds: readonly string[]): () => void {
    return this.#parts.presence.watch(userIds);
  }

  setToken(token: string): void {
    const { identity, store } = this.#parts;
    identity.set(token);
    if (identity.userId !== store.get().me?.id) this.#forget();
  }

  async close(): Promise<void> {
    const { store, calls, closeables } = this.#parts;
    if (store.get().connection === 'closed') return;
    calls.close();
    for (const part of closeables) part.close();
    store.update((state) => ({ ...state, connection: 'closed' }));
    store.close();
  }

  /** Who writes, known from the token alone, so that writing works while the broker is away. */
  async identify(): Promise<string> {
    const { identity, socket, store } = this.#parts;
    if (store.get().connection === 'closed') throw new DeskbellError('closed');
    socket.open();
    await identity.token();
    if (identity.userId === undefined && !store.get().me) await this.connect();
    const meId = this.#meId();
    if (meId === undefined) throw new DeskbellError('unauthorized');
    // What is opened before would be a second conversation with the same person.
    await this.#parts.claim(meId);
    return meId;
  }

  /** Nothing of whoever it was is shown to whoever comes. */
  #forget(): void {
    const { book, store } = this.#parts;
    book.clear();
    store.update((state) => ({ ...state, me: null }));
  }

  #meId(): string | undefined {
    return this.#parts.identity.userId ?? this.#parts.store.get().me?.id;
  }

  onConnection(connection: ConnectionState, error: DeskbellError | null): void {
    // `online` is told together with who we are, by `welcome`.
    if (connection === 'online') return;
    this.#parts.sender.loaded?.forgetInFlight();
    this.#parts.store.update((state) => ({ ...state, connection, error }));
    // The site knows nobody any more.
    if (error?.code === 'unauthorized') this.#forget();
    if (error) this.emit('session-error', { error });
  }

  onFrame(frame: ChatFrame): void {
    const { messaging, presence } = this.#parts;
    if (frame.type === 'welcome') this.#welcome(frame);
    if (frame.type === 'presence') presence.hear(frame.presence);
    if (frame.type === 'error') this.#refused(frame);
    messaging.handle(frame);
  }

  #welcome({ user, serverTime }: Extract<ChatFrame, { type: 'welcome' }>): void {
    const { store, book, presence, sender } = this.#parts;
    // What went out by a direct link meanwhile goes to the broker too.
    sender.loaded?.forgetInFlight();
    const before = store.get().me;
    if (before && before.id !== user.id) this.#forget();
    book.markStart(serverTime);
    const { id, name, picture } = user;
    const me = { id, ...(name && { name }), ...(picture && { picture }) };
    store.update((state) => ({ ...state, connection: 'online', me, error: null }));
    if (before?.id !== id) this.emit('session-ready', { userId: id });
    presence.resume();
    void this.#catchUp();
    void this.#parts.claim(id);
  }

  async #catchUp(): Promise<void> {
    const { sender, sync, receipts } = this.#parts;
    await Promise.all([sender.resendAll(), sync.catchUpAll()]);
    await sender.showPending();
    receipts.resume();
  }

  /** A refusal that is about no message and no call is about the session. */
  #refused({ code, ref }: Extract<ChatFrame, { type: 'error' }>): void {
    if (ref !== undefined) return;
    this.emit('session-error', { error: new DeskbellError(isErrorCode(code) ? code : 'internal') });
  }
}
