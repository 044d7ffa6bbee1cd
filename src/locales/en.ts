import { answersEnglish } from './en-answers.js';
import { bubblesEnglish } from './en-bubbles.js';
import { callEnglish } from './en-call.js';
import { callMoreEnglish } from './en-call-more.js';
import { chatEnglish } from './en-chat.js';
import { historyEnglish } from './en-history.js';
import { devicesEnglish } from './en-devices.js';
import { inboxEnglish } from './en-inbox.js';
import { logEnglish } from './en-log.js';
import { outcomesEnglish } from './en-outcomes.js';
import { refusalsEnglish } from './en-refusals.js';
import { runningEnglish } from './en-running.js';
import { toolsEnglish } from './en-tools.js';
import { firstEnglish } from './first-english.js';

/**
 * Every text a person reads, in English: the key set all locales must fill. `{name}` marks a value
 * put in at run time; an object holds the plural forms of its language, chosen by `count`. A page
 * loads these in parts, each with what shows it.
 */
export const en = {
  ...firstEnglish,
  ...chatEnglish,
  ...answersEnglish,
  ...logEnglish,
  ...callEnglish,
  ...callMoreEnglish,
  ...runningEnglish,
  ...bubblesEnglish,
  ...toolsEnglish,
  ...refusalsEnglish,
  ...inboxEnglish,
  ...devicesEnglish,
  ...outcomesEnglish,
  ...historyEnglish,
} as const;
