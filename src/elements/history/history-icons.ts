import { svg } from 'lit';
import { HANDSET, icon } from '../contact-icons.js';

/** The arrows point away from the reader, towards them, or come to nothing; without colour, too. */
export const callOutIcon = icon(svg`<path d=${HANDSET} /><path d="M15 9l5-5m-3.600 0H20v3.600" />`);
export const callInIcon = icon(svg`<path d=${HANDSET} /><path d="M20 4l-5 5m0-3.600V9h3.600" />`);
export const callMissedIcon = icon(
  svg`<path d=${HANDSET} /><path d="M15.500 4.500l4 4m0-4-4 4" />`,
);
