import { html, nothing, type TemplateResult } from 'lit';
import type { LocaleController } from '../controllers/locale-controller.js';
import { downIcon } from './icons.js';

export function loadingLine(locale: LocaleController): TemplateResult {
  return html`<div class="line" part="loading"><span>${locale.t('loadingMessages')}</span></div>`;
}

export function emptyLine(locale: LocaleController): TemplateResult {
  return html`<div class="line empty" part="empty">
    <slot name="empty"><span>${locale.t('emptyChat')}</span></slot>
  </div>`;
}

/** Somebody is typing; the header says who, so this is for the eyes only. */
export const typingDots = html`<div class="message other first" part="typing" aria-hidden="true">
  <div class="bubble dots"><i></i><i></i><i></i></div>
</div>`;

/** Back to the newest message, with the number of those that came meanwhile. */
export function jumpButton(
  count: number,
  locale: LocaleController,
  onJump: () => void,
): TemplateResult {
  return html`<button class="jump" part="jump-button" type="button" @click=${onJump}>
    ${downIcon}<span class="visually-hidden">${locale.t('jumpToNewest')}</span>
    ${
      count
        ? html`<span class="count" part="jump-count" aria-hidden="true"
              >${locale.number(count)}</span
            ><span class="visually-hidden">${locale.t('newMessages', { count })}</span>`
        : nothing
    }
  </button>`;
}
