import { css, html, LitElement, type TemplateResult } from 'lit';
import { LocaleController } from '../../controllers/locale-controller.js';
import { SearchController } from '../../controllers/search-controller.js';
import { bubblesEnglish } from '../../locales/en-bubbles.js';
import { addEnglish } from '../../locales/registry.js';
import { plainButtons } from '../../styles/plain-buttons.js';
import { base, buttons } from '../../styles/shared.js';
import { jumpTo } from '../bubbles/jump.js';
import type { ChatLog } from '../chat-log.js';
import { property, query } from '../decorators.js';
import { define } from '../define-element.js';
import { handOn } from '../hand-on.js';
import { closeIcon } from '../icons.js';
import type { PanelContext } from '../panel-context.js';
import { downIcon, upIcon } from './icons.js';

addEnglish(bubblesEnglish);

/** Opens the search of a conversation, over its log. */
export function openSearch(context: PanelContext): void {
  const { root } = context;
  const log = root.querySelector('deskbell-log');
  const open = root.querySelector('deskbell-search');
  if (open || !log) return open?.focus();
  const search = document.createElement('deskbell-search');
  search.context = context;
  search.log = log;
  log.before(search);
  handOn(search, 'search');
}

/** Finds words in the conversation on show and leads from one message to the next. */
export class ConversationSearch extends LitElement {
  static override styles = [
    base,
    buttons,
    plainButtons,
    css`
      form.root {
        display: flex;
        align-items: center;
        gap: 2px;
        padding: 4px 8px;
        border-block-end: 1px solid var(--_line);
      }
      input {
        flex: 1;
        min-inline-size: 0;
        min-block-size: 44px;
        padding: 0 12px;
        border: 1px solid var(--_text-muted);
        border-radius: 12px;
        background: var(--_surface-raised);
        color: var(--_text);
        font: inherit;
      }
      input:focus-visible {
        outline: 3px solid var(--_focus);
        outline-offset: 1px;
      }
      span {
        padding-inline: 6px;
        color: var(--_text-muted);
        font-size: 13px;
        white-space: nowrap;
      }
    `,
  ];

  @property({ attribute: false }) context!: PanelContext;
  @property({ attribute: false }) log!: ChatLog;
  @query('input') private input!: HTMLInputElement | null;

  #locale = new LocaleController(this);
  #search = new SearchController(
    this,
    () => this.context.chat,
    (id) => void jumpTo(id, this.log, { keepsFocus: true }),
  );

  override focus(): void {
    this.input?.focus();
  }

  protected override firstUpdated(): void {
    this.focus();
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    const label = locale.t('searchConversation');
    const { at, total } = this.#search;
    return html`<form
      class="root"
      part="search"
      role="search"
      lang=${locale.lang}
      dir=${locale.dir}
      @submit=${this.#onSubmit}
      @keydown=${this.#onKeydown}
    >
      <input
        type="search"
        dir="auto"
        enterkeyhint="search"
        aria-label=${label}
        placeholder=${label}
        @input=${() => this.#search.seek(this.input?.value ?? '')}
      />
      <span role="status">${this.#status()}</span>
      ${this.#button('previousMatch', upIcon, () => this.#search.go(1), at + 1 >= total)}
      ${this.#button('nextMatch', downIcon, () => this.#search.go(-1), at <= 0)}
      ${this.#button('close', closeIcon, () => this.#close())}
    </form>`;
  }

  #status(): string {
    const { at, total, status } = this.#search;
    if (status !== 'found') return '';
    const locale = this.#locale;
    if (total === 0) return locale.t('noMatches');
    return locale.t('matchOf', { at: locale.number(at + 1), total: locale.number(total) });
  }

  #button(
    key: 'previousMatch' | 'nextMatch' | 'close',
    icon: unknown,
    act: () => void,
    isDisabled = false,
  ): TemplateResult {
    const label = this.#locale.t(key);
    return html`<button
      type="button"
      class="icon"
      aria-label=${label}
      title=${label}
      ?disabled=${isDisabled}
      @click=${act}
    >
      ${icon}
    </button>`;
  }

  #onSubmit(event: Event): void {
    event.preventDefault();
    this.#search.go(1);
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.stopPropagation();
    this.#close();
  }

  #close(): void {
    this.remove();
    this.context.button.focus({ preventScroll: true });
  }
}

define('deskbell-search', ConversationSearch);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-search': ConversationSearch;
  }
}
