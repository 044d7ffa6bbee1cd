import { html, svg, type TemplateResult } from 'lit';

export const HANDSET =
  'M7 3.8h2.2l1.6 4.1-2 1.5a11.6 11.6 0 0 0 5.8 5.8l1.5-2 4.1 1.6V17a3 3 0 0 1-3.2 3A15.4 15.4 0 0 1 4 7a3 3 0 0 1 3-3.200z';

export function icon(content: TemplateResult<2>, className = ''): TemplateResult {
  return html`<svg class=${className} viewBox="0 0 24 24" aria-hidden="true">${content}</svg>`;
}

export const chatIcon = icon(
  svg`<path d="M5 4.5h14A1.5 1.5 0 0 1 20.5 6v9.5A1.5 1.5 0 0 1 19 17h-8.500L6 20.5V17H5a1.5 1.5 0 0 1-1.5-1.500V6A1.5 1.5 0 0 1 5 4.500z" />`,
);
export const phoneIcon = icon(svg`<path d=${HANDSET} />`);
export const cameraIcon = icon(
  svg`<rect x="2.8" y="6.2" width="12.4" height="11.6" rx="2.6" /><path d="M15.2 10.8 21 7.4v9.200l-5.8-3.400z" />`,
);
