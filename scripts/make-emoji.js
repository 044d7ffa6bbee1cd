/**
 * Writes the emoji picker's data from Unicode's own: which emoji there are, and in each language
 * what they are called and found by. Run it after an update of the two packages it reads; a test
 * holds the written files to them. Flags have no words: Intl knows the names of regions.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from './run.js';

const FOLDER = 'src/controllers/emoji';
const LANGUAGES = ['en', 'ar'];
/** Newer ones are empty boxes on most devices, and unknown to the broker's Unicode tables. */
const NEWEST_VERSION = 15;
const GROUPS = {
  'Smileys & Emotion': 'smileys',
  'People & Body': 'people',
  'Animals & Nature': 'nature',
  'Food & Drink': 'meals',
  'Travel & Places': 'travel',
  Activities: 'activities',
  Objects: 'objects',
  Symbols: 'symbols',
  Flags: 'flags',
};

const require = createRequire(import.meta.url);
/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(require.resolve(path), 'utf8'));

/** @returns {Record<string, string>} the content of each file, by its path from the root */
export function emojiFiles() {
  const tables = LANGUAGES.map(wordsOf);
  const groups = readGroups((emoji) => tables.every((table) => table(emoji) !== undefined));
  const worded = groups.filter(({ id }) => id !== 'flags').flatMap(({ emoji }) => emoji);
  const list = groups.map(({ id, emoji }) => `  ${id}:\n    '${emoji.join(' ')}',\n`);
  /** @type {Record<string, string>} */
  const files = {
    [`${FOLDER}/emoji-list.ts`]:
      '/** Made by scripts/make-emoji.js: every emoji, by group, in the order of Unicode. */\n' +
      `export const EMOJI_GROUPS = {\n${list.join('')}} as const;\n`,
  };
  LANGUAGES.forEach((language, at) => {
    const lines = worded.map((emoji) => tables[at]?.(emoji));
    files[`${FOLDER}/emoji-words-${language}.ts`] =
      '/** Made by scripts/make-emoji.js: name, then other words, one line per emoji of the list. */\n' +
      // One line: a file is read by people, this by a program.
      `export const words =\n  '${lines.join('\\n')}';\n`;
  });
  return files;
}

/** @param {(emoji: string) => boolean} isKnown */
function readGroups(isKnown) {
  /** @type {{ name: string, emojis: { emoji: string, emoji_version: string }[] }[]} */
  const groups = readJson('unicode-emoji-json/data-by-group.json');
  return groups.map(({ name, emojis }) => {
    const id = GROUPS[/** @type {keyof typeof GROUPS} */ (name)];
    const kept = emojis.filter(
      ({ emoji, emoji_version: version }) =>
        Number(version) <= NEWEST_VERSION && (id === 'flags' ? isRegion(emoji) : isKnown(emoji)),
    );
    return { id, emoji: kept.map(({ emoji }) => emoji) };
  });
}

/** @param {string} emoji two letters of a region: the one kind of flag that Intl can name */
function isRegion(emoji) {
  return /^\p{Regional_Indicator}{2}$/u.test(emoji);
}

/** @param {string} language @returns {(emoji: string) => string | undefined} */
function wordsOf(language) {
  /** @type {Record<string, { default?: string[], tts?: string[] }>} */
  const annotations = readJson(`cldr-annotations-full/annotations/${language}/annotations.json`)
    .annotations.annotations;
  return (emoji) => {
    const found = annotations[emoji] ?? annotations[emoji.replaceAll('\uFE0F', '')];
    const [name] = found?.tts ?? [];
    if (!name) return undefined;
    // A word that the name says already finds nothing new.
    const others = (found?.default ?? []).filter((word) => !name.includes(word));
    return [name, ...others].join('|').replaceAll("'", '’');
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of Object.entries(emojiFiles())) {
    writeFileSync(join(ROOT, path), content);
  }
}
