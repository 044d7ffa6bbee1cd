import { svg, html, type TemplateResult } from 'lit';

const TOP = 31;
const STEP = 4;

/**
 * Bars as one path: no attribute of style, so it may be drawn on the strictest page.
 *
 * @param heard how many of the bars were played already
 */
export function wave(bars: readonly number[], heard = 0, places = bars.length): TemplateResult {
  return html`<svg
    class="wave"
    viewBox="0 0 ${places * STEP} ${TOP + STEP}"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${svg`<path d=${pathOf(bars.slice(heard), places - bars.length + heard)} />`}
    ${svg`<path class="heard" d=${pathOf(bars.slice(0, heard), 0)} />`}
  </svg>`;
}

function pathOf(bars: readonly number[], from: number): string {
  const middle = (TOP + STEP) / 2;
  return bars
    .map((bar, at) => {
      const height = Math.max(1, bar);
      return `M${(from + at) * STEP + STEP / 2} ${middle - height / 2}v${height}`;
    })
    .join('');
}
