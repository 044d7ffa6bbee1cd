import { svg } from 'lit';
import { icon } from '../contact-icons.js';

export const upIcon = icon(svg`<path d="M6 14.500l6-6 6 6" />`);
export const downIcon = icon(svg`<path d="M6 9.5l6 6 6-6" />`);
