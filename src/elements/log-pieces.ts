/** What the list shows now and then: loaded with the first of it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { LogView } from '../controllers/log-view.js';
import { adoptStyles } from './adopt-styles.js';
import type { ChatLog } from './chat-log.js';
import { downIcon } from './icons.js';
import { pieceStyles } from './log-pieces.styles.js';

/** Somebody is typing; the header says who, so this is for the eyes only. */
export function typingDots(log: ChatLog): TemplateResult {
  adoptStyles(log, pieceStyles);
  return html`<div class="message other first" part="typing" aria-hidden="true">
    <div class="bubble dots"><i></i><i></i><i></i></div>
  </div>`;
}

/** Back to the newest message, with the number of those that came meanwhile. */
export function jumpButton(log: ChatLog, { newCount: count, jump }: LogView): TemplateResult {
  adoptStyles(log, pieceStyles);
  const { words } = log;
  return html`<button class="jump" part="jump-button" type="button" @click=${jump}>
    ${downIcon}<span class="visually-hidden">${words.t('jumpToNewest')}</span>
    ${
      count
        ? html`<span class="count" part="jump-count" aria-hidden="true">${words.number(count)}</span
            ><span class="visually-hidden">${words.t('newMessages', { count })}</span>`
        : nothing
    }
  </button>`;
}
