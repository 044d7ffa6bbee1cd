import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConversationState } from '../client/types.js';
import { formatShort } from '../controllers/formats.js';
import { InboxController } from '../controllers/inbox-controller.js';
import { localeOfSession } from '../controllers/locale-controller.js';
import { personName } from '../controllers/person-name.js';
import type { SessionHost } from '../controllers/session-host.js';
import { chatEnglish } from '../locales/en-chat.js';
import { addEnglish } from '../locales/registry.js';
import { parseImageUrl } from './attributes.js';
import { avatar } from './avatar.js';
import { chatInboxStyles } from './chat-inbox.styles.js';
import './chat-panel.js';
import { property } from './decorators.js';
import { define } from './define-element.js';
import { entryText } from './message-text.js';

addEnglish(chatEnglish);

/**
 * All conversations of the person; the chosen one opens beside the list, or over it where it is
 * narrow.
 *
 * @slot empty - Shown while there are no conversations.
 * @csspart base - The whole.
 * @csspart list - The list; in it `item`, `avatar`, `name`, `last-message`, `time`, `unread`.
 * @csspart panel - The place of the chosen conversation.
 */
export class ChatInbox extends LitElement {
  static override styles = chatInboxStyles;

  /** The id of the conversation on show. */
  @property({ reflect: true }) conversation = '';
  /** Language; default: the session's, or the nearest `lang`. */
  @property() locale = '';
  /** The session to use instead of the one around. */
  @property({ attribute: false }) sessionHost?: SessionHost;

  #inbox = new InboxController(this);
  #locale = localeOfSession(this, this.#inbox);

  protected override render(): TemplateResult {
    const { conversations, isLoaded } = this.#inbox;
    return html`<div
      class="root ${this.conversation ? 'has-choice' : ''}"
      part="base"
      lang=${this.#locale.lang}
      dir=${this.#locale.dir}
    >
      <div class="list" part="list">
        <h2 id="title">${this.#locale.t('conversations')}</h2>
        <ul aria-labelledby="title" aria-busy=${!isLoaded}>
          ${repeat(
            conversations,
            ({ conversation }) => conversation.id,
            (each) => this.#item(each),
          )}
        </ul>
        ${
          conversations.length === 0 && isLoaded
            ? html`<div class="empty" part="empty">
                <slot name="empty">${this.#locale.t('noConversations')}</slot>
              </div>`
            : nothing
        }
      </div>
      <div class="detail" part="panel">${this.#panel()}</div>
    </div>`;
  }

  #item({ conversation, entries }: ConversationState): TemplateResult {
    const { id, unreadCount, updatedAt } = conversation;
    const peer = this.#inbox.peerOf(conversation);
    const name = peer ? personName(peer, this.#locale) : '';
    const last = entries.at(-1) ?? conversation.lastMessage;
    const at = last?.createdAt ?? updatedAt;
    const isOwn = last !== undefined && last.senderId !== peer?.id;
    return html`<li>
      <button
        part="item"
        type="button"
        aria-current=${id === this.conversation ? 'true' : nothing}
        @click=${() => this.#choose(id)}
      >
        ${avatar(name, parseImageUrl(peer?.picture))}
        <span class="who">
          <bdi class="name" part="name">${name}</bdi>
          <span class="last" part="last-message" dir="auto"
            >${last ? entryText(last, isOwn, this.#locale) : nothing}</span
          >
        </span>
        <span class="aside">
          <time part="time" datetime=${at}
            >${formatShort(this.#locale.lang, new Date(at), new Date())}</time
          >
          ${unreadCount ? this.#unread(unreadCount) : nothing}
        </span>
      </button>
    </li>`;
  }

  #unread(count: number): TemplateResult {
    return html`<span class="unread" part="unread" aria-hidden="true"
        >${this.#locale.number(count)}</span
      ><span class="visually-hidden">${this.#locale.t('unreadMessages', { count })}</span>`;
  }

  #panel(): TemplateResult {
    if (!this.conversation) {
      return html`<p class="empty">${this.#locale.t('chooseConversation')}</p>`;
    }
    return html`<chat-panel
      open
      .sessionHost=${this.#inbox.host}
      .conversation=${this.conversation}
      @close=${() => this.#choose('')}
    ></chat-panel>`;
  }

  #choose(id: string): void {
    this.conversation = id;
  }
}

define('chat-inbox', ChatInbox);

declare global {
  interface HTMLElementTagNameMap {
    'chat-inbox': ChatInbox;
  }
}
