import { html, LitElement, type TemplateResult } from 'lit';
import { ContactController } from '../controllers/contact-controller.js';
import { ConversationController } from '../controllers/conversation-controller.js';
import { personName } from '../controllers/person-name.js';
import { localeOfSession } from '../controllers/locale-controller.js';
import type { ContactTarget, SessionHost } from '../controllers/session-host.js';
import { chatEnglish } from '../locales/en-chat.js';
import { addEnglish } from '../locales/registry.js';
import type { CallType } from '../protocol/index.js';
import './chat-composer.js';
import type { ChatComposer } from './chat-composer.js';
import { chatHeader } from './chat-header.js';
import { LOG_PARTS } from './chat-log.js';
import { chatNotice } from './chat-notice.js';
import { chatPanelStyles } from './chat-panel.styles.js';
import { targetOf } from './contact-target.js';
import { property, query } from './decorators.js';
import { define } from './define-element.js';
import { askFor } from './events.js';
import { deepActiveElement } from './focus.js';
import { withListing } from './listing-attributes.js';
import type { PanelSurface } from './panel-surface.js';
import { register } from './register.js';
import { attachStates, toggleStates } from './states.js';

addEnglish(chatEnglish);

const NOBODY = { to: '', conversation: '', name: '', avatar: '', listing: {} };

/**
 * A conversation with one person.
 *
 * @slot header - Replaces picture, name and presence.
 * @slot empty - Shown while there are no messages.
 * @fires message-send-request - Before a message is sent; can be prevented, then the text stays.
 * @fires call-start-request - Before a call is started; can be prevented.
 * @fires message-sent message-received message-read typing-change unread-change - What happened in
 *   its conversation.
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

  #internals = attachStates(this);
  #opener: HTMLElement | undefined;
  #chat = new ConversationController(this, {
    isShown: () => this.open,
    onHostChange: (host, old) => register<HTMLElement>(this, host?.panels, old?.panels),
  });
  #contact = new ContactController(this, () => this.#chat.peerId);
  #locale = localeOfSession(this, this.#chat);

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
  shows({ to, conversation }: ContactTarget): boolean {
    if (!this.to && !this.conversation) return true;
    return to ? to === this.#chat.peerId : conversation === this.conversation;
  }

  /** Turns to this person or conversation and shows itself. */
  async openFor(target: ContactTarget): Promise<void> {
    if (this.variant === 'floating' || !this.#chat.isAddressed) Object.assign(this, NOBODY, target);
    await this.openPanel();
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.size > 0) this.#chat.setTarget(targetOf(this));
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
      ${chatHeader({
        name,
        picture: this.#chat.picture,
        contact: this.#contact.value,
        isTyping: Boolean(conversation?.typingUserIds.length),
        canCall: this.#chat.isAddressed && this.#contact.value.call === 'free',
        locale: this.#locale,
        call: (type) => this.#call(type),
        close: () => this.closePanel(),
      })}
      ${chatNotice(connection, this.#chat.error, this.#locale, () => this.#chat.tryAgain())}
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
        .onDraft=${this.#onDraft}
        .onSend=${this.#onSend}
      ></deskbell-composer>
    </section>`;
  }

  readonly #activate = (): void => {
    if (this.#chat.isAddressed) this.#chat.open().catch(() => undefined);
  };

  #call(type: CallType): void {
    const { about, name } = this.#chat;
    if (askFor(this, 'call-start-request', { ...about, type, name })) {
      void this.#chat.startCall(type);
    }
  }

  readonly #onDraft = (text: string): void => this.#chat.setDraft(text);

  readonly #onSend = (text: string): boolean => {
    if (!this.#chat.host || !this.#chat.isAddressed) return false;
    const { about, replyTo, editing } = this.#chat;
    const isAllowed = editing
      ? askFor(this, 'message-edit-request', { ...about, messageId: editing.id, text })
      : askFor(this, 'message-send-request', {
          ...about,
          text,
          ...(replyTo && { replyTo: replyTo.id }),
        });
    if (isAllowed) this.#chat.send(text);
    return isAllowed;
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
