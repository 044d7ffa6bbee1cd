import { html, svg } from 'lit';
import { icon } from './contact-icons.js';

export const closeIcon = icon(svg`<path d="M6.5 6.5l11 11m0-11-11 11" />`);
export const sendIcon = icon(
  svg`<path d="M4.2 5.2 20.5 12 4.2 18.8l2.2-6.8zM6.4 12h6.2" />`,
  'flip',
);
export const moreIcon = icon(svg`<path stroke-width="3" d="M12 5.500v.1M12 12v.1m0 6.400v.1" />`);
export const alertIcon = icon(
  svg`<circle cx="12" cy="12" r="8.6" /><path d="M12 7.6v5.2M12 16.2v.1" />`,
);
/** Delivery ticks: one for sent, two for delivered and read. */
export const tickIcon = html`<svg class="tick" viewBox="0 0 18 12" aria-hidden="true">
  <path d="M2 6.500l3.5 3.500L13 2.5" />
</svg>`;
export const ticksIcon = html`<svg class="tick" viewBox="0 0 18 12" aria-hidden="true">
  <path d="M1 6.500l3.5 3.500L11.5 2.500M8.7 9.700l.4.300L16.5 2.5" />
</svg>`;
export const clockIcon = html`<svg class="tick" viewBox="0 0 18 12" aria-hidden="true">
  <circle cx="11" cy="6" r="5" />
  <path d="M11 3.200V6l1.8 1" />
</svg>`;
