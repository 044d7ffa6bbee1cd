import { describe, expect, it } from 'vitest';
import { arBubbles } from '../../src/locales/ar-bubbles.js';
import { arHistory } from '../../src/locales/ar-history.js';
import { arInbox } from '../../src/locales/ar-inbox.js';
import { arRefusals } from '../../src/locales/ar-refusals.js';
import { arTools } from '../../src/locales/ar-tools.js';
import { answersEnglish } from '../../src/locales/en-answers.js';
import { bubblesEnglish } from '../../src/locales/en-bubbles.js';
import { callEnglish } from '../../src/locales/en-call.js';
import { chatEnglish } from '../../src/locales/en-chat.js';
import { historyEnglish } from '../../src/locales/en-history.js';
import { inboxEnglish } from '../../src/locales/en-inbox.js';
import { logEnglish } from '../../src/locales/en-log.js';
import { outcomesEnglish } from '../../src/locales/en-outcomes.js';
import { refusalsEnglish } from '../../src/locales/en-refusals.js';
import { toolsEnglish } from '../../src/locales/en-tools.js';
import { firstEnglish } from '../../src/locales/first-english.js';

const languages = {
  English: [
    firstEnglish,
    chatEnglish,
    answersEnglish,
    logEnglish,
    callEnglish,
    bubblesEnglish,
    toolsEnglish,
    refusalsEnglish,
    inboxEnglish,
    outcomesEnglish,
    historyEnglish,
  ],
  Arabic: [arBubbles, arTools, arRefusals, arInbox, arHistory],
};

describe('the strings of a language', () => {
  it.each(Object.entries(languages))('say the same in each part: %s', (_language, parts) => {
    const texts = new Map<string, unknown>();
    for (const part of parts) {
      for (const [key, text] of Object.entries(part)) {
        // Parts are loaded in any order: the later one would win.
        if (texts.has(key)) expect(text, key).toEqual(texts.get(key));
        texts.set(key, text);
      }
    }
  });
});
