import { html, type TemplateResult } from 'lit';
import type { LocaleController } from '../../controllers/locale-controller.js';

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const EXPIRIES_S = [HOUR_S, 6 * HOUR_S, DAY_S, 2 * DAY_S, 7 * DAY_S, 30 * DAY_S];
/** Offered where the browser does not know them all. */
const SOME_CURRENCIES = [
  'AED',
  'AFN',
  'CNY',
  'EGP',
  'EUR',
  'GBP',
  'INR',
  'IRR',
  'JPY',
  'SAR',
  'USD',
  'UZS',
];

/** How long an offer stands. */
export function expiryField(
  locale: LocaleController,
  chosen: number,
  choose: (seconds: number) => void,
): TemplateResult {
  return html`<label>
    ${locale.t('validFor')}
    <select @change=${(event: Event) => choose(Number((event.target as HTMLSelectElement).value))}>
      ${EXPIRIES_S.map(
        (seconds) =>
          html`<option .value=${String(seconds)} ?selected=${seconds === chosen}>
            ${formatSpan(locale.lang, seconds)}
          </option>`,
      )}
    </select>
  </label>`;
}

/** In which currency, when the listing does not say. */
export function currencyField(
  locale: LocaleController,
  chosen: string,
  choose: (currency: string) => void,
): TemplateResult {
  const names = new Intl.DisplayNames(locale.lang, { type: 'currency', fallback: 'code' });
  return html`<label>
    ${locale.t('currency')}
    <select @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
      ${currencies().map(
        (code) =>
          html`<option .value=${code} ?selected=${code === chosen}>
            ${code} – ${names.of(code)}
          </option>`,
      )}
    </select>
  </label>`;
}

function formatSpan(lang: string, seconds: number): string {
  const isHours = seconds < DAY_S;
  return new Intl.NumberFormat(lang, {
    style: 'unit',
    unit: isHours ? 'hour' : 'day',
    unitDisplay: 'long',
  }).format(seconds / (isHours ? HOUR_S : DAY_S));
}

function currencies(): readonly string[] {
  const { supportedValuesOf } = Intl as Partial<
    Record<'supportedValuesOf', (key: 'currency') => string[]>
  >;
  return supportedValuesOf?.('currency') ?? SOME_CURRENCIES;
}
