import type { ReactiveController } from 'lit';
import type { CallsFound } from '../client/late-verbs.js';
import type { MessagingEventMap } from '../client/session-events.js';
import type { Messaging, Session, SessionState } from '../client/types.js';
import type { CallFactDetail } from '../core/call-events.js';
import { isOver, NO_CALLS, withEnded, withNewest, withOlder } from '../core/call-list.js';
import type { DeskbellErrorCode } from '../core/errors.js';
import type { Call, User } from '../protocol/index.js';
import { errorCodeOf } from './sentences.js';
import { SessionController, type SessionElement } from './session-controller.js';
import type { SessionHost } from './session-host.js';

const PAGE_CALLS = 30;
/** People whose presence is kept fresh. */
const MOST_WATCHED = 60;
/** From so many unknown conversations on, one list of them all is cheaper. */
const MANY = 3;

/** Which calls: of one person, of one conversation, or all. */
export interface CallFilter {
  readonly to?: string | undefined;
  readonly conversation?: string | undefined;
}

type Known = Pick<SessionState, 'connection' | 'conversations' | 'presence'> & {
  readonly myId: string | undefined;
  readonly isFree: boolean;
};

/** What is under way for one person and filter. */
class Asking {
  readonly abort = new AbortController();
  newest: Promise<void> | undefined;
  older: Promise<void> | undefined;
  /** Something changed while the newest were being fetched. */
  again = false;
}

/** The calls of the session's person: fetched once it is online, and followed while it is. */
export class CallHistoryController implements ReactiveController {
  isLoaded = false;
  /** Why something could not be fetched, until the next try. */
  error: DeskbellErrorCode | undefined;
  readonly #session: SessionController<Known>;
  #list = NO_CALLS;
  #about = '';
  #asking = new Asking();
  #failed: (() => Promise<void>) | undefined;
  #wasOnline = false;
  #heard: Session | undefined;
  #listening: AbortController | undefined;
  #watched = '';
  #stopWatching: (() => void) | undefined;

  constructor(
    readonly element: SessionElement,
    readonly filter: () => CallFilter,
  ) {
    this.#session = new SessionController(element, select, () => {
      this.#forget('');
      this.#listen(undefined);
      this.#watch([]);
    });
    element.addController(this);
  }

  get host(): SessionHost | undefined {
    return this.#session.host;
  }

  /** Those that are over, newest first. */
  get calls(): readonly Call[] {
    return this.#list.calls.filter(isOver);
  }

  get hasOlder(): boolean {
    return this.#list.cursor !== undefined;
  }

  get isLoading(): boolean {
    return this.#asking.newest !== undefined;
  }

  get isLoadingOlder(): boolean {
    return this.#asking.older !== undefined;
  }

  get connection(): SessionState['connection'] {
    return this.#session.value.connection;
  }

  /** No call is under way. */
  get isFree(): boolean {
    return this.#session.value.isFree;
  }

  get myId(): string | undefined {
    return this.#session.value.myId;
  }

  /** The other side, as far as they are known. */
  peerOf({ callerId, calleeId, conversationId }: Call): Pick<User, 'id' | 'name' | 'picture'> {
    const id = callerId === this.myId ? calleeId : callerId;
    const { participants = [] } =
      this.#session.value.conversations.get(conversationId)?.conversation ?? {};
    return participants.find((each) => each.id === id) ?? { id };
  }

  isOnline(userId: string): boolean {
    return this.#session.value.presence.get(userId)?.online === true;
  }

  hostUpdate(): void {
    const { to = '', conversation = '' } = this.filter();
    const about = [this.myId, to, conversation].join('\n');
    if (about !== this.#about) this.#forget(about);
  }

  hostUpdated(): void {
    this.#listen(this.host?.peek());
    const isOnline = this.connection === 'online';
    if (isOnline && !this.#wasOnline) void this.load();
    this.#wasOnline = isOnline;
    const people = this.connection === 'idle' ? [] : this.calls.map((call) => this.peerOf(call).id);
    this.#watch([...new Set(people)].slice(0, MOST_WATCHED));
  }

  /** Fetches the newest, again if they were: what is here stays. */
  load(): Promise<void> {
    const asking = this.#asking;
    if (asking.newest) asking.again = true;
    return (asking.newest ??= this.#fetch(asking, undefined).finally(() => {
      asking.newest = undefined;
      this.element.requestUpdate();
      if (asking.again && !this.error && !asking.abort.signal.aborted) void this.load();
    }));
  }

  /** Fetches the next page of older ones. */
  async older(): Promise<void> {
    const asking = this.#asking;
    const { cursor } = this.#list;
    if (!cursor) return;
    await (asking.older ??= this.#fetch(asking, cursor).finally(() => {
      asking.older = undefined;
      this.element.requestUpdate();
    }));
  }

  /** Asks once more for what could not be fetched. */
  retry(): void {
    void this.#failed?.();
  }

  async #fetch(asking: Asking, before: string | undefined): Promise<void> {
    const { signal } = asking.abort;
    asking.again = false;
    this.error = undefined;
    this.element.requestUpdate();
    try {
      const page = await this.#ask(before, signal);
      if (signal.aborted) return;
      this.#list = before ? withOlder(this.#list, page) : withNewest(this.#list, page);
      this.isLoaded = true;
    } catch (cause) {
      if (signal.aborted) return;
      this.error = errorCodeOf(cause);
      this.#failed = before ? () => this.older() : () => this.load();
    }
  }

  async #ask(before: string | undefined, signal: AbortSignal): Promise<CallsFound> {
    const { messaging } = (await this.host?.session()) ?? {};
    if (!messaging) return { items: [] };
    const { to, conversation } = this.filter();
    const page = await messaging.listCalls({
      limit: PAGE_CALLS,
      signal,
      ...(to && { userId: to }),
      ...(conversation && { conversationId: conversation }),
      ...(before && { before }),
    });
    await this.#learn(messaging, page.items);
    return page;
  }

  /** Names and pictures stand in the conversations. Without one, its calls stand under an id. */
  async #learn(messaging: Messaging, calls: readonly Call[]): Promise<void> {
    const unknown = (): string[] => {
      const ids = new Set(calls.map(({ conversationId }) => conversationId));
      return [...ids].filter((id) => !this.#session.value.conversations.has(id));
    };
    if (unknown().length >= MANY) await messaging.getConversations().catch(() => undefined);
    await Promise.allSettled(unknown().map((id) => messaging.getConversation(id)));
  }

  #forget(about: string): void {
    this.#asking.abort.abort();
    this.#asking = new Asking();
    this.#about = about;
    this.#list = NO_CALLS;
    this.isLoaded = this.#wasOnline = false;
    this.error = undefined;
  }

  /** A call that ends here is told of at once; one of another device by its line in the chat. */
  #listen(session: Session | undefined): void {
    if (session === this.#heard) return;
    this.#listening?.abort();
    this.#heard = session;
    if (!session) return;
    const { signal } = (this.#listening = new AbortController());
    session.addEventListener('call-ended', (event) => this.#onEnded(event), { signal });
    session.messaging.addEventListener('message:new', (event) => this.#onMessage(event), {
      signal,
    });
  }

  #onEnded(event: Event): void {
    const { detail } = event as CustomEvent<CallFactDetail>;
    const { to, conversation } = this.filter();
    if (to && detail.peer.id !== to) return;
    if (conversation && detail.conversationId !== conversation) return;
    this.#list = withEnded(this.#list, detail, this.myId ?? '', Date.now());
    this.element.requestUpdate();
  }

  #onMessage(event: Event): void {
    const { entry } = (event as CustomEvent<MessagingEventMap['message:new']>).detail;
    if (entry.type === 'CALL_ENDED' || entry.type === 'CALL_MISSED') void this.load();
  }

  #watch(userIds: readonly string[]): void {
    const key = userIds.join('\n');
    if (key === this.#watched) return;
    const stop = this.#stopWatching;
    this.#watched = key;
    this.#stopWatching = key ? this.host?.peek()?.watchPresence(userIds) : undefined;
    stop?.();
  }
}

function select({ connection, conversations, presence, me, call }: SessionState): Known {
  const isFree = call.phase === 'idle' || call.phase === 'ended';
  return { connection, conversations, presence, myId: me?.id, isFree };
}
