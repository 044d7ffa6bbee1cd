import { emojiBook, type EmojiBook } from './emoji-book.js';

const TABLES: Readonly<Record<string, () => Promise<{ words: string }>>> = {
  ar: () => import('./emoji-words-ar.js'),
};

const books = new Map<string, Promise<EmojiBook>>();

/** The emoji in a language; English words find them, too. Rejects when the words cannot be loaded. */
export function loadEmojiBook(lang: string): Promise<EmojiBook> {
  let book = books.get(lang);
  if (!book) {
    book = read(lang);
    books.set(lang, book);
    book.catch(() => books.delete(lang));
  }
  return book;
}

async function read(lang: string): Promise<EmojiBook> {
  const [language = ''] = lang.split('-', 1);
  const english = import('./emoji-words-en.js');
  const own = TABLES[language]?.();
  const tables = await Promise.all(own ? [own, english] : [english]);
  return emojiBook(
    lang,
    tables.map(({ words }) => words),
  );
}
