import { html, nothing, type TemplateResult } from 'lit';
import type { ConversationState } from '../../client/types.js';
import { formatShort } from '../../controllers/formats.js';
import { lastEntryOf } from '../../controllers/inbox-list.js';
import type { LocaleController } from '../../controllers/locale-controller.js';
import { isMuted } from '../../controllers/muted.js';
import type { DeliveryState, LogEntry } from '../../core/message-log.js';
import type { User } from '../../protocol/index.js';
import { parseImageUrl } from '../attributes.js';
import { avatar } from '../avatar.js';
import { previewOf } from '../bubbles/preview.js';
import { alertIcon, clockIcon, tickIcon, ticksIcon } from '../icons.js';
import { archivedIcon, blockedIcon, moreIcon, mutedIcon } from './inbox-icons.js';

const MOST_SHOWN = 99;

/** One line of the list of conversations. */
export interface ConversationRow {
  readonly state: ConversationState;
  readonly peer: User | undefined;
  readonly name: string;
  readonly isOnline: boolean;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly draft: string | undefined;
  readonly delivery: (entry: LogEntry) => DeliveryState | undefined;
  /** From 1, of `count`: the list draws only a part of itself. */
  readonly position: number;
  readonly count: number;
  readonly locale: LocaleController;
  readonly now: Date;
  open(): void;
  showMenu(event: Event): void;
}

export function conversationRow(row: ConversationRow): TemplateResult {
  const { state, peer, name, locale, now } = row;
  const { id, updatedAt, listing } = state.conversation;
  const at = lastEntryOf(state)?.createdAt ?? updatedAt;
  const tabIndex = row.isTabStop ? 0 : -1;
  return html`<li data-row=${id} aria-setsize=${row.count} aria-posinset=${row.position}>
    <button
      class="open"
      part="item"
      type="button"
      tabindex=${tabIndex}
      aria-current=${row.isSelected ? 'true' : nothing}
      @click=${row.open}
      @contextmenu=${row.showMenu}
    >
      <span class="face">
        ${avatar(name, parseImageUrl(peer?.picture))} ${thumbnail(parseImageUrl(listing?.image))}
        ${row.isOnline ? online(locale) : nothing}
      </span>
      <span class="who">
        <span class="title"
          ><bdi class="name" part="name">${name}</bdi>
          ${listing?.title ? html`<bdi class="listing" part="listing">${listing.title}</bdi>` : nothing}</span
        >
        <span class="last" part="last-message">${lastLine(row)}</span>
      </span>
      <span class="aside">
        <time part="time" datetime=${at}>${formatShort(locale.lang, new Date(at), now)}</time>
        <span class="marks">${marks(row)}</span>
      </span>
    </button>
    <button
      class="icon more"
      part="row-menu-button"
      type="button"
      tabindex=${tabIndex}
      aria-label=${locale.t('optionsFor', { name })}
      title=${locale.t('optionsFor', { name })}
      aria-haspopup="menu"
      @click=${row.showMenu}
    >
      ${moreIcon}
    </button>
  </li>`;
}

function thumbnail(url: string | undefined): unknown {
  if (!url) return nothing;
  return html`<img
    class="thing"
    part="listing-image"
    src=${url}
    alt=""
    loading="lazy"
    referrerpolicy="no-referrer"
  />`;
}

function online(locale: LocaleController): TemplateResult {
  return html`<span class="dot" part="presence"></span
    ><span class="visually-hidden">${locale.t('online')}</span>`;
}

/** Who types, what was begun, or what was last said. */
function lastLine({ state, peer, draft, delivery, locale }: ConversationRow): unknown {
  if (state.typingUserIds.length > 0) {
    return html`<span class="typing">${locale.t('typing')}</span>`;
  }
  if (draft) return html`<span class="draft">${locale.t('draftOf', { text: draft })}</span>`;
  const last = lastEntryOf(state);
  if (!last) return nothing;
  const isOwn = last.senderId !== peer?.id;
  const text = previewOf(last, locale, isOwn);
  if (!isOwn || last.call) return html`<bdi>${text}</bdi>`;
  return html`${tick(delivery(last), locale)}<bdi>${locale.t('youSaid', { text })}</bdi>`;
}

const TICKS: Readonly<Record<DeliveryState, TemplateResult>> = {
  pending: clockIcon,
  sent: tickIcon,
  delivered: ticksIcon,
  read: ticksIcon,
  failed: alertIcon,
};

function tick(state: DeliveryState | undefined, locale: LocaleController): unknown {
  if (!state) return nothing;
  return html`<span class="state ${state}" part="state"
    >${TICKS[state]}<span class="visually-hidden">${locale.t(state)}</span></span
  >`;
}

function marks({ state, locale, now }: ConversationRow): unknown {
  const { blocked, archived, unreadCount } = state.conversation;
  return [
    blocked ? mark(blockedIcon, locale.t('isBlocked')) : nothing,
    isMuted(state.conversation, now) ? mark(mutedIcon, locale.t('isMuted')) : nothing,
    archived ? mark(archivedIcon, locale.t('isArchived')) : nothing,
    unreadCount > 0 ? unread(unreadCount, locale) : nothing,
  ];
}

function mark(icon: TemplateResult, label: string): TemplateResult {
  return html`<span class="mark" part="mark" title=${label}
    >${icon}<span class="visually-hidden">${label}</span></span
  >`;
}

function unread(count: number, locale: LocaleController): TemplateResult {
  const shown = locale.number(Math.min(count, MOST_SHOWN));
  return html`<span class="unread" part="unread" aria-hidden="true"
      >${shown}${count > MOST_SHOWN ? '+' : ''}</span
    ><span class="visually-hidden">${locale.t('unreadMessages', { count })}</span>`;
}
