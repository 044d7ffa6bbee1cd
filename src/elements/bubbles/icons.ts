import { svg } from 'lit';
import { HANDSET, icon } from '../contact-icons.js';

export const callOutIcon = icon(svg`<path d=${HANDSET} /><path d="M15 9l5-5m-3.6 0H20v3.6" />`);
export const callInIcon = icon(svg`<path d=${HANDSET} /><path d="M20 4l-5 5m0-3.6V9h3.6" />`);
export const callMissedIcon = icon(
  svg`<path d=${HANDSET} /><path d="M15.500 4.500l4 4m0-4-4 4" />`,
);
export const playIcon = icon(svg`<path d="M8 5.500v13l10-6.500z" />`, 'solid');
export const pauseIcon = icon(svg`<path d="M8.500 6v12M15.500 6v12" />`);
export const fileIcon = icon(svg`<path d="M6 3.500h8l4 4v13H6zM13.500 3.800V8H18" />`);
export const downloadIcon = icon(
  svg`<path d="M12 4v11m-4.500-4L12 15.500l4.500-4.500M5 19.500h14" />`,
);
export const placeIcon = icon(
  svg`<path d="M12 21q-13-16 0-18 13 2 0 18z" /><circle cx="12" cy="9" r="2" />`,
);
export const forwardIcon = icon(
  svg`<path d="M13.500 6l6 5.500-6 5.500v-3.500Q7 13 4 18q1-8.500 9.500-9z" />`,
  'flip',
);
export const starIcon = icon(
  svg`<path d="m12 4 2.400 5.100 5.600.7-4.100 3.800 1.100 5.500-5-2.800-5 2.800 1.100-5.500L4 9.800l5.600-.700z" />`,
  'solid star',
);
export { moreIcon } from '../icons.js';
export const tagIcon = icon(svg`<path d="M4 4h8l8.500 8.500-8 8L4 12zM8 8v.1" />`);
