import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { directionOf } from '../../locales/registry.js';
import { placePopup } from '../../controllers/place-popup.js';
import { property, query } from '../decorators.js';
import { define } from '../define-element.js';
import { place } from '../hand-on.js';
import { menuStyles } from './menu.styles.js';

/** One line of a menu. `checked` makes it a switch. */
export interface MenuItem {
  readonly label: string;
  readonly icon?: TemplateResult;
  readonly checked?: boolean;
  /** Shown alone, beside others; the label is only heard. */
  readonly emoji?: string;
  /** Why it cannot be chosen, or what is to be known before. */
  readonly hint?: string;
  readonly isDisabled?: boolean;
  readonly isDanger?: boolean;
  run(): void;
}

export interface MenuPlace {
  /** The button it belongs to, which gets the focus back. */
  readonly anchor: HTMLElement;
  /** Where the menu is put into the page, for style and language. */
  readonly root: Element;
  readonly label: string;
  readonly lang: string;
}

/** Opens a menu. Groups are set apart by a line. */
export function openMenu(at: MenuPlace, groups: readonly (readonly MenuItem[])[]): void {
  const menu = document.createElement('deskbell-menu');
  menu.place = at;
  menu.groups = groups.filter(({ length }) => length > 0);
  place(menu, at.root, 'popup-menu', 'menu-item');
}

/** A menu at a button, for as long as it is open. */
export class DeskMenu extends LitElement {
  static override styles = menuStyles;

  @property({ attribute: false }) place!: MenuPlace;
  @property({ attribute: false }) groups: readonly (readonly MenuItem[])[] = [];
  @query('.root') private root!: HTMLElement;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('pointerdown', this.#onPress, true);
    addEventListener('resize', this.#leave);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('pointerdown', this.#onPress, true);
    removeEventListener('resize', this.#leave);
  }

  protected override firstUpdated(): void {
    const { root } = this;
    // Above everything, whatever the page's layers and clips are.
    root.showPopover?.();
    const { anchor, lang } = this.place;
    const view = { width: innerWidth, height: innerHeight };
    const at = placePopup(
      anchor.getBoundingClientRect(),
      root.getBoundingClientRect(),
      view,
      directionOf(lang),
    );
    root.style.setProperty('left', `${at.left}px`);
    root.style.setProperty('top', `${at.top}px`);
    this.#items[0]?.focus();
  }

  protected override render(): TemplateResult {
    const { lang, label } = this.place;
    return html`<div
      class="root"
      part="popup-menu"
      popover="manual"
      role="menu"
      tabindex="-1"
      lang=${lang}
      dir=${directionOf(lang)}
      aria-label=${label}
      @keydown=${this.#onKeydown}
    >
      ${this.groups.map(
        (items, index) =>
          html`${index > 0 ? html`<hr role="separator" />` : nothing}
            <div class=${items[0]?.emoji ? 'line' : ''} role="none">
              ${items.map((item) => (item.emoji ? this.#emoji(item, item.emoji) : this.#item(item)))}
            </div>`,
      )}
    </div>`;
  }

  #item(item: MenuItem): TemplateResult {
    const { label, icon, checked, hint, isDisabled = false, isDanger = false } = item;
    return html`<button
      class=${isDanger ? 'danger' : ''}
      part="menu-item"
      type="button"
      role=${checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      tabindex="-1"
      aria-checked=${checked ?? nothing}
      aria-disabled=${isDisabled || nothing}
      @click=${() => this.#choose(item)}
    >
      ${icon ?? nothing}<span class="label">${label}</span>
      ${checked === undefined ? nothing : html`<span class="switch"></span>`}
      ${hint ? html`<span class="hint">${hint}</span>` : nothing}
    </button>`;
  }

  #emoji(item: MenuItem, emoji: string): TemplateResult {
    const { label, checked } = item;
    return html`<button
      class="emoji"
      part="menu-item"
      type="button"
      role=${checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      tabindex="-1"
      aria-checked=${checked ?? nothing}
      aria-label=${label}
      title=${label}
      @click=${() => this.#choose(item)}
    >
      ${emoji}
    </button>`;
  }

  get #items(): HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll('button')];
  }

  #choose(item: MenuItem): void {
    if (item.isDisabled) return;
    this.#close();
    item.run();
  }

  #close(): void {
    this.remove();
    this.place.anchor.focus({ preventScroll: true });
  }

  readonly #leave = (): void => this.remove();

  readonly #onPress = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#leave();
  };

  #onKeydown(event: KeyboardEvent): void {
    // The chat behind has its own use for Escape.
    event.stopPropagation();
    if (event.key === 'Escape') return this.#close();
    if (event.key === 'Tab') return this.#leave();
    const to = this.#itemFor(event.key);
    if (!to) return;
    event.preventDefault();
    to.focus();
  }

  #itemFor(key: string): HTMLElement | undefined {
    const items = this.#items;
    const at = items.findIndex((item) => item.matches(':focus'));
    const forward = directionOf(this.place.lang) === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const isSideways = items[at]?.matches('.emoji') && /Left|Right/.test(key);
    if (key === 'ArrowDown' || (isSideways && key === forward)) {
      return items[(at + 1) % items.length];
    }
    if (key === 'ArrowUp' || isSideways) return items.at(at <= 0 ? -1 : at - 1);
    if (key === 'Home') return items[0];
    if (key === 'End') return items.at(-1);
    if ([...key].length !== 1 || key === ' ') return undefined;
    const letter = key.toLocaleLowerCase();
    const rest = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    return rest.find((item) => item.textContent?.trim().toLocaleLowerCase().startsWith(letter));
  }
}

define('deskbell-menu', DeskMenu);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-menu': DeskMenu;
  }
}
