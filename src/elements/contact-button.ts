import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { ContactController } from '../controllers/contact-controller.js';
import { localeOfSession } from '../controllers/locale-controller.js';
import { errorCodeOf, errorKey } from '../controllers/sentences.js';
import type { ContactTarget, SessionHost } from '../controllers/session-host.js';
import type { DeskbellErrorCode } from '../core/errors.js';
import type { CallType } from '../protocol/index.js';
import { parseImageUrl, parseName, parseUserId } from './attributes.js';
import { contactButtonStyles } from './contact-button.styles.js';
import { cameraIcon, chatIcon, phoneIcon } from './contact-icons.js';
import { targetOf } from './contact-target.js';
import { property, state } from './decorators.js';
import { define } from './define-element.js';
import { askFor } from './events.js';
import { withListing } from './listing-attributes.js';
import { attachStates, toggleStates } from './states.js';

/**
 * Buttons to reach a person from anywhere on a page: chat, voice call, video call.
 *
 * @slot chat - Replaces the label “Chat”.
 * @slot voice - Replaces the label “Voice call”.
 * @slot video - Replaces the label “Video call”.
 * @fires call-start-request - Before a call is started; can be prevented.
 * @csspart base - The row of buttons.
 * @csspart button - Each button; also `chat-button`, `voice-button`, `video-button`.
 * @csspart label - The text of a button.
 * @csspart avatar - The picture.
 * @csspart presence - The dot of someone who is online.
 * @csspart unread - The number of unread messages.
 * @csspart status - What went wrong, if something did.
 * @cssstate calling - A call to this person is being set up.
 * @cssstate in-call - In a call with this person.
 */
export class ContactButton extends withListing(LitElement) {
  static override styles = contactButtonStyles;

  /** The id of the person to reach. */
  @property() to = '';
  /** How that person is called here. */
  @property() name = '';
  /** Their picture, an http(s) address. */
  @property() avatar = '';
  /** Which buttons: any of `chat`, `voice`, `video`. */
  @property() actions = 'chat voice video';
  /** In the flow of the page, or fixed to its corner. */
  @property({ reflect: true }) variant: 'inline' | 'floating' = 'inline';
  /** Language; default: the session's, or the nearest `lang`. */
  @property() locale = '';
  /** The session to use instead of the one around. */
  @property({ attribute: false }) sessionHost?: SessionHost;

  @state() private error: DeskbellErrorCode | undefined;
  @state() private isBusy = false;

  #userId: string | undefined;
  #internals = attachStates(this);
  #contact = new ContactController(this, () => this.#userId);
  #locale = localeOfSession(this, this.#contact);

  /** Opens the chat with this person. */
  async chat(): Promise<void> {
    await this.#perform((host, target) => host.openChat(target));
  }

  /** Calls this person, unless the page prevents it. */
  async call(type: CallType): Promise<void> {
    const to = this.#userId;
    const name = parseName(this.name);
    if (!to || !askFor(this, 'call-start-request', { to, type, ...(name && { name }) })) return;
    await this.#perform((host, target) => host.startCall(target, type));
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('to')) this.#userId = parseUserId(this.to);
    const { call } = this.#contact.value;
    toggleStates(this.#internals, { calling: call === 'calling', 'in-call': call === 'in-call' });
  }

  protected override render(): TemplateResult {
    const { lang, dir } = this.#locale;
    const actions = this.actions.split(/\s+/, 8);
    const avatar = parseImageUrl(this.avatar);
    const dot = this.#contact.value.isOnline
      ? html`<span class="presence" part="presence"></span>`
      : nothing;
    const name = parseName(this.name) ?? this.#userId ?? '';
    return html`<div
      class="root ${this.variant === 'floating' ? 'floating' : ''}"
      part="base"
      role="group"
      lang=${lang}
      dir=${dir}
      aria-label=${this.#locale.t('contactGroup', { name })}
      aria-busy=${this.isBusy}
      @pointerenter=${this.#onInterest}
      @focusin=${this.#onInterest}
    >
      ${
        avatar
          ? html`<span class="who"
              ><img part="avatar" src=${avatar} alt="" loading="lazy" />${dot}</span
            >`
          : nothing
      }
      ${actions.includes('chat') ? this.#chatButton(avatar ? nothing : dot) : nothing}
      ${actions.includes('voice') ? this.#callButton('VOICE') : nothing}
      ${actions.includes('video') ? this.#callButton('VIDEO') : nothing}
      <span class="status" part="status" role="status"
        >${this.error ? this.#locale.t(errorKey(this.error)) : nothing}</span
      >
    </div>`;
  }

  #chatButton(dot: unknown): TemplateResult {
    const { unread, isOnline } = this.#contact.value;
    const more = [
      isOnline && this.#locale.t('online'),
      unread && this.#locale.t('unreadMessages', { count: unread }),
    ]
      .filter(Boolean)
      .join(', ');
    return html`<button
        class="chat"
        part="button chat-button"
        type="button"
        ?disabled=${!this.#userId}
        aria-describedby="more"
        @click=${() => this.chat()}
      >
        <span class="glyph">${chatIcon}${dot}</span
        ><span class="label" part="label"><slot name="chat">${this.#locale.t('chat')}</slot></span>
        ${
          unread
            ? html`<span class="unread" part="unread" aria-hidden="true"
                >${this.#locale.number(Math.min(unread, 99))}${unread > 99 ? '+' : ''}</span
              >`
            : nothing
        }
      </button>
      <span class="visually-hidden" id="more">${more}</span>`;
  }

  #callButton(type: CallType): TemplateResult {
    const kind = type === 'VOICE' ? 'voice' : 'video';
    return html`<button
      class="call"
      part="button ${kind}-button"
      type="button"
      ?disabled=${!this.#userId || !this.#contact.value.canCall}
      @click=${() => this.call(type)}
    >
      ${type === 'VOICE' ? phoneIcon : cameraIcon}<span class="label" part="label"
        ><slot name=${kind}>${this.#locale.t(`${kind}Call`)}</slot></span
      >
    </button>`;
  }

  #onInterest(): void {
    if (this.#userId) this.#contact.host?.preload();
  }

  async #perform(
    action: (host: SessionHost, target: ContactTarget) => Promise<void>,
  ): Promise<void> {
    const host = this.#contact.host;
    if (!this.#userId || !host || this.isBusy) return;
    this.error = undefined;
    this.isBusy = true;
    try {
      await action(host, targetOf(this));
    } catch (cause) {
      this.error = errorCodeOf(cause);
    } finally {
      this.isBusy = false;
    }
  }
}

define('contact-button', ContactButton);

declare global {
  interface HTMLElementTagNameMap {
    'contact-button': ContactButton;
  }
}
