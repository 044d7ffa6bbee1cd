import { html, LitElement, nothing, type TemplateResult } from 'lit';
import {
  decimalsOf,
  formatAmount,
  parseAmount,
  type AmountProblem,
} from '../../controllers/amount.js';
import { LocaleController } from '../../controllers/locale-controller.js';
import type { LogEntry } from '../../core/log-entry.js';
import { MESSAGING_LIMITS } from '../../protocol/messaging-limits.js';
import type { BidDraft, Listing } from '../../protocol/index.js';
import { property, query, state } from '../decorators.js';
import { define } from '../define-element.js';
import { currencyField, expiryField } from './offer-fields.js';
import { sheet, showSheet } from './sheet.js';
import { sheetStyles, toolStyles } from './tools.styles.js';

const FALLBACK_CURRENCY = 'USD';

/** An offer on the listing of the conversation, or an answer to one by another; not public. */
export class OfferSheet extends LitElement {
  static override styles = [...toolStyles, sheetStyles];

  @property({ attribute: false }) listing?: Listing;
  /** The offer that this one answers. */
  @property({ attribute: false }) counterTo?: LogEntry;
  /** Sends it; false keeps it here. */
  @property({ attribute: false }) onSend?: (bid: BidDraft) => boolean;
  @property({ attribute: false }) onClose?: () => void;

  @state() private problem: AmountProblem | undefined;
  @state() private currency = '';
  @state() private expiresInSeconds: number = MESSAGING_LIMITS.bidSeconds;
  @query('input') private input!: HTMLInputElement | null;

  #locale = new LocaleController(this);

  protected override firstUpdated(): void {
    showSheet(this.renderRoot);
    if (this.input) this.input.value = this.counterTo?.bid?.amount ?? '';
    this.input?.focus();
    this.input?.select();
  }

  protected override render(): TemplateResult {
    const locale = this.#locale;
    return sheet({
      locale,
      title: locale.t(this.counterTo ? 'counterOffer' : 'makeOffer'),
      body: html`${this.#about()}
        <label>
          ${locale.t('amount')}
          <input
            inputmode="decimal"
            autocomplete="off"
            dir="auto"
            maxlength="40"
            aria-invalid=${this.problem ? 'true' : 'false'}
            aria-describedby="problem"
            @input=${() => (this.problem = undefined)}
          />
        </label>
        <p id="problem" class="problem" role="alert" ?hidden=${!this.problem}>
          ${this.problem ? locale.t(`amount_${this.problem}`) : nothing}
        </p>
        ${
          this.#fixedCurrency
            ? html`<p class="muted">${locale.t('currency')}: ${this.#fixedCurrency}</p>`
            : currencyField(locale, this.#currency, (currency) => (this.currency = currency))
        }
        ${expiryField(
          locale,
          this.expiresInSeconds,
          (seconds) => (this.expiresInSeconds = seconds),
        )}`,
      actions: html`<button class="send">${locale.t('sendOffer')}</button>`,
      submit: () => this.#send(),
      close: () => this.onClose?.(),
    });
  }

  get #fixedCurrency(): string | undefined {
    return this.counterTo?.bid?.currency ?? this.listing?.currency;
  }

  get #currency(): string {
    return (this.#fixedCurrency ?? this.currency) || FALLBACK_CURRENCY;
  }

  #about(): unknown {
    const { title, price, currency } = this.listing ?? {};
    const { bid } = this.counterTo ?? {};
    const locale = this.#locale;
    const asking = price && currency ? formatAmount(locale.lang, price, currency) : price;
    return html`${title ? html`<p><bdi>${locale.t('offerFor', { title })}</bdi></p>` : nothing}
    ${asking ? html`<p class="muted">${locale.t('askingPrice', { price: asking })}</p>` : nothing}
    ${
      bid
        ? html`<p class="muted">
            ${locale.t('offerBefore', {
              price: formatAmount(locale.lang, bid.amount, bid.currency),
            })}
          </p>`
        : nothing
    }`;
  }

  #send(): void {
    const currency = this.#currency;
    const parsed = parseAmount(this.input?.value ?? '', this.#locale.lang, decimalsOf(currency));
    if ('problem' in parsed) {
      this.problem = parsed.problem;
      this.input?.focus();
      return;
    }
    const { expiresInSeconds, counterTo } = this;
    const bid: BidDraft = {
      amount: parsed.amount,
      currency,
      expiresInSeconds,
      ...(counterTo && { counterTo: counterTo.id }),
    };
    if (this.onSend?.(bid)) this.onClose?.();
  }
}

define('deskbell-offer', OfferSheet);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-offer': OfferSheet;
  }
}
