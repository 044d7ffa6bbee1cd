import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { LocaleController } from '../../controllers/locale-controller.js';
import type { CallQuality } from '../../core/call-quality.js';
import { callMoreEnglish } from '../../locales/en-call-more.js';
import { runningEnglish } from '../../locales/en-running.js';
import { addEnglish } from '../../locales/registry.js';
import { base } from '../../styles/shared.js';
import { tokens } from '../../styles/tokens.js';
import { property } from '../decorators.js';
import { define } from '../define-element.js';
import { qualityBars, qualityBarsStyles, qualitySentence } from './quality-bars.js';

addEnglish({ ...callMoreEnglish, ...runningEnglish });

const panel = css`
  .root {
    padding: 14px 16px;
    border-radius: 16px;
    background: var(--_surface);
    font-size: 14px;
    text-align: start;
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
  }
  h3 {
    margin: 0;
    font-size: 1.05em;
    font-weight: 650;
  }
  p {
    margin: 6px 0 0;
    color: var(--_text-muted);
  }
  /* A page in quirks mode lets a table inherit neither colour nor font. */
  table {
    color: inherit;
    font: inherit;
    inline-size: 100%;
    margin-block-start: 8px;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 4px 0;
    font-weight: 400;
    text-align: start;
    vertical-align: top;
  }
  th {
    padding-inline-end: 16px;
    color: var(--_text-muted);
  }
  td {
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
`;

/** How the connection of a call is in numbers, for whoever wants to know why. */
export class CallQualityPanel extends LitElement {
  static override styles = [tokens, base, qualityBarsStyles, panel];

  /** What was measured last; undefined before the first time. */
  @property({ attribute: false }) quality?: CallQuality;
  /** Language; default: the nearest `lang`. */
  @property() locale = '';

  #locale = new LocaleController(this);

  protected override render(): TemplateResult {
    const { quality } = this;
    const locale = this.#locale;
    return html`<section
      class="root"
      part="quality-details"
      lang=${locale.lang}
      dir=${locale.dir}
      aria-labelledby="title"
    >
      <header>
        <h3 id="title">${locale.t('connectionDetails')}</h3>
        ${quality ? qualityBars(quality, locale) : nothing}
      </header>
      ${
        quality
          ? html`${this.#sentence(quality)}
              <table>
                <tbody>
                  ${this.#rows(quality)}
                </tbody>
              </table>`
          : html`<p>${locale.t('measuring')}</p>`
      }
    </section>`;
  }

  #sentence(quality: CallQuality): TemplateResult | typeof nothing {
    const words = qualitySentence(quality, this.#locale);
    return words ? html`<p>${words}</p>` : nothing;
  }

  #rows(quality: CallQuality): TemplateResult[] {
    const locale = this.#locale;
    const { lang } = locale;
    const { width, height, framesPerSecond: rate = 0 } = quality;
    const size = width && height && `${locale.number(width)} × ${locale.number(height)}`;
    const rows: [string, string | 0 | undefined][] = [
      [locale.t('networkPath'), locale.t(`path_${quality.path}`)],
      [locale.t('roundTrip'), inUnit(lang, quality.roundTripMs, 'millisecond')],
      [locale.t('jitter'), inUnit(lang, quality.jitterMs, 'millisecond')],
      [locale.t('lostOnTheWayIn'), inPercent(lang, quality.lossInPercent)],
      [locale.t('lostOnTheWayOut'), inPercent(lang, quality.lossOutPercent)],
      [locale.t('receiving'), inRate(lang, quality.kbitsIn)],
      [locale.t('sending'), inRate(lang, quality.kbitsOut)],
      [locale.t('soundCodec'), quality.audioCodec],
      [locale.t('pictureCodec'), quality.videoCodec],
      [
        locale.t('pictureSize'),
        size && locale.t('pictureSizeAt', { size, rate: locale.number(Math.round(rate)) }),
      ],
    ];
    return rows.flatMap(([name, value]) =>
      value
        ? html`<tr>
            <th scope="row">${name}</th>
            <td><bdi>${value}</bdi></td>
          </tr>`
        : [],
    );
  }
}

function inUnit(lang: string, value: number | undefined, unit: string, digits = 0): string {
  if (value === undefined) return '';
  const options = { style: 'unit', unit, maximumFractionDigits: digits } as const;
  return new Intl.NumberFormat(lang, options).format(value);
}

function inPercent(lang: string, percent: number | undefined): string {
  if (percent === undefined) return '';
  const options = { style: 'percent', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(lang, options).format(percent / 100);
}

function inRate(lang: string, kbits: number | undefined): string {
  return kbits !== undefined && kbits >= 1_000
    ? inUnit(lang, kbits / 1_000, 'megabit-per-second', 1)
    : inUnit(lang, kbits, 'kilobit-per-second');
}

define('deskbell-call-quality', CallQualityPanel);

declare global {
  interface HTMLElementTagNameMap {
    'deskbell-call-quality': CallQualityPanel;
  }
}
