import { css, html, svg, type TemplateResult } from 'lit';
import type { LocaleController } from '../../controllers/locale-controller.js';
import type { CallQuality } from '../../core/call-quality.js';
import { callMoreEnglish } from '../../locales/en-call-more.js';
import { addEnglish } from '../../locales/registry.js';

addEnglish(callMoreEnglish);

/** For the element that shows them. */
export const qualityBarsStyles = css`
  .quality-bars {
    display: inline-flex;
    align-items: center;
  }
  .quality-bars svg {
    inline-size: 22px;
    block-size: 16px;
    stroke: none;
    fill: currentColor;
  }
  .quality-bars .empty {
    opacity: 0.32;
  }
`;

const BARS = [1, 2, 3, 4, 5] as const;

/** How good the connection is, as five bars; the words of it are their name. */
export function qualityBars({ score }: CallQuality, locale: LocaleController): TemplateResult {
  const words = locale.t(`connection_${score}`);
  const bars = BARS.map(
    (bar) => svg`<rect
      class=${bar <= score ? 'full' : 'empty'}
      x=${bar * 4.4 - 4}
      y=${15 - bar * 2.8}
      width="3"
      height=${bar * 2.8}
      rx="1"
    />`,
  );
  return html`<span
    class="quality-bars"
    part="quality"
    role="img"
    aria-label=${words}
    title=${words}
  >
    <svg viewBox="0 0 22 16" aria-hidden="true">${bars}</svg>
  </span>`;
}

/** What is weak, and what is done about it; empty when nothing is. */
export function qualitySentence(quality: CallQuality, locale: LocaleController): string {
  const { cause, ownPicture = 'full' } = quality;
  const words = cause === 'none' ? [] : [locale.t(`weak_${cause}`)];
  if (ownPicture === 'paused') words.push(locale.t('ownPicturePaused'));
  else if (ownPicture !== 'full') words.push(locale.t('ownPictureReduced'));
  return words.join(' · ');
}
