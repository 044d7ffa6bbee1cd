import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { EmojiController, type ShownGroup } from '../../controllers/emoji/emoji-controller.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import { property, query } from '../decorators.js';
import { define } from '../define-element.js';
import { closeIcon } from '../icons.js';
import { arrowTarget } from './arrow-target.js';
import type { Emoji } from '../../controllers/emoji/emoji-book.js';
import { emojiPickerStyles } from './emoji-picker.styles.js';
import { iconButton } from './icon-button.js';

/** Emoji by group and by name, all of them our own data; a part of the composer, not public. */
export class EmojiPicker extends LitElement {
  static override styles = emojiPickerStyles;

  /** An emoji was chosen. */
  @property({ attribute: false }) onPick?: (emoji: string) => void;
  @property({ attribute: false }) onClose?: () => void;

  @query('input') private input!: HTMLInputElement | null;
  @query('.grid') private grid!: HTMLElement | null;

  #locale = new LocaleController(this);
  #emoji = new EmojiController(this, () => this.#locale.lang);

  override focus(options?: FocusOptions): void {
    this.input?.focus(options);
  }

  protected override firstUpdated(): void {
    this.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    const search = locale.t('searchEmoji');
    return html`<div class="root" lang=${locale.lang} dir=${locale.dir}>
      <div
        class="picker"
        part="emoji-picker"
        role="dialog"
        aria-label=${locale.t('emoji')}
        @keydown=${this.#onKeydown}
      >
        <div class="head">
          <input
            type="search"
            dir="auto"
            autocomplete="off"
            aria-label=${search}
            placeholder=${search}
            @input=${() => this.#emoji.search(this.input?.value ?? '')}
          />
          ${iconButton(locale.t('close'), closeIcon, () => this.onClose?.())}
        </div>
        ${this.#emoji.query ? this.#status() : this.#tabs()} ${this.#shown()}
      </div>
    </div>`;
  }

  #status(): TemplateResult {
    const count = this.#emoji.shown.length;
    return html`<p class=${count > 0 ? 'visually-hidden' : 'none muted'} role="status">
      ${count > 0 ? this.#locale.t('emojiFound', { count }) : this.#locale.t('emojiNone')}
    </p>`;
  }

  #tabs(): TemplateResult {
    const { groups, group } = this.#emoji;
    return html`<div class="groups" role="tablist" aria-label=${this.#locale.t('emoji')}>
      ${groups.map(({ id, icon }) => this.#tab(id, icon, id === group))}
    </div>`;
  }

  #tab(id: ShownGroup, icon: string, isSelected: boolean): TemplateResult {
    const label = this.#locale.t(`emoji_${id}`);
    return html`<button
      type="button"
      role="tab"
      id="tab-${id}"
      aria-label=${label}
      title=${label}
      aria-selected=${isSelected ? 'true' : 'false'}
      aria-controls="grid"
      tabindex=${isSelected ? 0 : -1}
      @click=${() => this.#emoji.show(id)}
    >
      ${icon}
    </button>`;
  }

  #shown(): unknown {
    const { shown, query: found, group } = this.#emoji;
    if (shown.length === 0 && found) return nothing;
    const label = this.#locale.t(found ? 'searchEmoji' : `emoji_${group}`);
    return html`<div class="grid" id="grid" role="tabpanel" aria-label=${label}>
      ${shown.map((emoji, at) => this.#cell(emoji, at))}
    </div>`;
  }

  /** One of them is in the tab order; the arrows lead to the others. */
  #cell({ emoji, name }: Emoji, at: number): TemplateResult {
    return html`<button
      type="button"
      aria-label=${name}
      title=${name}
      tabindex=${at === 0 ? 0 : -1}
      @click=${() => this.#pick(emoji)}
    >
      ${emoji}
    </button>`;
  }

  #pick(emoji: string): void {
    this.#emoji.remember(emoji);
    this.onPick?.(emoji);
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.stopPropagation();
      return this.onClose?.();
    }
    const target = event.target as HTMLElement;
    const cells = [...(this.grid?.querySelectorAll('button') ?? [])];
    if (target === this.input) return this.#onSearchKey(event, cells);
    const isTab = target.role === 'tab' || target.getAttribute('role') === 'tab';
    const list = isTab ? [...target.parentElement!.querySelectorAll('button')] : cells;
    const next = arrowTarget(event.key, list, target, this.#locale.dir === 'rtl');
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
    if (isTab) next.click();
  }

  #onSearchKey(event: KeyboardEvent, [first]: readonly HTMLButtonElement[]): void {
    if (event.key === 'ArrowDown') first?.focus();
    else if (event.key === 'Enter' && this.#emoji.query) first?.click();
    else return;
    event.preventDefault();
  }
}

define('deskbell-emoji', EmojiPicker);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-emoji': EmojiPicker;
  }
}
