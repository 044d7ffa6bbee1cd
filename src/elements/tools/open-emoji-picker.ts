import { css, html, LitElement, type TemplateResult } from 'lit';
import { LocaleController } from '../../controllers/locale-controller.js';
import { toolsEnglish } from '../../locales/en-tools.js';
import { addEnglish } from '../../locales/registry.js';
import { property, query } from '../decorators.js';
import { define } from '../define-element.js';
import { place } from '../hand-on.js';
import './emoji-picker.js';
import { keepEscape, showSheet } from './sheet.js';
import { toolStyles } from './tools.styles.js';

addEnglish(toolsEnglish);

const GAP_PX = 6;

/**
 * Lets a person pick one emoji at a button, such as for a reaction; then it closes and gives the
 * focus back. Closing it without a choice picks nothing.
 */
export function openEmojiPicker(anchor: HTMLElement, onPick: (emoji: string) => void): void {
  const popup = document.createElement('deskbell-emoji-popup');
  popup.anchor = anchor;
  popup.onPick = onPick;
  const root = anchor.closest('.root') ?? anchor.parentElement ?? document.body;
  place(popup, root, 'emoji-picker');
}

/** The picker in front of the page, beside a button; not public. */
export class EmojiPopup extends LitElement {
  static override styles = [
    ...toolStyles,
    css`
      dialog {
        position: fixed;
        inline-size: min(352px, calc(100vw - 16px));
        margin: 0;
        padding: 8px 8px 0;
        border: 1px solid var(--_line);
        border-radius: var(--_radius);
        background: var(--_surface);
        color: inherit;
        box-shadow: var(--_shadow);
      }
      dialog::backdrop {
        background: transparent;
      }
    `,
  ];

  @property({ attribute: false }) anchor?: HTMLElement;
  @property({ attribute: false }) onPick?: (emoji: string) => void;

  @query('dialog') private dialog!: HTMLDialogElement | null;
  #locale = new LocaleController(this);

  protected override firstUpdated(): void {
    showSheet(this.renderRoot);
    this.#place();
    this.renderRoot.querySelector('deskbell-emoji')?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    return html`<div class="root" lang=${locale.lang} dir=${locale.dir}>
      <dialog
        aria-label=${locale.t('emoji')}
        @keydown=${keepEscape}
        @click=${this.#onClick}
        @close=${this.#leave}
      >
        <deskbell-emoji
          exportparts="emoji-picker"
          .onPick=${this.#pick}
          .onClose=${this.#close}
        ></deskbell-emoji>
      </dialog>
    </div>`;
  }

  /** Above the button, or below it where there is more room; never out of the window. */
  #place(): void {
    const { dialog, anchor } = this;
    if (!dialog || !anchor) return;
    const at = anchor.getBoundingClientRect();
    const { width, height } = dialog.getBoundingClientRect();
    const isAbove = at.top > innerHeight - at.bottom;
    const top = isAbove ? at.top - height - GAP_PX : at.bottom + GAP_PX;
    const start = at.left + at.width / 2 - width / 2;
    dialog.style.setProperty('inset', 'auto');
    dialog.style.setProperty('top', `${clamp(top, innerHeight - height)}px`);
    dialog.style.setProperty('left', `${clamp(start, innerWidth - width)}px`);
  }

  readonly #pick = (emoji: string): void => {
    this.#close();
    this.onPick?.(emoji);
  };

  readonly #close = (): void => this.dialog?.close();

  readonly #leave = (): void => {
    this.remove();
    this.anchor?.focus({ preventScroll: true });
  };

  /** A press beside the picker closes it. */
  #onClick(event: MouseEvent): void {
    if (event.target === this.dialog) this.#close();
  }
}

function clamp(value: number, most: number): number {
  return Math.max(GAP_PX, Math.min(value, most - GAP_PX));
}

define('deskbell-emoji-popup', EmojiPopup);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-emoji-popup': EmojiPopup;
  }
}
