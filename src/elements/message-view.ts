import { html, nothing, type TemplateResult } from 'lit';
import { formatDay, formatTime } from '../controllers/formats.js';
import type { LocaleController } from '../controllers/locale-controller.js';
import { errorKey } from '../controllers/sentences.js';
import type { DeliveryState } from '../core/message-log.js';
import {
  alertIcon,
  callInIcon,
  callMissedIcon,
  callOutIcon,
  clockIcon,
  tickIcon,
  ticksIcon,
} from './icons.js';
import type { MessageRow } from './message-rows.js';
import { entryText } from './message-text.js';

type EntryRow = Extract<MessageRow, { kind: 'message' | 'call' }>;

/** What drawing a row needs beside the row. */
export interface MessageContext {
  readonly locale: LocaleController;
  readonly now: Date;
  nameOf(userId: string): string;
  deliveryStateOf(row: EntryRow): DeliveryState | undefined;
}

const TICKS: Record<DeliveryState, TemplateResult> = {
  pending: clockIcon,
  sent: tickIcon,
  delivered: ticksIcon,
  read: ticksIcon,
  failed: alertIcon,
};

/** Draws one row of the log. Buttons carry `data-action` and are handled by the list. */
export function messageRow(row: MessageRow, context: MessageContext): TemplateResult {
  const { locale, now } = context;
  switch (row.kind) {
    case 'day':
      return html`<div class="line day" part="day">
        <span>${formatDay(locale.lang, row.at, now)}</span>
      </div>`;
    case 'unread':
      return html`<div class="line unread" part="unread-divider">
        <span>${locale.t('unreadMessages', { count: row.count })}</span>
      </div>`;
    case 'call':
      return callRow(row, context);
    case 'message':
      return bubble(row, context);
  }
}

function bubble(row: EntryRow, context: MessageContext): TemplateResult {
  const { entry, isOwn } = row;
  const { locale } = context;
  const state = isOwn ? context.deliveryStateOf(row) : undefined;
  const own = isOwn ? 'own' : 'other';
  return html`<article
    class="message ${own} ${row.isFirst ? 'first' : ''}"
    part="message message-${own}"
    data-id=${entry.id}
  >
    <div class="bubble" part="bubble">
      <span class="visually-hidden"
        >${isOwn ? locale.t('you') : context.nameOf(entry.senderId)}:</span
      >
      ${content(row, locale)}
      <span class="meta" part="meta"
        >${entry.message?.editedAt ? html`<span>${locale.t('edited')}</span>` : nothing}${time(
          row,
          locale,
        )}${state ? delivery(state, locale) : nothing}</span
      >
    </div>
    ${state === 'failed' ? failure(row, locale) : nothing}
  </article>`;
}

function content({ entry, isOwn }: EntryRow, locale: LocaleController): TemplateResult {
  const deletedAt = entry.message?.deletedAt;
  const text = entryText({ ...entry, ...(deletedAt && { deletedAt }) }, isOwn, locale);
  if (deletedAt || entry.type !== 'TEXT') {
    return html`<p class="text deleted" part="text">${text}</p>`;
  }
  return html`<p class="text" part="text" dir="auto">${text}</p>`;
}

function time({ entry, at }: EntryRow, { lang }: LocaleController): TemplateResult {
  return html`<time datetime=${entry.createdAt}>${formatTime(lang, at)}</time>`;
}

function delivery(state: DeliveryState, locale: LocaleController): TemplateResult {
  return html`<span class="state ${state}" part="state"
    >${TICKS[state]}<span class="visually-hidden">${locale.t(state)}</span></span
  >`;
}

function failure({ entry }: EntryRow, locale: LocaleController): TemplateResult {
  return html`<div class="failure" part="failure">
    <span>${locale.t(errorKey(entry.error ?? 'internal'))}</span>
    <button type="button" class="link" data-action="retry" data-id=${entry.id}>
      ${locale.t('retry')}
    </button>
    <button type="button" class="link" data-action="remove" data-id=${entry.id}>
      ${locale.t('remove')}
    </button>
  </div>`;
}

function callRow(row: EntryRow, { locale }: MessageContext): TemplateResult {
  const isMissed = row.entry.type === 'CALL_MISSED';
  const missedHere = isMissed && !row.isOwn;
  const icon = isMissed ? callMissedIcon : row.isOwn ? callOutIcon : callInIcon;
  return html`<article class="line call ${missedHere ? 'missed' : ''}" part="call">
    <span>${icon}<span>${entryText(row.entry, row.isOwn, locale)}</span>${time(row, locale)}</span>
  </article>`;
}
