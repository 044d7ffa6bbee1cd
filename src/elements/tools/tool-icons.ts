import { svg } from 'lit';
import { icon } from '../contact-icons.js';

export const playIcon = icon(svg`<path d="M7.500 4.500v15L19.500 12z" />`);
export const pauseIcon = icon(svg`<path d="M8.500 5v14m7-14v14" />`);
export const stopIcon = icon(svg`<rect x="6" y="6" width="12" height="12" rx="2" />`);
export const trashIcon = icon(
  svg`<path d="M4.500 7h15M9.500 7V4.500h5V7M6.500 7l1 13h9l1-13M10.500 11v5m3-5v5" />`,
);
export const lockIcon = icon(
  svg`<rect x="5.500" y="10.500" width="13" height="9.500" rx="2" /><path d="M8.500 10.500V7.500a3.500 3.500 0 0 1 7 0v3" />`,
);
export const fileIcon = icon(svg`<path d="M6 3.500h8l4.500 4.500v12.500H6zM14 3.500V8h4.500" />`);
