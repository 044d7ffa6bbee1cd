import { html, nothing, type TemplateResult } from 'lit';
import { formatDay, formatTime } from '../controllers/formats.js';
import type { LocaleController } from '../controllers/locale-controller.js';
import type { DeliveryState, LogEntry } from '../core/message-log.js';
import type { MessageActions } from './actions/message-actions.js';
import type * as Bubbles from './bubbles/bubbles.js';
import type { ChatLog } from './chat-log.js';
import type * as Pieces from './log-pieces.js';
import { alertIcon, clockIcon, tickIcon, ticksIcon } from './icons.js';
import type { EntryRow, MessageRow } from './message-rows.js';

/** What drawing a row needs beside the row. */
export interface MessageContext {
  readonly log: ChatLog;
  readonly locale: LocaleController;
  readonly now: Date;
  /** Draws what is more than text; undefined until it was loaded. */
  readonly bubbles: typeof Bubbles | undefined;
  /** Offers what can be done with a message; undefined until somebody comes near one. */
  readonly actions: MessageActions | undefined;
  /** Draws what is seldom there; undefined until it was loaded. */
  pieces(): typeof Pieces | undefined;
  isRich(entry: LogEntry): boolean;
  isStarred(entry: LogEntry): boolean;
  nameOf(userId: string): string;
  deliveryStateOf(entry: LogEntry): DeliveryState | undefined;
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
  const { locale, now, bubbles } = context;
  switch (row.kind) {
    case 'day':
      return html`<div class="line day" part="day">
        <span>${formatDay(locale.lang, row.at, now)}</span>
      </div>`;
    case 'unread':
      context.pieces()?.dress(context.log);
      return html`<div class="line unread" part="unread-divider">
        <span>${locale.t('unreadMessages', { count: row.count })}</span>
      </div>`;
    case 'call':
      return html`<article class="line call" part="call" data-id=${row.key}>
        <span>${bubbles?.callLine(row, context)}${time(row, locale)}</span>
      </article>`;
    case 'message':
      return message(row, context);
  }
}

function message(row: EntryRow, context: MessageContext): TemplateResult {
  const { entry, isOwn } = row;
  const { locale } = context;
  const state = isOwn ? context.deliveryStateOf(entry) : undefined;
  const own = isOwn ? 'own' : 'other';
  const rich = context.isRich(entry) ? context.bubbles?.bubble(row, context) : undefined;
  return html`<article
    class="message ${own} ${row.isFirst ? 'first' : ''} ${rich?.kind ?? ''}"
    part="message message-${own}"
    data-id=${entry.id}
  >
    <div class="bubble" part="bubble">
      <span class="visually-hidden"
        >${isOwn ? locale.t('you') : context.nameOf(entry.senderId)}:</span
      >
      ${rich?.content ?? html`<p class="text" part="text" dir="auto">${entry.text}</p>`}
      <span class="meta" part="meta"
        >${rich?.marks}${time(row, locale)}${state ? delivery(state, locale) : nothing}</span
      >${context.actions?.button(row)}
    </div>
    ${rich?.below}${state === 'failed' ? context.pieces()?.failure(context.log, entry) : nothing}
  </article>`;
}

function time({ entry, at }: EntryRow, { lang }: LocaleController): TemplateResult {
  return html`<time datetime=${entry.createdAt}>${formatTime(lang, at)}</time>`;
}

function delivery(state: DeliveryState, locale: LocaleController): TemplateResult {
  return html`<span class="state ${state}" part="state"
    >${TICKS[state]}<span class="visually-hidden">${locale.t(state)}</span></span
  >`;
}
