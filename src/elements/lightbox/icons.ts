import { svg } from 'lit';
import { icon } from '../contact-icons.js';

export const backIcon = icon(svg`<path d="M14.500 5.500 8 12l6.500 6.500" />`, 'flip');
export const nextIcon = icon(svg`<path d="M9.500 5.500 16 12l-6.500 6.500" />`, 'flip');
export const plusIcon = icon(svg`<path d="M12 5.500v13M5.500 12h13" />`);
export const minusIcon = icon(svg`<path d="M5.500 12h13" />`);
