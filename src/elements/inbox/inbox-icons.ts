import { svg } from 'lit';
import { icon } from '../contact-icons.js';

export const moreIcon = icon(
  svg`<path d="M5.500 12h.01M12 12h.01M18.500 12h.01" stroke-width="3.200" />`,
);
export const searchIcon = icon(
  svg`<circle cx="11" cy="11" r="6.200" /><path d="m20 20-4.400-4.400" />`,
);
export const starIcon = icon(
  svg`<path d="m12 3.800 2.500 5.200 5.700.8-4.100 4 1 5.700-5.100-2.700-5.100 2.700 1-5.700-4.100-4 5.700-.8z" />`,
);
export const backIcon = icon(svg`<path d="M14.500 5.500 8 12l6.500 6.500" />`, 'flip');
export const mutedIcon = icon(
  svg`<path d="M6.500 9.500a5.500 5.500 0 0 1 8.300-4.700M17.500 9.500c0 5 1.700 6 1.700 7H8.500M10 19.500h4M4.500 4.500l15 15M6.400 11c-.2 3.500-1.600 4.600-1.600 5.500" />`,
);
export const blockedIcon = icon(
  svg`<circle cx="12" cy="12" r="8" /><path d="m6.500 6.500 11 11" />`,
);
export const archivedIcon = icon(svg`<path d="M4 5h16v4H4zM5.500 9v10h13V9M10 13h4" />`);
