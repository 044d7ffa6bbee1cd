import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { LocaleController } from '../../controllers/locale-controller.js';
import { bubblesEnglish } from '../../locales/en-bubbles.js';
import { addEnglish } from '../../locales/registry.js';
import type { Listing } from '../../protocol/index.js';
import { parseImageUrl } from '../attributes.js';
import { property } from '../decorators.js';
import { define } from '../define-element.js';
import { partStyles } from './part.styles.js';
import { formatMoney } from './quantities.js';

addEnglish(bubblesEnglish);

/** What some conversations have above their messages: a listing. */
export class PanelExtras extends LitElement {
  static override styles = [
    ...partStyles,
    css`
      :host {
        flex: none;
      }
      .listing {
        display: flex;
        align-items: center;
        gap: 12px;
        min-block-size: 60px;
        padding: 6px 14px;
        border-block-end: 1px solid var(--_line);
        color: inherit;
        text-decoration: none;
      }
      .listing img {
        flex: none;
        inline-size: 52px;
        block-size: 52px;
        border-radius: 8px;
        object-fit: cover;
      }
      .words {
        min-inline-size: 0;
      }
      .title {
        display: block;
        overflow: hidden;
        font-weight: 600;
        inline-size: fit-content;
        max-inline-size: 100%;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      a .title {
        text-decoration: underline;
        text-underline-offset: 3px;
      }
      a:focus-visible {
        outline: 3px solid var(--_focus);
        outline-offset: -3px;
      }
      .price {
        color: var(--_text-muted);
        font-size: 0.93em;
      }
    `,
  ];

  @property({ attribute: false }) listing?: Listing;

  #locale = new LocaleController(this);

  protected override render(): TemplateResult {
    const { lang, dir } = this.#locale;
    return html`<div class="root" lang=${lang} dir=${dir}>
      ${this.listing ? this.#card(this.listing) : nothing}
    </div>`;
  }

  #card({ id, title = id, url, image, price, currency }: Listing): TemplateResult {
    const picture = parseImageUrl(image);
    const content = html`${
        picture
          ? html`<img src=${picture} alt="" width="52" height="52" referrerpolicy="no-referrer" />`
          : nothing
      }<span class="words"
        ><bdi class="title">${title}</bdi>${
          price
            ? html`<bdi class="price">${formatMoney(this.#locale.lang, price, currency)}</bdi>`
            : nothing
        }</span
      >`;
    const href = parseImageUrl(url);
    const label = this.#locale.t('aboutListing', { title });
    return href
      ? html`<a class="listing" part="listing" href=${href}>${content}</a>`
      : html`<div class="listing" part="listing" role="group" aria-label=${label}>${content}</div>`;
  }
}

define('deskbell-extras', PanelExtras);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-extras': PanelExtras;
  }
}
