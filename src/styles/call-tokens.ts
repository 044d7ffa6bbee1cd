import { declareColors, type ColorTokens } from './tokens.js';

/** The colours of a call; the same on light and dark pages, like a screen of its own. */
export const CALL_COLORS = {
  ring: ['#15803d', '#15803d'],
  'ring-deep': ['#14532d', '#14532d'],
  'on-ring': ['#ffffff', '#ffffff'],
  'call-start': ['#0f6b64', '#0d5a55'],
  'call-end': ['#23307e', '#1a2360'],
  'on-call': ['#ffffff', '#ffffff'],
} as const satisfies ColorTokens;

export const callTokens = declareColors(CALL_COLORS);
