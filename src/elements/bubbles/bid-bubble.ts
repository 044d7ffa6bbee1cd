import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { ClockController } from '../../controllers/clock-controller.js';
import { formatDuration } from '../../controllers/durations.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import type { LogEntry } from '../../core/message-log.js';
import type { PlainKey } from '../../locales/types.js';
import type { Bid } from '../../protocol/index.js';
import { property } from '../decorators.js';
import { define } from '../define-element.js';
import { tagIcon } from './icons.js';
import { partStyles } from './part.styles.js';
import { bidKey } from './preview.js';
import { formatMoney, formatRelative } from './quantities.js';

const HOUR_MS = 3_600_000;

/** An offer: how much, how it stands, and what the reader can do about it. */
export class BidBubble extends LitElement {
  static override styles = [
    ...partStyles,
    css`
      .root {
        min-inline-size: 190px;
      }
      .head {
        display: flex;
        align-items: center;
        gap: 6px;
        color: var(--_text-muted);
        font-size: 13px;
      }
      .amount {
        font-size: 1.5em;
        font-weight: 650;
        line-height: 1.4;
      }
      .closed .amount {
        color: var(--_text-muted);
      }
      .accepted .head {
        color: var(--_accent);
        font-weight: 600;
      }
      .steps {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin-block: 6px 4px;
      }
      .steps button {
        flex: 1;
        padding-inline: 10px;
      }
      .steps .other {
        border-color: var(--_line);
        background: var(--_surface);
        color: var(--_text);
      }
    `,
  ];

  @property({ attribute: false }) entry?: LogEntry;
  @property({ attribute: false }) isOwn = false;

  #locale = new LocaleController(this);

  constructor() {
    super();
    // Within the last hour every second counts.
    new ClockController(this, () => this.#leftMs() > 0 && this.#leftMs() < HOUR_MS);
  }

  protected override render(): TemplateResult | typeof nothing {
    const bid = this.entry?.bid;
    if (!bid) return nothing;
    const { lang, dir } = this.#locale;
    const isOver = bid.status === 'open' && this.#leftMs() <= 0;
    const status = isOver ? 'expired' : bid.status;
    return html`<div
      class="root ${status === 'open' ? '' : 'closed'} ${status}"
      lang=${lang}
      dir=${dir}
    >
      <div class="head">${tagIcon}<span>${this.#locale.t(bidKey(status))}</span></div>
      <div class="amount"><bdi>${formatMoney(lang, bid.amount, bid.currency)}</bdi></div>
      ${status === 'open' ? this.#open(bid) : nothing}
    </div>`;
  }

  #open(bid: Bid): TemplateResult {
    const left = this.#leftMs();
    const { lang } = this.#locale;
    const when = left < HOUR_MS ? formatDuration(lang, left / 1000) : formatRelative(lang, left);
    return html`<div class="head">
        <time datetime=${bid.expiresAt}>${this.#locale.t('expires', { when })}</time>
      </div>
      ${this.entry?.seq ? this.#steps() : nothing}`;
  }

  #steps(): TemplateResult {
    return html`<div class="steps">
      ${
        this.isOwn
          ? this.#step('withdraw', 'withdrawOffer')
          : html`${this.#step('accept', 'acceptOffer', '')} ${this.#step('counter', 'counterBid')}
            ${this.#step('decline', 'declineOffer')}`
      }
    </div>`;
  }

  #step(action: string, key: PlainKey, kind = 'other'): TemplateResult {
    return html`<button type="button" class=${kind} data-action=${action} data-id=${this.entry?.id}>
      ${this.#locale.t(key)}
    </button>`;
  }

  #leftMs(): number {
    const bid = this.entry?.bid;
    return bid?.status === 'open' ? Date.parse(bid.expiresAt) - Date.now() : 0;
  }
}

define('deskbell-bid', BidBubble);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-bid': BidBubble;
  }
}
