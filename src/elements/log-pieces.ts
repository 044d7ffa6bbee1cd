/** What the list shows now and then: loaded with the first of it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { LogView } from '../controllers/log-view.js';
import { errorKey } from '../controllers/sentences.js';
import type { LogEntry } from '../core/message-log.js';
import { logEnglish } from '../locales/en-log.js';
import { addEnglish } from '../locales/registry.js';
import { downIcon } from './actions/icons.js';
import { adoptStyles } from './adopt-styles.js';
import type { ChatLog } from './chat-log.js';
import { pieceStyles } from './log-pieces.styles.js';

addEnglish(logEnglish);

/** Gives the list the looks of its rare lines. */
export function dress(log: ChatLog): void {
  adoptStyles(log, pieceStyles);
}

/** Why a message was not sent, and the ways to go on. */
export function failure(log: ChatLog, { id, error = 'internal' }: LogEntry): TemplateResult {
  dress(log);
  const { chat, words } = log;
  const button = (action: 'retry' | 'remove', act: () => void) =>
    html`<button type="button" class="link" @click=${act}>${words.t(action)}</button>`;
  return html`<div class="failure" part="failure">
    <span>${words.t(errorKey(error))}</span>
    ${button('retry', () => chat?.retry(id))} ${button('remove', () => chat?.discard(id))}
  </div>`;
}

/** Somebody is typing; the header says who, so this is for the eyes only. */
export function typingDots(log: ChatLog): TemplateResult {
  dress(log);
  return html`<div class="message other first" part="typing" aria-hidden="true">
    <div class="bubble dots"><i></i><i></i><i></i></div>
  </div>`;
}

/** Back to the newest message, with the number of those that came meanwhile. */
export function jumpButton(log: ChatLog, { newCount: count, jump }: LogView): TemplateResult {
  dress(log);
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
