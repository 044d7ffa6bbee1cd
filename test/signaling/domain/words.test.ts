import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { queryWordsOf, wordsOf } from '../../../signaling/domain/words.js';

/** Whether a text is found: each word asked for begins one of its words. */
function finds(query: string, text: string): boolean {
  const words = wordsOf(text);
  const asked = queryWordsOf(query);
  return asked.length > 0 && asked.every((word) => words.some((found) => found.startsWith(word)));
}

describe('a text', () => {
  it.each([
    ['is found without its accents', 'cafe', 'Café'],
    ['is found with accents it has not', 'Càfe', 'cafe'],
    ['is found in another case', 'STRASSE', 'Straße'],
    ['is found by the beginning of a word', 'mess', 'no message'],
    ['in Arabic is found without vowel marks', 'مرحبا', 'مَرْحَبًا بك'],
    ['in Arabic is found by any alef', 'احمد', 'أحمد'],
    ['in Arabic is found by any alef, the other way', 'إلى', 'الي'],
    ['in Arabic is found by any last ya', 'على', 'علي'],
    ['in Arabic is found by ha for ta marbuta', 'سياره', 'سيارة'],
    ['in Arabic is found despite a stretched word', 'سلام', 'ســـلام'],
    ['in Persian is found by the Arabic keyboard', 'كتاب يك', 'کتاب یک'],
    ['in Persian is found written together', 'میروم', 'می‌روم'],
    ['in Persian is found written apart', 'می روم', 'می‌روم'],
    ['in Persian is found written the same', 'می‌روم', 'خانه می‌روم'],
    ['with Persian digits is found by European ones', '1403', '۱۴۰۳'],
    ['with Arabic digits is found by European ones', '250', '٢٥٠'],
    ['in Hindi is found', 'नमस्ते', 'नमस्ते दुनिया'],
    ['in Hindi is found without a nukta', 'जरूर', 'ज़रूर'],
    ['in Uzbek is found by any apostrophe', "o'zbek", 'Oʻzbekcha'],
    ['in Uzbek is found without the apostrophe', 'gozal', 'go‘zal'],
    ['in Cyrillic Uzbek is found', 'ўзбек', 'Ўзбекча'],
    ['is found by an emoji between words', '🎉', 'party🎉time'],
    ['is found by a flag', '🇺🇿', 'from 🇺🇿 with'],
  ])('%s', (_behaviour, query, text) => {
    expect(finds(query, text)).toBe(true);
  });

  it.each([
    ['by the middle of a word', 'sage', 'message'],
    ['by one of two words', 'blue car', 'blue door'],
    ['by another vowel sign of Hindi', 'नमस्तो', 'नमस्ते'],
  ])('is not found %s', (_behaviour, query, text) => {
    expect(finds(query, text)).toBe(false);
  });
});

describe('words', () => {
  it.each(['', '   ', '"*', '()^:-+', '‌', '️', '́'])('are none in %j', (text) => {
    expect(wordsOf(text)).toEqual([]);
    expect(queryWordsOf(text)).toEqual([]);
  });

  it('of a query are few, those of a text are all, each once', () => {
    const text = Array.from({ length: 100 }, (_, i) => `w${i} w${i}`).join(' ');
    expect(wordsOf(text)).toHaveLength(100);
    expect(queryWordsOf(text)).toHaveLength(4);
  });

  it.each([
    ['the longest of many', 'is that lovely car still there for sale', 'lovely still there that'],
    ['no single letters beside longer ones', 'v w i x blue door в ο و', 'blue door'],
    ['single letters where there is nothing else', 'a e', 'a e'],
    ['characters that are words of Chinese and Japanese', '车 blue 木 a', 'blue 车 木'],
    ['syllables of Korean and Hindi, digits and emoji', '차 है blue a 5 🎉', 'blue है 🎉 차'],
  ])('of a query are %s', (_which, query, words) => {
    expect(queryWordsOf(query)).toEqual(words.split(' '));
  });

  it('are cut at the same place on both sides, never inside a character', () => {
    const long = '𐐷'.repeat(100);
    expect(finds(long, long)).toBe(true);
    expect(wordsOf(long)[0]).toBe('𐐷'.repeat(40));
  });

  it('hold nothing that a full-text query gives a meaning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of [...wordsOf(text), ...queryWordsOf(text)]) {
          expect(word).toMatch(/^[\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{RI}]+$/u);
        }
      }),
    );
  });

  it('of any text find it again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        expect(queryWordsOf(text).length === 0 || finds(text, text)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('take no longer for hostile texts than for plain ones', () => {
    const texts = [
      '́'.repeat(8_000),
      'a' + '́'.repeat(8_000),
      "a'".repeat(4_000),
      '👨‍'.repeat(2_000),
    ];
    const startMs = performance.now();
    for (const text of texts) wordsOf(text);
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });
});
