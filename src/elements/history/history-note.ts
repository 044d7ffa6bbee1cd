import { html, nothing, type TemplateResult } from 'lit';
import type { CallHistoryController } from '../../controllers/call-history-controller.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import { errorKey } from '../../controllers/sentences.js';

/** What the list says of itself: that it loads, could not be loaded, or has nothing. */
export function historyNote(
  history: CallHistoryController,
  locale: LocaleController,
): TemplateResult {
  const { error } = history;
  if (error) {
    return html`<div class="note problem" role="alert">
      ${locale.t(errorKey(error))}
      <button class="link" type="button" @click=${() => history.retry()}>
        ${locale.t('retry')}
      </button>
    </div>`;
  }
  return html`<div class="note" role="status">${progress(history, locale)}</div>`;
}

function progress(history: CallHistoryController, locale: LocaleController): unknown {
  if (history.isLoadingOlder) return waiting(locale.t('loadingOlderCalls'));
  if (history.calls.length > 0) return nothing;
  if (history.isLoaded) {
    return html`<div class="empty" part="empty">
      <slot name="empty">${locale.t('noCalls')}</slot>
    </div>`;
  }
  // Nobody is signed in, and nobody has asked anything yet.
  return history.connection === 'idle' ? nothing : waiting(locale.t('loadingCalls'));
}

function waiting(words: string): TemplateResult {
  return html`<span class="spinner"></span>${words}`;
}
