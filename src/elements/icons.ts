import { html, svg } from 'lit';
import { icon } from './contact-icons.js';

export const closeIcon = icon(svg`<path d="M6.5 6.5l11 11m0-11-11 11" />`);
export const sendIcon = icon(
  svg`<path d="M4.2 5.2 20.5 12 4.2 18.8l2.2-6.8zM6.4 12h6.2" />`,
  'flip',
);
export const downIcon = icon(svg`<path d="M6 9.5l6 6 6-6" />`);
export const moreIcon = icon(svg`<path d="M12 5.500v.1M12 12v.1m0 6.400v.1" />`);
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
export const smileIcon = icon(
  svg`<circle cx="12" cy="12" r="8.6" /><path d="M8.500 14.500q3.500 3 7 0M9 9.500v.1m6-.1v.1" />`,
);
export const clipIcon = icon(
  svg`<path d="m8 12 5.500-5.500q3-2 5 0t0 5L11 19q-4 2.500-6 0t0-6l7-7" />`,
);
export const photoIcon = icon(
  svg`<path d="M3.500 8h4L9 5h6l1.500 3h4v11h-17z" /><circle cx="12" cy="13" r="3.500" />`,
);
export const pinIcon = icon(
  svg`<path d="M12 21q-13-16 0-18 13 2 0 18z" /><circle cx="12" cy="9" r="2" />`,
);
export const tagIcon = icon(svg`<path d="M4 4h8l8.500 8.500-8 8L4 12zM8 8v.1" />`);
export const micIcon = icon(
  svg`<rect x="9" y="3" width="6" height="11" rx="3" /><path d="M5.500 11q0 6.500 6.500 6.500t6.500-6.500M12 18v3" />`,
);
