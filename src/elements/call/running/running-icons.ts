import { svg } from 'lit';
import { icon } from '../../contact-icons.js';

export const minimiseIcon = icon(svg`<path d="M5 9.5l7 7 7-7" />`);
export const expandIcon = icon(
  svg`<path d="M14 4.500h5.500V10M10 19.500H4.500V14M19 5l-6 6M5 19l6-6" />`,
);
export const shareIcon = icon(
  svg`<rect x="2.800" y="4.500" width="18.4" height="12.500" rx="2" /><path d="M12 14V8m-2.700 2.500L12 7.800l2.700 2.700M8.500 20h7" />`,
);
export const stopShareIcon = icon(
  svg`<rect x="2.800" y="4.500" width="18.4" height="12.500" rx="2" /><path d="M9.500 8.300l5 5m0-5-5 5M8.500 20h7" />`,
);
export const holdIcon = icon(svg`<path d="M8.500 5.500v13M15.500 5.500v13" />`);
export const resumeIcon = icon(svg`<path d="M8 5.200v13.600L18.500 12z" />`);
export const recordIcon = icon(
  svg`<circle cx="12" cy="12" r="8.500" /><circle cx="12" cy="12" r="3.500" />`,
);
export const swapIcon = icon(
  svg`<path d="M4.500 8.500h14M15 5l3.500 3.500L15 12M19.500 16h-14M9 12.500 5.500 16 9 19.500" />`,
);
export const fullScreenIcon = icon(
  svg`<path d="M4.500 9V4.500H9M15 4.500h4.500V9M19.500 15v4.500H15M9 19.500H4.500V15" />`,
);
export const pipIcon = icon(
  svg`<rect x="2.800" y="4.500" width="18.4" height="15" rx="2" /><rect x="11.500" y="11.500" width="7" height="5.500" rx="1" />`,
);
export const barsIcon = icon(svg`<path d="M5 19v-3M9.700 19v-6M14.300 19V9M19 19V5" />`);
