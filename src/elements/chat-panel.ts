import { html, LitElement, type TemplateResult } from 'lit';
import { property, query, state } from './decorators.js';
import { ContactController } from '../controllers/contact-controller.js';
import { ConversationController } from '../controllers/conversation-controller.js';
import { localeOfSession } from '../controllers/locale-controller.js';
import type { ContactTarget, SessionHost } from '../controllers/session-host.js';
import type { CallType } from '../protocol/index.js';
import { parseImageUrl, parseName, parseUserId } from './attributes.js';
import './chat-composer.js';
import type { ChatComposer } from './chat-composer.js';
import { chatHeader } from './chat-header.js';
import { LOG_PARTS } from './chat-log.js';
import { chatNotice } from './chat-notice.js';
import { chatPanelStyles } from './chat-panel.styles.js';
import { define } from './define-element.js';
import { askFor } from './events.js';
import { deepActiveElement } from './focus.js';
import { withListing } from './listing-attributes.js';
import type { PanelSurface } from './panel-surface.js';
import { attachStates, toggleState } from './states.js';
import { useEnglish } from '../locales/english.js';

useEnglish();

/**
 * A conversation with one person.
 *
 * @slot header - Replaces picture, name and presence.
 * @slot empty - Shown while there are no messages.
 * @fires message-send-request - Before a message is sent; can be prevented, then the text stays.
 * @fires call-start-request - Before a call is started; can be prevented.
 * @fires message-sent - An own message is stored by the broker.
 * @fires message-received - The other side wrote.
 * @fires message-read - The other side has read up to `detail.seq`.
 * @fires typing-change - The other side began or stopped typing.
 * @fires unread-change - The number of unread messages changed.
 * @fires close - The panel was closed; does not bubble.
 * @csspart panel - The whole panel; inside it `header`, `avatar`, `name`, `presence`,
 *   `voice-button`, `video-button`, `close-button`, `notice`, `log`, `day`, `unread-divider`,
 *   `message`, `message-own`, `message-other`, `bubble`, `text`, `meta`, `state`, `failure`, `call`,
 *   `typing`, `empty`, `jump-button`, `composer`, `input`, `send-button`.
 * @cssstate open - The panel is shown.
 * @cssstate calling - A call to this person is being set up.
 * @cssstate in-call - In a call with this person.
 */
export class ChatPanel extends withListing(LitElement) implements PanelSurface {
  static override styles = chatPanelStyles;

  /** The id of the person to talk to. */
  @property() to = '';
  /** Or the id of the conversation. */
  @property() conversation = '';
  /** How the person is called here; default: the name they gave themselves. */
  @property() name = '';
  /** Their picture, an http(s) address. */
  @property() avatar = '';
  /** Whether the panel is shown. */
  @property({ type: Boolean, reflect: true }) open = false;
  /** In the flow of the page, or fixed to its corner. */
  @property({ reflect: true }) variant: 'inline' | 'floating' = 'inline';
  /** Language; default: the session's, or the nearest `lang`. */
  @property() locale = '';
  /** The session to use instead of the one around. */
  @property({ attribute: false }) sessionHost?: SessionHost;

  @query('deskbell-composer') private composer!: ChatComposer | null;
  @state() private draft = '';

  #internals = attachStates(this);
  #opener: HTMLElement | undefined;
  #chat = new ConversationController(this, {
    isShown: () => this.open && this.#isAddressed,
    onHostChange: (host, old) => {
      old?.panels.delete(this);
      host?.panels.add(this);
    },
  });
  #contact = new ContactController(this, () => this.#chat.peerId);
  #locale = localeOfSession(this, this.#chat);
  #userId: string | undefined;

  /** The id of the conversation on show, once it is known. */
  get conversationId(): string | undefined {
    return this.#chat.id;
  }

  /** Shows the panel, connects it, and puts the cursor into the message field. */
  async openPanel(): Promise<void> {
    if (!this.open) this.#opener = deepActiveElement();
    this.open = true;
    await this.updateComplete;
    this.focusComposer();
    this.#activate();
  }

  /** Hides the panel and gives the focus back to what opened it. */
  closePanel(): void {
    if (!this.open) return;
    this.open = false;
    this.#chat.setTyping(false);
    this.#opener?.focus({ preventScroll: true });
    this.#opener = undefined;
    this.dispatchEvent(new Event('close'));
  }

  focusComposer(): void {
    this.composer?.focus();
  }

  /** Whether it shows this person or conversation, or names nobody and so could. */
  shows({ to, conversation }: ContactTarget): boolean {
    if (!this.to && !this.conversation) return true;
    return to !== undefined
      ? to === this.to || to === this.#chat.peerId
      : conversation === this.conversation;
  }

  /** Turns to this person or conversation and shows itself. */
  async openFor(target: ContactTarget): Promise<void> {
    if (this.variant === 'floating' || !this.#isAddressed) this.#turnTo(target);
    await this.openPanel();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('to')) this.#userId = parseUserId(this.to);
    if (changed.has('to') || changed.has('conversation')) {
      this.#chat.setTarget(this.#target());
      this.draft = this.#chat.host?.drafts.get(this.#draftKey) ?? '';
    }
    toggleState(this.#internals, 'open', this.open);
    toggleState(this.#internals, 'calling', this.#contact.value.call === 'calling');
    toggleState(this.#internals, 'in-call', this.#contact.value.call === 'in-call');
  }

  protected override render(): TemplateResult {
    const { conversation, myId } = this.#chat.value;
    const name = this.#name;
    return html`<section
      class="root ${this.variant === 'floating' ? 'floating' : ''}"
      part="panel"
      lang=${this.#locale.lang}
      dir=${this.#locale.dir}
      aria-label=${this.#locale.t('chatWith', { name })}
      ?hidden=${!this.open}
      @keydown=${this.#onKeydown}
      @focusin=${this.#activate}
    >
      ${chatHeader({
        name,
        picture: parseImageUrl(this.avatar) ?? this.#chat.peer?.picture,
        contact: this.#contact.value,
        isTyping: (conversation?.typingUserIds.length ?? 0) > 0,
        canCall: this.#isAddressed && this.#contact.value.call === 'free',
        locale: this.#locale,
        call: (type) => this.#call(type),
        close: () => this.closePanel(),
      })}
      ${chatNotice({ connection: this.#chat.value.connection, error: this.#chat.error, locale: this.#locale, retry: this.#activate })}
      <deskbell-log
        exportparts=${LOG_PARTS}
        .chat=${this.#chat}
        .conversation=${conversation}
        .myId=${myId}
        .name=${name}
      >
        <slot name="empty" slot="empty"><span>${this.#locale.t('emptyChat')}</span></slot>
      </deskbell-log>
      <deskbell-composer
        exportparts="composer, input, send-button"
        .draft=${this.draft}
        .onDraft=${this.#onDraft}
        .onSend=${this.#onSend}
      ></deskbell-composer>
    </section>`;
  }

  get #isAddressed(): boolean {
    return this.#userId !== undefined || this.conversation !== '';
  }

  get #name(): string {
    return parseName(this.name) ?? this.#chat.peer?.name ?? this.#chat.peerId ?? '';
  }

  get #draftKey(): string {
    return this.conversation || this.to;
  }

  #target(): ContactTarget {
    const to = this.#userId;
    const { conversation } = this;
    const avatar = parseImageUrl(this.avatar);
    return {
      ...(to && { to }),
      ...(conversation && { conversation }),
      ...(avatar && { avatar }),
      listing: this.listing,
    };
  }

  #turnTo({
    to = '',
    conversation = '',
    name = '',
    avatar = '',
    listing = {},
  }: ContactTarget): void {
    const { id = '', title = '', url = '', image = '', price = '', currency = '' } = listing;
    Object.assign(this, { to, conversation, name, avatar, currency });
    this.listingId = id;
    this.listingTitle = title;
    this.listingUrl = url;
    this.listingImage = image;
    this.listingPrice = price;
  }

  readonly #activate = (): void => {
    if (this.#isAddressed) this.#chat.open().catch(() => undefined);
  };

  #call(type: CallType): void {
    const conversationId = this.#chat.id;
    const to = this.#chat.peerId;
    const name = this.#name;
    const detail = { type, name, ...(to && { to }), ...(conversationId && { conversationId }) };
    if (askFor(this, 'call-start-request', detail)) void this.#chat.startCall(type, name);
  }

  readonly #onDraft = (text: string): void => {
    this.draft = text;
    this.#chat.host?.drafts.set(this.#draftKey, text);
    this.#chat.setTyping(text !== '');
  };

  readonly #onSend = (text: string): boolean => {
    if (!this.#chat.host || !this.#isAddressed) return false;
    const conversationId = this.#chat.id;
    const to = this.#chat.peerId;
    const detail = { text, ...(to && { to }), ...(conversationId && { conversationId }) };
    if (!askFor(this, 'message-send-request', detail)) return false;
    this.#chat.send(text).catch(() => {
      this.#onDraft(this.draft ? `${text}\n${this.draft}` : text);
    });
    return true;
  };

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    this.closePanel();
  }
}

define('chat-panel', ChatPanel);

declare global {
  interface HTMLElementTagNameMap {
    'chat-panel': ChatPanel;
  }
}
