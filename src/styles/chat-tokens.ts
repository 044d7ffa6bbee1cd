import { plainButtons } from './plain-buttons.js';
import { base, buttons } from './shared.js';
import { declareColors, declareSizes, tokens, type ColorTokens } from './tokens.js';

/** The colours of a chat. */
export const CHAT_COLORS = {
  'surface-raised': ['#f6f8f7', '#1c2826'],
  canvas: ['#ebf0ed', '#0d1514'],
  line: ['#d4ddd9', '#2c3b38'],
  'bubble-own': ['#d3f4dc', '#0d4a3a'],
  'bubble-other': ['#ffffff', '#1f2c2a'],
  'tick-read': ['#0a6cbd', '#64c8ff'],
} as const satisfies ColorTokens;

/** The shape of a chat. */
export const CHAT_SIZES = {
  radius: '16px',
  'bubble-radius': '14px',
  'panel-width': '380px',
  'panel-height': '600px',
} as const;

export const chatTokens = [declareSizes(CHAT_SIZES), declareColors(CHAT_COLORS)];

/** What every part of a chat begins with. */
export const chatBase = [tokens, chatTokens, base, buttons, plainButtons];
