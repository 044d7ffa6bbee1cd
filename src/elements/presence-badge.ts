import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { ContactController } from '../controllers/contact-controller.js';
import { formatLastSeen } from '../controllers/formats.js';
import { localeOfSession } from '../controllers/locale-controller.js';
import type { SessionHost } from '../controllers/session-host.js';
import { chatEnglish } from '../locales/en-chat.js';
import { addEnglish } from '../locales/registry.js';
import { parseUserId } from './attributes.js';
import { property } from './decorators.js';
import { define } from './define-element.js';
import { presenceBadgeStyles } from './presence-badge.styles.js';
import { attachStates, toggleStates } from './states.js';

addEnglish(chatEnglish);

/**
 * Says whether a person is online, or when they last were. Empty until the session knows.
 *
 * @csspart base - The line.
 * @csspart dot - The dot.
 * @csspart label - The words.
 * @cssstate online - The person is online.
 */
export class PresenceBadge extends LitElement {
  static override styles = presenceBadgeStyles;

  /** The id of the person. */
  @property({ attribute: 'for' }) for = '';
  /** Language; default: the session's, or the nearest `lang`. */
  @property() locale = '';
  /** The session to use instead of the one around. */
  @property({ attribute: false }) sessionHost?: SessionHost;

  #userId: string | undefined;
  #internals = attachStates(this);
  #contact = new ContactController(this, () => this.#userId);
  #locale = localeOfSession(this, this.#contact);

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('for')) this.#userId = parseUserId(this.for);
    toggleStates(this.#internals, { online: this.#contact.value.isOnline === true });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { isOnline } = this.#contact.value;
    if (isOnline === undefined) return nothing;
    return html`<span
      class="root ${isOnline ? 'is-online' : ''}"
      part="base"
      lang=${this.#locale.lang}
      dir=${this.#locale.dir}
      ><span class="dot" part="dot"></span><span part="label">${this.#label()}</span></span
    >`;
  }

  #label(): string {
    const { isOnline, lastSeenAt } = this.#contact.value;
    if (isOnline) return this.#locale.t('online');
    if (!lastSeenAt) return this.#locale.t('offline');
    return formatLastSeen(this.#locale, new Date(lastSeenAt), new Date());
  }
}

define('presence-badge', PresenceBadge);

declare global {
  interface HTMLElementTagNameMap {
    'presence-badge': PresenceBadge;
  }
}
