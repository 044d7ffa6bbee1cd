import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConversationState } from '../client/types.js';
import type { ConversationController } from '../controllers/conversation-controller.js';
import { LocaleController } from '../controllers/locale-controller.js';
import { ScrollAnchor } from '../controllers/scroll-anchor.js';
import { SeenController } from '../controllers/seen-controller.js';
import { chatLogStyles } from './chat-log.styles.js';
import { property, query, state } from './decorators.js';
import { define } from './define-element.js';
import { downIcon } from './icons.js';
import { rowsOf, type MessageRow } from './message-rows.js';
import { messageRow, type MessageContext } from './message-view.js';

/** From here on the page before is fetched, so that it is there when the reader comes. */
const LOAD_AHEAD_PX = 400;

/** What `<chat-panel>` passes on for `::part()`. */
export const LOG_PARTS =
  'log, day, unread-divider, message, message-own, message-other, bubble, text, meta, state, ' +
  'failure, call, typing, loading, empty, jump-button, jump-count';

/** The messages of one conversation; a part of `<chat-panel>`, not public. */
export class ChatLog extends LitElement {
  static override styles = chatLogStyles;

  @property({ attribute: false }) chat?: ConversationController;
  @property({ attribute: false }) conversation?: ConversationState;
  @property({ attribute: false }) myId?: string;
  /** How the other side is called. */
  @property({ attribute: false }) name = '';

  @query('.scroller') private scroller!: HTMLElement | null;
  @query('.unread') private divider!: HTMLElement | null;
  @query('.end') private end!: HTMLElement | null;
  @state() private isAway = false;

  #rows: MessageRow[] = [];
  #newest: string | undefined;
  #newCount = 0;
  #announcement = '';
  #locale = new LocaleController(this);
  #anchor = new ScrollAnchor(this, {
    scroller: () => this.scroller,
    start: () => this.divider,
    onScroll: () => this.#onScroll(),
  });

  constructor() {
    super();
    new SeenController(
      this,
      () => this.end,
      () => this.chat?.markAsRead(),
    );
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('conversation') && !changed.has('myId')) return;
    const before = changed.get('conversation') as ConversationState | undefined;
    const { conversation } = this;
    if (changed.has('conversation') && before?.conversation.id !== conversation?.conversation.id) {
      this.#anchor.reset();
      this.#newest = undefined;
      this.#newCount = 0;
      this.#announcement = '';
    }
    this.#rows = rowsOf(conversation?.entries ?? [], this.myId, conversation?.unreadFromSeq);
    this.#noticeNewest();
  }

  protected override render(): TemplateResult {
    const { lang, dir } = this.#locale;
    return html`<div class="root" lang=${lang} dir=${dir}>
      <div
        class="scroller"
        part="log"
        role="log"
        aria-live="off"
        aria-label=${this.#locale.t('messages')}
        aria-busy=${this.conversation?.history === 'loading'}
        tabindex="0"
        @click=${this.#onClick}
      >
        <div class="lines">
          ${this.#top()}
          ${repeat(
            this.#rows,
            ({ key }) => key,
            (row) => messageRow(row, this.#context()),
          )}
          ${this.conversation?.typingUserIds.length ? this.#typing() : nothing}
          <div class="end"></div>
        </div>
      </div>
      ${this.isAway ? this.#jumpButton() : nothing}
      <div class="visually-hidden" role="status">${this.#announcement}</div>
    </div>`;
  }

  #top(): TemplateResult | typeof nothing {
    const history = this.conversation?.history;
    if (history === 'loading') {
      return html`<div class="line" part="loading">
        <span>${this.#locale.t('loadingMessages')}</span>
      </div>`;
    }
    if (this.#rows.length > 0 || (this.conversation && history !== 'complete')) return nothing;
    return html`<div class="line empty" part="empty">
      <slot name="empty"><span>${this.#locale.t('emptyChat')}</span></slot>
    </div>`;
  }

  #typing(): TemplateResult {
    return html`<div class="message other first" part="typing" aria-hidden="true">
      <div class="bubble dots"><i></i><i></i><i></i></div>
    </div>`;
  }

  #jumpButton(): TemplateResult {
    const count = this.#newCount;
    return html`<button class="jump" part="jump-button" type="button" @click=${this.#onJump}>
      ${downIcon}<span class="visually-hidden">${this.#locale.t('jumpToNewest')}</span>
      ${
        count
          ? html`<span class="count" part="jump-count" aria-hidden="true"
                >${this.#locale.number(count)}</span
              ><span class="visually-hidden">${this.#locale.t('newMessages', { count })}</span>`
          : nothing
      }
    </button>`;
  }

  #context(): MessageContext {
    return {
      locale: this.#locale,
      now: new Date(),
      nameOf: () => this.name,
      deliveryStateOf: ({ entry }) => this.chat?.deliveryStateOf(entry),
    };
  }

  /** What came since the reader went up; own words bring them back to the end. */
  #noticeNewest(): void {
    const entries = this.conversation?.entries ?? [];
    const newest = entries.at(-1);
    if (newest?.id === this.#newest) return;
    const from = entries.findIndex(({ id }) => id === this.#newest);
    const added = this.#newest === undefined ? [] : entries.slice(from + 1);
    this.#newest = newest?.id;
    const heard = added.filter(({ senderId }) => senderId !== this.myId);
    if (added.length > heard.length) this.#anchor.isAtEnd = true;
    if (this.#anchor.isAtEnd) this.#newCount = 0;
    else this.#newCount += heard.length;
    const text = heard.at(-1)?.text;
    if (text) this.#announcement = this.#locale.t('newMessageFrom', { name: this.name, text });
  }

  #onScroll(): void {
    this.isAway = this.#anchor.isFar || (!this.#anchor.isAtEnd && this.#newCount > 0);
    if (this.#anchor.isAtEnd) this.#newCount = 0;
    if (this.scroller && this.scroller.scrollTop < LOAD_AHEAD_PX) void this.chat?.loadOlder();
  }

  #onJump(): void {
    this.#anchor.toEnd(true);
    this.scroller?.focus({ preventScroll: true });
  }

  #onClick(event: Event): void {
    const button = event.target instanceof Element && event.target.closest('button');
    const id = button && button.dataset['id'];
    if (!button || !id) return;
    if (button.dataset['action'] === 'retry') this.chat?.retry(id);
    else this.chat?.discard(id);
  }
}

define('deskbell-log', ChatLog);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-log': ChatLog;
  }
}
