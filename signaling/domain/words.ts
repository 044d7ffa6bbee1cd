/**
 * What is searched for and what is found are made of the same words: without case, without accents
 * and vowel marks, and with one letter where a keyboard offers several. Pure, and the same for every
 * database: those only compare.
 */

const WORD_CHARS = 40;
/** Each is a walk through all words that begin so: a dozen were a quarter of a second of everybody's. */
const QUERY_WORDS = 4;
/** Half of all messages have a word that begins with it. Where one character is a word it counts. */
const LETTER =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Arabic}\p{Script=Hebrew}]$/u;

/** Accents, Arabic vowel marks and hamzas, Hebrew points; tatweel; the nukta. No vowels of Hindi. */
const MARKS =
  /(?=\p{Mn})[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Cyrillic}]|\u0640|\u093c/gu;
/** Inside a word an apostrophe is how one types: o‘zbek, oʻzbek, o'zbek. */
const APOSTROPHES = /(?<=\p{L})['`´‘’ʻʼʿˈ＇](?=\p{L})/gu;
/** Persian writes parts of one word side by side without joining them, or leaves that out. */
const ZERO_WIDTH_NON_JOINER = /\u200c/g;
const INVISIBLE = /(?!\u200c)\p{Cf}/gu;
const WORD = /[\p{L}\p{N}\p{M}]+|\p{Extended_Pictographic}|\p{Regional_Indicator}{2}/gu;

/** Letters of one sound and shape that keyboards of different languages write differently. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['ٱ', 'ا'],
  ['ى', 'ي'],
  ['ی', 'ي'],
  ['ې', 'ي'],
  ['ے', 'ي'],
  ['ک', 'ك'],
  ['ڪ', 'ك'],
  ['ة', 'ه'],
  ['ہ', 'ه'],
  ['ھ', 'ه'],
  ['ە', 'ه'],
  ['ı', 'i'],
  ['ß', 'ss'],
]);
const VARIANTS = new RegExp(`[${[...LETTERS.keys()].join('')}]`, 'g');
/** Digits of Arabic, Persian and Hindi by what they stand for; each row begins with its zero. */
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(INVISIBLE, '')
    .replace(APOSTROPHES, '')
    .replace(VARIANTS, (letter) => LETTERS.get(letter)!)
    .replace(DIGITS, digitOf)
    .normalize('NFC');
}

function digitOf(digit: string): string {
  const code = digit.charCodeAt(0);
  return String(code >= 0x966 ? code - 0x966 : code & 0xf);
}

function split(folded: string): string[] {
  // Cut by whole characters: half an emoji is no text.
  return (folded.match(WORD) ?? []).map((word) =>
    word.length <= WORD_CHARS
      ? word
      : [...word.slice(0, WORD_CHARS * 2)].slice(0, WORD_CHARS).join(''),
  );
}

/** Every word a text is found by, each once. */
export function wordsOf(text: string): string[] {
  const folded = fold(text);
  const joined = split(folded.replace(ZERO_WIDTH_NON_JOINER, ''));
  const apart = folded.includes('\u200c') ? split(folded) : [];
  return [...new Set([...joined, ...apart])];
}

/**
 * The beginnings of words that a found text must all have; none when nothing was asked for. Of many
 * words the longest ones, which say most; single letters only where there is nothing else.
 */
export function queryWordsOf(query: string): string[] {
  const words = [...new Set(split(fold(query).replace(ZERO_WIDTH_NON_JOINER, '')))];
  const telling = words.filter((word) => !LETTER.test(word));
  return (telling.length > 0 ? telling : words)
    .sort((one, other) => other.length - one.length)
    .slice(0, QUERY_WORDS);
}
