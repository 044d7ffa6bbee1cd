import type { Context, ContextCallback, ContextEvent } from '@lit/context';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { getPageHost, sessionContext } from '../controllers/session-context.js';
import type {
  ConnectPolicy,
  SessionHost,
  SessionHostOptions,
} from '../controllers/session-host.js';
import { createHost } from './create-host.js';
import { property } from './decorators.js';
import { define } from './define-element.js';

/**
 * Gives everything inside it an identity of its own; outside, the script tag's session serves.
 *
 * @slot - The subtree that speaks as this person.
 * @fires session-ready - The session is online.
 * @fires session-error - The session cannot work; `detail.error` says why.
 */
export class ChatSession extends LitElement {
  static override styles = css`
    :host {
      display: contents;
    }
    :host([hidden]) {
      display: none !important;
    }
  `;

  /** Origin of the broker; default: that of the script tag. */
  @property() broker = '';
  /** JWT of the person; without one they are a guest. */
  @property() token = '';
  /** Where a token is fetched, with credentials, when one is needed. */
  @property({ attribute: 'token-url' }) tokenUrl = '';
  /** The name a guest goes by. */
  @property() name = '';
  /** Language of everything inside; default: the nearest `lang`. */
  @property() locale = '';
  /** When both sides may learn each other's addresses. */
  @property() direct: 'auto' | 'calls' | 'never' = 'auto';
  /** When to connect without being asked. */
  @property() connect: ConnectPolicy = 'auto';
  /** Shows the number of unread messages before the title of the document. */
  @property({ type: Boolean, attribute: 'title-count' }) titleCount = false;

  /** What a guest agrees to before they write or call. */
  @property() consent = '';

  readonly #askers = new Set<ContextCallback<SessionHost | undefined>>();
  #host: SessionHost | undefined;

  /** The door to this session, for programs. */
  get sessionHost(): SessionHost | undefined {
    return this.#host;
  }

  /** Replaces what makes the session, for tests and for programs that bring their own. */
  set sessionHost(host: SessionHost | undefined) {
    this.#host = host;
    for (const tell of this.#askers) this.#provide(tell);
  }

  constructor() {
    super();
    this.addEventListener('context-request', this.#onRequest);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.#host) this.sessionHost = createHost(this, this.#options());
    this.#host?.retain();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move disconnects and connects at once; only one that stays away is let go.
    queueMicrotask(() => {
      if (!this.isConnected) this.#host?.release();
    });
  }

  protected override updated(): void {
    void this.#host?.configure(this.#options());
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }

  /** Answers elements inside, and again when the session is replaced. */
  readonly #onRequest = (event: ContextEvent<Context<unknown, unknown>>): void => {
    if (event.context !== sessionContext || event.contextTarget === this) return;
    event.stopPropagation();
    const tell: ContextCallback<SessionHost | undefined> = event.callback;
    this.#askers.add(tell);
    this.#provide(tell);
  };

  #provide(tell: ContextCallback<SessionHost | undefined>): void {
    tell(this.#host, () => this.#askers.delete(tell));
  }

  #options(): SessionHostOptions {
    const { token, tokenUrl, name, locale, direct, connect, titleCount, consent } = this;
    return {
      broker: this.broker || getPageHost()?.broker || location.origin,
      direct,
      connect,
      titleCount,
      consent,
      ...(token && { token }),
      ...(tokenUrl && { tokenUrl }),
      ...(name && { name }),
      ...(locale && { locale }),
    };
  }
}

define('chat-session', ChatSession);

declare global {
  interface HTMLElementTagNameMap {
    'chat-session': ChatSession;
  }
}
