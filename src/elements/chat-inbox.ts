import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ConversationState } from '../client/types.js';
import { InboxController } from '../controllers/inbox-controller.js';
import { wordsOf } from '../controllers/inbox-list.js';
import { InboxView } from '../controllers/inbox-view.js';
import { ListWindow } from '../controllers/list-window.js';
import { localeOfSession } from '../controllers/locale-controller.js';
import { personName } from '../controllers/person-name.js';
import { RovingList } from '../controllers/roving-list.js';
import type { ContactTarget, SessionHost } from '../controllers/session-host.js';
import { VisibleHeight } from '../controllers/visible-height.js';
import { chatEnglish } from '../locales/en-chat.js';
import { inboxEnglish } from '../locales/en-inbox.js';
import { addEnglish } from '../locales/registry.js';
import type { Message } from '../protocol/index.js';
import { chatInboxStyles } from './chat-inbox.styles.js';
import './chat-panel.js';
import { property, query } from './decorators.js';
import { define } from './define-element.js';
import { conversationList } from './inbox/conversation-list.js';
import { foundMessages } from './inbox/found-messages.js';
import { focusDetail, inboxDetail, type InboxPanel } from './inbox/inbox-detail.js';
import { inboxHead } from './inbox/inbox-head.js';
import { inboxKey } from './inbox/inbox-keys.js';
import { inboxNote, inboxProblem } from './inbox/inbox-note.js';
import { showOptions } from './inbox/show-menus.js';
import type { PanelSurface } from './panel-surface.js';
import { register } from './register.js';

addEnglish({ ...chatEnglish, ...inboxEnglish });

/**
 * All conversations of the person; the chosen one opens beside the list, or over it where it is
 * narrow.
 *
 * @slot header - Replaces the heading “Conversations”.
 * @slot empty - Shown while there are no conversations.
 * @csspart base - The whole.
 * @csspart list - The list; in it `header`, `search`, `filter`, `starred-button`, `options-button`, and for
 *   each conversation `item`, `avatar`, `listing-image`, `presence`, `name`, `listing`,
 *   `last-message`, `state`, `time`, `mark`, `unread`, `row-menu-button`; also `found`,
 *   `found-message`, `empty`.
 * @csspart panel - The place of the chosen conversation; in it `back-button` where it is narrow,
 *   and all parts of `<chat-panel>` with `chat-` before: `chat-bubble`, `chat-send-button` …
 * @csspart popup - A dialog over it: a question, a report, devices.
 * @csspart popup-menu - An open menu; in it each `menu-item`.
 */
export class ChatInbox extends LitElement implements PanelSurface {
  static override styles = chatInboxStyles;

  /** The id of the conversation on show. */
  @property({ reflect: true }) conversation = '';
  /** Language; default: the session's, or the nearest `lang`. */
  @property() locale = '';
  /** The session to use instead of the one around. */
  @property({ attribute: false }) sessionHost?: SessionHost;

  @query('#rows') private list!: HTMLElement | null;
  @query('.root') private root!: HTMLElement | null;
  @query('chat-panel') private panel!: InboxPanel | null;

  /** As a surface for chats it is always there; its panel speaks for the one on show. */
  readonly open = true;
  readonly conversationId = undefined;

  #rows: readonly ConversationState[] = [];
  #inbox = new InboxController(this, (host, old) => {
    register<HTMLElement>(this, host?.panels, old?.panels);
  });
  #view = new InboxView(this, this.#inbox);
  #locale = localeOfSession(this, this.#inbox);
  #window = new ListWindow(this, { list: () => this.list, count: () => this.#rows.length });
  #roving = new RovingList(this, this.#window, {
    list: () => this.list,
    ids: () => this.#rows.map(({ conversation }) => conversation.id),
  });

  constructor() {
    super();
    new VisibleHeight(this, () => this.root);
  }

  shows({ conversation }: ContactTarget): boolean {
    return conversation !== undefined;
  }

  async openFor({ conversation = '' }: ContactTarget): Promise<void> {
    await this.#choose(conversation);
  }

  protected override willUpdate(): void {
    this.#rows = this.#view.rows(this.conversation, this.#nameOf);
  }

  protected override updated(): void {
    this.#inbox.watch(this.#rows.slice(this.#window.start, this.#window.end));
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    const { query, isStarred } = this.#view;
    return html`<div
      class="root ${this.conversation ? 'has-choice' : ''}"
      part="base"
      lang=${locale.lang}
      dir=${locale.dir}
      @keydown=${this.#onKeydown}
    >
      <div class="list" part="list">
        ${inboxHead({
          view: this.#view,
          locale,
          showOptions: (event) => showOptions(event, this.#inbox, locale),
        })}
        ${inboxProblem(this.#inbox, locale)}
        <div class="scroll">
          ${isStarred ? nothing : this.#conversations()}
          ${isStarred || query.trim() ? this.#messages() : nothing}
        </div>
      </div>
      ${inboxDetail(this.conversation, this.#inbox.host, locale, () => {
        void this.#close();
      })}
    </div>`;
  }

  #conversations(): TemplateResult {
    const { query, filter } = this.#view;
    return html`${conversationList({
      rows: this.#rows,
      selectedId: this.conversation,
      inbox: this.#inbox,
      window: this.#window,
      roving: this.#roving,
      locale: this.#locale,
      nameOf: this.#nameOf,
      choose: (id) => void this.#choose(id),
    })}
    ${inboxNote({ inbox: this.#inbox, rows: this.#rows.length, query, filter, locale: this.#locale })}`;
  }

  #messages(): TemplateResult {
    const { query, found, isStarred } = this.#view;
    const { host, conversations } = this.#inbox;
    const locale = this.#locale;
    const none = locale.t('nothingFound', { query: query.trim() });
    return foundMessages({
      found,
      title: locale.t(isStarred ? 'starredMessages' : 'foundMessages'),
      none: isStarred ? locale.t('noStarred') : none,
      words: wordsOf(query),
      myId: host?.state.me?.id,
      locale,
      now: new Date(),
      nameOf: (id) => {
        const state = conversations.get(id);
        return state ? this.#nameOf(state) : '';
      },
      show: (message) => void this.#showMessage(message),
    });
  }

  readonly #nameOf = ({ conversation }: ConversationState): string => {
    const peer = this.#inbox.peerOf(conversation);
    return peer ? personName(peer, this.#locale) : '';
  };

  async #choose(id: string): Promise<void> {
    this.conversation = id;
    await this.updateComplete;
    if (id) await focusDetail(this.renderRoot, this.panel);
  }

  async #showMessage({ conversationId, id }: Message): Promise<void> {
    await this.#choose(conversationId);
    await this.panel?.showMessage?.(id);
  }

  async #close(): Promise<void> {
    const id = this.conversation;
    this.conversation = '';
    await this.updateComplete;
    await this.#roving.focus(id);
  }

  #onKeydown(event: KeyboardEvent): void {
    inboxKey(event, this.renderRoot, {
      toList: () => void this.#roving.focus(this.conversation),
      toPanel: () => this.panel?.focusComposer(),
      clearSearch: () => this.#view.search(''),
    });
  }
}

define('chat-inbox', ChatInbox);

declare global {
  interface HTMLElementTagNameMap {
    'chat-inbox': ChatInbox;
  }
}
