import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ConversationState } from '../client/types.js';
import type { ConversationController } from '../controllers/conversation-controller.js';
import { LazyModule } from '../controllers/lazy-module.js';
import { LocaleController } from '../controllers/locale-controller.js';
import { LogView } from '../controllers/log-view.js';
import { SeenController } from '../controllers/seen-controller.js';
import type { LogEntry } from '../core/message-log.js';
import { chatLogStyles } from './chat-log.styles.js';
import { property, query } from './decorators.js';
import { define } from './define-element.js';
import { isRich } from './is-rich.js';
import { KeyedRows } from './keyed-rows.js';
import { rowsOf, unreadIndex } from './message-rows.js';
import { messageRow, type MessageContext } from './message-view.js';

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
  @query('.rows') private list!: HTMLElement | null;
  @query('.unread') private divider!: HTMLElement | null;
  @query('.end') private end!: HTMLElement | null;

  /** The language of the log. */
  readonly words: LocaleController = new LocaleController(this);
  #rows = new KeyedRows();
  #unreadAt = -1;
  #announcement = '';
  #bubbles = new LazyModule(this, () => import('./bubbles/bubbles.js'));
  #pieces = new LazyModule(this, () => import('./log-pieces.js'));
  #actions = new LazyModule(this, async () => {
    const { MessageActions } = await import('./actions/message-actions.js');
    return new MessageActions(this);
  });
  #view = new LogView(this, {
    scroller: () => this.scroller,
    start: () => this.divider,
    loadOlder: () => void this.chat?.loadOlder(),
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

  /** Draws an entry, wherever it stands, and gives its row. */
  async reveal(index: number): Promise<HTMLElement | undefined> {
    const id = this.entries[index]?.id;
    if (!id) return undefined;
    this.#view.draw(index);
    await this.updateComplete;
    return this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`) ?? undefined;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has('conversation') && !changed.has('myId')) return;
    const before = changed.get('conversation') as ConversationState | undefined;
    const { conversation, entries } = this;
    if (changed.has('conversation') && before?.conversation.id !== conversation?.conversation.id) {
      this.#view.reset();
      this.#announcement = '';
    }
    this.#unreadAt = unreadIndex(entries, this.myId, conversation?.unreadFromSeq);
    this.#announceHeard(this.#view.take(entries, this.myId, this.#unreadAt));
  }

  protected override render(): TemplateResult {
    const { lang, dir } = this.words;
    const { hasEnd } = this.#view.window;
    const { conversation } = this;
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
          ${this.#top()}
          <div class="rows"></div>
          ${hasEnd && conversation?.typingUserIds.length ? this.#pieces.take()?.typingDots(this) : nothing}
          ${hasEnd ? html`<div class="end"></div>` : nothing}
        </div>
      </div>
      ${this.#view.isAway ? this.#pieces.take()?.jumpButton(this, this.#view) : nothing}
      <div class="visually-hidden" role="status">${this.#announcement}</div>
    </div>`;
  }

  /** Rows are drawn with the rest: what looks at the log after an update must find them. */
  protected override update(changed: Map<PropertyKey, unknown>): void {
    super.update(changed);
    const { list, entries, myId } = this;
    if (!list) return;
    const { from, to } = this.#view.window;
    const rows = rowsOf({ entries, from, to, myId, unreadAt: this.#unreadAt });
    const context = this.#context();
    this.#rows.draw(list, rows, this, (row) => messageRow(row, context));
  }

  protected override updated(): void {
    this.#view.fill();
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
    const { from, to } = this.#view.window;
    const isNeeded = this.entries.slice(from, to).some(needsMore);
    return {
      log: this,
      locale: this.words,
      now: new Date(),
      bubbles: isNeeded ? this.#bubbles.take() : this.#bubbles.ready,
      actions: this.#actions.ready,
      pieces: () => this.#pieces.take(),
      isRich: needsMore,
      isStarred,
      nameOf: () => this.name,
      deliveryStateOf: (entry) => this.chat?.deliveryStateOf(entry),
    };
  }

  readonly #wantActions = (): void => void this.#actions.take();

  #announceHeard(heard: LogEntry | undefined): void {
    if (!heard) return;
    const text = this.#bubbles.ready?.previewOf(heard, this.words) ?? heard.text;
    if (text) this.#announcement = this.words.t('newMessageFrom', { name: this.name, text });
  }

  #onClick(event: Event): void {
    const button = event.composedPath().find((each) => each instanceof HTMLButtonElement);
    const { id, action } = button?.dataset ?? {};
    if (!button || !id || !action) return;
    this.#bubbles.ready?.act(action, id, this, button);
  }
}

define('deskbell-log', ChatLog);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-log': ChatLog;
  }
}
