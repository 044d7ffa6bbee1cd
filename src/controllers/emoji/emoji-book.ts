import { EMOJI_GROUPS } from './emoji-list.js';

export type EmojiGroup = keyof typeof EMOJI_GROUPS;

export interface Emoji {
  readonly emoji: string;
  /** What it is called in the language of the book. */
  readonly name: string;
  /** Name and other words of all languages of the book, folded, for the search. */
  readonly words: string;
}

/** The emoji with their names and words in some languages. */
export interface EmojiBook {
  readonly groups: ReadonlyMap<EmojiGroup, readonly Emoji[]>;
  readonly all: ReadonlyMap<string, Emoji>;
}

const MOST_FOUND = 72;
const REGIONAL_A = 0x1f1e6;

/** @param tables one line of words per emoji, flags left out; the first table gives the names */
export function emojiBook(lang: string, tables: readonly string[]): EmojiBook {
  const lines = tables.map((table) => table.split('\n'));
  const regions = new Intl.DisplayNames([lang, 'en'], { type: 'region' });
  let at = 0;
  const groups = new Map<EmojiGroup, readonly Emoji[]>();
  for (const [id, list] of Object.entries(EMOJI_GROUPS)) {
    const emojis = list.split(' ').map((emoji): Emoji => {
      if (id === 'flags') {
        const name = regions.of(regionOf(emoji)) ?? emoji;
        return { emoji, name, words: fold(`${name}|${regionOf(emoji)}`) };
      }
      const own = lines.map((table) => table[at] ?? '');
      at += 1;
      return { emoji, name: own[0]?.split('|', 1)[0] ?? emoji, words: fold(own.join('|')) };
    });
    groups.set(id as EmojiGroup, emojis);
  }
  return { groups, all: new Map([...groups.values()].flat().map((each) => [each.emoji, each])) };
}

/** Those with all words of the query: whole words first, then names that begin with it. */
export function findEmoji({ all }: EmojiBook, query: string): readonly Emoji[] {
  const wanted = fold(query).split(' ').filter(Boolean);
  const [first = ''] = wanted;
  if (!first) return [];
  const found = [...all.values()].filter(
    ({ emoji, words }) => emoji === query.trim() || wanted.every((word) => has(words, word)),
  );
  const rank = ({ words }: Emoji): number =>
    words.split(/[\s|]/).includes(first) ? 0 : words.startsWith(first) ? 1 : 2;
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MOST_FOUND);
}

/** One spelling for what people take for the same: case, accents, Arabic vowel marks and letters. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0640]/g, '')
    .replace(/[\u0622\u0623\u0625\u0671]/g, '\u0627')
    .replace(/\u0629/g, '\u0647')
    .replace(/[\u0649\u06cc]/g, '\u064a')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Whether some word begins with it. */
function has(words: string, start: string): boolean {
  for (let at = words.indexOf(start); at >= 0; at = words.indexOf(start, at + 1)) {
    if (at === 0 || /[\s|\-–(]/.test(words[at - 1] ?? '')) return true;
  }
  return false;
}

function regionOf(flag: string): string {
  return String.fromCharCode(
    ...[...flag].map((letter) => 65 + (letter.codePointAt(0) ?? REGIONAL_A) - REGIONAL_A),
  );
}
