import { html, nothing, type TemplateResult } from 'lit';
import type { InboxController } from '../../controllers/inbox-controller.js';
import type { InboxFilter } from '../../controllers/inbox-list.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import { errorKey } from '../../controllers/sentences.js';

export interface InboxNote {
  readonly inbox: InboxController;
  /** How many conversations are listed. */
  readonly rows: number;
  readonly query: string;
  readonly filter: InboxFilter;
  readonly locale: LocaleController;
}

/** What could not be done, above all lists: it is read wherever they are scrolled to. */
export function inboxProblem(
  inbox: InboxController,
  locale: LocaleController,
): TemplateResult | typeof nothing {
  if (!inbox.error || inbox.connection === 'closed') return nothing;
  return html`<div class="note problem" role="alert">
    ${locale.t(errorKey(inbox.error))}
    <button class="link" type="button" @click=${() => inbox.tryAgain()}>
      ${locale.t('retry')}
    </button>
  </div>`;
}

/** What the list says of itself: that it loads, or has nothing. */
export function inboxNote(note: InboxNote): TemplateResult {
  const { inbox, rows, query, locale } = note;
  if (inbox.connection === 'closed') {
    return html`<div class="note" role="status">${locale.t('error_closed')}</div>`;
  }
  if (inbox.error) return html``;
  if (query.trim()) {
    return html`<div class="visually-hidden" role="status">
      ${locale.t('foundConversations', { count: rows })}
    </div>`;
  }
  return html`<div class="note" role="status">${rows > 0 ? nothing : nothingListed(note)}</div>`;
}

function nothingListed({ inbox, filter, locale }: InboxNote): unknown {
  if (!inbox.isLoaded) {
    return inbox.connection === 'idle' ? nothing : locale.t('loadingConversations');
  }
  if (filter === 'unread') return locale.t('noUnread');
  if (filter === 'archived') return locale.t('noArchived');
  return html`<div class="empty" part="empty">
    <slot name="empty">${locale.t('noConversations')}</slot>
  </div>`;
}
