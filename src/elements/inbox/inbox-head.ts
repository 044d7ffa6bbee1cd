import { html, type TemplateResult } from 'lit';
import type { InboxFilter } from '../../controllers/inbox-list.js';
import type { InboxView } from '../../controllers/inbox-view.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import type { PlainKey } from '../../locales/types.js';
import { moreIcon, searchIcon, starIcon } from './inbox-icons.js';

const FILTERS: readonly (readonly [InboxFilter, PlainKey])[] = [
  ['all', 'filterAll'],
  ['unread', 'filterUnread'],
  ['archived', 'filterArchived'],
];

export interface InboxHead {
  readonly view: InboxView;
  readonly locale: LocaleController;
  showOptions(event: Event): void;
}

/** What stands above the list: title, search, and which conversations to list. */
export function inboxHead({ view, locale, showOptions }: InboxHead): TemplateResult {
  return html`<div class="bar">
      <h2 id="title" part="header"><slot name="header">${locale.t('conversations')}</slot></h2>
      <button
        class="icon"
        part="starred-button"
        type="button"
        aria-pressed=${view.isStarred}
        aria-label=${locale.t('starredMessages')}
        title=${locale.t('starredMessages')}
        @click=${() => view.toggleStarred()}
      >
        ${starIcon}
      </button>
      <button
        class="icon"
        part="options-button"
        type="button"
        aria-label=${locale.t('inboxOptions')}
        title=${locale.t('inboxOptions')}
        aria-haspopup="menu"
        @click=${showOptions}
      >
        ${moreIcon}
      </button>
    </div>
    <div class="search" role="search">
      ${searchIcon}
      <input
        part="search"
        type="search"
        autocomplete="off"
        maxlength="100"
        aria-label=${locale.t('searchInbox')}
        placeholder=${locale.t('searchInbox')}
        .value=${view.query}
        @input=${(event: InputEvent) => view.search((event.target as HTMLInputElement).value)}
      />
    </div>
    <div class="filters" role="group" aria-label=${locale.t('filterConversations')}>
      ${FILTERS.map(
        ([filter, key]) =>
          html`<button
            part="filter"
            type="button"
            aria-pressed=${!view.isStarred && view.filter === filter}
            @click=${() => view.show(filter)}
          >
            ${locale.t(key)}
          </button>`,
      )}
    </div>`;
}
