import { html, LitElement, type TemplateResult } from 'lit';
import { ContactController } from '../controllers/contact-controller.js';
import { ConversationController } from '../controllers/conversation-controller.js';
import { LazyModule } from '../controllers/lazy-module.js';
import { localeOfSession } from '../controllers/locale-controller.js';
import { personName } from '../controllers/person-name.js';
import type { ContactTarget, SessionHost } from '../controllers/session-host.js';
import { chatEnglish } from '../locales/en-chat.js';
import { addEnglish } from '../locales/registry.js';
import './chat-composer.js';
import type { ChatComposer } from './chat-composer.js';
import { chatHeader } from './chat-header.js';
import { LOG_PARTS } from './chat-log.js';
import { chatNotice } from './chat-notice.js';
import { chatPanelStyles } from './chat-panel.styles.js';
import { targetOf } from './contact-target.js';
import { withControl } from './controlled-properties.js';
import { property, query } from './decorators.js';
import { define } from './define-element.js';
import { deepActiveElement } from './focus.js';
import { withListing } from './listing-attributes.js';
import { panelExtra } from './panel-extra.js';
import { leadTo, sendText } from './panel-intents.js';
import type { PanelSurface } from './panel-surface.js';
import { register } from './register.js';
import { attachStates, toggleStates } from './states.js';

addEnglish(chatEnglish);

const NOBODY = { to: '', conversation: '', name: '', avatar: '', listing: {} };

/**
 * A conversation with one person. With `messages` (see ControlledProperties) it shows what its page
 * holds, without a session. `tile-url` (`https://…/{z}/{x}/{y}.png`) gives locations a map.
 *
 * @slot header - Replaces picture, name and presence.
 * @slot empty - Shown while there are no messages.
 * @fires message-send-request message-edit-request message-delete-request message-react-request
 *   message-star-request message-forward-request bid-request call-start-request - Before it is done;
 *   can be prevented. Controlled, nothing else is done, and there are also `message-retry-request`,
 *   `message-remove-request`, `message-read-request` and `load-older-request`.
 * @fires message-sent message-received message-read typing-change unread-change - What happened in
 *   its conversation.
 * @fires close - The panel was closed; does not bubble.
 * @csspart panel - The whole panel; inside it `header`, `avatar`, `name`, `presence`,
 *   `voice-button`, `video-button`, `menu-button`, `close-button`, `notice`, `listing`, `log`, `day`,
 *   `unread-divider`, `message`, `message-own`, `message-other`, `bubble`, `text`, `meta`, `state`,
 *   `media`, `quote`, `reactions`, `menu`, `failure`, `call`, `typing`, `loading`, `empty`,
 *   `jump-button`, `jump-count`, `composer`, `input`, `send-button`, `tool-button`.
 * @csspart composing - What is answered or edited, above the field; there also `consent`,
 *   `recorder`, `sheet`, `emoji-picker`, `drop-zone`.
 * @csspart popup - A dialog over it: a question, a report, starred messages, devices …
 * @csspart popup-menu - An open menu; in it each `menu-item`.
 * @csspart search - The line that searches in the conversation.
 * @cssstate open - The panel is shown.
 * @cssstate calling - A call to this person is being set up.
 * @cssstate in-call - In a call with this person.
 */
export class ChatPanel extends withControl(withListing(LitElement)) implements PanelSurface {
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
  @property({ attribute: false }) sessionHost?: SessionHost | undefined;

  @query('deskbell-composer') private composer!: ChatComposer | null;

  #internals = attachStates(this);
  #opener: HTMLElement | undefined;
  #chat = new ConversationController(this, {
    isShown: () => this.open,
    onHostChange: (host, old) => register<HTMLElement>(this, host?.panels, old?.panels),
  });
  #contact = new ContactController(this, () => this.#chat.peerId);
  #locale = localeOfSession(this, this.#chat);
  #control = new LazyModule(this, () => import('./controlled-panel.js'));
  #extras = new LazyModule(this, () => import('./bubbles/panel-extras.js'));

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
    this.#chat.stopTyping();
    this.#opener?.focus({ preventScroll: true });
    this.#opener = undefined;
    this.dispatchEvent(new Event('close'));
  }

  focusComposer(): void {
    this.composer?.focus();
  }

  /** Whether it shows this person or conversation, or names nobody and so could. */
  shows({ to, conversation, listing }: ContactTarget): boolean {
    if (!this.to && !this.conversation) return true;
    if (!to) return conversation === this.conversationId;
    return to === this.#chat.peerId && (listing?.id || undefined) === this.#chat.listing?.id;
  }

  /** Turns to this person or conversation and shows itself. */
  async openFor(target: ContactTarget): Promise<void> {
    if (this.variant === 'floating' || !this.#chat.isAddressed) Object.assign(this, NOBODY, target);
    await this.openPanel();
  }

  /** Leads to one message of the conversation; older pages are fetched as needed. */
  async showMessage(messageId: string): Promise<void> {
    await leadTo(this, this.#chat, messageId);
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    const isControlled = this.messages !== undefined;
    const target = (isControlled || this.#control.ready) && this.#control.take()?.control(this);
    // Until its own session is there, a controlled panel is about nobody: it touches no other.
    if (isControlled) this.#chat.setTarget(target || {});
    else if (changed.size > 0) this.#chat.setTarget(targetOf(this));
    const { call } = this.#contact.value;
    toggleStates(this.#internals, {
      open: this.open,
      calling: call === 'calling',
      'in-call': call === 'in-call',
    });
  }

  protected override render(): TemplateResult {
    const { conversation, connection, myId } = this.#chat.value;
    const { peerId: id = '' } = this.#chat;
    const name = personName({ id, name: this.#chat.name }, this.#locale);
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
      ${chatHeader({ panel: this, chat: this.#chat, contact: this.#contact.value, name, locale: this.#locale })}
      ${chatNotice(connection, this.#chat.error, this.#locale, () => this.#chat.tryAgain(), conversation?.direct)}
      ${panelExtra(this.#chat, this.#extras)}
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
        exportparts="composer, input, send-button, tool-button"
        .chat=${this.#chat}
        .draft=${this.#chat.draft}
        .onDraft=${(text: string) => this.#chat.setDraft(text)}
        .onSend=${(text: string) => sendText(this, this.#chat, text)}
      ></deskbell-composer>
    </section>`;
  }

  readonly #activate = (): void => {
    if (this.#chat.isAddressed) this.#chat.open().catch(() => undefined);
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
