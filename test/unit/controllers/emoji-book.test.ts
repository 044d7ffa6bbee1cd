import { describe, expect, it } from 'vitest';
import { emojiBook, findEmoji, fold } from '../../../src/controllers/emoji/emoji-book.js';
import { words as arabic } from '../../../src/controllers/emoji/emoji-words-ar.js';
import { words as english } from '../../../src/controllers/emoji/emoji-words-en.js';
import { Emoji } from '../../../src/protocol/primitives.js';
import * as v from 'valibot';

const inEnglish = emojiBook('en', [english]);
const inArabic = emojiBook('ar', [arabic, english]);

describe('the book of emoji', () => {
  it('holds only what can be sent as a reaction, each with a name', () => {
    expect(inEnglish.all.size).toBeGreaterThan(1_500);
    for (const { emoji, name } of inEnglish.all.values()) {
      expect(v.is(Emoji, emoji), emoji).toBe(true);
      expect(name, emoji).not.toBe('');
    }
  });

  it.each([
    ['thumbs up', '👍'],
    ['THUMB', '👍'],
    ['heart red', '❤️'],
    ['germany', '🇩🇪'],
    ['de', '🇩🇪'],
    ['lol', '🤣'],
    ['🚗', '🚗'],
  ])('finds by “%s” %s', (query, emoji) => {
    expect(findEmoji(inEnglish, query).map((each) => each.emoji)).toContain(emoji);
  });

  it.each([
    ['قلب أحمر', '❤️'],
    ['سيارة', '🚗'],
    ['سياره', '🚗'],
    ['اعلى', '👍'],
    ['ألمانيا', '🇩🇪'],
    ['heart', '❤️'],
  ])('finds in Arabic by “%s” %s', (query, emoji) => {
    expect(findEmoji(inArabic, query).map((each) => each.emoji)).toContain(emoji);
  });

  it('names each emoji in its language, in line with the list', () => {
    expect(inEnglish.all.get('😀')?.name).toBe('grinning face');
    expect(inArabic.all.get('😀')?.name).toBe('وجه بابتسامة عريضة');
    expect(inEnglish.all.get('🇪🇬')?.name).toBe('Egypt');
    expect(inArabic.all.get('🇪🇬')?.name).toBe('مصر');
  });

  it('finds nothing for nothing, and words by their beginning only', () => {
    expect(findEmoji(inEnglish, '  ')).toEqual([]);
    expect(findEmoji(inEnglish, 'xyzzy')).toEqual([]);
    expect(fold('  ÉTÉ  ')).toBe('ete');
  });
});
