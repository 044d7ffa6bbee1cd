import { INITIAL_STATE } from '../client/initial-state.js';
import { warn } from '../client/logger.js';
import type { Session, SessionOptions, SessionState } from '../client/types.js';
import type { CallType, Listing } from '../protocol/index.js';
import { keyValueStorage } from '../client/storage.js';
import { CONSENT } from '../client/storage-keys.js';
import { wasInCall } from '../client/was-in-call.js';

/** `auto`: at once when there is an identity; `idle`: when the page rests; or on first use. */
export type ConnectPolicy = 'auto' | 'idle' | 'interaction';

export interface SessionHostOptions extends SessionOptions {
  connect?: ConnectPolicy;
  /** Language of all elements of this session; default: each element's nearest `lang`. */
  locale?: string;
  /** Shows the number of unread messages before the title of the document. */
  titleCount?: boolean;
  /** What a guest agrees to before they write or call. */
  consent?: string | undefined;
}

/** A listing as attributes say it: not checked yet. */
export type ListingFields = { readonly [F in keyof Listing]?: string };

/** Whom to talk to, as an element's attributes say it. */
export interface ContactTarget {
  to?: string;
  conversation?: string;
  name?: string;
  avatar?: string;
  listing?: ListingFields;
}

/** What is shown beside the elements of the page itself: mounted panels, the call, the facts. */
export interface Surfaces {
  openChat(target: ContactTarget): Promise<void>;
  startCall(target: ContactTarget, type: CallType): Promise<void>;
  close(): void;
}

/** The lazy halves of a host; injected, so that no chunk is named here. */
export interface SessionHostParts {
  loadSession(options: SessionOptions): Promise<Session>;
  loadSurfaces(host: SessionHost, session: Session): Promise<Surfaces>;
  /** Fetches what a click on a contact button will need. */
  preload(): void;
}

const agreed = keyValueStorage(() => localStorage);

/** What a page shows before its session exists. */
export const EMPTY_STATE = INITIAL_STATE;

/**
 * The door to a session: one per script tag or `<chat-session>`. Holds the options and makes the
 * session on first use, so that a page nobody touches opens no socket and stores nothing.
 */
export class SessionHost {
  /** Panels and call views that stand in the page, so that none is mounted twice. */
  readonly panels = new Set<HTMLElement>();
  readonly callViews = new Set<HTMLElement>();
  /** Unsent text by conversation or person; survives a closed panel. */
  drafts = new Map<string, string>();

  readonly #listeners = new Set<() => void>();
  #options: SessionHostOptions;
  #session: Session | undefined;
  #surfaces: Surfaces | undefined;
  #opening: Promise<Session> | undefined;
  #unsubscribe: (() => void) | undefined;
  #retained = true;
  /** What is still loading when this has moved on is for nobody any more. */
  #generation = 0;

  constructor(
    /** Where facts appear that belong to no panel or call view: `<html>` or `<chat-session>`. */
    readonly root: HTMLElement,
    options: SessionHostOptions,
    readonly parts: SessionHostParts,
  ) {
    this.#options = options;
  }

  get broker(): string {
    return this.#options.broker;
  }

  get locale(): string | undefined {
    return this.#options.locale;
  }

  get titleCount(): boolean {
    return this.#options.titleCount === true;
  }

  /** What a guest must agree to first; undefined when there is nothing or it is done. */
  get consent(): string | undefined {
    const { token, tokenUrl, consent } = this.#options;
    const isDone = !consent || token || tokenUrl || agreed.get(CONSENT + this.broker) === consent;
    return isDone ? undefined : consent;
  }

  /** To this very text: another one is asked for anew. */
  agree(): void {
    agreed.set(CONSENT + this.broker, this.#options.consent!);
  }

  get state(): SessionState {
    return this.#session?.getState() ?? EMPTY_STATE;
  }

  /** The session if there is one already. */
  peek(): Session | undefined {
    return this.#session;
  }

  /** The session, made on first use. Rejects when its code cannot be loaded; ask again then. */
  session(): Promise<Session> {
    const generation = this.#generation;
    this.#opening ??= this.#open().catch((cause: unknown) => {
      if (generation === this.#generation) this.#opening = undefined;
      throw cause;
    });
    return this.#opening;
  }

  /** Connects without being asked, if the options give an identity and the policy allows it. */
  start(): void {
    const { token, tokenUrl, connect = 'auto' } = this.#options;
    // A page that was reloaded in a call goes on with it, whoever and however it was.
    if (wasInCall(this.#options.broker)) return this.#connect();
    if (connect === 'interaction' || !(token || tokenUrl)) return;
    if (connect === 'idle' && 'requestIdleCallback' in globalThis) {
      requestIdleCallback(() => this.#connect());
    } else this.#connect();
  }

  async openChat(target: ContactTarget): Promise<void> {
    await this.session();
    await this.#surfaces?.openChat(target);
  }

  async startCall(target: ContactTarget, type: CallType): Promise<void> {
    // The chat is where one is asked.
    if (this.consent) return this.openChat(target);
    await this.session();
    await this.#surfaces?.startCall(target, type);
  }

  preload(): void {
    this.parts.preload();
  }

  /** Takes new options. A new token goes to the living session, a new broker needs a new one. */
  async configure(options: SessionHostOptions): Promise<void> {
    const { broker, token } = this.#options;
    this.#options = options;
    if (options.broker !== broker) await this.close();
    else if (options.token && options.token !== token) this.#session?.setToken(options.token);
    this.#announce();
    this.start();
  }

  setToken(token: string | undefined): void {
    const options = { ...this.#options };
    if (token) options.token = token;
    else delete options.token;
    void this.configure(options);
  }

  /** Calls `listener` after every change of `state`, also of one that does not exist yet. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  retain(): void {
    this.#retained = true;
  }

  /** Its element left the page: closes, but not before a call in progress has ended. */
  release(): void {
    this.#retained = false;
    this.#closeWhenUnused();
  }

  /** Ends the session. A later use makes a new one. Idempotent. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#generation++;
    this.#surfaces?.close();
    this.#unsubscribe?.();
    this.#session = this.#surfaces = this.#opening = this.#unsubscribe = undefined;
    await session?.close();
  }

  async #open(): Promise<Session> {
    const generation = this.#generation;
    const { broker, token, tokenUrl, name, direct } = this.#options;
    const session = await this.parts.loadSession({
      broker,
      ...(token && { token }),
      ...(tokenUrl && { tokenUrl }),
      ...(name && { name }),
      ...(direct && { direct }),
    });
    const surfaces = await this.parts.loadSurfaces(this, session);
    if (generation !== this.#generation) {
      // Whoever waited for it hears `closed` of whatever they ask it.
      surfaces.close();
      await session.close();
      return session;
    }
    [this.#surfaces, this.#session] = [surfaces, session];
    const fresh = this.#options.token;
    if (fresh && fresh !== token) session.setToken(fresh);
    this.#unsubscribe = session.subscribe(() => {
      this.#announce();
      if (!this.#retained) this.#closeWhenUnused();
    });
    this.#announce();
    return session;
  }

  #connect(): void {
    // A failure is in `state.error` and was told by `session-error`.
    this.session().then(
      (session) => session.connect().catch(() => undefined),
      (cause: unknown) => warn('the session could not be loaded', cause),
    );
  }

  #closeWhenUnused(): void {
    const { phase } = this.state.call;
    if (this.#session && (phase === 'idle' || phase === 'ended')) void this.close();
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
