import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ConversationState } from '../client/types.js';
import type { ConversationController } from '../controllers/conversation-controller.js';
import { LazyModule } from '../controllers/lazy-module.js';
import { LocaleController } from '../controllers/locale-controller.js';
import { LogNews } from '../controllers/log-news.js';
import { LogWindow } from '../controllers/log-window.js';
import { ScrollAnchor } from '../controllers/scroll-anchor.js';
import { SeenController } from '../controllers/seen-controller.js';
import type { LogEntry } from '../core/message-log.js';
import { chatLogStyles } from './chat-log.styles.js';
import { property, query, state } from './decorators.js';
import { define } from './define-element.js';
import { isRich } from './is-rich.js';
import { keyedRows } from './keyed-rows.js';
import { rowsOf, unreadIndex } from './message-rows.js';
import { messageRow, type MessageContext } from './message-view.js';

/** From here on more rows are drawn, or fetched, so that they are there when the reader comes. */
const AHEAD_PX = 400;

/** What `<chat-panel>` passes on for `::part()`. */
export const LOG_PARTS =
  'log, day, unread-divider, message, message-own, message-other, bubble, text, meta, state, ' +
  'failure, call, typing, loading, empty, jump-button, jump-count, quote, reactions, media, menu';

/** The messages of one conversation; a part of `<chat-panel>`, not public. */
export class ChatLog extends LitElement {
  static override styles = chatLogStyles;

  @property({ attribute: false }) chat?: ConversationController;
  @property({ attribute: false }) conversation?: ConversationState;
  @property({ attribute: false }) myId?: string;
  /** How the other side is called. */
  @property({ attribute: false }) name = '';

  @query('.scroller') scroller!: HTMLElement | null;
  @query('.unread') private divider!: HTMLElement | null;
  @query('.end') private end!: HTMLElement | null;
  @state() private isAway = false;

  /** The language of the log. */
  readonly words: LocaleController = new LocaleController(this);
  #newCount = 0;
  #unreadAt = -1;
  #announcement = '';
  #window = new LogWindow();
  #news = new LogNews();
  #bubbles = new LazyModule(this, () => import('./bubbles/bubbles.js'));
  #pieces = new LazyModule(this, () => import('./log-pieces.js'));
  #actions = new LazyModule(this, async () => {
    const { MessageActions } = await import('./actions/message-actions.js');
    return new MessageActions(this);
  });
  #anchor = new ScrollAnchor(this, {
    scroller: () => this.scroller,
    start: () => this.divider,
    hasEnd: () => this.#window.hasEnd,
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

  get entries(): readonly LogEntry[] {
    return this.conversation?.entries ?? [];
  }

  /** Has a sentence read out. */
  announce(sentence: string): void {
    this.#announcement = sentence;
    this.requestUpdate();
  }

  /** Brings an entry before the reader's eyes. */
  async reveal(
    index: number,
    block: ScrollLogicalPosition = 'center',
  ): Promise<HTMLElement | undefined> {
    const id = this.entries[index]?.id;
    if (!id) return undefined;
    this.#anchor.isAtEnd = false;
    if (index < this.#window.from || index >= this.#window.to) this.#window.around(index);
    this.requestUpdate();
    await this.updateComplete;
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    row?.scrollIntoView({ block });
    return row ?? undefined;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('conversation') && !changed.has('myId')) return;
    const before = changed.get('conversation') as ConversationState | undefined;
    const { conversation, entries } = this;
    if (changed.has('conversation') && before?.conversation.id !== conversation?.conversation.id) {
      this.#anchor.reset();
      this.#window.reset();
      this.#news.reset();
      this.#newCount = 0;
      this.#announcement = '';
    }
    this.#unreadAt = unreadIndex(entries, this.myId, conversation?.unreadFromSeq);
    this.#noticeNewest();
    this.#window.follow(entries, this.#anchor.isAtEnd, this.#unreadAt);
  }

  protected override render(): TemplateResult {
    const { lang, dir } = this.words;
    const { from, to, hasEnd } = this.#window;
    const { entries, myId, conversation } = this;
    const rows = rowsOf({ entries, from, to, myId, unreadAt: this.#unreadAt });
    const context = this.#context();
    return html`<div
      class="root"
      lang=${lang}
      dir=${dir}
      @pointerover=${this.#wantActions}
      @focusin=${this.#wantActions}
    >
      <div
        class="scroller"
        part="log"
        role="log"
        aria-live="off"
        aria-label=${this.words.t('messages')}
        aria-busy=${conversation?.history === 'loading'}
        tabindex="0"
        @click=${this.#onClick}
      >
        <div class="lines">
          ${this.#top()} ${keyedRows(rows, (row) => messageRow(row, context))}
          ${hasEnd && conversation?.typingUserIds.length ? this.#pieces.value?.typingDots(this) : nothing}
          ${hasEnd ? html`<div class="end"></div>` : nothing}
        </div>
      </div>
      ${this.isAway ? this.#pieces.value?.jumpButton(this, this.#newCount, this.words, this.#onJump) : nothing}
      <div class="visually-hidden" role="status">${this.#announcement}</div>
    </div>`;
  }

  protected override updated(): void {
    const { scroller } = this;
    if (!scroller?.clientHeight) return;
    this.#window.fit(scroller.clientHeight);
    // What does not fill its box tells of no scrolling.
    if (scroller.scrollHeight <= scroller.clientHeight && this.#window.up()) this.requestUpdate();
  }

  #top(): TemplateResult | typeof nothing {
    const { conversation, words } = this;
    const { history } = conversation ?? {};
    if (history === 'loading') {
      return html`<div class="line" part="loading">
        <span>${words.t('loadingMessages')}</span>
      </div>`;
    }
    if (this.entries.length > 0 || (conversation && history !== 'complete')) return nothing;
    return html`<div class="line empty" part="empty">
      <slot name="empty"><span>${words.t('emptyChat')}</span></slot>
    </div>`;
  }

  #context(): MessageContext {
    const stars = new Set(this.conversation?.conversation.starredIds);
    const isStarred = ({ id }: LogEntry): boolean => stars.has(id);
    const needsMore = (entry: LogEntry): boolean => isStarred(entry) || isRich(entry);
    const { from, to } = this.#window;
    const isNeeded = this.entries.slice(from, to).some(needsMore);
    return {
      log: this,
      locale: this.words,
      now: new Date(),
      bubbles: isNeeded ? this.#bubbles.value : this.#bubbles.ready,
      actions: this.#actions.ready,
      isRich: needsMore,
      isStarred,
      nameOf: () => this.name,
      deliveryStateOf: (entry) => this.chat?.deliveryStateOf(entry),
    };
  }

  readonly #wantActions = (): void => void this.#actions.value;

  /** What came since the reader went up; own words bring them back to the end. */
  #noticeNewest(): void {
    const { count, hasOwn, heard } = this.#news.take(this.entries, this.myId);
    if (hasOwn) this.#goToEnd();
    this.#newCount = this.#anchor.isAtEnd ? 0 : this.#newCount + count;
    if (!heard) return;
    const text = this.#bubbles.ready?.previewOf(heard, this.words) ?? heard.text;
    if (text) this.#announcement = this.words.t('newMessageFrom', { name: this.name, text });
  }

  #onScroll(): void {
    const { scroller } = this;
    this.isAway = this.#anchor.isFar || (!this.#anchor.isAtEnd && this.#newCount > 0);
    if (this.#anchor.isAtEnd) this.#newCount = 0;
    if (!scroller) return;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const isNearEnd = scrollHeight - clientHeight - scrollTop < AHEAD_PX;
    if (scrollTop < AHEAD_PX) {
      if (this.#window.up()) this.requestUpdate();
      else void this.chat?.loadOlder();
    } else if (isNearEnd && this.#window.down()) this.requestUpdate();
  }

  /** Shows the newest rows. @returns whether they were drawn already */
  #goToEnd(): boolean {
    const { hasEnd } = this.#window;
    this.#anchor.isAtEnd = true;
    if (!hasEnd) this.#window.toEnd();
    return hasEnd;
  }

  readonly #onJump = (): void => {
    if (this.#goToEnd()) this.#anchor.toEnd(true);
    else this.requestUpdate();
    this.scroller?.focus({ preventScroll: true });
  };

  #onClick(event: Event): void {
    const button = event.composedPath().find((each) => each instanceof HTMLButtonElement);
    const { id, action } = button?.dataset ?? {};
    if (!button || !id || !action) return;
    if (action === 'retry') this.chat?.retry(id);
    else if (action === 'remove') this.chat?.discard(id);
    else this.#bubbles.ready?.act(action, id, this, button);
  }
}

define('deskbell-log', ChatLog);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-log': ChatLog;
  }
}
